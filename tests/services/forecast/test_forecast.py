"""The engine does what was forecast unless something goes wrong; a range holds as often as it promises."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable
from dataclasses import replace
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any

import pytest

from core.errors import UsageError
from core.rules.doubt_limits import OPEN
from core.rules.schedule import WEEKDAYS
from core.rules.shortage import together
from core.services import workspace_values
from core.services.campaigns import lifecycle
from core.services.explain.campaign_explained import explain
from core.services.forecast import coming_days
from core.services.forecast.coming_days import Sender
from core.services.forecast.forecast import forecast
from core.services.forecast.plan import plan_of
from core.services.members import members
from core.services.overview import campaign_list
from core.store.engine import clock_state, provider_state
from core.views.forecast_view import Forecast
from tests.support.draft import INVITATION, WELCOME, slot
from tests.support.story import approved, drawn
from tests.support.world import World

DAYS = 12
Plan = tuple[int, int, dict[str, int]]


def furnished(world: World, approval: str) -> list[str]:
    """Make campaigns that meet every limit: ramp, day cap, week, share, full slots, shared people, an empty source."""
    world.member(day_cap=9, ramp=True)
    world.source(40)
    world.member("Ben Ito", "acc-ben", day_cap=20)
    world.source(120, "many")
    often = [slot("09:00", 60, WEEKDAYS), slot("15:00", 60, WEEKDAYS)]
    plans: tuple[dict[str, Any], ...] = (
        {"name": "first", "cohort": 4, "slots": often},
        {"name": "second", "cohort": 3, "slots": [slot("10:00", 60, WEEKDAYS)]},
        {"name": "narrow", "cohort": 8, "slots": [slot("11:00", 10, WEEKDAYS)], "sender": "acc-ben", "source": "many"},
        {"name": "wide", "cohort": 9, "slots": often, "sender": "acc-ben", "source": "many"},
    )
    return [world.campaign(approval=approval, steps=(INVITATION,), **plan) for plan in plans]


def foretold(view: Forecast, ident: str) -> dict[date, Plan]:
    """Return the forecast of a campaign, for the days on which something could be sent."""
    return {
        day.date: (day.cohort, day.invitations, dict(day.short))
        for day in view.days
        if str(day.campaign_id) == ident and day.cohort
    }


def done(world: World, ident: str, after: date) -> dict[date, Plan]:
    """Return the results of a campaign's runs, by date."""
    found: dict[date, Plan] = {}
    for run in campaign_list.campaign(world.ws, ident).runs:
        if run.day >= after and run.cohort:
            cohort, planned, short = found.get(run.day, (0, 0, {}))
            both = {code: short.get(code, 0) + run.short.get(code, 0) for code in {*short, *run.short}}
            found[run.day] = cohort + run.cohort, planned + run.invitations.planned, both
    return found


def _no_cap(sender: Sender, _at: datetime) -> tuple[int, str]:
    return 99, "limit.day"


MUTANTS: dict[str, tuple[object, str, Any]] = {
    "ignores every cap": (Sender, "left", _no_cap),
    "forgets who shares a source": (coming_days, "_rivals", lambda _campaigns: defaultdict(list)),
    "counts one too few": (coming_days, "together", lambda *parts: {**together(*parts), "share": 1}),
}
"""Faults of a forecast, each of which the comparison with the engine must find."""


@pytest.mark.parametrize("approval", ["off", "invitations"])
def test_the_engine_does_what_was_foretold(world: World, approval: str) -> None:
    campaigns = furnished(world, approval)
    world.until("2026-01-07 22:00")
    workspace_values.change(world.ws, {"days-off": "2026-01-12..2026-01-13"})
    members.edit(world.ws, "acc-ben", days_off="2026-01-09")
    if approval != "off":
        world.approve()
    view = forecast(world.ws, days=DAYS, approve="all")
    wrong: dict[str, Forecast] = {}
    for name, (where, what, fault) in MUTANTS.items():
        with pytest.MonkeyPatch.context() as broken:
            broken.setattr(where, what, fault)
            wrong[name] = forecast(world.ws, days=DAYS, approve="all")
    today = view.start
    for ahead in range(1, DAYS):
        world.until(f"{today + timedelta(days=ahead)} 22:00")
        if approval != "off":
            world.approve()
    codes: set[str] = set()
    found = {ident: done(world, ident, today) for ident in campaigns}
    for name, mutant in wrong.items():
        assert {ident: foretold(mutant, ident) for ident in campaigns} != found, name
    for ident, plans in found.items():
        assert foretold(view, ident) == plans, ident
        codes |= {code for _cohort, _planned, short in plans.values() for code in short}
    assert codes >= {"limit.ramp", "share", "slot.full", "source.low"}


def test_a_send_leaves_the_plan_as_it_is_and_a_decision_does_not(world: World) -> None:
    """The page keeps a forecast as long as the plan stays the same: a send does not change it, a decision does."""
    _, ident = approved(world, 30, cohort=5)
    before = plan_of(world.ws)
    world.until("2026-01-07 22:00")
    assert world.invited()
    assert plan_of(world.ws) == before
    plans = [before]
    lifecycle.stop(world.ws, ident)
    plans.append(plan_of(world.ws))
    lifecycle.start(world.ws, ident)
    world.edit(ident, slots=(slot("11:00", 60),))
    plans.append(plan_of(world.ws))
    world.edit(ident, steps=(INVITATION, replace(WELCOME, after_days=2)))
    plans.append(plan_of(world.ws))
    world.edit(ident, note_rule="with")
    plans.append(plan_of(world.ws))
    world.edit(ident, withdraw_after_days=30)
    plans.append(plan_of(world.ws))
    members.edit(world.ws, "acc-ada", day_cap=3)
    plans.append(plan_of(world.ws))
    members.pause(world.ws, None, on=True)
    plans.append(plan_of(world.ws))
    assert all(one != other for one, other in pairwise(plans))


def test_what_is_held_back_or_unknown_is_told(world: World) -> None:
    world.member()
    world.source(30)
    ident = world.campaign(cohort=5)
    world.until("2026-01-06 22:00")
    assert forecast(world.ws, days=5, approve="none").whole.invitations == 0
    whole = forecast(world.ws, days=5)
    assert (whole.assumes.delay_days, whole.assumes.decisions) == (1, 0)
    assert forecast(world.ws, days=5, campaign=ident).days == whole.days
    assert forecast(world.ws, days=5, member="Ada Wong").days == whole.days
    members.pause(world.ws, "Ada Wong", on=True)
    held = forecast(world.ws, days=5)
    assert [(one.reason, one.count) for one in held.held] == [("member.paused", held.whole.cohort)]
    assert held.whole.invitations == 0
    assert held.whole.short == {"member.paused": held.whole.cohort}
    with pytest.raises(UsageError, match="from 1 to 365"):
        forecast(world.ws, days=0)


def _unread(world: World) -> str:
    world.member("Ben Ito", "acc-ben")  # no engine has read its lists yet
    return world.campaign(name="other", sender="acc-ben")


def _connecting(world: World) -> None:
    world.sandbox.configure_account("acc-ada", status="connecting")
    world.until("2026-01-07 06:00")


def _provider_down(world: World) -> None:
    with world.ws.store.write() as store:
        provider_state.is_down(store, world.now, "503")


def _clock_held(world: World) -> None:
    with world.ws.store.write() as store:
        clock_state.hold(store, world.now)


def _in_doubt(world: World) -> None:
    world.approve()
    world.until("2026-01-07 09:00")
    world.sandbox.fault("timeout_after", kind="invite")
    for _minute in range(30):
        if world.statuses().get("in_doubt", 0) < OPEN:
            world.until(world.now + timedelta(minutes=1))


@pytest.mark.parametrize(
    ("close", "code"),
    [
        (_unread, "list.unread"),
        (_connecting, "sender.connecting"),
        (_provider_down, "provider.down"),
        (_clock_held, "clock.held"),
        (_in_doubt, "doubts.open"),
    ],
)
def test_what_ends_by_itself_holds_no_campaign(world: World, close: Callable[[World], str | None], code: str) -> None:
    _, ident = drawn(world, 60, cohort=10, slots=(slot("09:00", 30),))
    ident = close(world) or ident
    assert code in {one.code for one in explain(world.ws, ident).gates if one.state == "blocks"}
    view = forecast(world.ws, days=8, campaign=ident)
    assert view.held == ()
    assert view.whole.invitations


def test_what_should_end_by_itself_but_lasts_holds_its_campaigns(world: World) -> None:
    world.member()
    world.source(60)
    world.campaign(cohort=5)
    world.until("2026-01-06 22:00")
    _connecting(world)
    world.until("2026-01-09 07:00")
    assert [one.reason for one in forecast(world.ws, days=8).held] == ["sender.connecting"]
