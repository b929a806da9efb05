"""The store cannot be written or read just now: sending is held, said, tried again, and goes on by itself."""

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
    """What the disk refuses. While `holds`, the engine starts nothing: without a durable intent nothing leaves."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._wait_s = FIRST_WAIT_S
        self._until = 0.0
        self.words = ""
        """What is wrong, in a sentence; empty while all is well."""

    @property
    def holds(self) -> bool:
        """Whether it is too early to try again."""
        return bool(self.words) and boot_seconds() < self._until

    def failed(self, error: TryAgainError) -> None:
        """Hold, and say so where the store is not needed for it: the log, and the file of the engine's lock."""
        if not self.words:
            log.error("%s Nothing is sent meanwhile; it goes on by itself.", error.text)
            with contextlib.suppress(OSError):  # the disk may be full for this, too
                tell(self._context.workspace.home.engine_lock, error.text)
        else:
            self._wait_s = min(LONGEST_WAIT_S, 2 * self._wait_s)
        self.words = error.text
        self._until = boot_seconds() + self._wait_s

    def try_again(self) -> None:
        """While something is wrong, commit something: whether that works is whether the engine goes on."""
        if self.words:
            with self._context.store.write() as store:
                assert_epoch(self._context, store)
                engine_state.beat(store, real_now())
        if self.words or self._context.left_open:
            self.worked(self._context.workspace.now())

    def worked(self, now: datetime) -> None:
        """A write was committed: go on, and have looked up what could not be written down. Costs nothing if well."""
        if self._context.left_open:
            startup.give_up_left_open(self._context, now)
        if not self.words:
            return
        log.warning("The store can be written again: the engine goes on.")
        with contextlib.suppress(OSError):
            tell(self._context.workspace.home.engine_lock, "")
        self.words, self._wait_s = "", FIRST_WAIT_S
