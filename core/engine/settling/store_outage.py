"""Handling of a store that cannot be written or read: sending is held and reported, and resumes by itself."""

from __future__ import annotations

import contextlib
import logging
from datetime import datetime

from core.clock import boot_seconds, real_now
from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.ownership.lock import tell
from core.engine.settling import startup
from core.errors import TryAgainError
from core.store.engine import engine_state

FIRST_WAIT_S, LONGEST_WAIT_S = 1.0, 30.0
log = logging.getLogger("overture.engine")


class Storage:
    """The outage of the store, if there is one: the engine's loop reports faults here, and asks it before each step.

    While `holds`, the engine starts nothing, since nothing is sent without a durable intent.
    """

    def __init__(self, context: Context) -> None:
        self._context = context
        self._wait_s = FIRST_WAIT_S
        self._until = 0.0
        self.words = ""
        """The fault as a sentence; empty if there is none."""

    @property
    def holds(self) -> bool:
        """Return whether it is too early to try again."""
        return bool(self.words) and boot_seconds() < self._until

    def failed(self, error: TryAgainError) -> None:
        """Hold all work, and report it without the store: in the log, and in the engine's lock file."""
        if not self.words:
            log.error("%s Nothing is sent meanwhile; it resumes by itself.", error.text)
            with contextlib.suppress(OSError):  # the disk may be too full for this as well
                tell(self._context.workspace.home.engine_lock, error.text)
        else:
            self._wait_s = min(LONGEST_WAIT_S, 2 * self._wait_s)
        self.words = error.text
        self._until = boot_seconds() + self._wait_s

    def try_again(self) -> None:
        """Try to commit a write during an outage; if that works, the engine continues."""
        if self.words:
            with self._context.store.write() as store:
                assert_epoch(self._context, store)
                engine_state.beat(store, real_now())
        if self.words or self._context.left_open:
            self.worked(self._context.workspace.now())

    def worked(self, now: datetime) -> None:
        """Resume after a committed write, and look up outcomes that could not be written.

        Costs nothing without a fault.
        """
        if self._context.left_open:
            startup.give_up_left_open(self._context, now)
        if not self.words:
            return
        log.warning("The store can be written again: the engine continues.")
        with contextlib.suppress(OSError):
            tell(self._context.workspace.home.engine_lock, "")
        self.words, self._wait_s = "", FIRST_WAIT_S
