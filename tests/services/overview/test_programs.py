"""Campaigns summed by program and name, and the funnel of one."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from core.services.campaigns import lifecycle
from core.services.overview.programs import Chosen, funnel, programs
from core.views.programs_view import FunnelSteps
from tests.support import statements
from tests.support.draft import slot
from tests.support.world import World

NOBODY = FunnelSteps(0, 0, 0, 0, 0)


def test_nothing_yet(world: World) -> None:
    assert programs(world.ws) == []
    assert funnel(world.ws, Chosen("none")).steps == NOBODY


def test_campaigns_of_one_name_are_summed(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    world.source(30)
    one = world.campaign()
    world.campaign(sender="acc-ben", slots=(slot("12:00"),))
    world.campaign(name="other", start=False)
    world.campaign(name="elsewhere", program="events", start=False)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    lifecycle.archive(world.ws, one)
    events, growth = programs(world.ws)
    assert events.program == "events"
    assert (events.totals.campaigns, events.totals.sent, events.totals.conversion.ratio) == (1, 0, None)
    founders, other = growth.names
    assert (founders.name, other.name) == ("founders", "other")
    assert (founders.totals.members, founders.totals.campaigns, founders.totals.ended) == (2, 2, 1)
    assert (founders.totals.sent, founders.totals.active) == (len(world.ledger("invite")), 1)
    assert (other.totals.members, other.totals.sent) == (1, 0)
    assert (growth.totals.campaigns, growth.totals.members, growth.totals.sent) == (3, 2, founders.totals.sent)


def test_the_funnel_narrows_from_drawn_to_replied(world: World) -> None:
    world.member()
    slugs = world.source(10)
    world.accepts(*slugs[:3])
    world.accepts(slugs[0], replies=timedelta(hours=2))
    world.campaign()
    world.campaign(name="other", source="people", start=False)
    for day in ("2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09"):
        world.approve_drawn(day)
    world.until("2026-01-12 22:00")
    whole = funnel(world.ws, Chosen("growth"))
    assert whole.steps == funnel(world.ws, Chosen("growth", "founders")).steps
    assert whole.steps == FunnelSteps(drawn=10, invited=10, accepted=3, messaged=3, replied=1)
    assert funnel(world.ws, Chosen("growth", "other")).steps == NOBODY
    days = whole.days
    assert (len(days), days[-1].day) == (14, date(2026, 1, 12))
    assert {day.day.isoformat(): day.sent for day in days if day.sent} == world.days()
    assert sum(day.accepted for day in days) == 3


def test_no_statement_for_each_campaign(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.member()
    world.source(5)
    for number in range(12):
        world.campaign(name=f"campaign {number}", start=False)
    asked = statements.reads(monkeypatch)
    (growth,) = programs(world.ws)
    assert (len(growth.names), len(asked)) == (12, 2)
