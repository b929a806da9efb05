"""When the next thing comes, in words: a time that has passed is never told as if it were to come."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from core.rules.health import OVERDUE, moment_words, told

LATE = OVERDUE

Due = Literal["to come", "now", "overdue"]


def due_state(at: datetime, now: datetime, *, works: bool, late: timedelta = LATE) -> Due:
    """Whether a moment is to come, is being acted on now, or has passed; at once where no engine `works`."""
    if at > now:
        return "to come"
    return "now" if works and now - at <= late else "overdue"


def coming_words(at: datetime, zone: str, viewer_zone: str, now: datetime, state: str, doing: str) -> str:
    """A moment for a reader: "sends 14:00 (in 12 min)", "sending now" or "overdue since 13:58".

    `doing` is what happens then: sends, opens, closes or searches.
    """
    if state == "to come":
        return f"{doing} {told(at, zone, viewer_zone, now)}"
    return past_words(at, zone, viewer_zone, now, state, doing)


def past_words(at: datetime, zone: str, viewer_zone: str, now: datetime, state: str, doing: str = "sends") -> str:
    """What is due: "sending now" or "overdue since 13:58"."""
    if state == "now":
        return f"{ING[doing]} now"
    return f"overdue since {moment_words(at, zone, viewer_zone, now)}"


ING = {"sends": "sending", "opens": "opening", "closes": "closing", "searches": "searching"}
