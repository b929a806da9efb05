"""Runs that are late, missed, paused, or moved by a change of the clocks."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from itertools import count, pairwise
from typing import Any

import pytest

from core.engine.planning import overdue_runs
from core.services.audience import sources
from core.services.campaigns import lifecycle
from core.services.members import members
from tests.support.draft import draft, slot
from tests.support.story import approved, drawn
from tests.support.world import World, Worlds, at


def test_a_missed_run_is_recorded_and_never_made_up(world: World) -> None:
    _, campaign = approved(world, 100, cohort=5)
    # No engine over the slots of Wednesday and Thursday.
    world.skip_to("2026-01-09 08:00")
    world.until("2026-01-09 22:00")
    for day in ("2026-01-07", "2026-01-08"):
        run = world.run(campaign, day)
        assert (run.state, run.cause, run.invitations.planned, run.drawn) == ("missed", "engine.down", 0, 0)
    # Friday's run is a plain one: five, not fifteen.
    assert world.run(campaign, "2026-01-09").invitations.sent == 5
    assert world.days() == {"2026-01-09": 5}
    # The problem ends once a later run has closed without it.
    assert "run.missed" not in world.codes(campaign)
    world.check()


def test_an_edit_while_no_engine_runs_hides_no_missed_run(world: World) -> None:
    _, campaign = approved(world, 100, cohort=5)
    world.skip_to("2026-01-09 08:00")
    world.edit(campaign, cohort_size=4)
    world.until("2026-01-09 22:00")
    runs = {run.day.isoformat(): (run.state, run.cause, run.invitations.sent) for run in world.runs(campaign)}
    missed = ("missed", "engine.down", 0)
    assert runs == {"2026-01-07": missed, "2026-01-08": missed, "2026-01-09": ("closed", None, 4)} | {
        day: run for day, run in runs.items() if day < "2026-01-07"
    }
    world.check()


@pytest.mark.parametrize("how", ["stopped", "archived", "source", "member"])
def test_an_end_while_no_engine_runs_hides_no_missed_run(world: World, how: str) -> None:
    """Ending a campaign takes its slots off the agenda: runs missed until then are recorded first, an open run not."""
    member = world.member()
    world.source(100)
    campaign = world.campaign(cohort=5)
    world.approve_drawn("2026-01-06")
    members.edit(world.ws, member, days_off="2026-01-08")
    world.skip_to("2026-01-09 09:30")
    if how == "stopped":
        lifecycle.stop(world.ws, campaign)
    elif how == "archived":
        lifecycle.archive(world.ws, campaign)
    elif how == "source":
        sources.archive_source(world.ws, "people")
    else:
        members.archive(world.ws, member)
    runs = {run.day.isoformat(): (run.state, run.cause) for run in world.runs(campaign)}
    assert runs == {
        "2026-01-06": ("closed", None),
        "2026-01-07": ("missed", "engine.down"),
        "2026-01-08": ("off", None),
    }
    world.until("2026-01-09 22:00")
    world.check()


def endings(world: World, campaign: str, member: str) -> dict[str, Callable[[], object]]:
    """Return each way to end a campaign, by the name of its test."""
    return {
        "stopped": lambda: lifecycle.stop(world.ws, campaign),
        "archived": lambda: lifecycle.archive(world.ws, campaign),
        "source": lambda: sources.archive_source(world.ws, "people"),
        "member": lambda: members.archive(world.ws, member),
    }


@pytest.mark.parametrize("how", ["stopped", "archived", "source", "member"])
def test_weeks_of_missed_runs_are_recorded_a_few_in_a_transaction(
    world: World, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A kill between two transactions leaves a valid state: the campaign still runs, and the same command ends it."""
    member = world.member()
    world.source(100)
    campaign = world.campaign(cohort=5, slots=(slot("09:00"), slot("14:00")))
    world.until("2026-01-06 22:00")
    before = len(world.runs(campaign))
    world.skip_to("2026-02-06 23:30")
    acts = endings(world, campaign, member)
    after_each: list[int] = []
    monkeypatch.setattr(world.ws.store, "written", lambda _seconds: after_each.append(len(world.runs(campaign))))
    with monkeypatch.context() as patched:
        _killed_at(31, patched)
        with pytest.raises(KeyboardInterrupt):
            acts[how]()
    assert before < len(world.runs(campaign)) < before + 31
    assert world.view(campaign).summary.active
    acts[how]()
    assert len(world.runs(campaign)) >= before + 46
    assert max(after - now for now, after in pairwise([before, *after_each])) <= overdue_runs.AT_ONCE
    world.check()


@pytest.mark.parametrize("how", ["stopped", "archived", "source", "member"])
def test_a_stop_is_journalled_after_the_missed_runs_before_it(
    world: World, how: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each transaction takes five seconds, as if it waited for a lock: the journal's times still never go back."""
    member = world.member()
    world.source(100)
    campaign = world.campaign(cohort=5, slots=(slot("09:00"), slot("14:00")))
    world.until("2026-01-06 22:00")
    world.skip_to("2026-02-06 23:30")
    acts = endings(world, campaign, member)
    monkeypatch.setattr(
        world.ws.store, "written", lambda _seconds: world.skip_to(world.ws.now() + timedelta(seconds=5))
    )
    acts[how]()
    moments = [at for (at,) in world.sql("SELECT at FROM journal ORDER BY id")]
    assert moments == sorted(moments)


def test_archiving_a_member_again_writes_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Campaigns that ended, or have no overdue run, need no transaction of their own."""
    member = world.member()
    world.source(100)
    for _ in range(3):
        lifecycle.archive(world.ws, world.campaign(cohort=5))
    world.campaign(cohort=5)
    writes: list[float] = []
    monkeypatch.setattr(world.ws.store, "written", writes.append)
    members.archive(world.ws, member)
    assert len(writes) == 1
    members.archive(world.ws, member)
    assert len(writes) == 2


def _killed_at(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Kill the process as it records this missed run."""
    record, calls = overdue_runs._record, count(1)

    def recorded(*given: Any) -> bool:
        if next(calls) == number:
            raise KeyboardInterrupt
        return record(*given)

    monkeypatch.setattr(overdue_runs, "_record", recorded)


def test_three_days_down_over_five_slots(world: World) -> None:
    """Down from Tuesday evening to Friday noon: two slots on Wednesday, two on Thursday, one on Friday are missed."""
    world.member(day_cap=40)
    world.source(100)
    days = ("mon", "tue", "wed", "thu", "fri")
    campaign = world.campaign(cohort=5, slots=(slot("09:00", 90, days), slot("14:00", 90, days)))
    # Tuesday's two runs draw five each.
    world.approve_drawn("2026-01-06")
    assert world.statuses()["approved"] == 10
    world.skip_to("2026-01-09 12:00")
    world.until("2026-01-09 13:00")
    missed = [(run.day.isoformat(), run.cause) for run in world.runs(campaign) if run.state == "missed"]
    assert sorted(missed) == [
        ("2026-01-07", "engine.down"),
        ("2026-01-07", "engine.down"),
        ("2026-01-08", "engine.down"),
        ("2026-01-08", "engine.down"),
        ("2026-01-09", "engine.down"),
    ]
    assert world.ledger() == []
    problem = next(entry for entry in world.view(campaign).summary.health.problems if entry.code == "run.missed")
    assert problem.count == 5
    # Friday afternoon's run is a plain one: a cohort of five, and five wait for Monday.
    world.until("2026-01-09 22:00")
    assert world.days() == {"2026-01-09": 5}
    assert world.statuses()["approved"] == 5
    world.check()


def test_a_stop_frees_the_send_times_and_resuming_plans_them_again(world: World) -> None:
    """The slot is 09:00 to 10:30, stopped from 09:20 to 09:50: the rest is sent in 40 minutes, two minutes apart."""
    _, campaign = approved(world, 60, cohort=10)
    world.until("2026-01-07 09:20")
    sent = len(world.ledger())
    lifecycle.stop(world.ws, campaign)
    world.until("2026-01-07 09:50")
    assert world.run(campaign, "2026-01-07").invitations.not_sent == {"stopped": 10 - sent}
    lifecycle.start(world.ws, campaign)
    world.until("2026-01-07 22:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent, run.drawn) == (10, 10, {}, 10)
    world.check()


def test_started_again_in_the_last_two_minutes_of_a_slot(world: World) -> None:
    """Stopped on Wednesday evening, started on Thursday at 10:28:30: that run is missed because of the stop."""
    _, campaign = approved(world, 60, cohort=5)
    world.until("2026-01-07 22:00")
    lifecycle.stop(world.ws, campaign)
    world.until("2026-01-08 10:28:30")
    assert world.run_dates(campaign) == ["2026-01-06", "2026-01-07"]
    lifecycle.start(world.ws, campaign)
    world.until("2026-01-08 22:00")
    run = world.run(campaign, "2026-01-08")
    assert (run.state, run.cause, run.invitations.planned) == ("missed", "stopped", 0)
    world.check()


def test_two_causes_of_missed_runs_are_two_problems(world: World) -> None:
    _, campaign = drawn(world, 100, cohort=5)
    world.skip_to("2026-01-07 12:00")
    world.until("2026-01-07 22:00")
    world.until("2026-01-08 08:00")
    lifecycle.stop(world.ws, campaign)
    world.until("2026-01-08 10:29")
    lifecycle.start(world.ws, campaign)
    world.until("2026-01-08 12:00")
    found = [one for one in world.view(campaign).summary.health.problems if one.code == "run.missed"]
    assert [(one.count, one.text) for one in found] == [
        (1, "Missed a run on 8 Jan: the campaign was stopped."),
        (1, "Missed a run on 7 Jan: no engine was running."),
    ]


def test_a_missed_run_is_a_warning_until_the_next(world: World) -> None:
    _, campaign = drawn(world, 100, cohort=5)
    world.skip_to("2026-01-07 12:00")
    # No engine has noted it yet, but every view shows it: a run was due and no engine held the lock.
    assert "engine.none" in world.codes(campaign)
    world.until("2026-01-07 22:00")
    assert "run.missed" in world.codes(campaign)
    assert world.view(campaign).summary.health.state == "warnings"
    world.check()


def test_a_late_run_is_planned_for_what_fits(world: World) -> None:
    world.member(day_cap=40)
    world.source(100)
    campaign = world.campaign(cohort=20)
    world.approve_drawn("2026-01-06")
    # 09:00 to 10:30; the engine comes back at 10:15. Send times lie before 10:29:30, two minutes apart, and the
    # first may be 10:15:00: 870 s hold floor(869/120) + 1 = 8.
    world.skip_to("2026-01-07 10:15")
    world.until("2026-01-07 22:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.state, run.invitations.planned, run.invitations.sent) == ("closed", 8, 8)
    assert all(at("2026-01-07 10:15") <= entry.at < at("2026-01-07 10:30") for entry in world.ledger())
    (full,) = [problem for problem in world.view(campaign).summary.health.problems if problem.code == "slot.full"]
    assert (full.count, full.text) == (12, "The slot had no room for 12 sends.")
    world.check()


def test_with_under_two_minutes_left_it_is_missed(worlds: Worlds) -> None:
    for back, state in (("10:27:59", "closed"), ("10:28:01", "missed")):
        world = worlds()
        world.member()
        world.source(30)
        campaign = world.campaign(cohort=2)
        world.approve_drawn("2026-01-06")
        world.skip_to(f"2026-01-07 {back}")
        world.until("2026-01-07 22:00")
        assert world.run(campaign, "2026-01-07").state == state, back
        world.check()
        world.close()


def test_the_engine_dies_inside_a_run(world: World) -> None:
    _, campaign = approved(world, 60, cohort=10)
    world.until("2026-01-07 09:30")
    sent = world.run(campaign, "2026-01-07").invitations.sent
    assert 0 < sent < 10
    world.reopen()
    world.skip_to("2026-01-07 12:00")
    world.until("2026-01-07 22:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (
        10,
        sent,
        {"engine.down": 10 - sent},
    )
    assert world.statuses()["approved"] == 10 - sent
    world.check()


def test_pause_stops_and_resume_goes_on_without_a_burst(world: World) -> None:
    _, campaign = approved(world, 60, cohort=10)
    world.until("2026-01-07 09:20")
    sent = len(world.ledger())
    members.pause(world.ws, None, on=True)
    assert "paused" in world.codes(campaign)
    world.until("2026-01-07 10:00")
    assert len(world.ledger()) == sent
    members.pause(world.ws, None, on=False)
    world.until("2026-01-07 22:00")
    # 40 of 90 minutes are lost; 30 minutes hold the rest at two to two and a half minutes each.
    assert len(world.ledger()) == 10
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (10, 10, {})
    world.check()  # among others: at least two minutes between any two


def test_a_pause_over_the_end_of_a_run(world: World) -> None:
    _, campaign = approved(world, 60, cohort=10)
    world.until("2026-01-07 09:20")
    sent = len(world.ledger())
    members.pause(world.ws, "Ada Wong", on=True)
    world.reopen()  # it survives a restart
    world.until("2026-01-07 22:00")
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (
        10,
        sent,
        {"member.paused": 10 - sent},
    )
    members.pause(world.ws, "Ada Wong", on=False)
    # Ready for Thursday: the 10 - sent left over and the 10 of Wednesday. One cohort goes, not both.
    assert world.approve() == 10
    world.until("2026-01-08 22:00")
    assert world.days()["2026-01-08"] == 10
    world.check()


def test_spring_forward_opens_shifted_by_the_gap(worlds: Worlds) -> None:
    # Sunday 2026-03-29: 02:00 becomes 03:00 in Paris. A slot at 02:30 opens at 03:30 summer time, 01:30 UTC.
    world = worlds(start=datetime.fromisoformat("2026-03-26T07:00+00:00"))
    world.member()
    world.source(60)
    every = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    campaign = world.campaign(cohort=2, slots=(slot("02:30", 60, every),))
    for day in ("2026-03-27", "2026-03-28", "2026-03-29", "2026-03-30"):
        world.approve_drawn(day)
    opens = {run.day.isoformat(): run.opens.isoformat() for run in world.runs(campaign)}
    assert opens == {
        "2026-03-27": "2026-03-27T01:30:00+00:00",
        "2026-03-28": "2026-03-28T01:30:00+00:00",
        "2026-03-29": "2026-03-29T01:30:00+00:00",
        "2026-03-30": "2026-03-30T00:30:00+00:00",
    }
    assert world.days() == {"2026-03-28": 2, "2026-03-29": 2, "2026-03-30": 2}
    world.check()


def test_autumn_back_runs_once(worlds: Worlds) -> None:
    # Sunday 2026-10-25: 03:00 becomes 02:00 in Paris. 02:30 comes twice; the first is 00:30 UTC.
    world = worlds(start=datetime.fromisoformat("2026-10-22T07:00+00:00"))
    world.member()
    world.source(60)
    every = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    campaign = world.campaign(cohort=2, slots=(slot("02:30", 60, every),))
    for day in ("2026-10-23", "2026-10-24", "2026-10-25", "2026-10-26"):
        world.approve_drawn(day)
    opens = {run.day.isoformat(): run.opens.isoformat() for run in world.runs(campaign)}
    assert opens == {
        "2026-10-23": "2026-10-23T00:30:00+00:00",
        "2026-10-24": "2026-10-24T00:30:00+00:00",
        "2026-10-25": "2026-10-25T00:30:00+00:00",
        "2026-10-26": "2026-10-26T01:30:00+00:00",
    }
    assert world.days() == {"2026-10-24": 2, "2026-10-25": 2, "2026-10-26": 2}
    world.check()


def test_a_gap_over_midnight_keeps_the_openings_date(worlds: Worlds) -> None:
    # Nuuk, Saturday 2026-03-28: 23:00 becomes 00:00 of Sunday (UTC-2 to UTC-1). A slot at 23:30 opens shifted by
    # an hour, at 00:30 of the 29th, 01:30 UTC. It is still Saturday's run, and Sunday's comes on top.
    zone = "America/Nuuk"
    world = worlds(start=datetime.fromisoformat("2026-03-25T12:00+00:00"), time_zone=zone)
    world.member(time_zone=zone)
    world.source(80)
    every = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
    campaign = world.campaign(draft(cohort=2, zone=zone, slots=(slot("23:30", 60, every),)))
    for day in (26, 27, 28, 29, 30):
        world.until(f"2026-03-{day} 22:50", zone)
        world.approve()
    world.until("2026-03-31 12:00", zone)
    found = [(run.day.isoformat(), run.opens.isoformat(), run.invitations.sent) for run in world.runs(campaign)]
    assert found == [
        ("2026-03-26", "2026-03-27T01:30:00+00:00", 0),
        ("2026-03-27", "2026-03-28T01:30:00+00:00", 0),
        ("2026-03-28", "2026-03-29T01:30:00+00:00", 2),
        ("2026-03-29", "2026-03-30T00:30:00+00:00", 2),
        ("2026-03-30", "2026-03-31T00:30:00+00:00", 2),
    ]
    world.check()


def test_no_run_on_the_creation_day_by_the_zone_of_today(worlds: Worlds) -> None:
    # Created on Monday at 08:00 in Paris, which is 21:00 of Monday in Auckland + 13 - 1: with that zone the creation
    # day ends at 11:00 UTC, and the slot of Tuesday 09:00 there (Monday 20:00 UTC) may run.
    world = worlds()
    world.member()
    world.source(30)
    campaign = world.campaign(draft(cohort=2, zone="Pacific/Auckland", slots=(slot("23:30", 30), slot("09:00", 60))))
    world.until("2026-01-05 23:00")
    # 23:30 of Monday in Auckland is 10:30 UTC: still the creation day there, no run.
    assert [(run.day.isoformat(), run.opens.isoformat()) for run in world.runs(campaign)] == [
        ("2026-01-06", "2026-01-05T20:00:00+00:00")
    ]
    world.check()


def test_every_send_is_inside_its_run_and_spaced_over_campaigns(world: World) -> None:
    world.member(day_cap=40)
    campaigns = []
    for index in range(4):
        name = f"group{index}"
        world.source(20, name)
        campaigns.append(world.campaign(name=name, source=name, cohort=8, approval="off", slots=(slot("09:00", 60),)))
    world.until("2026-01-06 22:00")
    entries = world.ledger()
    # The cap is 34 to 40, four cohorts of 8 want 32, and one hour holds floor(3569/120) + 1 = 30 at the most;
    # the send times of the first runs are random, so later runs find fewer gaps of two minutes.
    assert 20 <= len(entries) <= 30
    assert any("slot.full" in world.codes(ident) for ident in campaigns)
    assert min(b.at - a.at for a, b in pairwise(entries)) >= timedelta(minutes=2)
    assert {world.run(ident, "2026-01-06").state for ident in campaigns} == {"closed"}
    assert all(at("2026-01-06 09:00") <= entry.at < at("2026-01-06 10:00") for entry in entries)
    world.check()
