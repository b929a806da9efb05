"""The next sends, of running campaigns only."""

from __future__ import annotations

from datetime import date, timedelta

from core.store import bookings, runs
from core.store.views import next_sends
from core.store.views.next_sends import NextSendRow
from tests.support import crowd
from tests.support.world import World

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
CAMPAIGN = MEMBER = 1


def plan(world: World) -> None:
    """Start a campaign whose run gave three people a send time, ten minutes apart."""
    world.member()
    world.source(1)
    world.campaign()
    ((slot,),) = world.sql("SELECT min(id) FROM slot")
    with world.ws.store.write() as store:
        crowd.contacts(store, 3)
        crowd.outreaches(store, CAMPAIGN, ["approved"])
        opens = world.now
        run = runs.add(
            store, slot=slot, campaign=CAMPAIGN, day=date(2026, 1, 6), opens=opens, closes=opens + HOUR, now=opens
        )
        for number, (outreach,) in enumerate(store.rows("SELECT id FROM outreach ORDER BY id")):
            kind = "message" if number == 2 else "invitation"
            at = opens + 10 * number * MINUTE
            bookings.add(store, run=run, outreach=outreach, member=MEMBER, step=0, kind=kind, send_at=at)


def test_the_next_people_of_a_campaign(world: World) -> None:
    plan(world)
    now = world.now
    with world.ws.store.read() as store:
        assert next_sends.of_campaign(store, CAMPAIGN, 2) == [
            NextSendRow("Person 1", now, "invitation"),
            NextSendRow("Person 2", now + 10 * MINUTE, "invitation"),
        ]
        assert next_sends.of_campaign(store, 99, 2) == []


def test_what_leaves_before_a_moment(world: World) -> None:
    plan(world)
    now = world.now
    with world.ws.store.write() as store:
        assert next_sends.planned_before(store, now + 10 * MINUTE) == {"invitation": 1}
        assert next_sends.planned_before(store, now + HOUR) == {"invitation": 2, "message": 1}
        store.change("UPDATE member SET paused_at = 1")
        assert next_sends.planned_before(store, now + HOUR) == {}
        # For one member, a pause hides nothing: the answer is what would leave after it.
        assert next_sends.planned_before(store, now + HOUR, MEMBER) == {"invitation": 2, "message": 1}
        assert next_sends.planned_before(store, now + HOUR, 99) == {}
        store.change("UPDATE campaign SET active = 0")
        assert next_sends.planned_before(store, now + HOUR, MEMBER) == {}
