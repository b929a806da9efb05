"""The author of a message in a chat: Overture, the member outside Overture, or the other person.

The provider's flag may be missing or wrong, so ids are trusted more than the flag, and the flag more than the text.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Literal

Author = Literal["us", "member", "person"]

EARLY: Final = timedelta(minutes=2)
"""Longest time before the call to which the network may date Overture's message, since their clocks may differ."""
LATE: Final = timedelta(hours=1)
"""Longest time after the call to which the network may date Overture's message: some writes are carried out late."""


@dataclass(frozen=True)
class OwnText:
    """A text that this program sent, or may have sent, to one person: its time, and the provider's id if known."""

    text: str
    at: datetime
    message_id: str | None


@dataclass(frozen=True)
class Line:
    """The data of a chat's message that identifies its author; `at` is None if the provider does not date it."""

    id: str
    text: str
    at: datetime | None
    from_account: bool | None
    sender: str | None


@dataclass(frozen=True)
class Chat:
    """The known data of a chat: the person's id, the member's, and the texts sent by Overture."""

    person: str | None
    member: str | None
    own: tuple[OwnText, ...]


def author(line: Line, chat: Chat, listed: Iterable[str]) -> Author:
    """Return the author of `line`: by message id, then by sender id, then by flag, then by text.

    `listed` are the ids of all messages of the chat. A text of `chat.own` whose message id is in `listed` is matched to
    no other message: the same words from the person are a reply.
    """
    if any(line.id == own.message_id for own in chat.own):
        return "us"
    if line.sender is not None and line.sender == chat.person:
        return "person"
    by_account = line.sender is not None and line.sender == chat.member
    if by_account or line.from_account:
        return "us" if normal(line.text) in {normal(own.text) for own in chat.own} else "member"
    found = set(listed)
    unexplained = (own for own in chat.own if own.message_id is None or own.message_id not in found)
    return "us" if any(_says(own, line) for own in unexplained) else "person"


def _says(own: OwnText, line: Line) -> bool:
    near = line.at is None or own.at - EARLY <= line.at <= own.at + LATE
    return bool(own.text) and normal(own.text) == normal(line.text) and near


def normal(text: str) -> str:
    """Return a text with every run of white space as one space, since the provider changes them."""
    return " ".join(text.split())
