"""Progress of today's invitations, by the campaign's local date (docs/design.md#today)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.rules.schedule import utc


@dataclass(frozen=True)
class Today:
    """Invitations of today's runs: expected by the schedule, planned, and sent."""

    expected: int
    planned: int
    sent: int
    percent: float | None
    """0 to 100 of the planned; None before the first opening of the day and if nothing is planned."""


def expected_today(cohort: int, slots_today: int, *, day_number: int, approval_off: bool) -> int:
    """Return the invitations that today's slots could send; `day_number` counts local days since the creation day, 0.

    None is expected while none could be approved yet: on day 0, and on day 1 unless approval is off.
    """
    first_day = 1 if approval_off else 2
    return cohort * slots_today if day_number >= first_day else 0


def today(expected: int, planned: int, sent: int, *, first_opening: datetime | None, now: datetime) -> Today:
    """Return today's numbers; `first_opening` is the first of the local date, None if no slot opens on it."""
    moment = utc(now)
    begun = first_opening is not None and utc(first_opening) <= moment
    percent = round(100 * sent / planned, 1) if begun and planned > 0 else None
    return Today(expected, planned, sent, percent)


def below_expected(today: Today) -> bool:
    """Return whether less than 90 % of the invitations that the day's slots could send are planned: a warning."""
    return 10 * today.planned < 9 * today.expected
