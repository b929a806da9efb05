"""A jump of a real network's wall clock holds sending until it is settled; a machine's sleep does not."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from core.clock import Clock, SteppedClock, WorkspaceClock
from core.config import Config, ProviderConfig
from core.engine.context import Context
from core.engine.ownership import clock_watch
from core.engine.ownership.clock_watch import ClockWatch
from core.engine.runner import Lanes, do
from core.errors import TryAgainError
from core.services.campaigns import lifecycle
from core.services.members import members
from core.services.overview.status import status
from core.services.overview.status_line import heading
from core.store.views import agenda
from tests.support.story import approved, lived_once
from tests.support.world import World, at

MINUTE = timedelta(minutes=1)


class Machine:
    """A world whose engine compares two clocks every minute; the test moves both."""

    def __init__(self, world: World, context: Context) -> None:
        self.world = world
        self.context = context
        self.boot = 5000.0
        self.watch = self.again()

    def again(self, boot_name: str = "this boot") -> ClockWatch:
        """Return the watch of a new engine on the same home."""
        return ClockWatch(self.context, lambda: self.boot, boot_name)

    def sleep(self, time: timedelta) -> None:
        """Let time pass without a check."""
        self._wall(self.world.now + time)
        self.boot += time.total_seconds()

    def step(self, time: timedelta) -> None:
        """Set the wall clock forward or back, as a person does."""
        self._wall(self.world.now + time)

    def _wall(self, moment: datetime) -> None:
        clock: object = self.world.ws.clock
        clock.moment = moment  # type: ignore[attr-defined]

    def run(self, time: timedelta) -> None:
        """Let an engine work for some time."""
        end = self.boot + time.total_seconds()
        while self.boot < end:
            self.sleep(MINUTE)
            self.look()

    def look(self) -> bool:
        """Run one tick: do all due work in this thread."""
        now = self.world.now
        if not self.watch.allows(now):
            return False
        with self.world.ws.store.write() as store:
            self.watch.keep(store)
        while True:
            with self.world.ws.store.read() as store:
                due = agenda.first(store)
            if due is None or due.at > now:
                return True
            do(self.context, due, now)

    def until(self, moment: str) -> None:
        self.run(at(moment) - self.world.now)


@lived_once
def on_wednesday_morning(world: World) -> None:
    approved(world, 60, cohort=10)
    world.until("2026-01-07 08:50")


@pytest.fixture
def machine(world: World, monkeypatch: pytest.MonkeyPatch) -> Iterator[Machine]:
    """Return a machine on Wednesday 08:50 in Paris, with ten invitations approved for 09:00 to 10:30."""
    on_wednesday_morning(world)
    monkeypatch.setattr("core.engine.ownership.clock_watch.applies", lambda _workspace: True)
    with world.engine() as context:
        yield Machine(world, context)


def kinds(world: World) -> list[str]:
    return [row[0] for row in world.sql("SELECT kind FROM journal WHERE kind LIKE 'clock.%' ORDER BY id")]


def test_a_jump_of_a_day_that_is_set_right_leaves_no_trace(machine: Machine) -> None:
    world = machine.world
    machine.until("2026-01-07 09:10")
    while not world.ledger():
        machine.run(timedelta(minutes=1))
    sent = len(world.ledger())
    machine.step(timedelta(days=1))
    assert not machine.look()
    assert "clock.held" in world.codes("1")
    assert world.view("1").summary.health.state == "errors"
    assert (
        status(world.ws).state.clock
        == heading(world.ws).state.clock
        == "The computer's clock jumped forward, so sending is on hold."
    )
    machine.run(timedelta(minutes=5))
    assert len(world.ledger()) == sent
    machine.step(timedelta(days=-1))
    machine.until("2026-01-07 22:00")
    run = world.run("1", "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent) == (10, 10)
    assert world.run_dates("1") == ["2026-01-06", "2026-01-07"]
    assert kinds(world) == ["clock.held", "clock.settled"]
    assert "clock.held" not in world.codes("1")
    world.check()


def test_a_jump_is_believed_after_ten_stable_minutes_and_names_the_clock(machine: Machine) -> None:
    """The clock jumps from 09:10 to 10:40; ten minutes later the run closes, and its unsent sends name the clock."""
    world = machine.world
    machine.until("2026-01-07 09:10")
    sent = len(world.ledger())
    machine.step(timedelta(minutes=90))
    machine.run(timedelta(minutes=9))
    assert world.run("1", "2026-01-07").state == "open"
    machine.run(timedelta(minutes=3))
    run = world.run("1", "2026-01-07")
    assert (run.state, run.invitations.planned, run.invitations.sent) == ("closed", 10, sent)
    assert run.invitations.not_sent == {"clock.held": 10 - sent}
    assert kinds(world) == ["clock.held", "clock.settled"]
    world.check()


def test_a_slot_that_passed_in_a_held_jump_is_missed_by_the_clock(machine: Machine) -> None:
    world = machine.world
    machine.step(timedelta(hours=3))
    machine.run(timedelta(minutes=12))
    run = world.run("1", "2026-01-07")
    assert (run.state, run.cause, run.invitations.planned) == ("missed", "clock.held", 0)
    assert world.ledger() == []
    world.check()


def test_a_person_may_say_that_the_clock_is_right(machine: Machine) -> None:
    world = machine.world
    machine.until("2026-01-07 09:10")
    machine.step(timedelta(minutes=20))
    assert not machine.look()
    members.pause(world.ws, None, on=False)
    assert machine.look()
    machine.until("2026-01-07 22:00")
    assert world.run("1", "2026-01-07").invitations.sent == 10
    assert kinds(world) == ["clock.held", "clock.settled"]
    world.check()


def test_a_person_may_say_so_while_no_engine_runs(machine: Machine) -> None:
    machine.run(timedelta(minutes=2))
    machine.step(timedelta(hours=1))
    assert not machine.look()
    members.pause(machine.world.ws, None, on=False)
    machine.watch = machine.again()
    assert machine.look()


def test_only_a_real_clock_is_watched(world: World) -> None:
    real = replace(world.config, provider=ProviderConfig("unipile", base_url="https://provider.example"))
    steady = WorkspaceClock(world.now, world.now)
    cases: tuple[tuple[Config, Clock, bool], ...] = (
        (real, steady, True),
        (real, SteppedClock(world.now), False),
        (real, replace(steady, speed=2.0), False),
        (world.config, steady, False),
    )
    for config, clock, watched in cases:
        world.ws.config, world.ws.clock = config, clock
        assert clock_watch.applies(world.ws) is watched


def test_a_clock_set_back_runs_nothing_again(machine: Machine) -> None:
    """Set back by 40 minutes at 09:40: nothing is done until it is 09:40 again, then the remaining sends are made."""
    world = machine.world
    machine.until("2026-01-07 09:40")
    sent = len(world.ledger())
    machine.step(timedelta(minutes=-40))
    world.member("Ben Ito", "acc-ben")  # due at once, by the clock that is behind
    machine.run(timedelta(minutes=39))
    assert not machine.look()
    assert world.sql("SELECT synced_at FROM member WHERE account_id = 'acc-ben'") == [(None,)]
    assert len(world.ledger()) == sent
    assert "clock.behind" in world.codes("1")
    machine.until("2026-01-07 22:00")
    run = world.run("1", "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent) == (10, 10)
    assert "clock.behind" not in world.codes("1")
    assert kinds(world) == ["clock.behind"]
    world.check()


def test_a_clock_set_back_over_midnight_sends_no_second_day(machine: Machine) -> None:
    """Thursday's opening comes once, and Wednesday's cap is not used twice."""
    world = machine.world
    machine.until("2026-01-07 22:00")
    machine.step(timedelta(hours=-14))
    machine.run(timedelta(hours=13))
    assert world.days() == {"2026-01-07": 10}
    assert world.run_dates("1") == ["2026-01-06", "2026-01-07"]
    # A person confirms the clock, but the slot of that date has already run.
    machine.step(timedelta(hours=-13))
    members.pause(world.ws, None, on=False)
    assert machine.look()
    machine.run(timedelta(hours=13))
    assert world.days() == {"2026-01-07": 10}
    assert world.run_dates("1") == ["2026-01-06", "2026-01-07"]


def test_a_campaign_restarted_under_a_clock_set_back_opens_no_date_again(machine: Machine) -> None:
    """Wednesday's slot has run; then the clock is set back to Tuesday, and the campaign is stopped and started."""
    world = machine.world
    machine.until("2026-01-07 22:00")
    machine.step(timedelta(days=-1))
    lifecycle.stop(world.ws, "1")
    lifecycle.start(world.ws, "1")
    machine.run(timedelta(hours=37))
    assert world.run_dates("1") == ["2026-01-06", "2026-01-07", "2026-01-08"]
    world.check()


def test_the_mark_survives_a_restart(machine: Machine) -> None:
    world = machine.world
    machine.until("2026-01-07 09:40")
    sent = len(world.ledger())
    machine.step(timedelta(minutes=-40))
    machine.watch = machine.again("another boot")
    machine.run(timedelta(minutes=39))
    assert not machine.look()
    assert len(world.ledger()) == sent
    machine.until("2026-01-07 22:00")
    assert world.run("1", "2026-01-07").invitations.sent == 10


def test_a_jump_while_no_engine_ran_is_seen_within_one_boot(machine: Machine) -> None:
    machine.run(timedelta(minutes=1))
    machine.sleep(timedelta(minutes=5))
    machine.step(timedelta(hours=1))
    machine.watch = machine.again()
    assert not machine.look()
    # The hold outlives the engine that began it.
    machine.watch = machine.again()
    machine.run(timedelta(minutes=8))
    assert not machine.look()
    machine.run(timedelta(minutes=3))
    assert machine.look()


def test_after_another_boot_nothing_can_be_compared(machine: Machine) -> None:
    machine.run(timedelta(minutes=1))
    machine.step(timedelta(hours=1))
    machine.watch = machine.again("another boot")
    assert machine.look()


def test_a_jump_that_could_not_be_written_down_is_found_again(
    machine: Machine, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The disk is full at the moment of the jump, so the store has no entry of it: that does not confirm the clock."""
    machine.until("2026-01-07 09:10")
    sent = len(machine.world.ledger())
    machine.step(timedelta(minutes=40))
    with monkeypatch.context() as broken:
        broken.setattr("core.engine.ownership.clock_watch.journal.write", _full)
        with pytest.raises(TryAgainError):
            machine.look()
    assert not machine.look()
    machine.run(timedelta(minutes=5))
    assert len(machine.world.ledger()) == sent
    assert kinds(machine.world) == ["clock.held"]


def _full(*_words: object, **_more: object) -> None:
    raise TryAgainError("the disk is full")


def test_the_engines_own_loop_asks_the_watch(machine: Machine) -> None:
    machine.run(timedelta(minutes=1))
    machine.step(timedelta(minutes=30))
    lanes = Lanes(machine.context, machine.watch)
    assert lanes.tick(machine.world.now) is None
    lanes.close()
    assert machine.world.run_dates("1") == ["2026-01-06"]


def test_asleep_for_40_minutes_of_a_slot(machine: Machine) -> None:
    """A sleep from 09:10 to 09:50 is no clock jump: sends due meanwhile are made with their usual spacing."""
    world = machine.world
    machine.until("2026-01-07 09:10")
    sent = len(world.ledger())
    machine.sleep(timedelta(minutes=40))
    machine.until("2026-01-07 22:00")
    run = world.run("1", "2026-01-07")
    # At most ten are left at 09:50: two minutes and up to 20 s apart, and sent at the next look (one a minute),
    # they take three minutes each, 30 of the 40 that are left.
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (10, 10, {})
    moments = [entry.at for entry in world.ledger()]
    assert all(at("2026-01-07 09:50") <= moment < at("2026-01-07 10:30") for moment in moments[sent:])
    assert kinds(world) == []
    world.check()  # among others: at least two minutes between any two


def test_asleep_over_the_end_of_a_slot(machine: Machine) -> None:
    """Asleep from 09:10 to 12:00: missed sends are not made up. The reason is the sleep, not a missing engine."""
    world = machine.world
    machine.until("2026-01-07 09:10")
    sent = len(world.ledger())
    machine.sleep(timedelta(minutes=170))
    machine.run(timedelta(minutes=1))
    run = world.run("1", "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (10, sent, {"late": 10 - sent})
    world.check()


def test_asleep_over_a_whole_slot(machine: Machine) -> None:
    machine.sleep(timedelta(hours=3))
    machine.run(timedelta(minutes=1))
    run = machine.world.run("1", "2026-01-07")
    assert (run.state, run.cause, run.invitations.planned) == ("missed", "late", 0)
    assert machine.world.ledger() == []
