"""Progress of today's invitations, by the campaign's local date (docs/design.md#today)."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime

from core.rules.schedule import utc


@dataclass(frozen=True)
class Today:
    """Invitations of today's runs: expected by the schedule, planned, and sent."""

    expected: int
    planned: int
    sent: int
    percent: float | None
    """Percentage of the planned sends that were sent; None before the first opening, or if nothing is planned."""
    short: Mapping[str, int] = field(default_factory=dict)
    """Sends expected but not planned, by code of the reason; their sum is the difference."""


def today(
    expected: int,
    planned: int,
    sent: int,
    *,
    first_opening: datetime | None,
    now: datetime,
    short: Mapping[str, int] | None = None,
) -> Today:
    """Return today's numbers; `first_opening` is the first of the local date, None if no slot opens on it."""
    moment = utc(now)
    begun = first_opening is not None and utc(first_opening) <= moment
    percent = round(100 * sent / planned, 1) if begun and planned > 0 else None
    return Today(expected, planned, sent, percent, short or {})


def below_expected(today: Today) -> bool:
    """Return whether less than 90 % of the invitations that the day's slots could send are planned: a warning."""
    return 10 * today.planned < 9 * today.expected
