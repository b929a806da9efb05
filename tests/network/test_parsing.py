"""Answers that differ from the documentation, given by a transport that returns what a test sets."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import UTC, datetime

import httpx
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.network.provider_errors import ProviderError
from core.network.unipile.client import UnipileClient
from tests.network.conftest import open_gate

KEY = "secret-key-123"
Handler = Callable[[httpx.Request], httpx.Response]


@contextmanager
def client(handler: Handler, url: str = "https://api1.unipile.com:13111") -> Iterator[UnipileClient]:
    made = UnipileClient(url, KEY, httpx.MockTransport(handler))
    yield made
    made.close()


def says(body: object, status: int = 200) -> Handler:
    # As text: httpx's own encoder refuses values that a careless server may send.
    return lambda _: httpx.Response(status, text=json.dumps(body))


INVITATION = {
    "id": "1",
    "invited_user": "Jane Doe",
    "invited_user_id": "ACoAAx",
    "date": "Sent today",
    "invited_user_public_id": "jane-doe",
    "invitation_text": None,
    "parsed_datetime": "2026-07-01T10:11:12.000Z",
}
RELATION = {
    "member_id": "ACoAAx",
    "public_identifier": "jane",
    "first_name": "Jane",
    "last_name": "Doe",
    "created_at": 1752148800000,
}
MESSAGE = {
    "id": "m",
    "chat_id": "c",
    "text": "Hi",
    "timestamp": "2026-07-01T10:11:12.000Z",
    "is_sender": 1,
    "message_type": "MESSAGE",
}
PROFILE = {
    "provider_id": "ACoAAx",
    "public_identifier": "jane",
    "first_name": "Jane",
    "last_name": "Doe",
    "network_distance": "SECOND_DEGREE",
    "invitation": {"type": "SENT", "status": "PENDING"},
    "headline": "CTO",
    "location": "Paris",
    "work_experience": [
        {"position": "Old", "company": "Before", "current": False},
        {"position": "CTO", "company": "Acme", "current": True},
    ],
}
ACCOUNT = {
    "object": "Account",
    "type": "LINKEDIN",
    "id": "a",
    "name": "Jane Doe",
    "sources": [{"id": "a_MESSAGING", "status": "OK"}],
    "connection_params": {
        "im": {"id": "ACoAAown", "publicIdentifier": "jane", "premiumId": None, "premiumFeatures": ["premium"]}
    },
}
JUNK: list[object] = [None, 7, 1.5, True, "", "not that", [], ["x"], {}, {"a": 1}]


def listing(*items: object) -> dict[str, object]:
    return {"object": "List", "items": list(items), "cursor": None, "surprise": {"new": True}}


def fails(call: Callable[[], object], klass: str) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        call()
    assert caught.value.klass == klass
    return caught.value


def test_a_documented_answer_is_read_whole() -> None:
    with client(says(PROFILE)) as c:
        profile = c.profile("a", "jane")
    assert (profile.company, profile.position, profile.distance) == ("Acme", "CTO", "second")
    assert profile.pending_invitation
    with client(says(listing(INVITATION))) as c:
        assert c.sent_invitations("a").items[0].at == datetime(2026, 7, 1, 10, 11, 12, tzinfo=UTC)
    with client(says(listing(RELATION))) as c:
        assert c.relations("a").items[0].connected_at == datetime(2025, 7, 10, 12, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    "name", ["invited_user", "invited_user_id", "invited_user_public_id", "parsed_datetime", "invitation_text", "date"]
)
@pytest.mark.parametrize("junk", JUNK)
def test_an_optional_field_may_be_anything(name: str, junk: object) -> None:
    with client(says(listing({**INVITATION, name: junk}))) as c:
        assert c.sent_invitations("a").items[0].id == "1"


@pytest.mark.parametrize("name", [name for name in PROFILE if name != "provider_id"])
@pytest.mark.parametrize("junk", JUNK)
def test_an_optional_profile_field_may_be_anything(name: str, junk: object) -> None:
    with client(says({**PROFILE, name: junk})) as c:
        assert c.profile("a", "jane").provider_id == "ACoAAx"


def test_missing_optional_fields_are_unknown() -> None:
    with client(says({"provider_id": "ACoAAx"})) as c:
        profile = c.profile("a", "jane")
    assert (profile.distance, profile.connected, profile.pending_invitation) == (None, False, False)
    assert (profile.headline, profile.company) == ("", "")


@pytest.mark.parametrize("distance", ["FIRST_DEGREE", "OUT_OF_NETWORK", "DISTANCE_9"])
def test_distances(distance: str) -> None:
    with client(says({**PROFILE, "network_distance": distance})) as c:
        profile = c.profile("a", "jane")
    assert profile.distance == {"FIRST_DEGREE": "first", "OUT_OF_NETWORK": "out"}.get(distance)
    assert profile.connected == (distance == "FIRST_DEGREE")


@pytest.mark.parametrize("body", [[], None, "text", 7])
def test_what_is_no_object_is_about_this_call_alone(body: object) -> None:
    with client(says(body)) as c:
        assert not fails(lambda: c.sent_invitations("a"), "unreadable").no_answer


@pytest.mark.parametrize(
    "body",
    [{}, {"items": None}, {"items": {}}, {"items": "x"}, {"items": [], "cursor": 7}, {"items": [], "cursor": {"n": 1}}],
)
def test_a_malformed_list_is_an_error_never_an_empty_list(body: object) -> None:
    with client(says(body)) as c:
        assert not fails(lambda: c.sent_invitations("a"), "unreadable").no_answer


HUGE = 10**400
WRONG_IDS: list[object] = [None, 7, "", [], {}, HUGE, "x" * 9000]
BROKEN: list[object] = [None, 7, "text", ["x"], {}, True]


@pytest.mark.parametrize("broken", [*BROKEN, *({**INVITATION, "id": value} for value in WRONG_IDS)])
def test_one_broken_invitation_is_skipped_and_told(broken: object) -> None:
    with client(says(listing(broken, INVITATION))) as c:
        page = c.sent_invitations("a")
    assert [item.id for item in page.items] == ["1"]
    (skipped,) = page.unreadable
    assert skipped.why
    whose = "ACoAAx" if isinstance(broken, dict) and "invited_user_id" in broken else None
    assert skipped.provider_id == whose


@pytest.mark.parametrize("at", [None, "2026", True, [], 10**30, HUGE, float("nan"), float("inf"), 0, -1, 4e13])
def test_a_relation_needs_its_moment(at: object) -> None:
    with client(says(listing({**RELATION, "created_at": at}, RELATION))) as c:
        page = c.relations("a")
    assert len(page.items) == 1
    assert [skipped.provider_id for skipped in page.unreadable] == ["ACoAAx"]


@pytest.mark.parametrize("broken", BROKEN)
def test_one_broken_record_of_the_other_lists(broken: object) -> None:
    with client(says(listing(broken, {"id": "c"}, {**ACCOUNT}))) as c:
        assert (len(c.chats("a").items), len(c.chats("a").unreadable)) == (2, 1)
        assert (len(c.accounts().items), len(c.accounts().unreadable)) == (2, 1)
    with client(says(listing(broken, MESSAGE))) as c:
        assert (len(c.messages("c").items), len(c.messages("c").unreadable)) == (1, 1)


@pytest.mark.parametrize("digits", [41, 5000])
def test_a_huge_number_spoils_its_own_record_alone(digits: int) -> None:
    body = json.dumps(listing({**RELATION, "created_at": 4711}, RELATION)).replace("4711", "9" * digits)
    with client(lambda _: httpx.Response(200, text=body)) as c:
        page = c.relations("a")
    assert (len(page.items), len(page.unreadable)) == (1, 1)


@pytest.mark.parametrize("when", ["0001-01-01T00:00:00Z", "1970-01-01T00:00:00Z", "9999-12-31T23:59:59Z", "soon", 7])
def test_an_absurd_date_is_no_date(when: object) -> None:
    with client(says(listing({**INVITATION, "parsed_datetime": when}))) as c:
        assert c.sent_invitations("a").items[0].at is None
    with client(says(listing({**MESSAGE, "timestamp": when}))) as c:
        assert c.messages("c").items[0].at is None


@pytest.mark.parametrize(
    ("name", "junk"),
    [
        ("is_sender", None),
        ("is_sender", "1"),
        ("is_sender", 2),
        ("timestamp", None),
        ("chat_id", 3),
        ("timestamp", "2026-07-01T10:11:12"),
        ("timestamp", "9999-99-99T00:00:00Z"),
        ("id", None),
        ("id", 5),
    ],
)
def test_a_message_is_read_even_if_fields_are_missing(name: str, junk: object) -> None:
    """A reply must be seen, even if the provider does not say when, by whom, or under which id."""
    with client(says(listing({**MESSAGE, name: junk}))) as c:
        (message,) = c.messages("c").items
    assert message.text == "Hi"
    assert message.id == ("m" if name != "id" else message.id)
    assert (message.at is None) == (name == "timestamp")
    assert (message.ours is None) == (name == "is_sender")


def test_messages_without_an_id_are_told_apart() -> None:
    texts = ("Hi", "Hello", "Hi")
    with client(says(listing(*({**MESSAGE, "id": None, "text": text} for text in texts)))) as c:
        first, second, again = (message.id for message in c.messages("c").items)
    assert (first != second, first == again) == (True, True)


@pytest.mark.parametrize("name", ["provider_id"])
@pytest.mark.parametrize("junk", [None, 7, "", [], "x" * 9000])
def test_a_profile_that_cannot_be_read_is_no_provider_that_is_down(name: str, junk: object) -> None:
    with client(says({**PROFILE, name: junk})) as c:
        assert not fails(lambda: c.profile("a", "jane"), "unreadable").no_answer


@pytest.mark.parametrize(("given", "ours"), [(0, False), (1, True), (True, True), (False, False)])
def test_whose_message_as_a_number_or_a_flag(given: object, ours: bool) -> None:
    with client(says(listing({**MESSAGE, "is_sender": given, "text": None, "message_type": 7}))) as c:
        (message,) = c.messages("c").items
    assert (message.ours, message.text, message.type) == (ours, "", "")


def test_the_worst_messaging_source_counts() -> None:
    sources = [
        {"id": "a_MESSAGING", "status": "OK"},
        {"id": "b_MESSAGING", "status": "CREDENTIALS"},
        {"id": "a_MAILS", "status": "STOPPED"},
        7,
    ]
    with client(says({**ACCOUNT, "sources": sources})) as c:
        account = c.account("a")
    assert (account.status, account.words, account.premium) == ("credentials", "CREDENTIALS", True)


@pytest.mark.parametrize(
    ("sources", "status", "words"),
    [
        ([], "error", "no messaging source"),
        (None, "error", "no messaging source"),
        ([{"id": "a_MESSAGING", "status": "SLEEPY"}], "error", "SLEEPY"),
        ([{"id": "a_MESSAGING"}], "error", ""),
    ],
)
def test_an_account_that_is_not_surely_ok_is_not_ok(sources: object, status: str, words: str) -> None:
    with client(says({**ACCOUNT, "sources": sources})) as c:
        account = c.account("a")
    assert (account.status, account.words) == (status, words)


def test_only_linkedin_accounts_are_listed() -> None:
    bare: dict[str, object] = {"id": "b"}
    with client(says(listing(ACCOUNT, {**ACCOUNT, "id": "w", "type": "WHATSAPP"}, bare))) as c:
        first, second = c.accounts().items
    assert (first.id, first.owner_public_id) == ("a", "jane")
    assert (second.id, second.premium, second.owner_provider_id) == ("b", None, None)


@pytest.mark.parametrize(
    ("navigator", "has"),
    [(None, False), ({"error": "DISCONNECTED"}, False), ({"owner_seat_id": 1}, True), ("x", False)],
)
def test_sales_navigator(navigator: object, has: bool) -> None:
    body = {"provider_id": "ACoAAown", "premium": "yes", "sales_navigator": navigator}
    with client(says(body)) as c:
        own = c.own_profile("a")
    assert (own.sales_navigator, own.premium) == (has, None)


@pytest.mark.parametrize("status", [200, 201, 202])
def test_any_success_status_of_a_write(status: int) -> None:
    sent = {"object": "UserInvitationSent", "invitation_id": "7", "usage": 75, "more": 1}
    with client(says(sent, status)) as c:
        invited = c.invite("a", "ACoAAx", None, open_gate)
    assert (invited.invitation_id, invited.usage) == ("7", 75)


@pytest.mark.parametrize("usage", [None, "75", True, 7.5, []])
def test_an_unreadable_usage_is_unknown(usage: object) -> None:
    with client(says({"object": "UserInvitationSent", "invitation_id": "7", "usage": usage})) as c:
        assert c.invite("a", "ACoAAx", None, open_gate).usage is None


def test_ids_of_a_message_may_be_missing() -> None:
    with client(says({"object": "ChatStarted", "chat_id": None, "message_id": None}, 201)) as c:
        sent = c.start_chat("a", "ACoAAx", "Hi", open_gate)
    assert (sent.chat_id, sent.message_id) == (None, None)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "<html></html>",
        "[]",
        "null",
        "{}",
        '{"object":"Other"}',
        "{",
        "\xff",
        "[" * 100_000,
        '{"invitation_id": 7}',
        '"sent"',
    ],
)
def test_a_success_that_proves_nothing_is_uncertain(text: str) -> None:
    with client(lambda _: httpx.Response(200, content=text.encode("latin-1"))) as c:
        fails(lambda: c.invite("a", "ACoAAx", None, open_gate), "uncertain")
        fails(lambda: c.start_chat("a", "ACoAAx", "Hi", open_gate), "uncertain")
        fails(lambda: c.withdraw("a", "7", open_gate), "uncertain")
        fails(lambda: c.account("a"), "unreadable" if _is_json(text) else "transient")


def _is_json(text: str) -> bool:
    try:
        json.loads(text)
    except (ValueError, RecursionError):
        return False
    return True


def test_a_redirect_is_not_followed() -> None:
    seen: list[str] = []

    def handler(request: httpx.Request) -> httpx.Response:
        seen.append(request.url.host)
        return httpx.Response(307, headers={"location": "https://elsewhere.example/"})

    with client(handler) as c:
        fails(lambda: c.invite("a", "ACoAAx", None, open_gate), "uncertain")
    assert seen == ["api1.unipile.com"]


@pytest.mark.parametrize(("given", "seconds"), [("30", 30.0), ("Wed, 01 Jul 2026 10:00:00 GMT", None), ("-1", None)])
def test_retry_after(given: str, seconds: float | None) -> None:
    body = {"status": 429, "type": "errors/too_many_requests", "title": "Too many requests"}
    answer = httpx.Response(429, json=body, headers={"retry-after": given})
    with client(lambda _: answer) as c:
        error = fails(lambda: c.invite("a", "ACoAAx", None, open_gate), "account_wait")
    assert error.retry_after == seconds


def test_our_key_is_never_in_the_words() -> None:
    body = {"type": "errors/new", "title": f"bad key {KEY}", "detail": f"{KEY} is wrong"}
    with client(says(body, 400)) as c:
        error = fails(lambda: c.account("a"), "unknown")
    assert KEY not in error.words + str(error) + repr(error)
    assert error.words == "bad key ***: *** is wrong"


def test_half_a_character_in_an_answer_becomes_a_question_mark() -> None:
    with client(lambda _: httpx.Response(200, text='{"provider_id": "x", "first_name": "A\\ud83d"}')) as c:
        assert c.profile("a", "x").first_name == "A?"


def test_what_a_request_looks_like() -> None:
    seen: list[httpx.Request] = []

    def handler(request: httpx.Request) -> httpx.Response:
        request.read()
        seen.append(request)
        return httpx.Response(
            200, json={"object": "UserInvitationSent", "invitation_id": "7", "items": [], "message_id": "8"}
        )

    with client(handler, "https://api1.unipile.com/api/v1/?port=13111") as c:
        c.invite("a", "ACoAAx", None, open_gate)
        c.invite("a", "ACoAAx", "Hello", open_gate)
        c.send_message("a", "chat/1", "Grüße", open_gate)
        c.chats("a", datetime(2026, 7, 1, 10, 11, 12, 345678, tzinfo=UTC))
    bare, noted, message, chats = seen
    assert str(bare.url) == "https://api1.unipile.com/api/v1/users/invite?port=13111"
    assert json.loads(bare.content) == {"account_id": "a", "provider_id": "ACoAAx"}
    assert json.loads(noted.content)["message"] == "Hello"
    assert message.headers["content-type"].startswith("multipart/form-data; boundary=")
    assert "filename" not in message.content.decode()
    assert "Grüße" in message.content.decode()
    assert message.url.raw_path.startswith(b"/api/v1/chats/chat%2F1/messages")
    assert chats.url.params["after"] == "2026-07-01T10:11:12.345Z"
    for request in seen:
        assert request.headers["x-api-key"] == KEY
        assert request.headers["connection"] == "close"
        assert "x-sandbox-now" not in request.headers


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(sorted({*PROFILE, *ACCOUNT, *MESSAGE, *RELATION, "items", "cursor", "im", "status"})),
            inner,
            max_size=6,
        )
    ),
    max_leaves=12,
)


@given(JSON)
def test_no_answer_crashes_the_client(body: object) -> None:
    with client(says(body)) as c:
        calls: tuple[Callable[[], object], ...] = (
            lambda: c.accounts(),
            lambda: c.account("a"),
            lambda: c.own_profile("a"),
            lambda: c.profile("a", "x"),
            lambda: c.sent_invitations("a"),
            lambda: c.relations("a"),
            lambda: c.messages("c"),
            lambda: c.invite("a", "ACoAAx", "Hi", open_gate),
        )
        for call in calls:
            try:
                call()
            except ProviderError as error:
                assert error.klass in ("transient", "uncertain", "unreadable")  # noqa: PT017 - each is fine
