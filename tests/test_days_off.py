"""Days off as text: forms that are read, how they are written back, and refusals in a sentence."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.days_off import MOST_DAYS, DaysOff, parse

DATES = st.dates(date(2026, 1, 1), date(2026, 3, 31))
PERIODS = st.lists(st.tuples(DATES, st.integers(0, 9)), max_size=6)


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("", ""),
        ("none", ""),
        (" 2026-12-25 ", "2026-12-25"),
        ("2027-01-01, 2026-12-24..2026-12-26", "2026-12-24..2026-12-26, 2027-01-01"),
        ("2026-12-24..2026-12-25,2026-12-26", "2026-12-24..2026-12-26"),
        ("2026-12-24..2026-12-31,2026-12-26..2026-12-28", "2026-12-24..2026-12-31"),
        ("2026-12-25,,2026-12-25,", "2026-12-25"),
    ],
)
def test_days_off_are_read_in_order_and_joined(text: str, written: str) -> None:
    assert str(parse(text)) == written


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("tomorrow", "“tomorrow” is no date such as 2026-12-25"),
        ("2026-02-30", "“2026-02-30” is no date"),
        ("2026-12-26..2026-12-24", "ends before it begins"),
        ("2026-12-24..", "“” is no date"),
        ("2026-12-24..2026-12-25..2026-12-26", "is no date"),
        ("0001-01-01", "is not between 2000 and 2200"),
        ("2026-01-01..2030-01-01", f"1,462 days off, more than {MOST_DAYS:,}"),
        ("2026-12-25, none", "“none” is no date"),
    ],
)
def test_other_texts_are_refused_with_the_reason(text: str, told: str) -> None:
    with pytest.raises(ValueError, match=told.replace("(", "\\(")):
        parse(text)


@given(PERIODS, PERIODS)
def test_a_date_is_off_if_one_of_the_periods_has_it(one: list[tuple[date, int]], other: list[tuple[date, int]]) -> None:
    days = {first + timedelta(days=number) for first, more in one + other for number in range(more + 1)}
    both = _of(one) | _of(other)
    assert parse(str(both)) == both
    day = date(2025, 12, 31)
    while day < date(2026, 4, 30):
        assert (day in both) == (day in days)
        until = both.until(day)
        assert until >= day
        assert until not in both
        assert all(day + timedelta(days=number) in both for number in range((until - day).days))
        day += timedelta(days=1)


def _of(periods: list[tuple[date, int]]) -> DaysOff:
    return parse(",".join(f"{first}..{first + timedelta(days=more)}" for first, more in periods))
