"""Missed dates that stopping a campaign records: only those that are certainly over, each with its true cause."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.clock import WorkspaceClock, boot_seconds, real_now
from core.engine.ownership import clock_watch, heartbeat, trusted_time
from core.engine.planning import impossible
from core.engine.reading import account_owner
from core.rules.schedule import WEEKDAYS
from core.services.campaigns import lifecycle
from core.services.members import members
from core.store.engine import clock_state
from tests.support.draft import slot
from tests.support.story import lived_once
from tests.support.world import World, at

AHEAD = timedelta(days=10)


@lived_once
def approved(world: World) -> str:
    """Return a campaign of two people a day whose engine ran until the evening of the 6th."""
    world.member()
    world.source(30)
    campaign = world.campaign(cohort=2, slots=(slot("09:00", 60, WEEKDAYS),))
    world.approve_drawn("2026-01-06")
    return campaign


@pytest.mark.parametrize("known", ["held", "marked"])
def test_a_stop_by_a_clock_that_is_ahead_loses_no_run(
    world: World, monkeypatch: pytest.MonkeyPatch, known: str
) -> None:
    """A date with a recorded run never opens again, so a clock that jumped may record none."""
    campaign = approved(world)
    right = world.now
    if known == "held":
        with world.ws.store.write() as store:
            clock_state.hold(store, right)
    else:
        monkeypatch.setattr(clock_watch, "boot_id", lambda: "this boot")
        heartbeat.keep_mark(world.home.beat, heartbeat.Mark(right, int(boot_seconds() * 1e6), "this boot"))
    before = world.run_dates(campaign)
    world.skip_to(right + AHEAD)
    lifecycle.stop(world.ws, campaign)
    assert world.run_dates(campaign) == before
    world.skip_to(right)
    with world.ws.store.write() as store:
        clock_watch.release(world.ws, store, right)
    lifecycle.start(world.ws, campaign)
    world.until("2026-01-07 22:00")
    assert world.run(campaign, "2026-01-07").invitations.sent == 2


def test_dates_before_a_jump_that_is_held_are_recorded(world: World) -> None:
    campaign = approved(world)
    with world.ws.store.write() as store:
        clock_state.hold(store, at("2026-01-08 12:00"))
    world.skip_to("2026-01-20 12:00")
    lifecycle.stop(world.ws, campaign)
    assert world.run_dates(campaign)[-2:] == ["2026-01-07", "2026-01-08"]


def test_a_jump_since_this_boot_ends_the_trust_in_a_clock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """Within one boot, a clock ahead by a minute is trusted, one ahead by `AHEAD` is not; after a reboot any is."""
    now = world.now
    for boot, wall, trusted in (
        ("this", now - timedelta(minutes=1), now),
        ("this", now - AHEAD, now - AHEAD),
        ("other", now - AHEAD, now),
    ):
        monkeypatch.setattr(clock_watch, "boot_id", lambda: "this")
        heartbeat.keep_mark(world.home.beat, heartbeat.Mark(wall, int(boot_seconds() * 1e6), boot))
        with world.ws.store.read() as store:
            assert abs(trusted_time.certainly_past(world.ws, store) - trusted) < timedelta(seconds=30), (boot, wall)


@pytest.mark.holds("no run")
def test_an_opening_that_failed_is_recorded_as_such(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = approved(world)

    def fails(*_args: object) -> None:
        raise ValueError("no run")

    with monkeypatch.context() as patch:
        patch.setattr(impossible, "cancel_before_planning", fails)
        world.until("2026-01-07 09:30")
    world.skip_to("2026-01-07 12:00")
    lifecycle.stop(world.ws, campaign)
    assert world.run(campaign, "2026-01-07").cause == "held"


def test_a_run_missed_beside_a_running_engine_is_late_and_not_down(world: World) -> None:
    """The engine archives a member (its account is connected a second time) while it runs: the missed run is `late`."""
    campaign = approved(world)
    with world.engine() as context:
        world.skip_to("2026-01-07 12:00")
        with world.ws.store.write() as store:
            account_owner.archive(world.ws, store, 1, world.now, actor="engine", context=context)
    assert world.run(campaign, "2026-01-07").cause == "late"


def test_a_command_sees_since_when_an_engine_runs(world: World) -> None:
    world.ws.clock = WorkspaceClock(anchor := real_now(), anchor)
    with world.ws.store.read() as store:
        assert trusted_time.engine_since(world.ws, store) is None
    with world.engine():
        with world.ws.store.read() as store:
            since = trusted_time.engine_since(world.ws, store)
        assert since is not None
        assert anchor <= since <= real_now()
    with world.ws.store.read() as store:
        assert trusted_time.engine_since(world.ws, store) is None


def test_a_night_slot_that_opens_late_on_a_day_off_is_missed(world: World) -> None:
    """The rest of the slot lies on the day off, where every send would be refused: no send times are planned."""
    world.member()
    world.source(30)
    campaign = world.campaign(cohort=4, slots=(slot("23:00", 120, WEEKDAYS),), approval="off")
    world.until("2026-01-07 12:00")
    members.edit(world.ws, "Ada Wong", days_off="2026-01-09")
    world.until("2026-01-08 12:00")
    world.skip_to("2026-01-09 00:10")
    world.until("2026-01-10 12:00")
    run = world.run(campaign, "2026-01-08")
    assert (run.state, run.cause, run.invitations.planned) == ("missed", "engine.down", 0)
    world.check()


def test_a_campaign_that_starts_again_on_a_day_off_gets_no_send_times(world: World) -> None:
    world.member(day_cap=40)
    world.source(30)
    campaign = world.campaign(cohort=8, slots=(slot("23:00", 120, WEEKDAYS),), approval="off")
    world.until("2026-01-07 23:20")
    members.edit(world.ws, "Ada Wong", days_off="2026-01-08")
    lifecycle.stop(world.ws, campaign)
    world.skip_to("2026-01-08 00:10")
    lifecycle.start(world.ws, campaign)
    assert world.run(campaign, "2026-01-07").invitations.planned > 0
    assert world.sql("SELECT count(*) FROM outreach WHERE status = 'scheduled'") == [(0,)]
