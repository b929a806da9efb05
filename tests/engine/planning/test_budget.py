"""The number that a member may still send today, and the limit that decides it."""

from __future__ import annotations

from datetime import timedelta

from core.engine.planning import budget
from core.rules.limits import HARD_WEEK, MESSAGES_PER_DAY, day_cap
from core.store import members
from tests.support.draft import INVITATION
from tests.support.world import World, slugs


def counted(world: World) -> budget.Budget:
    with world.ws.store.read() as store:
        (member,) = members.every(store)
        return budget.member_budget(store, member, world.now)


def test_an_unused_day_is_the_day_cap(world: World) -> None:
    world.member(day_cap=20)
    cap = day_cap(20, "acc-ada", world.now.date())
    assert counted(world) == budget.Budget(cap, "limit.day", cap, 0, 0)


def test_a_new_account_has_the_ramp(world: World) -> None:
    world.member(day_cap=20, ramp=True)
    found = counted(world)
    assert (found.limit, found.left) == ("limit.ramp", day_cap(20, "acc-ada", world.now.date()) // 5)


def test_send_times_given_count_as_used(world: World) -> None:
    world.member(day_cap=20)
    world.source(10)
    world.campaign(cohort=4, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:00")
    planned = counted(world)
    assert planned.used_today == 4
    world.until("2026-01-07 22:00")
    assert counted(world) == planned


def test_the_week_decides_where_it_has_less_room_than_the_day(world: World) -> None:
    world.member(day_cap=20)
    world.invite_outside(*slugs("hand", HARD_WEEK - 2))
    world.until(world.now + timedelta(hours=20))
    found = counted(world)
    assert (found.left, found.limit) == (2, "limit.week")


def test_messages_have_a_day_of_their_own(world: World) -> None:
    world.member()
    with world.ws.store.read() as store:
        (member,) = members.every(store)
        assert budget.messages_left(store, member, world.now) == MESSAGES_PER_DAY
