"""Today's progress: what was expected, planned and sent."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest

from core.rules.today import Today, below_expected, today

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)


def test_percent_is_sent_of_planned_from_the_first_opening_of_the_day() -> None:
    assert today(20, 12, 5, first_opening=NINE, now=NINE) == Today(20, 12, 5, 41.7)
    assert today(20, 12, 0, first_opening=NINE, now=NINE + timedelta(hours=1)).percent == 0.0
    assert today(20, 12, 12, first_opening=NINE, now=NINE + timedelta(hours=9)).percent == 100.0


def test_there_is_no_percent_before_the_first_opening_or_without_a_plan() -> None:
    assert today(20, 12, 0, first_opening=NINE, now=NINE - timedelta(seconds=1)).percent is None
    assert today(20, 0, 0, first_opening=NINE, now=NINE).percent is None
    assert today(0, 5, 0, first_opening=None, now=NINE).percent is None


@pytest.mark.parametrize(
    ("expected", "planned", "below"),
    [(20, 18, False), (20, 17, True), (10, 9, False), (15, 13, True), (15, 14, False), (0, 0, False), (5, 0, True)],
)
def test_a_plan_below_90_percent_of_what_is_expected_is_short(expected: int, planned: int, below: bool) -> None:
    assert below_expected(Today(expected, planned, 0, None)) is below


def test_naive_moments_are_refused() -> None:
    naive = NINE.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        today(1, 1, 1, first_opening=NINE, now=naive)
    with pytest.raises(ValueError, match="time zone"):
        today(1, 1, 1, first_opening=naive, now=NINE)
