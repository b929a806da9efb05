"""Walks over days off: no run opens, nothing is sent, the runs are recorded as off, and people wait for the next."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from random import Random

import pytest

from core.rules.schedule import WEEKDAYS, local_date
from core.services import workspace_values
from core.services.campaigns import lifecycle
from core.services.explain import campaign_explained
from core.services.members import members
from core.services.queue import withdrawals
from core.store.fields import from_us
from tests.support.draft import INVITATION, WELCOME, draft, slot
from tests.support.world import PARIS, World, at

TOKYO = "Asia/Tokyo"


def off(world: World, days: str) -> None:
    workspace_values.change(world.ws, {"days-off": days})


def gate_then(world: World, campaign: str, time: str) -> str:
    gates = campaign_explained.explain(world.ws, campaign, at(time)).gates
    return next(gate.state for gate in gates if gate.gate == "off")


def test_a_day_off_is_recorded_and_skipped(world: World) -> None:
    world.member()
    people = world.source(60)
    campaign = world.campaign(cohort=3, slots=(slot("09:00", 60),), steps=(INVITATION, WELCOME))
    world.approve_drawn("2026-01-06")
    off(world, "2026-01-07..2026-01-08")
    assert world.view(campaign).summary.health.next == at("2026-01-09 09:00")
    world.until("2026-01-07 09:30")
    summary = world.view(campaign).summary
    assert (summary.today.expected, summary.today.planned, summary.today.sent) == (0, 0, 0)
    assert summary.health.state == "scheduled"
    assert summary.health.detail.startswith("A day off. Next opening: Fri 9 Jan 09:00")
    assert {problem.code for problem in summary.health.problems} >= {"day.off"}
    assert world.run(campaign, "2026-01-07").state == "off"
    (gate,) = (gate for gate in campaign_explained.explain(world.ws, campaign).gates if gate.gate == "off")
    assert (gate.state, gate.code, gate.until) == ("blocks", "day.off", at("2026-01-09 00:00"))
    world.until("2026-01-08 22:00")
    assert world.invited() == []
    then = campaign_explained.explain(world.ws, campaign, at("2026-01-07 09:15"))
    assert [gate.code for gate in then.gates if gate.gate == "off"] == ["day.off"]
    assert gate_then(world, campaign, "2026-01-07 08:00") == "blocks", "it was off before a run recorded that"
    assert [(run.day.day, run.state, run.cohort, run.short) for run in world.runs(campaign)[1:]] == [
        (7, "off", 0, {}),
        (8, "off", 0, {}),
    ]
    assert not {"run.missed", "nothing.sent"} & world.codes(campaign)
    world.until("2026-01-09 22:00")
    assert world.invited() == people[:3]
    assert "day.off" not in world.codes(campaign)
    world.check()


def test_a_members_days_hold_for_its_campaigns_alone(world: World) -> None:
    ada, bob = world.member(), world.member("Bob Hall", "acc-bob")
    world.source(40, "ann")
    world.source(40, "bob")
    mine = world.campaign(name="a", source="ann", sender=ada, cohort=2, slots=(slot("09:00", 60),))
    others = world.campaign(name="b", source="bob", sender=bob, cohort=2, slots=(slot("09:00", 60),))
    world.approve_drawn("2026-01-06")
    members.edit(world.ws, ada, days_off="2026-01-07")
    world.until("2026-01-07 22:00")
    assert (world.run(mine, "2026-01-07").state, world.run(others, "2026-01-07").state) == ("off", "closed")
    assert {entry.account for entry in world.ledger()} == {"acc-bob"}
    members.edit(world.ws, ada, days_off="none")
    world.until("2026-01-08 22:00")
    assert world.run(mine, "2026-01-08").invitations.sent == 2
    assert [gate_then(world, mine, time) for time in ("2026-01-07 08:00", "2026-01-08 08:00")] == ["blocks", "open"]
    assert gate_then(world, others, "2026-01-07 08:00") == "open"
    world.check()


def test_a_day_that_becomes_off_while_its_run_is_open_sends_nothing_more(world: World) -> None:
    world.member()
    world.source(60)
    campaign = world.campaign(cohort=10, slots=(slot("09:00", 120),))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:40")
    sent = len(world.invited())
    assert 0 < sent < 10
    off(world, "2026-01-07")
    world.until("2026-01-07 22:00")
    sums = world.run(campaign, "2026-01-07").invitations
    assert (sums.sent, sums.not_sent) == (sent, {"day.off": 10 - sent})
    times = ("2026-01-07 09:30", "2026-01-07 10:30")
    assert [gate_then(world, campaign, time) for time in times] == ["open", "blocks"]
    world.until("2026-01-08 22:00")
    assert len(world.invited()) == 10
    world.check()


def test_a_slot_that_runs_into_a_day_off_ends_at_midnight(world: World) -> None:
    world.member(day_cap=40)
    world.source(60)
    campaign = world.campaign(cohort=12, slots=(slot("23:00", 120),))
    world.until("2026-01-07 12:00")
    world.approve()
    off(world, "2026-01-09")
    world.until("2026-01-08 23:30")
    assert from_us(world.sql("SELECT max(send_at) FROM booking")[0][0]) < at("2026-01-09 00:00")
    world.until("2026-01-10 12:00")
    run = world.run(campaign, "2026-01-08")
    assert (run.invitations.sent, run.invitations.not_sent) == (12, {})
    world.check()


def test_an_opening_missed_on_a_day_off_is_off(world: World) -> None:
    """No engine ran while the slot was open; the day becomes a day off before the next engine runs."""
    world.member()
    world.source(60)
    campaign = world.campaign(cohort=3, slots=(slot("09:00", 60),))
    world.until("2026-01-06 22:00")
    world.skip_to("2026-01-07 12:00")
    off(world, "2026-01-07")
    world.until("2026-01-07 22:00")
    assert world.run(campaign, "2026-01-07").state == "off"
    assert "run.missed" not in world.codes(campaign)


def test_overdue_runs_are_accounted_for_by_the_days_off_of_now(world: World) -> None:
    """No engine ran on the days off; later the days off or the campaign were changed: the present days count."""
    world.member()
    world.source(60)
    first, second = (
        world.campaign(name=name, cohort=3, slots=(slot("09:00", 60, WEEKDAYS),)) for name in ("first", "second")
    )
    off(world, "2026-01-07..2026-01-09")
    world.until("2026-01-06 22:00")
    world.skip_to("2026-01-09 12:00")
    lifecycle.edit(world.ws, second, replace(lifecycle.draft_of(world.ws, int(second)), cohort_size=2))
    off(world, "2026-01-08..2026-01-10")
    world.until("2026-01-11 22:00")
    for campaign in (first, second):
        assert [(run.day.day, run.state) for run in world.runs(campaign)] == [
            (6, "closed"),
            (7, "missed"),
            (8, "off"),
            (9, "off"),
            (10, "off"),
            (11, "closed"),
        ]
    world.check()


def test_the_last_day_of_a_slot_that_is_no_longer_off_opens(world: World) -> None:
    world.member()
    world.source(60)
    campaign = world.campaign(cohort=3, slots=(slot("14:00", 60, WEEKDAYS),))
    off(world, "2026-01-07")
    world.until("2026-01-07 08:00")
    lifecycle.edit(
        world.ws, campaign, replace(lifecycle.draft_of(world.ws, int(campaign)), slots=(slot("16:00", 60, WEEKDAYS),))
    )
    off(world, "none")
    world.until("2026-01-07 22:00")
    assert world.run(campaign, "2026-01-07").state == "closed"
    world.check()


def test_withdrawals_by_rule_wait_for_a_working_day_and_requested_ones_do_not(world: World) -> None:
    world.member()
    people = world.source(6)
    world.campaign(replace(draft(cohort=6, approval="off"), withdraw_after_days=7))
    world.until("2026-01-14 09:20")
    begun = {entry.person for entry in world.ledger("withdraw")}
    assert 0 < len(begun) < 5
    off(world, "2026-01-14..2026-01-15")
    world.until("2026-01-14 22:00")
    assert {entry.person for entry in world.ledger("withdraw")} == begun
    asked = next(person for person in people if person not in begun)
    withdrawals.withdraw(world.ws, [int(world.row(asked).id)])
    world.until("2026-01-15 22:00")
    assert {entry.person for entry in world.ledger("withdraw")} == {*begun, asked}
    world.until("2026-01-16 22:00")
    assert {entry.person for entry in world.ledger("withdraw")} == set(people)
    world.check()


@pytest.mark.parametrize("seed", range(3))
def test_nothing_leaves_on_any_day_off(world: World, seed: int) -> None:
    """Days off come and go at random moments, over midnight and in two zones."""
    chance = Random(seed)
    ada = world.member(time_zone=chance.choice((PARIS, TOKYO)))
    world.source(60)
    zone = chance.choice((PARIS, TOKYO))
    start = ("08:00", "16:00", "23:30")[seed]
    approval = chance.choice(("off", "every-message"))
    campaign = world.campaign(
        cohort=4, slots=(slot(start, 90, WEEKDAYS),), approval=approval, zone=zone, steps=(INVITATION, WELCOME)
    )
    idle: set[date] = set()
    world.until("2026-01-06 00:00", zone)
    for day in range(6, 15):
        today = local_date(world.now, zone)
        tomorrow = today + timedelta(days=1)
        days = {today + timedelta(days=1 + chance.randrange(4)) for _ in range(chance.randrange(3))} | (idle & {today})
        words = ", ".join(map(str, sorted(days))) or "none"
        own = chance.random() < 0.5
        members.edit(world.ws, ada, days_off=words if own else "none")
        off(world, "none" if own else words)
        idle |= days & {tomorrow}
        world.until(f"2026-01-{day:02} {chance.randrange(24):02}:30", zone)
        world.approve()
        world.until(f"2026-01-{day + 1:02} 00:00", zone)
    for entry in world.ledger():
        assert local_date(entry.at, zone) not in idle
    for run in world.runs(campaign):
        assert (run.state == "off") == (run.day in idle)
    world.check()
