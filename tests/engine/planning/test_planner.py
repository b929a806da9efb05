"""A slot's next opening, its share of the member's budget, and the send times of its people."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from itertools import pairwise

import pytest

from core.engine.planning import planner, shares_today
from core.engine.planning.budget import member_budget
from core.rules.limits import day_cap
from core.services.campaigns import lifecycle
from core.store import members
from core.store.fields import from_us
from tests.support.draft import INVITATION, slot
from tests.support.world import World, at

COHORTS = (20, 10, 2)
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.mark.parametrize("base", [2, 7, 15])
def test_no_campaign_starves_under_a_small_cap(world: World, base: int) -> None:
    world.member(day_cap=base)
    campaigns = []
    for index, cohort in enumerate(COHORTS):
        world.source(60, f"c{index}")
        slots = (slot(f"{9 + 3 * index:02}:00", 120, EVERY_DAY),)
        name = f"c{index}"
        campaigns.append(
            world.campaign(name=name, source=name, cohort=cohort, approval="off", slots=slots, steps=(INVITATION,))
        )
    world.until("2026-01-09 23:00")
    days = [date(2026, 1, day) for day in range(6, 10)]
    sent = {day: [int(world.run(ident, day.isoformat()).invitations.sent) for ident in campaigns] for day in days}
    for day, (large, middle, small) in sent.items():
        cap = day_cap(base, "acc-ada", day)
        assert large + middle + small == cap, day
        if cap >= len(COHORTS):
            assert min(large, middle, small) >= 1, day
            assert large >= middle >= small, day
    # If the day's cap is less than one for each, the longest unserved come first: all are served within two days.
    for one, two in pairwise(days):
        if day_cap(base, "acc-ada", one) + day_cap(base, "acc-ada", two) >= len(COHORTS):
            assert all(sent[one][index] + sent[two][index] >= 1 for index in range(3)), (one, two)
    world.check()


def openings(world: World) -> list[tuple[datetime | None, datetime | None]]:
    """Return when each slot opens next, and when its cohort is drawn ahead."""
    found = world.sql("SELECT next_open_at, next_draw_at FROM slot ORDER BY id")
    return [
        (None if opens is None else from_us(opens), None if draw is None else from_us(draw)) for opens, draw in found
    ]


def test_a_campaign_never_opens_on_the_day_of_its_creation(world: World) -> None:
    world.member()
    world.source(5)
    world.campaign(slots=(slot("23:00", 30, EVERY_DAY),), steps=(INVITATION,))
    assert openings(world) == [(at("2026-01-06 23:00"), None)]


def test_without_approval_a_cohort_is_drawn_ahead_but_not_on_the_day_of_creation(world: World) -> None:
    world.member()
    world.source(5)
    slots = (slot("09:00", 30, EVERY_DAY), slot("23:00", 30, EVERY_DAY))
    world.campaign(slots=slots, approval="off", steps=(INVITATION,))
    assert openings(world) == [
        (at("2026-01-06 09:00"), at("2026-01-06 00:00")),
        (at("2026-01-06 23:00"), at("2026-01-06 11:00")),
    ]


def test_a_stopped_campaign_opens_nothing(world: World) -> None:
    world.member()
    world.source(5)
    lifecycle.stop(world.ws, world.campaign(approval="off", steps=(INVITATION,)))
    assert openings(world) == [(None, None)]


def test_the_runs_plan_what_was_predicted_in_the_morning(world: World) -> None:
    world.member(day_cap=7)
    for index, cohort in enumerate(COHORTS):
        world.source(30, f"c{index}")
        slots = (slot(f"{9 + 3 * index:02}:00", 120, EVERY_DAY),)
        world.campaign(name=f"c{index}", source=f"c{index}", cohort=cohort, slots=slots, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 08:00")
    with world.ws.store.read() as store:
        (member,) = members.every(store)
        shares = shares_today.shares_by_slot(
            store, [member], world.now, lambda one: member_budget(store, one, world.now)
        )
    foretold = {slot_id: share.count for slot_id, share in shares.items()}
    assert sum(foretold.values()) == day_cap(7, "acc-ada", date(2026, 1, 7))
    world.until("2026-01-07 22:00")
    planned = world.sql(
        "SELECT r.slot_id, count(*) FROM booking b JOIN run r ON r.id = b.run_id "
        "WHERE r.local_date = '2026-01-07' GROUP BY 1"
    )
    assert foretold == dict(planned)


def test_send_times_keep_their_distance_and_the_end_of_the_slot(world: World) -> None:
    world.member()
    world.source(1)
    campaign = int(world.campaign())
    now, closes = world.now, world.now + timedelta(minutes=20)
    with world.ws.store.read() as store:
        (member,) = members.every(store)
        times = planner.times_left(store, campaign, member, 100, closes, now, seed="a run")
        again = planner.times_left(store, campaign, member, 100, closes, now, seed="a run")
    assert times == again
    assert len(times) == 10
    assert all(now <= moment <= closes - planner.LAST_MOMENT for moment in times)
    assert all(later - sooner >= timedelta(seconds=member.spacing_s) for sooner, later in pairwise(times))
