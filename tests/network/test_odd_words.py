"""Texts of the provider are cleaned and cut on entry; an id that is too long or has hidden characters is refused."""

from __future__ import annotations

import pytest

from core.network.gateway import Search
from core.network.provider_errors import ErrorClass
from core.network.sandbox import misread
from core.text import clean, clean_block
from tests.network.conftest import Net
from tests.network.test_parsing import (
    ACCOUNT,
    INVITATION,
    KEY,
    MESSAGE,
    PROFILE,
    RELATION,
    client,
    fails,
    listing,
    says,
)

HIDDEN = misread.HIDDEN
LONG = "x" * 40_001
ODD_IDS = ["a\x00", "a\u202eb", "a\nb", "a\u200b", "\x1b[2J", "x" * 501]


@pytest.mark.parametrize("odd", [HIDDEN, f"Ada{HIDDEN}", LONG, "e" + "\u0301" * 40_000, "a\nb\x85c", "\u3164"])
def test_every_word_is_one_clean_line(odd: str) -> None:
    job = {"position": odd, "company": odd, "current": True}
    words = dict.fromkeys(("first_name", "last_name", "headline", "location", "name", "invited_user"), odd)
    with client(says({**PROFILE, **words, "work_experience": [job]})) as c:
        profile = c.profile("a", "jane")
    found = [profile.first_name, profile.last_name, profile.headline, profile.location]
    found += [profile.company, profile.position]
    with client(says(listing({**RELATION, **words}))) as c:
        found += [c.relations("a").items[0].first_name]
    with client(says(listing({**INVITATION, **words}))) as c:
        found += [c.sent_invitations("a").items[0].name or ""]
    with client(says(listing({**ACCOUNT, **words}))) as c:
        found += [c.accounts().items[0].name]
    with client(says(listing({"id": "ACoAAx", **words, "current_positions": [{"company": odd, "role": odd}]}))) as c:
        person = c.search("a", Search(keywords="x")).items[0]
        found += [person.first_name, person.headline, person.company, person.position]
    assert set(found) == {clean(odd, 300)}


def test_a_message_is_a_clean_block() -> None:
    with client(says(listing({**MESSAGE, "text": f"Hi{HIDDEN}\r\nthere{LONG}"}))) as c:
        said = c.messages("c").items[0].text
    assert said.startswith("Hi\nthere")
    assert clean_block(said, 8000) == said


@pytest.mark.parametrize("odd", ODD_IDS)
def test_an_id_that_hides_something_is_none(odd: str) -> None:
    with client(says({**PROFILE, "provider_id": odd})) as c:
        assert "provider_id" in fails(lambda: c.profile("a", "jane"), "unreadable").words
    with client(says({**PROFILE, "public_identifier": odd})) as c:
        assert c.profile("a", "jane").public_id == ""
    with client(says(listing({**RELATION, "member_id": odd}, RELATION))) as c:
        page = c.relations("a")
        assert (len(page.items), len(page.unreadable)) == (1, 1)
    with client(says(listing({**MESSAGE, "id": odd, "chat_id": odd, "sender_id": odd}))) as c:
        message = c.messages("c").items[0]
        assert (message.id.startswith("unnamed-"), message.chat_id, message.sender) == (True, "", None)
    with client(says({"object": "UserInvitationSent", "invitation_id": odd})) as c:
        assert c.invite("a", "ACoAAx", None, lambda: None).invitation_id is None
    with client(says({"object": "ChatStarted", "chat_id": odd, "message_id": odd})) as c:
        sent = c.start_chat("a", "ACoAAx", "Hi", lambda: None)
        assert (sent.chat_id, sent.message_id) == (None, None)


@pytest.mark.parametrize("odd", ["c\x00", "c\u202e", "x" * 4001])
def test_a_cursor_that_hides_something_is_no_cursor(odd: str) -> None:
    with client(says({**listing(RELATION), "cursor": odd})) as c:
        assert "cursor" in fails(lambda: c.relations("a"), "unreadable").words


def test_the_type_and_the_words_of_an_error_are_clean_and_hide_no_key() -> None:
    split = "\u200b".join(KEY)
    told = {"type": f"errors/{split}\x1b[2J\u202e", "title": split, "detail": f"{split}{HIDDEN}"}
    with client(says(told, 422)) as c:
        error = fails(lambda: c.profile("a", "jane"), "unknown")
    for words in (error.type or "", error.title, error.detail, error.words):
        assert KEY not in words
        assert clean(words, 3000) == words


def test_no_half_of_a_key_remains_where_an_error_is_cut() -> None:
    told = {"type": "x" * 90 + KEY, "title": "y" * 1990 + KEY, "detail": "z" * 1990 + KEY}
    with client(says(told, 422)) as c:
        error = fails(lambda: c.profile("a", "jane"), "unknown")
    for words in (error.type or "", error.title, error.detail):
        assert words.rstrip("*")[-1] in "xyz"


@pytest.mark.parametrize("what", ["hidden_words", "endless_words"])
def test_a_fault_of_the_sandbox_spoils_a_profiles_words(net: Net, what: str) -> None:
    told = net.gateway.profile("acc", "jane")
    net.sandbox.fault(what, kind="profile")
    profile = net.gateway.profile("acc", "jane")
    assert profile.public_id == "jane"
    assert clean(profile.location, 300) == profile.location
    assert len(profile.location) == 300 if what == "endless_words" else profile.location == told.location


@pytest.mark.parametrize("what", ["odd_ids", "long_ids"])
def test_a_fault_of_the_sandbox_spoils_a_profiles_ids(net: Net, what: str) -> None:
    net.sandbox.fault(what, kind="profile", remaining=1)
    assert fails(lambda: net.gateway.profile("acc", "jane"), "unreadable").klass is ErrorClass.unreadable


@pytest.mark.parametrize("odd", [*ODD_IDS, "x" * 101, "a  b", " a"])
def test_an_account_with_an_odd_id_is_told_as_unreadable(odd: str) -> None:
    with client(says(listing({**ACCOUNT, "id": odd}, ACCOUNT))) as c:
        page = c.accounts()
    assert ([account.id for account in page.items], len(page.unreadable)) == (["a"], 1)


@pytest.mark.parametrize("odd", ["", ".", "..", "../accounts", "a/../b", "a\\..", "x" * 501])
def test_an_id_that_leads_elsewhere_is_put_into_no_address(odd: str) -> None:
    with client(says({}, 500)) as c:
        for call in (lambda: c.account(odd), lambda: c.messages(odd), lambda: c.chats_with("a", odd)):
            assert "Not an identifier" in fails(call, "unknown").words


def test_an_id_too_long_for_any_address_is_a_provider_error() -> None:
    with client(says({}, 500)) as c:
        assert "The call was not made" in fails(lambda: c.relations("x" * 100_000), "unknown").words
