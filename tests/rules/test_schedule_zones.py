"""Slots around each change of the clocks, against a table made by reading the wall clock every minute."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.rules import schedule
from tests.torture.scenes import zones


def test_a_dozen_zones_through_every_change_of_a_year() -> None:
    line = zones.run(full=False)
    assert line.broken == []
    assert (line.twice, line.lost) == (0, 0)
    # Ten zones with two changes, Troll with two, Casablanca with two, Kolkata with none: three dates, 48 starts.
    assert line.cases == 144 * 23


def test_the_table_catches_a_second_occurrence(monkeypatch: pytest.MonkeyPatch) -> None:
    """A schedule that takes the second of two equal wall times is caught, so the oracle can fail."""
    right = schedule.to_utc
    monkeypatch.setattr(schedule, "to_utc", lambda day, wall, zone: right(day, wall, zone) + timedelta(hours=1))
    monkeypatch.setattr(zones, "A_DOZEN", ("Europe/Paris",))
    assert zones.run(full=False).lost > 0
