"""Rewriting of a large store, which may still contain copies of erased people, in an idle quarter of an hour.

It begins if nothing is due in that time and no call is under way. Work that falls due meanwhile ends the attempt, which
leaves the store unchanged. The task is recorded in the store, so it survives a crash and begins again in the next idle
quarter.
"""

from __future__ import annotations

import logging
import threading
from datetime import datetime, timedelta

from core.clock import SteppedClock, WorkspaceClock
from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.store.upkeep import copies

QUARTER = timedelta(minutes=15)
AGAIN = timedelta(hours=1)
"""Wait after a failed attempt: the disk is full, or another process reads the store all the time."""
LEAST_REAL = timedelta(seconds=5)
"""Shortest idle time in real time, for a fast clock: writing takes real time."""
log = logging.getLogger("overture.engine")


class IdleWork:
    """The rewriting of the store by one engine: one attempt at a time; a failed attempt is repeated after an hour."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._not_before: datetime | None = None
        self._wanted = threading.Event()
        """Set while work is due, which ends the attempt under way."""
        clock = context.workspace.clock
        speed = clock.speed if isinstance(clock, WorkspaceClock) else 1.0
        real = not isinstance(clock, SteppedClock)
        self.quarter = max(QUARTER, LEAST_REAL * speed) if real else QUARTER

    def has_work(self, now: datetime, upcoming: datetime | None) -> bool:
        """Return whether to begin now, provided that no call is under way; `upcoming` is when the next work is due."""
        if upcoming is not None and upcoming - now < self.quarter:
            return False
        if self._not_before is not None and now < self._not_before:
            return False
        if self._context.check is not None and self._context.check.asking:
            return False
        with self._context.store.read() as store:
            return copies.known(store) is not None

    def give_way(self, *, due: bool) -> None:
        """Record whether work is due: due work never waits, but ends the running attempt."""
        if due:
            self._wanted.set()
        else:
            self._wanted.clear()

    def run(self) -> None:
        """Rewrite the store. Raises EpochLostError and DamagedError; any other failure is logged."""
        context = self._context
        with context.store.read() as store:
            assert_epoch(context, store)
        why = copies.clear(context.store, context.workspace.home, self._unwanted)
        if not why:
            log.info("The store was rewritten: no copies of erased people remain in it.")
            return
        if self._unwanted():
            return  # the next idle quarter of an hour begins it again
        self._not_before = context.workspace.now() + AGAIN
        log.warning("Copies of erased people may remain in the store: %s", why)

    def _unwanted(self) -> bool:
        return self._wanted.is_set() or self._context.stopping.is_set()
