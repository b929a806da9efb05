"""An account that stays "connecting" for days is reported with a remedy."""

from __future__ import annotations

from core.rules.health import Problem
from tests.support.world import World, at


def problem(world: World, campaign: str) -> Problem:
    (found,) = [entry for entry in world.view(campaign).summary.health.problems if entry.code == "sender.connecting"]
    return found


def test_after_two_days_a_remedy_is_shown(world: World) -> None:
    world.member()
    world.source(10)
    campaign = world.campaign(cohort=2, approval="off")
    world.until("2026-01-05 12:00")
    world.sandbox.fault("connecting", account="acc-ada", start=at("2026-01-05 12:00"))
    world.until("2026-01-07 11:00")
    told = problem(world, campaign)
    assert told.action.startswith("Nothing to do")
    assert told.words == "CONNECTING"
    world.until("2026-01-08 12:00")
    told = problem(world, campaign)
    assert "Nothing to do" not in told.action
    assert "`overture member connect` for Ada Wong" in told.action
    assert "the provider's page" in told.action
    assert (told.severity, told.text) == (
        "error",
        "The provider has been reconnecting Ada Wong's LinkedIn account for days.",
    )
    assert world.invited() == []
    world.sandbox.clear_faults()
    world.until("2026-01-09 22:00")
    assert "sender.connecting" not in world.codes(campaign)
    assert len(world.invited()) == 2
    world.check()


def test_an_unknown_account_status_has_a_remedy_at_once(world: World) -> None:
    """An unknown status counts as disconnected, whose action is to connect again."""
    world.member()
    world.source(3)
    campaign = world.campaign(cohort=2)
    world.until("2026-01-05 12:00")
    world.sandbox.configure_account("acc-ada", status="error")
    world.until("2026-01-06 12:00")
    (told,) = [p for p in world.view(campaign).summary.health.problems if p.code == "sender.disconnected"]
    assert "Nothing to do" not in told.action
