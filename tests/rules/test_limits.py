"""A member's limits, worked out by hand."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.rules import limits
from core.rules.limits import (
    HARD_WEEK,
    WEEK,
    budget,
    day_cap,
    frees_at,
    month_start,
    next_cooldown,
    note_allowed,
    note_limit,
    ramp_day,
    ramped,
    week_fit,
    week_need,
)

NOW = datetime(2026, 1, 15, 12, tzinfo=UTC)
FIRST = date(2026, 1, 5)


def hours_ago(*hours: float) -> list[datetime]:
    return [NOW - timedelta(hours=number) for number in hours]


def days(*offsets: int) -> list[date]:
    return [FIRST + timedelta(days=offset) for offset in offsets]


def test_the_numbers_of_the_design() -> None:
    assert HARD_WEEK == 100
    assert timedelta(days=7) == WEEK
    assert timedelta(seconds=120) == limits.SPACING_MIN
    assert (limits.MESSAGES_PER_DAY, limits.READS_PER_DAY, limits.DAY_CAP) == (50, 80, 20)


def test_a_day_cap_is_85_to_100_percent_by_member_and_date() -> None:
    caps = {day_cap(20, "acc", FIRST + timedelta(days=n)) for n in range(200)}
    assert caps == {17, 18, 19, 20}
    hundred = {day_cap(100, f"member {n}", FIRST) for n in range(500)}
    assert hundred == set(range(85, 101))
    assert day_cap(20, "acc", FIRST) == day_cap(20, "acc", FIRST)


@given(st.integers(-2, 200), st.text(max_size=5), st.dates())
def test_a_day_cap_is_never_above_its_base(base: int, member: str, day: date) -> None:
    cap = day_cap(base, member, day)
    assert cap <= max(0, base)
    assert cap >= base * 0.85 - 0.5
    assert base < 1 or cap >= 1


@pytest.mark.parametrize(
    ("sent", "today", "expected"),
    [
        ([], 0, 0),
        ([0], 0, 0),
        ([0], 1, 1),
        ([0, 1, 2, 5], 13, 13),
        ([0, 1, 2, 5], 14, None),
        # The last send was 29 days ago: still the old stretch; 30 days ago: a new ramp.
        ([0, 20], 49, None),
        ([0, 20], 50, 0),
        ([0], 29, None),
        ([0], 30, 0),
        # A new stretch began at day 50, after 30 idle days; after 29 it went on.
        ([0, 20, 50, 51], 53, 3),
        ([0, 20, 49, 51], 53, None),
        ([0, 40, 80, 81], 82, 2),
    ],
)
def test_the_ramp_counts_from_the_first_send_of_a_stretch(
    sent: Sequence[int], today: int, expected: int | None
) -> None:
    assert ramp_day(days(*sent), FIRST + timedelta(days=today)) == expected


@pytest.mark.parametrize(
    ("cap", "day", "expected"),
    [
        (20, 0, 4),  # 20 % of 20
        (20, 1, 5),  # 4 + 16/13 = 5.2
        (20, 6, 11),  # 4 + 16 x 6/13 = 11.4
        (20, 12, 18),  # 4 + 14.8 = 18.8
        (20, 13, 20),
        (20, None, 20),
        (3, 0, 1),  # 0.6, at least 1
        (5, 0, 1),
        (10, 0, 2),
        (65, 1, 17),  # 13 + 4 exactly: no rounding error takes one away
        (0, 0, 0),
        (0, None, 0),
    ],
)
def test_the_ramp_rises_from_20_percent_rounded_down(cap: int, day: int | None, expected: int) -> None:
    assert ramped(cap, day) == expected


@pytest.mark.parametrize(
    ("cap", "today", "week", "expected"),
    [(20, 0, 0, 20), (20, 15, 50, 5), (20, 0, 93, 7), (20, 20, 0, 0), (20, 25, 0, 0), (20, 0, 108, 0)],
)
def test_the_budget_is_what_day_and_week_leave(cap: int, today: int, week: int, expected: int) -> None:
    assert budget(cap, today, week) == expected


@given(st.integers(0, 1000), st.integers(0, 1000), st.integers(0, 1000))
def test_no_setting_raises_the_week(cap: int, today: int, week: int) -> None:
    left = budget(cap, today, week)
    assert left == 0 or week + left <= 100


def test_a_cooldown_doubles_from_6_to_72_hours() -> None:
    waits: list[timedelta | None] = [None]
    for _ in range(6):
        waits.append(next_cooldown(waits[-1]))
    assert waits[1:] == [timedelta(hours=hours) for hours in (6, 12, 24, 48, 72, 72)]


def test_the_window_frees_168_hours_after_the_invitation_that_must_leave_it() -> None:
    used = hours_ago(100, 10, 160, 200)
    assert frees_at(used, NOW, cap=4) is None
    assert frees_at(used, NOW, cap=3) == NOW + timedelta(hours=8)
    assert frees_at(used, NOW, cap=2) == NOW + timedelta(hours=68)
    assert frees_at(used, NOW, cap=1) == NOW + timedelta(hours=158)


def test_an_invitation_of_exactly_168_hours_ago_is_out_of_the_window() -> None:
    assert frees_at(hours_ago(168), NOW, cap=1) is None
    just_in = NOW - WEEK + timedelta(microseconds=1)
    assert frees_at([just_in], NOW, cap=1) == just_in + WEEK


def test_the_window_holds_100_by_default() -> None:
    used = hours_ago(*range(1, 101))
    assert frees_at(used[:99], NOW) is None
    assert frees_at(used, NOW) == NOW + timedelta(hours=68)


@given(st.lists(st.integers(0, 400), max_size=40), st.integers(1, 10))
def test_when_the_window_frees_there_is_room_and_not_before(hours: list[int], cap: int) -> None:
    used = hours_ago(*hours)
    free = frees_at(used, NOW, cap)
    moment = NOW if free is None else free
    assert sum(moment - WEEK < sent <= moment for sent in used) < cap
    if free is not None:
        before = free - timedelta(microseconds=1)
        assert sum(before - WEEK < sent <= before for sent in used) >= cap


def test_a_window_of_nothing_is_a_mistake() -> None:
    with pytest.raises(ValueError, match="never"):
        frees_at([], NOW, cap=0)
    with pytest.raises(ValueError, match="time zone"):
        frees_at([NOW.replace(tzinfo=None)], NOW)


def test_a_campaign_that_fits_its_week() -> None:
    fit = week_fit(week_need(10, 5), 30, 20)
    assert (fit.wanted, fit.available, fit.fits) == (80, 100, True)
    assert fit.sentence == (
        "This campaign wants 50 invitations a week, the sender's other campaigns 30, together 80; "
        "the sender can send at most 100 a week, so it fits."
    )


def test_a_campaign_that_cannot_fit_says_so_with_the_numbers() -> None:
    fit = week_fit(150, 60, 20)
    assert (fit.wanted, fit.available, fit.fits) == (210, 100, False)
    assert fit.sentence.endswith("at most 100 a week, so 110 of them have to wait.")
    small = week_fit(75, 0, 10)
    assert (small.wanted, small.available, small.fits) == (75, 70, False)
    assert small.sentence == (
        "This campaign wants 75 invitations a week; the sender can send at most 70 a week (10 a day), "
        "so 5 of them have to wait."
    )
    assert week_fit(70, 0, 10).fits


def test_a_basic_account_has_a_number_of_notes_a_month() -> None:
    assert [note_allowed("basic", used, 5) for used in (0, 4, 5, 9)] == [True, True, False, False]
    assert note_allowed("basic", 5, 6)
    assert note_allowed("premium", 400, 5)
    assert note_allowed("sales-navigator", 400, 5)


def test_a_note_has_200_characters_on_basic_and_300_on_paid() -> None:
    assert [note_limit(plan) for plan in ("basic", "premium", "sales-navigator")] == [200, 300, 300]


def test_a_month_begins_in_the_members_zone() -> None:
    late = datetime(2026, 1, 31, 23, 30, tzinfo=UTC)
    assert month_start(late, "Europe/Paris") == datetime(2026, 1, 31, 23, tzinfo=UTC)
    assert month_start(late, "America/New_York") == datetime(2026, 1, 1, 5, tzinfo=UTC)
    with pytest.raises(ValueError, match="time zone"):
        month_start(late.replace(tzinfo=None), "Europe/Paris")


@given(st.integers(0, 200), st.integers(0, 40))
def test_the_ramp_never_falls_and_never_passes_its_cap(cap: int, day: int) -> None:
    assert (cap > 0) <= ramped(cap, day) <= ramped(cap, day + 1) <= ramped(cap, None) == cap
    assert day < 13 or ramped(cap, day) == cap


def slowly(sent: set[int], today: int) -> int | None:
    """Return the day of the ramp by going back from send to send, until one is thirty days before the next."""
    first = max(sent)
    while any(first - 30 < day < first for day in sent):
        first = max(day for day in sent if day < first)
    return today - first if today - first <= 13 else None


@given(st.sets(st.integers(0, 90), min_size=1, max_size=12), st.integers(0, 40))
def test_the_ramp_by_another_way_of_counting(sent: set[int], later: int) -> None:
    today = max(sent) + later
    expected = 0 if later >= 30 else slowly(sent, today)
    assert ramp_day(days(*sorted(sent)), FIRST + timedelta(days=today)) == expected


@given(st.sets(st.integers(0, 90), max_size=12), st.integers(0, 130))
def test_the_ramp_goes_by_the_last_send_before_its_days_and_the_first_in_them(sent: set[int], today: int) -> None:
    sent = {day for day in sent if day <= today}
    begin = today - 13
    around = {
        max((day for day in sent if day < begin), default=-1),
        min((day for day in sent if day >= begin), default=-1),
    }
    day = FIRST + timedelta(days=today)
    assert ramp_day(days(*sorted(around - {-1})), day) == ramp_day(days(*sorted(sent)), day)


@given(st.lists(st.booleans(), max_size=20))
def test_a_rest_is_six_hours_times_a_power_of_two_and_at_most_72(successes: list[bool]) -> None:
    rest: timedelta | None = None
    row = 0
    for success in successes:
        row = 0 if success else row + 1
        rest = None if success else next_cooldown(rest)
        assert rest == (None if success else min(timedelta(hours=72), timedelta(hours=6) * 2 ** (row - 1)))
