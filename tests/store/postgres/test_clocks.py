"""An engine whose clock is off by more than two seconds from the server's does no work until it agrees again."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.clock import real_now
from core.daemon.health_server import readiness
from core.engine.ownership import server_clock
from core.engine.ownership.server_clock import ServerClock
from core.engine.runner import Lanes
from core.services.campaigns import lifecycle
from core.services.explain.campaign_explained import explain
from core.services.overview import status
from core.store.engine import clock_state
from core.store.engine.clock_state import ClockDifference
from core.store.postgres import store
from tests.support.world import World

pytestmark = pytest.mark.parametrize("on_server", [True], indirect=True)


@pytest.fixture(autouse=True)
def looks_each_time(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(server_clock, "CHECK_S", 0.0)


def clock_ahead(monkeypatch: pytest.MonkeyPatch, seconds: float) -> None:
    """Let this machine's clock be ahead of the server's."""

    def now() -> datetime:
        return real_now() + timedelta(seconds=seconds)

    monkeypatch.setattr(store, "real_now", now)


@pytest.mark.parametrize(("seconds", "words"), [(3.0, "3.0 s ahead of"), (-7.0, "7.0 s behind")])
def test_work_is_held_and_goes_on_by_itself(
    world: World, monkeypatch: pytest.MonkeyPatch, seconds: float, words: str
) -> None:
    world.member()
    world.source(10)
    campaign = world.campaign(cohort=4)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 08:59")
    world.skip_to("2026-01-07 09:01")
    with world.engine() as context:
        lanes = Lanes(context)
        try:
            clock_ahead(monkeypatch, seconds)
            assert lanes.tick(world.now) is None
            assert world.run_dates(campaign)[-1] == "2026-01-06", "not even the run is opened"
            assert "clock.differs" in readiness(context)
            with world.ws.store.read() as reading:
                text = status.workspace_state(world.ws, reading).clock
            assert text.endswith("so the engine there sends nothing.")
            assert words in text or words.replace(".0 s", ".1 s") in text  # asking the server takes a moment
            assert "clock.differs" in world.codes(campaign)
            assert "clock.differs" in [gate.code for gate in explain(world.ws, campaign).gates]
            assert f"This machine's clock is {words[0]}" in world.ws.clock_warning()
            world.skip_to("2026-01-07 20:00")
            clock_ahead(monkeypatch, 0.0)
            assert lanes.tick(world.now) is not None
            assert world.run(campaign, "2026-01-07").cause == "clock.differs"
            assert world.codes(campaign).isdisjoint({"clock.differs"})
            assert world.ws.clock_warning() == ""
        finally:
            lanes.close()
    kinds = [kind for (kind,) in world.sql("SELECT kind FROM journal WHERE kind LIKE 'clock%' ORDER BY id")]
    assert kinds == ["clock.differs", "clock.agrees"]


def test_two_seconds_are_no_difference_and_an_old_hold_ends(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.engine() as context:
        clock_ahead(monkeypatch, 1.9)
        assert ServerClock(context).allows()
        clock_ahead(monkeypatch, 2.5)
        assert not ServerClock(context).allows()
        clock_ahead(monkeypatch, 0.0)
        assert ServerClock(context).allows(), "the hold of an engine that has ended"
        with world.ws.store.read() as reading:
            assert clock_state.difference(reading) is None


def test_a_stop_by_a_machine_that_is_ahead_loses_no_run(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.member()
    world.source(10)
    campaign = world.campaign(cohort=4)
    world.approve_drawn("2026-01-06")
    right, before = world.now, world.run_dates(campaign)
    world.skip_to(right + timedelta(days=10))
    clock_ahead(monkeypatch, timedelta(days=10).total_seconds())
    lifecycle.stop(world.ws, campaign)
    assert world.run_dates(campaign) == before


def test_a_difference_that_lasts_is_the_cause_of_a_run_missed_in_it(world: World) -> None:
    world.member()
    world.source(10)
    campaign = world.campaign(cohort=4)
    world.approve_drawn("2026-01-06")
    with world.ws.store.write() as writing:
        clock_state.set_difference(writing, ClockDifference(world.now, -9.0, "first"), world.now)
    world.skip_to("2026-01-07 20:00")
    lifecycle.stop(world.ws, campaign)
    assert world.run(campaign, "2026-01-07").cause == "clock.differs"
