"""Time zone rules that change while no engine runs: future openings follow them, past runs stay."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import pytest

from core.engine.planning import zone_changes
from core.rules import schedule
from core.services.members import members
from tests.support.story import approved
from tests.support.world import World

ELSEWHERE = {"Europe/Paris": "Europe/Helsinki"}
"""The changed rules: France takes the time of Helsinki, so that 09:00 in winter is 07:00 UTC, not 08:00."""


def new_rules(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(schedule, "_zone", lambda name: ZoneInfo(ELSEWHERE.get(str(name), str(name))))


def openings(world: World) -> list[str]:
    return sorted(run.opens.isoformat() for run in world.runs("1"))


def test_future_openings_follow_new_rules_and_past_runs_stay(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    approved(world, 60, cohort=5)
    world.until("2026-01-07 22:00")
    before = openings(world)
    assert before == ["2026-01-06T08:00:00+00:00", "2026-01-07T08:00:00+00:00"]
    new_rules(monkeypatch)
    with world.engine():
        assert world.sql("SELECT kind FROM journal WHERE kind = 'zones.changed'") == [("zones.changed",)]
    world.until("2026-01-08 22:00")
    assert openings(world) == [*before, "2026-01-08T07:00:00+00:00"]
    world.check()


def test_runs_on_days_off_follow_too(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    member = world.member()
    world.source(60)
    world.campaign(cohort=5)
    world.until("2026-01-06 22:00")
    members.edit(world.ws, member, days_off="2026-01-07..2026-01-08")
    new_rules(monkeypatch)
    world.until("2026-01-09 22:00")
    states = [(run.state, run.opens.isoformat()[5:16]) for run in world.runs("1")]
    off = [("off", "01-07T07:00"), ("off", "01-08T07:00")]
    assert states == [("closed", "01-06T08:00"), *off, ("closed", "01-09T07:00")]


def test_an_opening_that_lies_behind_now_is_a_late_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """At 08:30 by the old rules it is 09:30 by the new ones: a late run, with as many send times as still fit."""
    approved(world, 60, cohort=5)
    world.until("2026-01-07 08:30")
    new_rules(monkeypatch)
    world.until("2026-01-07 08:31")
    assert openings(world) == ["2026-01-06T08:00:00+00:00", "2026-01-07T07:00:00+00:00"]
    assert world.run("1", "2026-01-07").invitations.planned == 5


def test_a_date_that_has_run_never_runs_again(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """A zone moves back by hours just after its slot has opened: the next opening is tomorrow's."""
    approved(world, 60, cohort=5)
    world.until("2026-01-07 09:05")
    monkeypatch.setattr(schedule, "_zone", lambda _name: ZoneInfo("America/New_York"))
    world.until("2026-01-08 22:00")
    assert openings(world) == ["2026-01-06T08:00:00+00:00", "2026-01-07T08:00:00+00:00", "2026-01-08T14:00:00+00:00"]


def test_the_same_rules_change_nothing(world: World) -> None:
    world.member()
    world.source(60)
    world.campaign(cohort=5)
    before = world.sql("SELECT id, next_open_at, next_draw_at FROM slot")
    with world.engine() as context:
        assert zone_changes.follow(context, world.now, "2099z") == 0
        assert zone_changes.follow(context, world.now, "2099z") == 0
    assert world.sql("SELECT id, next_open_at, next_draw_at FROM slot") == before
    assert world.sql("SELECT tzdata FROM engine") == [("2099z",)]
    assert world.sql("SELECT count(*) FROM journal WHERE kind = 'zones.changed'") == [(1,)]


def test_the_version_is_known() -> None:
    assert zone_changes.version()[:2] == "20"
