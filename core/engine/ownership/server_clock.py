"""The engine's comparison of its machine's clock with the clock of the server that holds the store.

Machines whose clocks differ would disagree on slots, spacing and limits, so an engine whose clock is off does no work
until the two agree again.
"""

from __future__ import annotations

import socket
from typing import TYPE_CHECKING

from core.clock import boot_seconds
from core.engine.epoch import assert_epoch
from core.rules.clock_steps import MOST_OFF_S
from core.store import journal
from core.store.engine import clock_state
from core.store.engine.clock_state import ClockDifference
from core.store.journal import ENGINE

if TYPE_CHECKING:
    from core.engine.context import Context

CHECK_S = 5.0
"""Real seconds between two comparisons."""


class ServerClock:
    """The comparison of the two clocks by one engine, made every few seconds."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._checked_at = -CHECK_S
        self._holds: bool | None = None
        """True while work is held; None before the first comparison, when the store may still have an earlier hold."""

    def allows(self) -> bool:
        """Return whether work may go on. A store in a file has no other clock."""
        if self._context.store.in_file:
            return True
        if boot_seconds() - self._checked_at >= CHECK_S:
            off = self._context.store.clock_offset_s()
            holds = abs(off) > MOST_OFF_S
            if holds != self._holds:
                self._tell(off, holds=holds)
            self._holds, self._checked_at = holds, boot_seconds()
        return not self._holds

    def _tell(self, off: float, *, holds: bool) -> None:
        """Write the hold, or its end, into the store, where every machine sees it."""
        now = self._context.workspace.now()
        with self._context.store.write() as store:
            assert_epoch(self._context, store)
            before = clock_state.difference(store)
            if not holds and before is None:
                return
            found = ClockDifference(now, round(off, 1), socket.gethostname()) if holds else None
            clock_state.set_difference(store, found, now)
            code = "clock.differs" if holds else ""
            journal.write(store, now, ENGINE, code or "clock.agrees", code=code, data={"seconds": round(off, 1)})
