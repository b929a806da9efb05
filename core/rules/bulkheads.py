"""Holds after unexpected errors: their length and their names (docs/reliability.md#bulkheads)."""

from __future__ import annotations

from datetime import timedelta
from typing import Final

CODE: Final = "internal.held"
REASON: Final = "held"
"""Reason given if a hold after an unexpected error left a send time unused or a run missed."""
FIRST: Final = timedelta(hours=1)
LONGEST: Final = timedelta(hours=24)

DOING: Final = {
    "close": "closing a run of",
    "draw": "drawing people for",
    "off": "recording a day off of",
    "open": "opening a run of",
    "sync": "reading the account of",
    "settle": "finding out whether a send arrived at",
    "render": "writing the next message to",
    "read": "reading the profile of",
    "send": "sending to",
    "find": "searching for",
    "withdraw": "withdrawing the invitation to",
    "chat": "reading a chat of",
    "record": "reading a record of the lists of",
    "look": "reading LinkedIn's data about",
    "plan": "planning a send to",
    "take": "drawing a person for",
    "share": "sharing the day's invitations with",
    "found": "saving a person found for",
    "zone": "moving an opening of",
    "start": "starting with",
    "replay": "replaying a line of the safety log for",
}
"""The work that failed, as words before the name of the person, member, campaign or source."""


def wait(failures: int) -> timedelta:
    """Return how long an item is held after a number of failures: 1 hour, doubling to 24."""
    doubled: int = 2 ** min(max(failures, 1) - 1, 10)
    return min(LONGEST, FIRST * doubled)
