"""The queue: its rows, and the changes that a person may make."""

from __future__ import annotations

from typing import Any

import pytest

from core.cli.to_json.queue_json import queue_entry
from core.errors import NotFoundError, RefusedError
from core.services.queue import queue_edit
from tests.support.story import lived_once
from tests.support.world import World


@pytest.fixture
@lived_once
def drawn(world: World) -> World:
    """Return a world in which four texts wait in one campaign, two in another program."""
    world.member()
    world.source(20, "ann")
    world.source(20, "bob")
    world.campaign(name="one", source="ann", cohort=4)
    world.campaign(name="two", program="other", source="bob", cohort=2)
    world.until("2026-01-06 22:00")
    return world


def test_filters_and_pages(drawn: World) -> None:
    def ids(**options: Any) -> list[int]:
        return [row.id for row in drawn.queue(**options)]

    assert len(ids()) == 6
    assert len(ids(campaign="one")) == 4
    assert len(ids(program="other")) == 2
    assert ids(status="approved") == []
    first = ids()[:4]
    assert ids() == first + ids(after=first[-1])
    assert ids() == sorted(ids())
    with pytest.raises(NotFoundError):
        drawn.queue(status="waiting")
    with pytest.raises(NotFoundError):
        drawn.queue(campaign="none")


def test_a_row_has_what_scripts_rely_on(drawn: World) -> None:
    row = drawn.queue()[0]
    wanted = {"id", "campaign", "program", "contact", "owner", "step", "status", "reason", "revision", "text"}
    assert wanted | {"send_at", "sent_at"} <= set(queue_entry(row))
    assert row.contact.profile == "https://www.linkedin.com/in/ann-person-0x"
    assert (row.campaign, row.program, row.sender) == ("one", "growth", "Ada Wong")
    assert (row.step, row.status, row.revision, row.text) == (0, "pending", 1, "Hi Ann")
    drawn.approve()
    drawn.until("2026-01-07 09:00")
    scheduled = drawn.queue(status="scheduled")[0]
    assert scheduled.send_at is not None
    assert scheduled.sent_at is None
    drawn.until("2026-01-07 22:00")
    assert drawn.queue()[0].sent_at is not None
    assert drawn.queue()[0].send_at is None


def test_only_what_has_not_left_can_be_removed(drawn: World) -> None:
    drawn.approve()
    drawn.until("2026-01-07 22:00")
    rows = drawn.queue()
    sent = next(int(row.id) for row in rows if row.status == "invited")
    waits = next(int(row.id) for row in rows if row.status == "pending")
    with pytest.raises(RefusedError):
        queue_edit.remove(drawn.ws, [waits, sent])
    assert drawn.queue()[waits - 1].status == "pending"  # all or none
    (removed,) = queue_edit.remove(drawn.ws, [waits])
    assert (removed.status, removed.reason) == ("cancelled", "removed")
    assert removed.why
    with pytest.raises(NotFoundError):
        queue_edit.remove(drawn.ws, [999])
    drawn.check()


def test_a_removed_send_time_is_told_by_the_run(drawn: World) -> None:
    drawn.approve()
    drawn.until("2026-01-07 09:00")
    last = max(drawn.queue("one", status="scheduled"), key=lambda row: str(row.send_at))
    queue_edit.remove(drawn.ws, [int(last.id)])
    drawn.until("2026-01-07 22:00")
    run = drawn.run("one", "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (4, 3, {"removed": 1})
    drawn.check()


def test_back_into_the_queue_at_its_step(world: World) -> None:
    world.member()
    people = world.source(2)
    world.accepts(people[0])
    world.campaign(cohort=1)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    welcome = world.row(people[0])
    assert (welcome.step, welcome.status) == (1, "pending")
    ident = int(welcome.id)
    queue_edit.remove(world.ws, [ident])
    queue_edit.requeue(world.ws, [ident])
    world.until("2026-01-07 22:05")
    # The welcome asks again, the invitation is not repeated.
    assert (world.row(people[0]).step, world.row(people[0]).status) == (1, "pending")
    world.approve()
    world.until("2026-01-08 22:00")
    assert [entry.person for entry in world.ledger("message")] == [people[0]]
    assert world.invited().count(people[0]) == 1
    world.check()
