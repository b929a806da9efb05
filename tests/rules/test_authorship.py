"""The author of a message: by its id, then by its sender, then by the provider's flag, then by its text."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.rules.authorship import Author, Chat, Line, OwnText, author

SENT = datetime(2026, 1, 7, 9, 0, tzinfo=UTC)
OWN = OwnText("Thanks for connecting!", SENT, "m-1")
CHAT = Chat("ACo-ida", "ACo-ada", (OWN,))


def line(
    ident: str = "m-9",
    text: str = "Thanks for connecting!",
    *,
    after: timedelta | None = timedelta(0),
    flag: bool | None = None,
    sender: str | None = None,
) -> Line:
    return Line(ident, text, None if after is None else SENT + after, flag, sender)


@pytest.mark.parametrize(
    ("said", "who"),
    [
        pytest.param(line("m-1", "spoilt", flag=False, sender="ACo-ida"), "us", id="its id beats all"),
        pytest.param(line(flag=True, sender="ACo-ida"), "person", id="their sender id beats the flag and the text"),
        pytest.param(line(flag=False, sender="ACo-ada"), "us", id="our sender id beats the flag"),
        pytest.param(line(text="Hello!", flag=False, sender="ACo-ada"), "member", id="outside Overture, with any flag"),
        pytest.param(line(flag=True), "us", id="the flag and our words"),
        pytest.param(line(text="Hello!", flag=True), "member", id="the flag and other words"),
        pytest.param(line(flag=False, sender="ACo-somebody-else"), "us", id="a sender that says nothing"),
        pytest.param(line(flag=False), "us", id="our words against the flag"),
        pytest.param(line(), "us", id="our words without a flag"),
        pytest.param(line(text=" Thanks  for\nconnecting! "), "us", id="our words with other blanks"),
        pytest.param(line(after=None), "us", id="our words without a time"),
        pytest.param(line(after=timedelta(hours=3)), "person", id="our words, hours later"),
        pytest.param(line(after=-timedelta(hours=1)), "person", id="our words, before we sent them"),
        pytest.param(line(text="Hello!"), "person", id="nothing tells"),
    ],
)
def test_who_wrote_it(said: Line, who: Author) -> None:
    assert author(said, CHAT, ["m-9"]) == who


def test_our_own_words_from_them_are_a_reply_if_our_message_is_listed() -> None:
    """The message that we sent is in the chat by its id, so the same words again are the person's."""
    assert author(line(flag=False), CHAT, ["m-1", "m-9"]) == "person"


def test_an_empty_text_of_ours_explains_nothing() -> None:
    chat = Chat("ACo-ida", None, (OwnText("", SENT, None),))
    assert author(line(text=""), chat, []) == "person"


def test_a_member_whose_own_id_is_not_known_yet() -> None:
    chat = Chat("ACo-ida", None, (OWN,))
    assert author(line(text="Hello!", flag=False, sender="ACo-ada"), chat, []) == "person"
