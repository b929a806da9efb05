"""Slots open once per local date, at the wall time that they name, through every change to or from summer time."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.rules.schedule import (
    EDIT_GAP,
    Opening,
    SlotRule,
    find_overlap,
    first_date_after_edit,
    local_date,
    next_opening,
    opening_at,
    opening_on,
    openings_between,
    openings_of_day,
    start_of_day,
    to_utc,
)
from tests.support.budget import budget

PARIS = "Europe/Paris"
NUUK = "America/Nuuk"
EVERY_DAY = frozenset(range(7))
ZONES = (
    "Europe/Paris",
    "America/New_York",
    "Asia/Kolkata",
    "Australia/Lord_Howe",
    "America/Santiago",
    "Africa/Casablanca",
    "Pacific/Apia",
    "America/Nuuk",
    "America/Havana",
    "Africa/Cairo",
)


def slot(start: str, minutes: int = 90, zone: str = PARIS, days: str = "0123456", **dates: date) -> SlotRule:
    return SlotRule(frozenset(map(int, days)), time.fromisoformat(start), minutes, zone, **dates)


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=UTC)


@pytest.mark.parametrize(
    ("day", "wall", "zone", "expected"),
    [
        (date(2026, 1, 5), "09:00", PARIS, "2026-01-05 08:00"),
        (date(2026, 7, 6), "09:00", PARIS, "2026-07-06 07:00"),
        (date(2026, 1, 5), "09:00", "Asia/Kolkata", "2026-01-05 03:30"),
        # 02:30 does not exist on 29 March: it opens at 03:30 summer time.
        (date(2026, 3, 29), "02:30", PARIS, "2026-03-29 01:30"),
        # 02:30 comes twice on 25 October: the first is summer time.
        (date(2026, 10, 25), "02:30", PARIS, "2026-10-25 00:30"),
        (date(2026, 3, 8), "02:15", "America/New_York", "2026-03-08 07:15"),
        # Lord Howe's gap is half an hour: 02:10 becomes 02:40 at +11.
        (date(2026, 10, 4), "02:10", "Australia/Lord_Howe", "2026-10-03 15:40"),
    ],
)
def test_wall_times_become_utc(day: date, wall: str, zone: str, expected: str) -> None:
    assert to_utc(day, time.fromisoformat(wall), zone) == at(expected)


def test_the_second_of_an_ambiguous_pair_is_never_taken() -> None:
    assert to_utc(date(2026, 10, 25), time(2, 30, fold=1), PARIS) == at("2026-10-25 00:30")


def test_a_day_begins_at_local_midnight_or_after_the_gap_that_eats_it() -> None:
    assert start_of_day(date(2026, 1, 5), PARIS) == at("2026-01-04 23:00")
    # In Santiago 6 September begins at 01:00, which is 04:00 UTC.
    assert start_of_day(date(2026, 9, 6), "America/Santiago") == at("2026-09-06 04:00")
    # In Havana midnight of 1 November comes twice; the day begins with the first.
    assert start_of_day(date(2026, 11, 1), "America/Havana") == at("2026-11-01 04:00")


def test_the_local_date_is_the_zones() -> None:
    assert local_date(at("2026-01-05 23:30"), PARIS) == date(2026, 1, 6)
    assert local_date(at("2026-01-05 03:00"), "America/New_York") == date(2026, 1, 4)


def test_naive_moments_are_refused() -> None:
    naive = datetime(2026, 1, 5, 9)  # noqa: DTZ001 - the point
    rule = slot("09:00")
    with pytest.raises(ValueError, match="time zone"):
        local_date(naive, PARIS)
    with pytest.raises(ValueError, match="time zone"):
        next_opening(rule, naive)
    with pytest.raises(ValueError, match="time zone"):
        opening_at(rule, naive)
    with pytest.raises(ValueError, match="time zone"):
        openings_between([rule], at("2026-01-05 09:00"), naive)
    with pytest.raises(ValueError, match="time zone"):
        first_date_after_edit(date(2026, 1, 5), naive, PARIS)


def test_a_slot_lasts_its_minutes_of_elapsed_time() -> None:
    # From 01:30 winter time, 90 minutes over the gap: closes at 04:00 summer time.
    opening = opening_on(slot("01:30", 90), date(2026, 3, 29))
    assert opening == Opening(date(2026, 3, 29), at("2026-03-29 00:30"), at("2026-03-29 02:00"))


def test_a_slot_opens_on_its_weekdays_and_between_its_dates() -> None:
    rule = slot("09:00", days="04", first_date=date(2026, 1, 9), last_date=date(2026, 1, 16))
    days = [date(2026, 1, 1) + timedelta(days=n) for n in range(31)]
    assert [day.day for day in days if opening_on(rule, day)] == [9, 12, 16]


def test_a_slot_over_midnight_belongs_to_the_date_on_which_it_starts() -> None:
    opening = opening_on(slot("23:30", 120), date(2026, 1, 5))
    assert opening == Opening(date(2026, 1, 5), at("2026-01-05 22:30"), at("2026-01-06 00:30"))


def test_a_gap_before_midnight_shifts_the_opening_but_not_its_date() -> None:
    # In Nuuk, 23:00 on Saturday 28 March 2026 is followed by Sunday 00:00.
    rule = slot("23:30", 60, NUUK)
    saturday, sunday = opening_on(rule, date(2026, 3, 28)), opening_on(rule, date(2026, 3, 29))
    assert saturday is not None
    assert sunday is not None
    assert saturday.opens == at("2026-03-29 01:30")
    assert local_date(saturday.opens, NUUK) == date(2026, 3, 29)
    assert saturday.date == date(2026, 3, 28)
    assert opening_at(rule, saturday.opens) == saturday
    assert opening_at(rule, sunday.opens) == sunday
    assert opening_at(rule, sunday.opens + timedelta(seconds=1)) is None
    assert next_opening(rule, at("2026-03-29 01:00")) == saturday


def test_a_date_that_a_zone_leaves_out_has_no_opening() -> None:
    # Samoa went from 29 to 31 December 2011.
    rule = slot("09:00", zone="Pacific/Apia")
    assert opening_on(rule, date(2011, 12, 30)) is None
    before = next_opening(rule, at("2011-12-29 00:00"))
    assert before is not None
    assert before.date == date(2011, 12, 29)
    after = next_opening(rule, before.opens)
    assert after is not None
    assert after.date == date(2011, 12, 31)


def test_the_next_opening_is_strictly_later() -> None:
    rule = slot("09:00", days="0")
    monday = at("2026-01-05 08:00")
    first = next_opening(rule, monday - timedelta(microseconds=1))
    second = next_opening(rule, monday)
    assert first is not None
    assert second is not None
    assert (first.opens, second.opens) == (monday, at("2026-01-12 08:00"))


def test_a_far_first_date_is_found_and_after_the_last_there_is_none() -> None:
    far = next_opening(slot("09:00", days="2", first_date=date(2033, 1, 1)), at("2026-01-05 08:00"))
    assert far is not None
    assert far.date == date(2033, 1, 5)
    assert next_opening(slot("09:00", last_date=date(2026, 1, 5)), at("2026-01-05 08:00")) is None
    assert next_opening(slot("09:00", days=""), at("2026-01-05 08:00")) is None


def test_openings_between_two_moments_come_in_order_with_their_slot() -> None:
    slots = [slot("15:00", days="01"), slot("09:00", days="0"), slot("15:00", days="0")]
    found = openings_between(slots, at("2026-01-05 08:00"), at("2026-01-06 14:00"))
    assert [(index, o.opens) for index, o in found] == [
        (1, at("2026-01-05 08:00")),
        (0, at("2026-01-05 14:00")),
        (2, at("2026-01-05 14:00")),
    ]


def test_the_openings_of_a_day_are_those_that_belong_to_it() -> None:
    slots = [slot("23:30", 60, NUUK), slot("09:00", 60, NUUK), slot("10:00", 60, NUUK, days="0")]
    found = openings_of_day(slots, date(2026, 3, 28))
    assert [(index, o.date) for index, o in found] == [(1, date(2026, 3, 28)), (0, date(2026, 3, 28))]


@pytest.mark.parametrize(
    ("slots", "expected"),
    [
        ([slot("09:00", 60), slot("10:00", 60)], None),
        ([slot("09:00", 61), slot("10:00", 60)], (0, 1)),
        ([slot("10:00", 60), slot("09:00", 61)], (0, 1)),
        ([slot("09:00", 60, days="0"), slot("09:00", 60, days="1")], None),
        ([slot("09:00", 720), slot("12:00", 5)], (0, 1)),
        ([slot("12:00", 5), slot("09:00", 720)], (0, 1)),
        # Monday night into Tuesday, and Sunday night into Monday.
        ([slot("23:30", 60, days="0"), slot("00:15", 30, days="1")], (0, 1)),
        ([slot("23:30", 60, days="6"), slot("00:15", 30, days="0")], (0, 1)),
        ([slot("00:15", 30, days="0"), slot("23:30", 60, days="6")], (0, 1)),
        ([slot("23:30", 60, days="6"), slot("00:30", 30, days="0")], None),
        ([slot("23:30", 60, days="0"), slot("00:15", 30, days="0")], None),
        ([slot("07:00"), slot("12:00", 60), slot("20:00"), slot("12:30")], (1, 3)),
        ([slot("09:00", 720)], None),
        ([], None),
    ],
)
def test_slots_that_overlap_on_the_week_grid_are_found(slots: list[SlotRule], expected: tuple[int, int] | None) -> None:
    assert find_overlap(slots) == expected


def test_slots_of_two_zones_share_no_grid() -> None:
    with pytest.raises(ValueError, match="zones"):
        find_overlap([slot("09:00"), slot("12:00", zone="Asia/Kolkata")])


@pytest.mark.parametrize(
    ("today", "last", "zone", "expected"),
    [
        (date(2026, 1, 5), None, PARIS, date(2026, 1, 6)),
        # 12:00 in Paris: midnight is exactly 12 hours later.
        (date(2026, 1, 5), "2026-01-05 11:00", PARIS, date(2026, 1, 6)),
        (date(2026, 1, 5), "2026-01-05 11:01", PARIS, date(2026, 1, 7)),
        (date(2026, 1, 5), "2025-12-01 11:00", PARIS, date(2026, 1, 6)),
        # From Paris to Auckland: at 14:00 in Paris it is already the 6th there, 02:00.
        (date(2026, 1, 6), "2026-01-05 13:00", "Pacific/Auckland", date(2026, 1, 7)),
        # From Paris to Los Angeles: the 5th ends there 9 hours later.
        (date(2026, 1, 5), "2026-01-05 17:00", "America/Los_Angeles", date(2026, 1, 6)),
        # The last opening is one to come, of a run that opens later today.
        (date(2026, 1, 5), "2026-01-05 22:00", PARIS, date(2026, 1, 7)),
    ],
)
def test_edited_slots_count_from_a_day_that_starts_12_hours_after_the_last_opening(
    today: date, last: str | None, zone: str, expected: date
) -> None:
    assert first_date_after_edit(today, None if last is None else at(last), zone) == expected


@given(
    today=st.dates(date(2025, 1, 1), date(2027, 12, 1)),
    ago=st.integers(-3000, 3000),
    zone=st.sampled_from(ZONES),
)
def test_the_day_after_an_edit_is_the_first_that_qualifies(today: date, ago: int, zone: str) -> None:
    last = start_of_day(today, zone) - timedelta(minutes=ago)
    first = first_date_after_edit(today, last, zone)
    days = (today + timedelta(days=n) for n in range(1, 10))
    assert first == next(day for day in days if start_of_day(day, zone) - last >= EDIT_GAP)


@settings(max_examples=budget(20, 500))
@given(
    zone=st.sampled_from(ZONES),
    start=st.times().map(lambda wall: wall.replace(second=0, microsecond=0)),
    turn=st.sampled_from([(2025, 3), (2025, 10), (2026, 3), (2026, 9), (2026, 10), (2027, 3), (2027, 4)]),
)
def test_every_local_date_has_one_opening_and_they_strictly_increase(
    zone: str, start: time, turn: tuple[int, int]
) -> None:
    rule = SlotRule(EVERY_DAY, start, 60, zone)
    first, days = date(*turn, 1), 45
    begin, end = start_of_day(first, zone), start_of_day(first + timedelta(days=days), zone)
    found = [opening for _, opening in openings_between([rule], begin, end)]
    moments = [opening.opens for opening in found]
    assert moments == sorted(set(moments))
    dates = [opening.date for opening in found if opening.date >= first]
    assert dates == [first + timedelta(days=n) for n in range(len(dates))]
    assert len(dates) >= days - 1
    for opening in found:
        assert opening == opening_on(rule, opening.date) == opening_at(rule, opening.opens)
        assert timedelta(0) <= opening.opens - start_of_day(opening.date, zone) <= timedelta(hours=25)
