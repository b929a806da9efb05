"""Sends in doubt that hold a member back for a while: five in an hour, or more than a tenth of the last fifty."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.store.fields import from_us
from tests.support.draft import INVITATION, slot
from tests.support.story import lived_once
from tests.support.world import World, at


def doubts(world: World) -> list[datetime]:
    return [from_us(moment) for (moment,) in world.sql("SELECT at FROM journal WHERE kind = 'in_doubt' ORDER BY id")]


def calls(world: World) -> list[datetime]:
    """Return the times of the calls of the intents in the side journal."""
    return [from_us(moment) for (moment,) in world.sql("SELECT intent_at FROM delivery ORDER BY id")]


@lived_once
def begun(world: World, cohort: int, minutes: int = 600) -> str:
    """Give everybody of the cohort a send time from 09:00 on, on Tuesday."""
    world.member(day_cap=40)
    world.source(60)
    campaign = world.campaign(cohort=cohort, approval="off", slots=(slot("09:00", minutes),), steps=(INVITATION,))
    world.until("2026-01-06 09:00")
    return campaign


def test_five_in_an_hour_rest_for_an_hour(world: World) -> None:
    campaign = begun(world, 25, minutes=240)
    # Every answer is lost; as soon as it is found that the invitation arrived, the next one leaves.
    world.sandbox.fault("timeout_after", kind="invite", remaining=5)
    for minute in range(1, 300):
        world.until(at("2026-01-06 09:00") + timedelta(minutes=minute))
        if len(doubts(world)) == 5:
            break
    settled = doubts(world)
    assert settled[-1] - settled[0] <= timedelta(hours=1)
    world.until(settled[-1] + timedelta(minutes=59))
    assert len(calls(world)) == len([moment for moment in calls(world) if moment <= settled[-1]])
    world.until("2026-01-06 22:00")
    after = [moment for moment in calls(world) if moment > settled[-1]]
    assert after
    assert min(after) >= settled[-1] + timedelta(hours=1)
    run = world.run(campaign, "2026-01-06")
    assert run.invitations.planned == run.invitations.sent + sum(run.invitations.not_sent.values())
    assert set(run.invitations.not_sent) <= {"doubts.many", "slot.full"}
    assert world.check().in_doubt == 0


def test_a_tenth_of_the_last_fifty_rest_for_six_hours(world: World) -> None:
    begun(world, 25)
    # Six doubts, each settled long before the next: never three at once, never five in an hour.
    for number in range(6):
        world.sandbox.fault("timeout_after", kind="invite", remaining=1)
        before = len(doubts(world))
        while len(doubts(world)) == before:
            world.until(world.now + timedelta(minutes=5))
            assert world.now < at("2026-01-10 00:00"), number
        world.until(world.now + timedelta(minutes=16))
    last = doubts(world)[-1]
    assert all(
        late - early > timedelta(minutes=15) for early, late in zip(doubts(world), doubts(world)[1:], strict=False)
    )
    world.until(last + timedelta(hours=40))
    after = [moment for moment in calls(world) if moment > last]
    assert after
    assert min(after) >= last + timedelta(hours=6)
    world.check()


@pytest.mark.parametrize("what", ["cannot_resend_yet", "invalid_recipient"])
def test_a_clear_no_is_no_doubt(world: World, what: str) -> None:
    begun(world, 8)
    world.sandbox.fault(what, kind="invite", remaining=6)
    world.until("2026-01-07 22:00")
    assert doubts(world) == []
    assert world.sql("SELECT count(*) FROM booking WHERE reason = 'doubts.many'") == [(0,)]
    world.check()
