"""The reason why the last run gave some approved people no send time."""

from __future__ import annotations

import pytest

from core.services.campaigns import lifecycle
from core.services.members import members
from core.services.queue.queue_page import page
from core.views.queue_view import QueueEntry, QueueQuery
from tests.support import statements
from tests.support.draft import INVITATION, WELCOME, slot
from tests.support.world import World


def approved(world: World) -> tuple[QueueEntry, ...]:
    """Return the approved people as the Queue shows them."""
    return page(world.ws, QueueQuery(status="approved"), limit=100).rows


def causes(world: World) -> set[str | None]:
    return {row.left_out for row in approved(world)}


def test_a_share_below_what_was_wanted_names_the_limit_with_its_numbers(world: World) -> None:
    world.member(day_cap=4)
    world.source(40)
    world.campaign(cohort=8, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    assert causes(world) == {None}  # approved today: no run could take them yet
    world.until("2026-01-07 22:00")
    left = [row for row in approved(world) if row.left_out]
    sent = int(world.run("1", "2026-01-07").invitations.sent)
    assert len(left) == 8 - sent > 0
    assert {row.left_out for row in left} == {"limit.day"}
    assert f"day cap, shared with their other campaigns, left it {sent} of 8 invitations." in str(left[0].why)
    assert str(left[0].why).startswith("Left out by the run of Wed 7 Jan 09:00: ")
    assert str(left[0].action).startswith("Nothing to do: it is sent in a later run")
    assert left[0].reason is None
    assert [row.left_out for row in world.queue(status="approved")] == [row.left_out for row in left]


def test_a_slot_without_room(world: World) -> None:
    world.member(day_cap=40)
    world.source(60)
    world.campaign(cohort=20, slots=(slot("09:00", 12),), steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert causes(world) == {"slot.full"}
    assert "the slot had no room for more" in str(approved(world)[0].why)


def test_more_were_approved_than_a_cohort(world: World) -> None:
    world.member(day_cap=40)
    world.source(60)
    world.campaign(cohort=3, steps=(INVITATION,))
    world.until("2026-01-07 22:00")
    assert world.approve() == 6
    world.until("2026-01-08 22:00")
    assert causes(world) == {"cohort"}
    assert "it took its cohort of 3" in str(approved(world)[0].why)
    world.until("2026-01-09 09:01")
    assert causes(world) == set()


def test_a_reason_is_told_with_the_run_to_which_it_belongs(world: World) -> None:
    world.member()
    world.source(20)
    campaign = world.campaign(cohort=3, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:00")
    lifecycle.stop(world.ws, campaign)
    assert {row.reason for row in approved(world)} == {"stopped"}
    assert {row.why for row in approved(world)} == {"Not sent in the run of Wed 7 Jan 09:00: The campaign was stopped."}


def test_what_a_later_run_left_out_is_told_by_that_one(world: World) -> None:
    member = world.member(day_cap=20)
    world.source(20)
    campaign = world.campaign(cohort=4, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:00")
    lifecycle.stop(world.ws, campaign)
    lifecycle.start(world.ws, campaign)
    lifecycle.stop(world.ws, campaign)
    assert {row.reason for row in approved(world)} == {"stopped"}
    lifecycle.start(world.ws, campaign)
    world.until("2026-01-07 09:01")
    lifecycle.stop(world.ws, campaign)
    stopped = len(approved(world))
    world.until("2026-01-07 22:00")
    members.edit(world.ws, str(member), day_cap=1)
    lifecycle.start(world.ws, campaign)
    world.until("2026-01-08 22:00")
    left = approved(world)
    assert 0 < len(left) < stopped
    assert {(row.reason, row.left_out) for row in left} == {(None, "limit.day")}
    assert all("Thu 8 Jan" in str(row.why) for row in left)


def test_a_message_left_out_while_invitations_had_no_room_names_its_own_limit(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Messages get their send times first: if an invitation got one, the slot had room for every message."""
    world.member(day_cap=40)
    found = world.source(60)
    for person in found:
        world.accepts(person)
    world.campaign(cohort=20, slots=(slot("09:00", 40),), steps=(INVITATION, WELCOME), approval="off")
    world.until("2026-01-06 22:00")
    monkeypatch.setattr("core.engine.planning.budget.MESSAGES_PER_DAY", 5)
    world.until("2026-01-07 22:00")
    full = "SELECT 1 FROM journal WHERE code = 'slot.full' AND run_id = (SELECT max(id) FROM run)"
    assert world.sql(full) == [(1,)]
    assert {row.left_out for row in approved(world) if row.step > 0} - {None} == {"limit.messages"}


def test_the_reasons_cost_two_statements_however_many_they_are(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.member(day_cap=4)
    for name in ("one", "two", "three"):
        world.source(20, name)
        world.campaign(name=name, source=name, cohort=8, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    asked = statements.reads(monkeypatch)
    few = len(page(world.ws, QueueQuery(status="approved"), limit=2).rows)
    cost = len(asked)
    many = len(page(world.ws, QueueQuery(status="approved"), limit=100).rows)
    assert few < 10 < many
    assert len(asked) == 2 * cost > 0


@pytest.mark.parametrize(
    "change", ["UPDATE slot SET time_zone = 'US/Pacific-New'", "UPDATE run SET local_date = local_date || 'odd'"]
)
def test_a_run_that_cannot_be_read_explains_nobody_and_hides_nobody(world: World, change: str) -> None:
    world.member(day_cap=4)
    world.source(40)
    world.campaign(cohort=8, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    shown = len(approved(world))
    assert causes(world) == {"limit.day"}
    with world.ws.store.write() as store:
        store.change(change)
    assert len(approved(world)) == shown
    assert causes(world) == {None}
