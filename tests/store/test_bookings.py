"""A send time is given, then used or released, and each query finds it by its state."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.rules.states import BookingState
from core.store import bookings, runs
from core.store.bookings import NoReason, OpenInClosedRun, Result
from core.store.database import Reading
from tests.support import crowd
from tests.support.rows import FORBIDDEN, lift_checks
from tests.support.world import World

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CAMPAIGN = MEMBER = 1


def run_with(world: World, people: int) -> tuple[int, list[int]]:
    """Make a run that ends in an hour and gave some people a send time each, a minute apart."""
    world.member()
    world.source(1)
    world.campaign(start=False)
    ((slot,),) = world.sql("SELECT min(id) FROM slot")
    with world.ws.store.write() as store:
        crowd.contacts(store, people)
        crowd.outreaches(store, CAMPAIGN, ["approved"])
        day, opens = date(2026, 1, 6), world.now
        run = runs.add(store, slot=slot, campaign=CAMPAIGN, day=day, opens=opens, closes=opens + HOUR, now=opens)
        outreaches = [row[0] for row in store.rows("SELECT id FROM outreach ORDER BY id")]
        for number, outreach in enumerate(outreaches):
            kind = "message" if number == 1 else "invitation"
            at = opens + number * MINUTE
            bookings.add(store, run=run, outreach=outreach, member=MEMBER, step=0, kind=kind, send_at=at)
    return run, outreaches


def one(store: Reading, outreach: int) -> bookings.Planned:
    found = bookings.planned_of(store, outreach)
    assert found is not None
    return found


def test_a_send_time_is_found_until_it_is_used(world: World) -> None:
    run, (first, second) = run_with(world, 2)
    now = world.now
    with world.ws.store.write() as store:
        booking = one(store, first)
        assert booking == (booking.id, first, run, "invitation", "", now)
        assert [row.outreach_id for row in bookings.planned_in(store, run)] == [first, second]
        due = bookings.due(store, booking.id)
        assert due == (booking.id, first, run, now + HOUR, "invitation", CAMPAIGN, "", now)
        assert bookings.held(store, MEMBER, "invitation") == bookings.held(store, MEMBER, "message") == 1
        assert bookings.members_waiting(store) == {MEMBER}
        bookings.begin_sending(store, booking.id)
        assert bookings.planned_of(store, first) is None
        assert bookings.due(store, booking.id) is None
        assert bookings.sums_of(store, run) == {"planned": 1, "sending": 1}
        bookings.settle(store, booking.id, BookingState.SENT, "", now)
        bookings.settle(store, None, BookingState.NOT_SENT, "x", now)  # a withdrawal has no send time
        assert bookings.sums(store) == {"planned": 1, "sent": 1}
        assert bookings.results(store, CAMPAIGN) == [
            Result(run, "invitation", "sent", "", 1),
            Result(run, "message", "planned", "", 1),
        ]


def test_what_is_not_used_says_why(world: World) -> None:
    run, (first, second) = run_with(world, 2)
    now = world.now
    with world.ws.store.write() as store:
        booking = one(store, first)
        bookings.give_back(store, booking.id, "slot.full", now)
        bookings.give_back(store, booking.id, "another", now)  # it was given back already
        bookings.give_back_of(store, second, "replied", now)
        assert bookings.reasons(store, CAMPAIGN) == {"replied": 1, "slot.full": 1}
        assert bookings.without_reason(store) == []
        with pytest.raises(FORBIDDEN), world.ws.store.write():
            bookings.settle(store, booking.id, BookingState.NOT_SENT, "", now)
        lift_checks(store, "booking")
        bookings.settle(store, booking.id, BookingState.NOT_SENT, "", now)
        assert bookings.without_reason(store) == [NoReason(booking.id, run)]
        bookings.doubt(store, booking.id)
        assert bookings.sums(store) == {"in_doubt": 1, "not_sent": 1}
        assert bookings.planned(store) == []


def test_a_send_time_moves_within_its_run(world: World) -> None:
    _run, (first,) = run_with(world, 1)
    now = world.now
    with world.ws.store.write() as store:
        ident = one(store, first).id
        bookings.put_off(store, ident, now + MINUTE, "spacing")
        assert one(store, first)[4:] == ("spacing", now + MINUTE)
        bookings.put_off(store, ident, now + 5 * HOUR, "")
        assert one(store, first)[4:] == ("spacing", now + HOUR)
        bookings.begin_sending(store, ident)
        bookings.put_off(store, ident, now, "late")  # a call is under way
        assert bookings.planned(store) == []
        bookings.try_again(store, ident, now + 5 * HOUR, "provider.down")
        assert one(store, first)[4:] == ("provider.down", now + HOUR)


def test_whose_send_times_are_taken_back(world: World) -> None:
    run, (first, second) = run_with(world, 2)
    now = world.now
    with world.ws.store.write() as store:
        everybody = bookings.planned(store, campaign=CAMPAIGN, member=MEMBER)
        assert [row.outreach_id for row in everybody] == [first, second]
        assert [row.outreach_id for row in bookings.planned(store, kind="message")] == [second]
        assert bookings.planned(store, campaign=99) == bookings.planned(store, member=99) == []
        for row in everybody:
            bookings.give_back(store, row.id, "stopped", now)
        assert [row.outreach_id for row in bookings.stopped_in(store, run)] == [second, first]  # messages first
        bookings.plan_again(store, everybody[0].id, now + MINUTE)
        assert one(store, first)[4:] == ("", now + MINUTE)
        assert [row.outreach_id for row in bookings.stopped_in(store, run)] == [second]


def test_a_closed_run_has_none_open(world: World) -> None:
    run, _outreaches = run_with(world, 2)
    with world.ws.store.write() as store:
        assert bookings.open_in_closed_runs(store) == []
        runs.close(store, run, world.now)
        assert bookings.open_in_closed_runs(store) == [OpenInClosedRun(run, 2)]
