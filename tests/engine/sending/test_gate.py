"""The gate just before a send refuses after changes since the opening; the planner alone would not notice them."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from itertools import pairwise
from typing import Any

import pytest

from core.engine.sending import gate
from core.network.gateway import Gate, Invited
from core.services.members import members
from core.store.fields import to_us
from tests.engine.sending.test_send_errors import send_times
from tests.support.draft import INVITATION, WELCOME
from tests.support.stub import Stub
from tests.support.world import World, at


def change(world: World, sql: str, *values: object) -> None:
    """Change the store as another process would."""
    with world.ws.store.write() as store:
        assert store.change(sql, *values) > 0


def blocked(world: World) -> None:
    change(world, "UPDATE contact SET blocked_at = 1")


CHANGES: dict[str, tuple[Callable[[World], object], int, dict[str, int]]] = {
    "a lower cap": (lambda world: members.edit(world.ws, "acc-ada", day_cap=3), 3, {"limit.day": 5}),
    "a ramp": (lambda world: members.edit(world.ws, "acc-ada", ramp=True), 7, {"limit.day": 1}),
    "a plan with five notes": (lambda world: members.edit(world.ws, "acc-ada", plan="basic"), 5, {"limit.notes": 3}),
    "a no to all of them": (blocked, 0, {"blocked": 8}),
}


@pytest.mark.parametrize("what", CHANGES)
def test_what_changes_after_the_opening_counts(world: World, what: str) -> None:
    changes, sent, not_sent = CHANGES[what]
    world.member(day_cap=40)
    world.source(8)
    campaign = world.campaign(cohort=8, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:00")
    assert world.statuses() == {"scheduled": 8}
    changes(world)
    world.until("2026-01-07 22:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.sent, run.invitations.not_sent) == (sent, not_sent)
    assert len(world.ledger()) == sent
    world.check()


def test_the_gate_is_asked_once_for_an_invitation_and_before_the_chat_of_a_message(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked: list[int] = []
    real = gate.verdict

    def verdict(*given: Any) -> gate.Verdict:
        asked.append(given[2].step)
        return real(*given)

    monkeypatch.setattr(gate, "verdict", verdict)
    world.member()
    (person,) = world.source(1)
    world.accepts(person)
    world.campaign(cohort=1, approval="off", steps=(INVITATION, WELCOME))
    world.until("2026-01-09 22:00")
    assert [entry.kind for entry in world.ledger()] == ["invite", "message"]
    assert asked == [0, 1, 1]
    world.check()


def test_send_times_that_fell_together_leave_two_minutes_apart(world: World) -> None:
    world.member()
    world.source(5)
    world.campaign(cohort=5, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:00")
    change(world, "UPDATE booking SET send_at = ?", to_us(at("2026-01-07 09:30")))
    world.until("2026-01-07 22:00")
    moments = [entry.at for entry in world.ledger()]
    assert len(moments) == 5
    assert all(late - early >= timedelta(minutes=2) for early, late in pairwise(moments))
    world.check()


def test_fifty_messages_that_became_known_after_the_opening_are_enough(world: World) -> None:
    world.member()
    people = world.source(2)
    world.accepts(*people)
    campaign = world.campaign(cohort=2, approval="off", steps=(INVITATION, WELCOME))
    world.until("2026-01-07 09:00")
    for number in range(49):
        change(
            world,
            "INSERT INTO quarantine (key, person_hash, member_id, member_hash, step, kind, at) "
            "VALUES (?, 'x', 1, 'y', 1, 'message', ?)",
            f"k{number}",
            to_us(at("2026-01-07 00:30")),
        )
    world.until("2026-01-07 22:00")
    assert world.run(campaign, "2026-01-07").messages.not_sent == {"limit.messages": 1}
    assert len(world.ledger("message")) == 1


def test_a_refused_key_is_tried_once_and_not_for_everybody(world: World) -> None:
    world.member()
    world.source(4)
    world.campaign(cohort=4, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:00")
    change(world, "UPDATE member SET sync_at = ?", to_us(at("2026-01-07 18:00")))
    world.sandbox.fault("missing_credentials", until=at("2026-01-07 12:00"))
    world.until("2026-01-07 11:00")
    assert world.sql("SELECT count(*) FROM delivery") == [(1,)]
    assert world.ledger() == []


def test_paused_while_the_call_is_on_its_way_nothing_leaves(world: World) -> None:
    world.member()
    world.source(1)
    world.campaign(cohort=1, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:00")
    (moment,) = send_times(world)
    real = world.gateway

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        members.pause(world.ws, None, on=True)
        return real.invite(account, person, text, gate)

    world.gateway = Stub(real, invite=invite)
    world.until(moment + timedelta(minutes=1))
    assert world.ledger() == []
    assert world.sql("SELECT state, error FROM delivery") == [("not_sent", "paused")]
