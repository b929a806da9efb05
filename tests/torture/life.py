"""One home over its whole life: its clocks, the processes that die in it, and an engine driven like the daemon's.

Before each piece of due work the clock watch is consulted, as on a real network.
"""

from __future__ import annotations

import contextlib
from datetime import datetime, timedelta
from pathlib import Path

import apsw

from core.clock import SteppedClock
from core.config import ClockConfig, Config
from core.engine import runner as engines
from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.ownership import handover
from core.engine.ownership.clock_watch import ClockWatch
from core.errors import TryAgainError
from core.store.views import agenda
from core.workspace import Workspace, home_of, opened
from tests.support.disk import Disk, Operation
from tests.torture.crash import Killed, Killer
from tests.torture.network import Network

MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)
LIVES = 80
"""Most processes that may die in one stretch of time; a full disk kills one after the other."""


class Times:
    """The time on our clock, the time since boot, and LinkedIn's time, which is never wrong."""

    def __init__(self, moment: datetime) -> None:
        self.clock = SteppedClock(moment)
        self.boot = 1_000_000.0
        self.wrong = timedelta(0)
        """Time by which our clock is ahead for a while."""
        self._linkedin = moment

    @property
    def wall(self) -> datetime:
        return self.clock.moment

    def pass_by(self, delta: timedelta) -> None:
        """Let time pass on every clock."""
        if delta > timedelta(0):
            self.clock.moment += delta
            self.boot += delta.total_seconds()

    def step(self, delta: timedelta) -> None:
        """Move our clock while no time passes."""
        self.clock.moment += delta

    def linkedin(self) -> datetime:
        """Return LinkedIn's time; it is never behind a time that our clock showed while it was right."""
        self._linkedin = max(self._linkedin, self.wall - self.wrong)
        return self._linkedin


class FullDisk(Disk):
    """A disk on which the next `fails` writes fail; it keeps no record."""

    fails = 0

    def note(self, operation: Operation) -> None:
        if self.fails > 0 and operation.what in ("write", "sync"):
            self.fails -= 1
            raise apsw.FullError("disk full")


class Life:
    """A home, its processes one after the other, and the network that outlives them all."""

    def __init__(self, folder: Path, network: Network, times: Times, zone: str, created: datetime) -> None:
        self.home = home_of(folder)
        self.network = network
        self.times = times
        self.config = Config(clock=ClockConfig(created), time_zone=zone)
        self.killer = Killer()
        self.disk = FullDisk()
        self.kills = 0
        self.handed_over = 0
        self._everything = contextlib.ExitStack()
        self._process = contextlib.ExitStack()
        self.ws: Workspace
        network.now, network.wall = times.linkedin, lambda: times.wall
        network.point = self.killer.point

    # -- processes

    def begin(self) -> None:
        """Mount the disk, install the points of death, start the first process."""
        self.home.make()
        self._everything.enter_context(self.disk.mounted())
        self._everything.enter_context(self.killer.installed())
        self.open()

    def open(self) -> None:
        """Open the store in a new process."""
        while True:
            try:
                self.ws = self._process.enter_context(
                    opened(self.home, config=self.config, clock=self.times.clock, durable=False)
                )
            except TryAgainError:
                self.times.pass_by(MINUTE)
            else:
                return

    def close(self) -> None:
        """End the process; a dead one writes nothing on its way out, and a full disk may prevent the clean-up."""
        with contextlib.suppress(Killed, TryAgainError):
            self._process.close()
        self._process = contextlib.ExitStack()

    def reopen(self) -> None:
        """Restart the program."""
        self.close()
        self.killer.revive()
        self.open()

    def end(self) -> None:
        """End all processes, and unmount the disk."""
        self.close()
        self._everything.close()

    def arm(self, *kills: int) -> None:
        """Let the process die at these points, each counted from the death before."""
        self.killer.arm(*kills)

    # -- time

    def live(self, delta: timedelta) -> None:
        """Run an engine for some time; a new process follows each one that dies."""
        until = self.times.wall + delta
        for _life in range(LIVES):
            if self.one_life(until):
                return
        raise AssertionError("it never came back")

    def one_life(self, until: datetime) -> bool:
        """Run one process until a moment of our clock; return False if it died before, or could not write."""
        try:
            with engines.engine(self.ws, self.network, "torture") as context:
                Engine(context, self.times).run(until)
        except Killed:
            self.kills += 1
            self.reopen()
            return False
        except TryAgainError:
            self.reopen()
            self.times.pass_by(MINUTE / 2)
            return False
        except AskedError:
            self.handed_over += 1
            return False
        return True


class AskedError(Exception):
    """Another process waits for this engine's place, so this engine ends."""


class Engine:
    """An engine that moves the clock to the next due work, and does that work if the clock watch allows."""

    def __init__(self, context: Context, times: Times) -> None:
        self._context = context
        self._times = times
        self._watch = ClockWatch(context, boot=lambda: times.boot, boot_name="boot")

    def run(self, until: datetime) -> None:
        """Do everything that falls due up to a moment of our clock."""
        held = 0
        while True:
            if not self._watch.allows(self._times.wall):
                if self._times.wall >= until:
                    return
                held += 1
                self._go(min(until, self._times.wall + (MINUTE if held < 20 else HOUR)))
                continue
            self._beat()
            with self._context.store.read() as store:
                due = agenda.first(store)
            if due is None or due.at > until:
                break
            if due.at > self._times.wall:
                self._go(due.at)
                if not self._watch.allows(self._times.wall):
                    continue
            engines.do(self._context, due, self._times.wall)
        if self._times.wall < until:
            self._go(until)
            if self._watch.allows(self._times.wall):
                self._beat()

    def _go(self, moment: datetime) -> None:
        self._times.pass_by(moment - self._times.wall)

    def _beat(self) -> None:
        """Send the heartbeat: record the clock's mark, and end if another process has asked for this engine's place."""
        with self._context.store.write() as store:
            assert_epoch(self._context, store)
            self._watch.keep(store)
            asked = handover.asked_by(store)
        if asked:
            raise AskedError
