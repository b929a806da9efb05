"""What is held after an unexpected error. Moments are aware and in UTC."""

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
    """Where it was raised: file, line and function."""
    failures: int
    since: datetime
    until: datetime
    """When it is tried again."""
    text: str
    action: str
