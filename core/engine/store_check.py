"""The engine's checks of its store: before it is ready, once a day, and after an error (docs/reliability.md#damage)."""

from __future__ import annotations

import logging
import threading
from collections.abc import Callable
from datetime import datetime, timedelta
from functools import partial

from core.clock import SteppedClock, boot_seconds, real_now
from core.errors import TryAgainError
from core.store.upkeep import checked, damage, integrity
from core.workspace import Workspace

DAY = timedelta(days=1)
DAY_S = 86_400.0
AGAIN_S = 60.0
"""Real seconds until the check is repeated if the disk did not allow it."""
log = logging.getLogger("overture.engine")


class StoreCheck:
    """The checks of one engine. The daily check, and the second part of a large store's first one, run in a thread."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._home = workspace.home
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._asked_at = workspace.now()
        self._asked_boot = boot_seconds()
        self._failed = False
        self._error: Exception | None = None
        """The error that ended the check in its thread; the engine's own thread raises it again and holds the check."""
        self.holds = False
        """True while nothing may be sent because a large store has passed only the first part."""

    def before_ready(self) -> None:
        """Check before the engine writes anything. Raises DamagedError, and TryAgainError if the check cannot run."""
        self.refuse()
        if not self._workspace.store.in_file:
            return  # its server keeps checksums
        large = integrity.is_large(self._home.store)
        passed = checked.passed_lately(self._home, real_now()) if large else None
        if self._inline or not large:
            if passed is None:
                self._whole()
            else:
                self._same_or_whole(passed)
            self.refuse()
            return
        self.holds = True
        if passed is not None:
            self._begin(partial(self._same_or_whole, passed))
            return
        words = integrity.fault_of_first_part(self._home.store)
        if words:
            raise damage.error_of(self._home, damage.note(self._home, words))
        self._begin(self._tables)

    def refuse(self) -> None:
        """Raise DamagedError once damage is known."""
        damage.refuse(self._home)

    def check_daily(self, now: datetime) -> bool:
        """Check once a day, and stop the engine once damage is known; return whether a new day's check began.

        Raises DamagedError, and the unexpected error that ended the last check in its thread.
        """
        self.refuse()
        if self._error is not None:
            error, self._error = self._error, None
            raise error
        if not self._due(now):
            return False
        if self._workspace.store.in_file:  # a server keeps checksums of its own
            self._check()
        self._asked_at, self._asked_boot = now, boot_seconds()
        return True

    def _check(self) -> None:
        if self._inline:
            self._whole()
            self.refuse()
        else:
            self._begin(self._both_parts if self._is_large() else self._whole)

    @property
    def asking(self) -> bool:
        """Return whether a check is running: it reads the whole store."""
        return self._thread is not None and self._thread.is_alive()

    def close(self) -> None:
        """Abort the running check."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def _inline(self) -> bool:
        """Return whether to check without a thread: on a clock moved by hand, a thread makes the order random."""
        return isinstance(self._workspace.clock, SteppedClock)

    def _due(self, now: datetime) -> bool:
        """Return whether a day has passed, of the workspace's clock or of real time.

        For a large store only real time counts, as its check takes seconds.
        """
        if self.asking:
            return False
        passed = boot_seconds() - self._asked_boot
        if self._failed:
            return passed >= AGAIN_S
        return passed >= DAY_S or (now - self._asked_at >= DAY and not self._is_large())

    def _is_large(self) -> bool:
        return self._workspace.store.in_file and integrity.is_large(self._home.store)

    # -- the checks

    def _begin(self, question: Callable[[], None]) -> None:
        def ask() -> None:
            try:
                question()
            except integrity.NotWantedError:
                return
            except (TryAgainError, OSError) as error:
                self._failed = True
                log.warning("The store was not checked: %s", error)
            except Exception as error:  # noqa: BLE001 - raised again by the next `look`
                self._failed, self._error = True, error

        self._failed = False
        self._thread = threading.Thread(target=ask, name="store-check", daemon=True)
        self._thread.start()

    def _whole(self) -> None:
        self._found(integrity.fault(self._home.store))

    def _tables(self) -> None:
        self._found(integrity.fault_of_tables(self._home.store, self._closing.is_set))

    def _both_parts(self) -> None:
        words = integrity.fault_of_first_part(self._home.store)
        self._found(words or integrity.fault_of_tables(self._home.store, self._closing.is_set))

    def _same_or_whole(self, passed: datetime) -> None:
        """Pass a store whose bytes are the same as when it last passed; check any other one as a whole."""
        if checked.same_bytes(self._home, self._closing.is_set):
            self._workspace.passed = passed
            self.holds = False
        else:
            self._both_parts()

    def _found(self, words: str) -> None:
        if words:
            damage.note(self._home, words)
            return
        self._workspace.passed = real_now()
        self.holds = False
