"""The list of campaigns: today, conversion, health, and the runs behind them."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.cli.to_json.campaign_json import detail, summary
from core.errors import NotFoundError
from core.services.campaigns import lifecycle
from core.services.members import members
from core.services.overview import campaign_detail, campaign_list
from core.services.overview.status import status
from core.views.campaign_list_view import MessagesToday
from core.views.status_view import Network, NextEvent
from tests.support.draft import slot
from tests.support.world import World, Worlds, at


def today(world: World, campaign: str) -> tuple[int, int, int, float | None]:
    found = world.view(campaign).summary.today
    return found.expected, found.planned, found.sent, found.percent


def test_today_from_the_morning_to_the_evening(world: World) -> None:
    world.member()
    world.source(60)
    campaign = world.campaign(cohort=4, slots=(slot("09:00", 60), slot("14:00", 60)))
    assert today(world, campaign) == (0, 0, 0, None)  # day 0
    world.until("2026-01-06 08:00")
    assert today(world, campaign) == (0, 0, 0, None)  # day 1: nothing could be approved yet
    assert world.approve_drawn("2026-01-06") == 8
    world.until("2026-01-07 08:00")
    # Day 2: 4 x 2 slots = 8 expected, the planner would give 4 to each; a dash before the first opening.
    assert today(world, campaign) == (8, 8, 0, None)
    world.until("2026-01-07 09:00")
    assert today(world, campaign) == (8, 8, 0, 0.0)
    world.until("2026-01-07 12:00")
    assert today(world, campaign) == (8, 8, 4, 50.0)
    world.until("2026-01-07 22:00")
    assert today(world, campaign) == (8, 8, 8, 100.0)
    world.until("2026-01-10 12:00")  # Saturday: no slot
    assert today(world, campaign) == (0, 0, 0, None)


def test_today_with_too_few_approved(world: World) -> None:
    world.member()
    world.source(60)
    campaign = world.campaign(cohort=4)
    world.until("2026-01-06 22:00")
    world.approve()
    world.until("2026-01-08 08:00")  # the 7th's cohort was not approved
    # Thursday: 4 expected, nobody is approved; 0 planned, so a dash, and the warning names the cause.
    assert today(world, campaign) == (4, 0, 0, None)
    assert {"approvals.wanting", "today.short"} <= world.codes(campaign)
    assert world.view(campaign).summary.health.state == "warnings"


def test_the_first_day_with_a_run_is_not_short_of_approvals(worlds: Worlds) -> None:
    world = worlds(start=at("2026-01-09 08:00"))  # a Friday: Monday's run is the first to draw people
    world.member()
    world.source(60)
    campaign = world.campaign(cohort=4)
    world.until("2026-01-12 20:00")
    assert world.statuses() == {"pending": 4}
    assert "today.short" not in world.codes(campaign)
    world.until("2026-01-13 20:00")
    assert "today.short" in world.codes(campaign)


def test_an_inactive_campaign_expects_nothing(world: World) -> None:
    world.member()
    world.source(10)
    campaign = world.campaign(cohort=2)
    world.until("2026-01-07 08:00")
    lifecycle.stop(world.ws, campaign)
    view = world.view(campaign)
    assert (view.summary.today.expected, view.summary.health.state, view.summary.health.next) == (0, None, None)
    assert view.summary.active is False


def test_the_states_of_a_plain_day(world: World) -> None:
    world.member()
    world.source(60)
    campaign = world.campaign(cohort=4)

    def state() -> str | None:
        found: str | None = world.view(campaign).summary.health.state
        return found

    assert state() == "created"
    assert world.view(campaign).summary.health.next == at("2026-01-06 09:00")
    world.until("2026-01-06 08:00")
    assert state() == "scheduled"
    world.until("2026-01-06 09:30")
    assert state() == "warnings"  # texts wait, and none is approved for tomorrow's run
    world.approve()
    assert state() == "running"
    world.until("2026-01-06 11:00")
    world.approve()
    assert state() == "scheduled"
    health = world.view(campaign).summary.health
    assert (health.problems, health.next) == ((), at("2026-01-07 09:00"))


def test_a_line_has_what_scripts_rely_on(world: World) -> None:
    world.member()
    world.source(20)
    campaign = world.campaign(cohort=2)
    (view,) = campaign_list.campaigns(world.ws)
    keys = {"id", "name", "program", "sender", "messages", "source", "active", "archived", "time_zone", "health"}
    assert keys | {"today", "conversion"} <= set(summary(view))
    assert (str(view.id), view.name, view.program) == (campaign, "founders", "growth")
    assert (view.sender, view.source, view.steps) == ("Ada Wong", "people", 3)
    assert set(summary(view)["health"]) >= {"state", "problems", "next"}
    assert set(summary(view)["today"]) >= {"expected", "planned", "sent", "percent"}
    assert set(summary(view)["conversion"]) >= {"sent", "accepted", "ratio", "good"}
    world.until("2026-01-06 22:00")
    (run,) = detail(world.view(campaign))["runs"]
    wanted = {
        "date",
        "slot",
        "opens",
        "closes",
        "state",
        "drawn",
        "planned",
        "sent",
        "in_doubt",
        "not_sent",
        "messages",
    }
    assert wanted <= set(run)
    with pytest.raises(NotFoundError):
        campaign_list.campaign(world.ws, "nobody")


def test_runs_come_newest_first(world: World) -> None:
    world.member()
    world.source(20)
    campaign = world.campaign(cohort=1, slots=(slot("09:00", 30), slot("14:00", 30)))
    world.until("2026-01-07 22:00")
    found = [(run.day.isoformat(), f"{run.slot:%H:%M}") for run in world.view(campaign).runs]
    assert found == [("2026-01-07", "14:00"), ("2026-01-07", "09:00"), ("2026-01-06", "14:00"), ("2026-01-06", "09:00")]


def test_messages_are_counted_beside(world: World) -> None:
    world.member()
    people = world.source(10)
    world.accepts(*people[:2], after=timedelta(hours=2))
    campaign = world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.approve_drawn("2026-01-07")
    world.until("2026-01-08 22:00")
    view = world.view(campaign)
    # Two invitations and two welcomes on the 8th.
    assert (view.summary.today.planned, view.summary.today.sent) == (2, 2)
    assert view.summary.messages_today == MessagesToday(planned=2, sent=2)
    run = world.run(campaign, "2026-01-08")
    assert (run.invitations.planned, run.messages.planned, run.messages.sent) == (2, 2, 2)


def test_the_status_of_the_workspace(world: World) -> None:
    world.member()
    world.source(10)
    world.campaign(cohort=2)
    found = status(world.ws)
    assert found.state.engine.runs is False
    assert found.state.network == Network(kind="sandbox", address="embedded")
    assert found.state.next == NextEvent(at("2026-01-06 09:00"), "opens", "founders", "to come")
    with world.engine():
        running = status(world.ws).state.engine
    assert (running.runs, running.kind) == (True, "test")
    world.until("2026-01-06 22:00")
    assert status(world.ws).waiting_for_approval == 2
    members.pause(world.ws, None, on=True)
    assert status(world.ws).state.paused is True


def test_a_slot_is_to_come_after_a_day_without_an_engine(world: World) -> None:
    world.member()
    world.source(10)
    campaign = world.campaign(approval="off")
    world.until("2026-01-07 08:45")
    world.skip_to("2026-01-08 08:45")
    assert [slot.state for slot in campaign_detail.detail(world.ws, campaign).today] == ["to come"]
    world.until("2026-01-08 09:10")
    assert [slot.state for slot in campaign_detail.detail(world.ws, campaign).today] == ["open"]


def test_a_slot_that_opens_no_run_today_is_not_to_come(world: World) -> None:
    world.member()
    world.source(10)
    campaign = world.campaign(approval="off")
    assert campaign_detail.detail(world.ws, campaign).today == ()  # nothing runs on the day of creation
    world.until("2026-01-06 08:00")
    assert [slot.state for slot in campaign_detail.detail(world.ws, campaign).today] == ["to come"]
    world.until("2026-01-06 09:05")
    assert [slot.state for slot in campaign_detail.detail(world.ws, campaign).today] == ["open"]
    lifecycle.stop(world.ws, campaign)
    world.until("2026-01-07 08:00")
    assert campaign_detail.detail(world.ws, campaign).today == ()
