"""A watch over the clock on a real network: all work waits after a jump, and while time is behind its last mark.

All work waits until a jump is settled, not only sends: otherwise the engine would record a day of missed runs while the
clock is a day ahead by mistake. A clock that is corrected within ten minutes leaves only journal entries.
"""

from __future__ import annotations

import contextlib
from collections.abc import Callable
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from core.clock import WorkspaceClock, boot_seconds
from core.engine.epoch import assert_epoch
from core.engine.ownership import heartbeat
from core.rules.clock_steps import NOTEWORTHY, ClockReading, Event, Watch, drift, observe
from core.store import journal
from core.store.database import Reading, Writing
from core.store.engine import clock_state, engine_state
from core.store.engine.clock_state import ClockState
from core.store.journal import ENGINE
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.engine.context import Context

BOOT_ID = Path("/proc/sys/kernel/random/boot_id")


def applies(workspace: Workspace) -> bool:
    """Return whether the clock is watched: only on a real network, as a sandbox's clock may be fast or moved."""
    clock = workspace.clock
    return isinstance(clock, WorkspaceClock) and clock.speed == 1.0 and not workspace.config.may_move_time


def boot_id() -> str:
    """Return the present boot's id, empty if the system has none; times since boot are comparable within one boot."""
    with contextlib.suppress(OSError):
        return BOOT_ID.read_text(encoding="ascii").strip()
    return ""


class ClockWatch:
    """The watch of one engine, which asks `allows` before it does any work; `boot` returns seconds since boot."""

    def __init__(
        self, context: Context, boot: Callable[[], float] = boot_seconds, boot_name: str | None = None
    ) -> None:
        self._context = context
        self._boot = boot
        self._boot_name = boot_id() if boot_name is None else boot_name
        self._mark: datetime | None = None
        self._watch = self._remembered()

    def _remembered(self) -> Watch:
        """Return a watch that continues from the last engine's mark: it notices a jump since then, within one boot."""
        with self._context.store.read() as store:
            mark = last_mark(store, self._context.workspace)
            held = clock_state.get(store).held_at
        self._mark = None if mark is None else mark.wall
        now = ClockReading(self._context.workspace.now(), self._boot())
        if mark is None or not mark.boot_id or mark.boot_id != self._boot_name:
            return Watch(now) if held is None else Watch(now, ClockReading(held, now.boot), now.boot)
        last = ClockReading(mark.wall, mark.boot_us / 1_000_000)
        return Watch(last) if held is None else Watch(now, last, now.boot)

    def allows(self, now: datetime) -> bool:
        """Return whether work may continue at this reading of the clock."""
        if self._watch.held and self._settled_by_hand():
            self._watch = Watch(ClockReading(now, self._boot()))
        reading = ClockReading(now, self._boot())
        after, event = observe(self._watch, reading)
        if event is not Event.NOTHING:
            self._tell(event, self._watch, reading)
        self._watch = after  # only now: if writing the hold failed, the next check finds it again
        if self._watch.held:
            return False
        return not self._is_behind(now)

    def _is_behind(self, now: datetime) -> bool:
        if self._mark is None or now >= self._mark:
            self._mark = now
            return False
        with self._context.store.read() as store:  # a person may have confirmed the clock by now
            mark = last_mark(store, self._context.workspace)
        self._mark = now if mark is None else mark.wall
        return now < self._mark

    def keep(self, store: Writing) -> None:
        """Write the mark into the store, in the transaction of a send."""
        mark = self._present()
        if mark is not None:
            clock_state.advance(store, mark.wall, mark.boot_us, mark.boot_id)

    def note(self) -> None:
        """Write the mark into the file beside the store, since nothing is committed between two sends."""
        mark = self._present()
        if mark is not None:
            heartbeat.keep_mark(self._context.workspace.home.beat, mark)

    def _present(self) -> heartbeat.Mark | None:
        """Return the mark of the last reading; None while the clock is not trusted."""
        watch, mark = self._watch, self._mark
        if watch.held or mark is None or watch.last.wall < mark:
            return None
        return heartbeat.Mark(mark, int(watch.last.boot * 1_000_000), self._boot_name)

    def _settled_by_hand(self) -> bool:
        with self._context.store.read() as store:
            return not engine_state.conditions(store).clock_held

    def _tell(self, event: Event, before: Watch, reading: ClockReading) -> None:
        step = drift(before.last, reading)
        with self._context.store.write() as store:
            assert_epoch(self._context, store)
            if event is Event.HELD:
                clock_state.hold(store, before.last.wall)
            if event is Event.SETTLED:
                release(self._context.workspace, store, reading.wall)
            code = event.value if event in (Event.HELD, Event.BEHIND) else ""
            data = {"seconds": round(step / timedelta(seconds=1))}
            journal.write(store, reading.wall, ENGINE, event.value, code=code, data=data)


def last_mark(store: Reading, workspace: Workspace) -> heartbeat.Mark | None:
    """Return the latest mark, from the store or the file beside it."""
    return latest_mark(clock_state.get(store), workspace)


def latest_mark(kept: ClockState, workspace: Workspace) -> heartbeat.Mark | None:
    """Return the later of two marks: the store's, and the one in the file beside it."""
    noted = heartbeat.mark(workspace.home.beat)
    if kept.mark is None or (noted is not None and noted.wall >= kept.mark):
        return noted
    return heartbeat.Mark(kept.mark, kept.boot_us or 0, kept.boot_id)


def release(workspace: Workspace, store: Writing, now: datetime) -> bool:
    """Accept the clock as right from now on; return whether it was held or behind its mark."""
    held, mark = engine_state.conditions(store).clock_held, last_mark(store, workspace)
    if held:
        clock_state.release(store, now)
    behind = mark is not None and now < mark.wall
    if held or behind:
        heartbeat.forget_mark(workspace.home.beat)
    if behind:
        clock_state.set_back(store, now)
    return held or behind


def held_over(store: Reading, moment: datetime) -> str:
    """Return the code of the clock hold, ended or not, during which `moment` passed; empty if there was none."""
    clock, differs = clock_state.get(store), clock_state.difference(store)
    if clock.held_at is not None and clock.held_at < moment:
        return "clock.held"
    if differs is not None and differs.since < moment:
        return "clock.differs"
    start, end = clock.held_from, clock.held_until
    if start is not None and end is not None and start < moment <= end:
        return "clock.held"
    differed = clock_state.last_difference(store)
    return "clock.differs" if differed is not None and differed[0] < moment <= differed[1] else ""


def behind_s(mark: datetime | None, now: datetime) -> float:
    """Return the seconds by which the wall clock is behind its last mark; 0 below the tolerance."""
    lacks = timedelta(0) if mark is None else mark - now
    return lacks / timedelta(seconds=1) if lacks > NOTEWORTHY else 0.0
