"""The problems of a campaign that come from lists, chats and profiles which cannot be read."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from core.plural import plural
from core.rules.codes import CODES, LASTING, describe, describe_lasting
from core.rules.health import Problem
from core.rules.rereading import TOO_LONG
from core.store.readings import FaultyReading

NAMES = {
    "sent": "sent invitations",
    "relations": "relations",
    "chats": "chats",
    "messages": "messages",
    "search": "search results",
    "profile": "profiles",
    "account": "account record",
}
"""Words for each list, used after its member's name: "Ada Wong's sent invitations"."""


@dataclass(frozen=True)
class Sender:
    """The member whose lists are read; `sent_list_read` is True once the sent list was read to its end."""

    name: str
    sent_list_read: bool


def reading_problems(rows: Sequence[FaultyReading], campaign: int, sender: Sender, now: datetime) -> Iterator[Problem]:
    """Yield at most one `list.unread` and one `records.unreadable` for a campaign.

    `rows` are the faults of its member; a fault about one person concerns only that person's campaign.
    """
    about = [row for row in rows if row.campaign is None or row.campaign == campaign]
    failing = [row for row in about if row.failed_since is not None and row.list != "profile"]
    late = [row for row in failing if row.failed_since is not None and now - row.failed_since >= TOO_LONG]
    if late:
        yield _late(late, sender)
    elif not sender.sent_list_read:
        yield _first_read(failing, sender)
    skipped = [row for row in about if row.skipped or (row.list == "profile" and row.failed_since is not None)]
    if skipped:
        yield _skipped(skipped, sender)


def _late(rows: Sequence[FaultyReading], sender: Sender) -> Problem:
    held = "" if sender.sent_list_read or not any(row.list == "sent" for row in rows) else ", so nothing is sent"
    text, action = describe_lasting("list.unread", sender=sender.name, lists=_names(rows), held=held)
    first = min(row.failed_since for row in rows if row.failed_since is not None)
    count = sum(row.failures for row in rows)
    return Problem("list.unread", LASTING["list.unread"].severity, text, action, count, first, first, rows[0].words)


def _first_read(failing: Sequence[FaultyReading], sender: Sender) -> Problem:
    text, action = describe("list.unread", sender=sender.name)
    first = min((row.failed_since for row in failing if row.failed_since is not None), default=None)
    words = failing[0].words if failing else None
    return Problem("list.unread", CODES["list.unread"].severity, text, action, 1, first, first, words)


def _skipped(rows: Sequence[FaultyReading], sender: Sender) -> Problem:
    count = sum(max(row.skipped, int(row.list == "profile")) for row in rows)
    told = f"{count} {plural(count, 'record')}"
    text, action = describe("records.unreadable", sender=sender.name, lists=_names(rows), count=told)
    first = min((at for row in rows if (at := row.skipped_since or row.failed_since) is not None), default=None)
    last = max((at for row in rows if (at := row.skipped_at or row.failed_since) is not None), default=None)
    severity = CODES["records.unreadable"].severity
    return Problem("records.unreadable", severity, text, action, count, first, last, None)


def _names(rows: Sequence[FaultyReading]) -> str:
    *most, last = dict.fromkeys(NAMES.get(row.list, row.list) for row in rows)
    return f"{', '.join(most)} and {last}" if most else last
