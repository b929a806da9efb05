"""Draws, shares of a budget and send times: never too many, never too close, and as many as fit."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.rules.planning import (
    Want,
    draw_ahead_at,
    draw_size,
    fair_shares,
    replacement_reads,
    send_times,
)

NINE = datetime(2026, 1, 5, 9, tzinfo=UTC)
SPACING = timedelta(minutes=2)


def minutes(number: float) -> datetime:
    return NINE + timedelta(minutes=number)


@pytest.mark.parametrize(
    ("cohort", "slots", "waiting", "expected"),
    [
        (10, 1, 0, 10),
        (10, 1, 10, 10),
        (10, 1, 15, 5),
        (10, 1, 20, 0),
        (10, 1, 35, 0),
        (10, 3, 45, 10),
        (10, 3, 55, 5),
        (10, 0, 0, 0),
    ],
)
def test_a_source_is_not_drained_into_a_queue_that_nobody_reads(
    cohort: int, slots: int, waiting: int, expected: int
) -> None:
    assert draw_size(cohort, slots, waiting) == expected


def test_a_run_reads_at_most_twice_its_cohort() -> None:
    assert replacement_reads(10) == 20


def test_a_cohort_is_prepared_12_hours_ahead_but_not_on_the_creation_day() -> None:
    assert draw_ahead_at(NINE, minutes(-60 * 48)) == minutes(-60 * 12)
    assert draw_ahead_at(NINE, minutes(-60 * 9)) == minutes(-60 * 9)
    assert draw_ahead_at(NINE, minutes(-1)) == minutes(-1)
    assert draw_ahead_at(NINE, NINE) is None
    assert draw_ahead_at(NINE, minutes(60)) is None


def want(key: str, number: int, hours_ago: int | None = None) -> Want:
    return Want(key, number, None if hours_ago is None else NINE - timedelta(hours=hours_ago))


@pytest.mark.parametrize(
    ("budget", "wants", "expected"),
    [
        (100, [want("a", 10), want("b", 5)], {"a": 10, "b": 5}),
        (10, [want("a", 10), want("b", 10)], {"a": 5, "b": 5}),
        (9, [want("a", 20), want("b", 10)], {"a": 6, "b": 3}),
        # 10 x 7/17 = 4.1 and 10 x 10/17 = 5.9: one is left, for the longest unserved.
        (10, [want("a", 7, 50), want("b", 10, 3)], {"a": 5, "b": 5}),
        (10, [want("a", 7, 3), want("b", 10, 50)], {"a": 4, "b": 6}),
        (10, [want("a", 7, 50), want("b", 10)], {"a": 4, "b": 6}),
        (5, [want("b", 10), want("a", 10)], {"b": 2, "a": 3}),
        # 10 x 1/101 = 0: at least 1, which the large one pays.
        (10, [want("a", 100, 9), want("b", 1, 1), want("c", 1, 1)], {"a": 8, "b": 1, "c": 1}),
        # Of two equally large ones, the one that was served last pays.
        (5, [want("a", 50, 9), want("b", 50, 1), want("c", 1), want("d", 1)], {"a": 2, "b": 1, "c": 1, "d": 1}),
        # Not enough for everybody: the longest unserved.
        (2, [want("a", 9, 1), want("b", 1, 5), want("c", 1, 9)], {"a": 0, "b": 1, "c": 1}),
        (3, [want("a", 100, 9), want("b", 1, 5), want("c", 1, 1), want("d", 1)], {"a": 1, "b": 1, "c": 0, "d": 1}),
        (10, [want("a", 0), want("b", 3)], {"a": 0, "b": 3}),
        (0, [want("a", 5)], {"a": 0}),
        (-3, [want("a", 5)], {"a": 0}),
        (5, [], {}),
    ],
)
def test_a_budget_is_shared_by_wants(budget: int, wants: list[Want], expected: dict[str, int]) -> None:
    assert fair_shares(budget, wants) == expected


def test_two_wants_under_one_key_are_a_mistake() -> None:
    with pytest.raises(ValueError, match="one key"):
        fair_shares(5, [want("a", 1), want("a", 2)])


@given(
    budget=st.integers(-5, 120),
    numbers=st.lists(st.tuples(st.integers(0, 40), st.none() | st.integers(0, 5)), max_size=30),
)
def test_shares_use_the_budget_up_and_nobody_gets_more_than_wanted(
    budget: int, numbers: list[tuple[int, int | None]]
) -> None:
    wants = [want(f"slot {index:02}", number, ago) for index, (number, ago) in enumerate(numbers)]
    shares = fair_shares(budget, wants)
    total = sum(entry.want for entry in wants)
    assert sum(shares.values()) == max(0, min(budget, total))
    assert all(0 <= shares[entry.key] <= entry.want for entry in wants)
    hungry = [entry for entry in wants if entry.want]
    if budget >= len(hungry):
        assert all(shares[entry.key] >= 1 for entry in hungry)
    assert shares == fair_shares(budget, wants[::-1])


def greedy(start: datetime, end: datetime, spacing: timedelta, taken: list[datetime]) -> int:
    """Return how many send times fit if each takes the first free second, which is the largest number possible."""
    found, last = 0, None
    moment = start.replace(microsecond=0)
    moment += timedelta(seconds=moment < start)
    while moment < end:
        near = any(abs(moment - other) < spacing for other in taken)
        if not near and (last is None or moment - last >= spacing):
            found, last = found + 1, moment
        moment += timedelta(seconds=1)
    return found


@st.composite
def spaces(draw: st.DrawFn) -> tuple[datetime, datetime, timedelta, list[datetime]]:
    start = NINE + timedelta(milliseconds=draw(st.integers(0, 2000)))
    end = start + timedelta(milliseconds=draw(st.integers(-5000, 400_000)))
    spacing = timedelta(milliseconds=draw(st.integers(1, 200) | st.integers(500, 90_000)))
    offsets = draw(st.lists(st.integers(-120_000, 520_000), max_size=6))
    return start, end, spacing, [NINE + timedelta(milliseconds=offset) for offset in offsets]


@given(space=spaces(), count=st.integers(-2, 500), seed=st.text(max_size=3))
def test_send_times_are_inside_spaced_whole_and_as_many_as_fit(
    space: tuple[datetime, datetime, timedelta, list[datetime]], count: int, seed: str
) -> None:
    start, end, spacing, taken = space
    found = send_times(count=count, start=start, end=end, spacing=spacing, taken=taken, seed=seed)
    most = greedy(start, end, spacing, taken)
    assert len(found) == max(0, min(count, most))
    assert found == sorted(found)
    assert all(start <= moment < end and moment.microsecond == 0 for moment in found)
    assert all(later - sooner >= spacing for sooner, later in pairwise(found))
    assert all(abs(moment - other) >= spacing for moment in found for other in taken)
    again = send_times(count=count, start=start, end=end, spacing=spacing, taken=taken[::-1], seed=seed)
    assert found == again


def test_what_exactly_fits_leaves_no_choice() -> None:
    # 12 minutes, one taken at minute 6: minutes 0, 2, 4 and 8, 10; the end itself is outside.
    found = send_times(count=9, start=NINE, end=minutes(12), spacing=SPACING, taken=[minutes(6)], seed="x")
    assert found[:1] == [NINE]
    assert len(found) == 5
    assert found[2] == minutes(4)
    assert minutes(8) <= found[3] <= found[4] - SPACING < minutes(10)


def test_another_seed_gives_other_times() -> None:
    times = [
        tuple(send_times(count=8, start=NINE, end=minutes(90), spacing=SPACING, taken=[], seed=str(seed)))
        for seed in range(20)
    ]
    assert len(set(times)) == 20


def test_send_times_are_spread_over_the_slot_and_not_clustered() -> None:
    """Over many seeds each quarter of the slot gets its share, whether or not a time in it is taken."""
    for taken in ([], [minutes(30)]):
        quarters = [0, 0, 0, 0]
        for seed in range(400):
            for moment in send_times(
                count=6, start=NINE, end=minutes(120), spacing=SPACING, taken=taken, seed=f"s{seed}"
            ):
                quarters[(moment - NINE) // timedelta(minutes=30)] += 1
        assert sum(quarters) == 2400
        assert all(500 <= quarter <= 700 for quarter in quarters), quarters


def test_naive_moments_and_no_spacing_are_refused() -> None:
    naive = NINE.replace(tzinfo=None)
    with pytest.raises(ValueError, match="time zone"):
        send_times(count=1, start=naive, end=minutes(9), spacing=SPACING, taken=[], seed="")
    with pytest.raises(ValueError, match="time zone"):
        fair_shares(1, [Want("a", 1, naive)])
    with pytest.raises(ValueError, match="time zone"):
        draw_ahead_at(NINE, naive)


@given(st.lists(st.integers(1, 30), min_size=1, max_size=8), st.integers(1, 100))
def test_a_share_is_near_its_proportion(numbers: list[int], budget: int) -> None:
    total = sum(numbers)
    assume(len(numbers) <= budget <= total)
    shares = fair_shares(budget, [want(str(index), number) for index, number in enumerate(numbers)])
    for index, number in enumerate(numbers):
        assert abs(shares[str(index)] - budget * number / total) <= len(numbers)
