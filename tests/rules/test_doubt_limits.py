"""Doubts that hold a member back, by the numbers of docs/reliability.md#in-doubt."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules.doubt_limits import HOUR, REST, rests_until

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)


def ago(*minutes: float) -> list[datetime]:
    return sorted(NOW - timedelta(minutes=number) for number in minutes)


@pytest.mark.parametrize(
    ("minutes", "of_the_last", "rest"),
    [
        ([], 0, None),
        ([1, 2, 3, 4], 4, None),
        ([1, 2, 3, 4, 50], 5, HOUR),  # five within an hour
        ([1, 2, 3, 4, 61], 5, HOUR),  # exactly an hour from the first to the last
        ([1, 2, 3, 4, 62], 5, None),
        ([1, 90, 180, 250, 300], 5, None),  # 10 % of the last 50 are not more than 10 %
        ([1, 90, 180, 250, 300, 350], 6, REST),
        ([200], 6, REST),
        ([], 6, None),  # six hours without a doubt: the next send is a trial
    ],
)
def test_how_long_it_rests(minutes: list[float], of_the_last: int, rest: timedelta | None) -> None:
    doubts = ago(*minutes)
    assert rests_until(doubts, of_the_last) == (None if rest is None else doubts[-1] + rest)


@given(st.lists(st.integers(0, 359), max_size=12, unique=True), st.integers(0, 50))
def test_it_closes_by_itself(minutes: list[int], of_the_last: int) -> None:
    doubts = ago(*minutes)
    until = rests_until(doubts, of_the_last)
    assert until is None or doubts[-1] < until <= doubts[-1] + REST
    if len(doubts) < 5 and of_the_last <= 5:
        assert until is None
