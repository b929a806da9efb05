"""Scenes for the causes that random histories hardly reach: each run names its own cause."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.engine import runner
from core.engine.planning import planner, runs
from core.engine.sending import gate
from core.rules.schedule import WEEKDAYS
from core.services.campaigns import lifecycle
from core.services.members import members
from core.services.queue import approvals
from tests.engine.test_bulkhead import Mine, contact
from tests.support.draft import INVITATION, slot
from tests.support.world import World, at


def causes(world: World, campaign: str, day: str) -> set[str]:
    """Return every code by which the run of a date explains why it sent less."""
    run = world.run(campaign, day)
    assert run.cohort == run.invitations.planned + sum(run.short.values())
    return {*run.short, *run.invitations.not_sent, *filter(None, [run.cause])}


def test_each_cause_is_reported_by_its_run(world: World) -> None:
    world.member(day_cap=40)
    world.source(90)
    campaign = world.campaign(cohort=3, slots=(slot("09:00", 60, WEEKDAYS),), steps=(INVITATION,))
    world.approve_drawn("2026-01-06")

    members.pause(world.ws, "Ada Wong", on=True)
    world.until("2026-01-07 11:00")
    members.pause(world.ws, "Ada Wong", on=False)
    world.approve_drawn("2026-01-07")
    assert causes(world, campaign, "2026-01-07") == {"member.paused"}

    world.sandbox.fault("limit_exceeded", account="acc-ada", kind="invite", remaining=1)
    world.approve_drawn("2026-01-08")
    assert causes(world, campaign, "2026-01-08") == {"limit.network"}

    world.sandbox.configure_account("acc-ada", status="credentials")
    world.until("2026-01-09 11:00")
    world.sandbox.configure_account("acc-ada", status="ok")
    world.approve_drawn("2026-01-09")
    assert "sender.disconnected" in causes(world, campaign, "2026-01-09")

    world.until("2026-01-10 08:00")
    lifecycle.stop(world.ws, campaign)
    world.until("2026-01-10 09:59")
    lifecycle.start(world.ws, campaign)
    world.approve_drawn("2026-01-10")
    assert causes(world, campaign, "2026-01-10") == {"stopped"}

    world.until("2026-01-11 08:59")
    with world.engine() as context:
        world.skip_to("2026-01-11 10:30")  # the machine slept
        runner.advance(context, world.now + timedelta(minutes=1))
    world.approve_drawn("2026-01-11")
    assert causes(world, campaign, "2026-01-11") == {"late"}

    world.sandbox.fault(
        "cannot_resend_yet", account="acc-ada", kind="invite", start=at("2026-01-12 08:00"), remaining=1
    )
    found: set[str] = set()
    for day in range(12, 18):  # nothing more is approved, so that the one who waits is missed in the end
        world.until(f"2026-01-{day} 22:00")
        approvals.reject(world.ws, [entry.id for entry in world.queue() if entry.status == "pending"])
        found |= causes(world, campaign, f"2026-01-{day}")
    assert {"resend.refused", "person.wait"} <= found, found
    world.check()


@pytest.mark.holds("an error in a count, an opening and a gate")
def test_runs_name_what_an_unexpected_error_kept_from_them(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.member(day_cap=40)
    people = world.source(30)
    campaign = world.campaign(cohort=3, slots=(slot("09:00", 60, WEEKDAYS),), steps=(INVITATION,))
    world.approve_drawn("2026-01-06")

    with monkeypatch.context() as patch:
        Mine(patch, planner, "eligible_count", lambda *_: True)
        world.approve_drawn("2026-01-07")
    assert world.run(campaign, "2026-01-07").short == {"held": 3}

    with monkeypatch.context() as patch:
        Mine(patch, runs, "_open", lambda *_: True)
        world.approve_drawn("2026-01-08")
    run = world.run(campaign, "2026-01-08")
    assert (run.cause, run.short) == ("held", {"held": 3})

    known = contact(world, people[0])
    with monkeypatch.context() as patch:
        Mine(patch, gate, "_person", lambda *args: args[2].contact_id == known)
        world.approve_drawn("2026-01-09")
    run = world.run(campaign, "2026-01-09")
    assert (run.invitations.planned, run.invitations.not_sent) == (3, {"held": 1})
    world.check()


@pytest.mark.parametrize(("what", "code"), [("bad_record", "profiles.unread"), ("not_found", "profiles.unreadable")])
def test_people_whose_profiles_were_not_read_in_time_are_named(world: World, what: str, code: str) -> None:
    world.member(day_cap=40)
    world.source(30)
    campaign = world.campaign(cohort=6, slots=(slot("09:00", 60, WEEKDAYS),), steps=(INVITATION,))
    world.sandbox.fault(what, kind="profile", until=at("2026-01-08 12:00"))
    world.until("2026-01-07 22:00")
    assert causes(world, campaign, "2026-01-07") == {code}
    world.check()
