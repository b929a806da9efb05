"""Words for the time of the next event; a past time is never worded as a future one."""

from __future__ import annotations

from datetime import datetime, timedelta
from typing import Literal

from core.rules.health import OVERDUE, moment_words, told

LATE = OVERDUE

Due = Literal["to come", "now", "overdue"]


def due_state(at: datetime, now: datetime, *, works: bool, late: timedelta = LATE) -> Due:
    """Return whether a moment is to come, under way, or overdue; if no engine `works`, any past one is overdue."""
    if at > now:
        return "to come"
    return "now" if works and now - at <= late else "overdue"


def coming_words(at: datetime, zone: str, viewer_zone: str, now: datetime, state: str, doing: str) -> str:
    """Return a moment in words: "sends 14:00 (in 12 min)", "sending now" or "overdue since 13:58".

    `doing` is the event: sends, opens, closes or searches.
    """
    if state == "to come":
        return f"{doing} {told(at, zone, viewer_zone, now)}"
    return past_words(at, zone, viewer_zone, now, state, doing)


def past_words(at: datetime, zone: str, viewer_zone: str, now: datetime, state: str, doing: str = "sends") -> str:
    """Return the words for a moment that is due: "sending now" or "overdue since 13:58"."""
    if state == "now":
        return f"{ING[doing]} now"
    return f"overdue since {moment_words(at, zone, viewer_zone, now)}"


ING = {"sends": "sending", "opens": "opening", "closes": "closing", "searches": "searching"}
