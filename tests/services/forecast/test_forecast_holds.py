"""LinkedIn's refusals and limits: the forecast holds the kind of call that they concern, and nothing else."""

from __future__ import annotations

from datetime import timedelta
from typing import Literal

import pytest

from core.rules.holds import DRAW, INVITATION, MESSAGE, PROFILE, code_of
from core.services.explain.campaign_explained import explain
from core.services.forecast.forecast import forecast
from core.services.forecast.plan import plan_of
from core.store import holds, owners
from core.views.forecast_view import Forecast
from tests.support.world import World

DAYS = 8
COHORT = 5


def _hold(world: World, call: str, *, member_wide: bool = False) -> str:
    """Hold one kind of call, as three equal refusals do; return the code of the reason."""
    code = code_of(call, member_wide=member_wide)
    with world.ws.store.write() as store:
        holds.add(
            store,
            campaign=None if member_wide else 1,
            member=1,
            call=call,
            code=code,
            status=422,
            type_="errors/invalid",
            words="This text is not accepted",
            people=3,
            outreach=None,
            now=world.now,
            try_at=world.now + timedelta(days=1),
        )
    return code


def _later(view: Forecast) -> tuple[int, dict[str, int]]:
    """Return the invitations from tomorrow on, and the reasons why they are fewer than the cohorts."""
    rows = [row for row in view.days if row.date > view.start]
    short: dict[str, int] = {}
    for row in rows:
        for code, number in row.short.items():
            short[code] = short.get(code, 0) + number
    return sum(row.invitations for row in rows), short


@pytest.fixture
def running(world: World) -> str:
    """Return a campaign with texts to approve, and with people who accepted and get a welcome tomorrow."""
    world.member()
    world.accepts(*world.source(60)[:3])
    ident = world.campaign(cohort=COHORT)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    world.approve()
    return ident


@pytest.mark.parametrize("member_wide", [False, True])
def test_refused_invitations_are_not_foretold_but_messages_are(world: World, running: str, member_wide: bool) -> None:
    before, plan = forecast(world.ws, days=DAYS), plan_of(world.ws)
    assert _later(before)[0]
    code = _hold(world, INVITATION, member_wide=member_wide)
    assert plan_of(world.ws) != plan
    view = forecast(world.ws, days=DAYS)
    number, short = _later(view)
    assert number == 0
    assert set(short) == {code}
    assert [(one.campaign_id, one.reason) for one in view.held] == [(int(running), code)]
    assert view.whole.messages.mid


def test_refused_messages_are_not_foretold_but_invitations_are(world: World, running: str) -> None:
    before = forecast(world.ws, days=DAYS)
    assert before.whole.messages.mid
    _hold(world, MESSAGE)
    view = forecast(world.ws, days=DAYS)
    assert view.whole.messages.high == 0
    assert _later(view) == _later(before)
    assert view.held == ()
    assert running in {str(row.campaign_id) for row in view.days}


@pytest.mark.parametrize("call", [PROFILE, DRAW])
def test_while_no_profile_is_read_only_the_approved_are_foretold(world: World, running: str, call: str) -> None:
    approved = sum(row.step == 0 for row in world.queue(running) if row.status == "approved")
    code = _hold(world, call)
    number, short = _later(forecast(world.ws, days=DAYS))
    assert number == approved
    assert set(short) == {code}


def test_no_invitation_is_foretold_before_the_end_of_a_rest(world: World, running: str) -> None:
    before = {row.date: row.invitations for row in forecast(world.ws, days=DAYS).days}
    tomorrow, after = sorted(before)[1:3]
    assert before[tomorrow]
    with world.ws.store.write() as store:
        owners.cool_down(store, 1, world.now + timedelta(hours=24), 0)
    rows = {row.date: row for row in forecast(world.ws, days=DAYS, campaign=running).days}
    assert rows[tomorrow].invitations == 0
    assert rows[tomorrow].short == {"limit.network": before[tomorrow]}
    assert rows[after].invitations


@pytest.mark.parametrize(("call", "only"), [(INVITATION, "invitation"), (MESSAGE, "message")])
def test_a_gate_says_which_kind_of_send_is_refused(
    world: World, running: str, call: str, only: Literal["invitation", "message"]
) -> None:
    _hold(world, call)
    view = explain(world.ws, running)
    (gate,) = [one for one in view.gates if one.gate == "refusals"]
    assert gate.only == only
    assert f"refused 3 {only}s in a row" in gate.words
    assert view.next is not None
    other = "message" if only == "invitation" else "invitation"
    assert other in view.next.what
    assert view.next.needs == ()
