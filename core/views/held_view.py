"""Items held after an unexpected error. Moments are aware and in UTC."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class HeldItem:
    """One piece of work of the engine that failed, and is tried again later."""

    code: str
    work: str
    """Kind of the work."""
    campaign: str | None
    person: str | None
    member: str | None
    source: str | None
    outreach_id: int | None
    error: str
    """Type of the exception."""
    place: str
    """The place where it was raised, as module:function:line."""
    failures: int
    since: datetime
    until: datetime
    """Time of the next attempt."""
    text: str
    action: str
