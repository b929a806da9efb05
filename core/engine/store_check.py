"""When the engine asks whether its store is whole: before it is ready, once a day, and after an error (DETAILS 8)."""

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
"""Real seconds after which it is asked again where the disk did not let it be asked."""
log = logging.getLogger("overture.engine")


class StoreCheck:
    """The questions of one engine. A daily one, and the second part of a large store's, run in a thread."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._home = workspace.home
        self._closing = threading.Event()
        self._thread: threading.Thread | None = None
        self._asked_at = workspace.now()
        self._asked_boot = boot_seconds()
        self._failed = False
        self.holds = False
        """Nothing is sent yet: a large store has passed the first part only."""

    def before_ready(self) -> None:
        """Ask before the engine writes anything. Raises DamagedError, and TryAgainError where it cannot be asked."""
        damage.refuse(self._home)
        if self._inline or not integrity.is_large(self._home.store):
            self._whole()
            self._refuse()
            return
        self.holds = True
        passed = checked.passed_lately(self._home, real_now())
        if passed is not None:
            self._begin(partial(self._same_or_whole, passed))
            return
        words = integrity.fault_of_first_part(self._home.store)
        if words:
            raise damage.error_of(self._home, damage.note(self._home, words))
        self._begin(self._tables)

    def look(self, now: datetime) -> bool:
        """Ask once a day, and stop the engine once damage is known; whether a new day's question began.

        Raises DamagedError.
        """
        self._refuse()
        if not self._due(now):
            return False
        self._asked_at, self._asked_boot, self._failed = now, boot_seconds(), False
        if self._inline:
            self._whole()
            self._refuse()
        else:
            self._begin(self._both_parts if integrity.is_large(self._home.store) else self._whole)
        return True

    @property
    def asking(self) -> bool:
        """Whether a question is open: it reads the whole store."""
        return self._thread is not None and self._thread.is_alive()

    def close(self) -> None:
        """Give up the question that is open."""
        self._closing.set()
        if self._thread is not None:
            self._thread.join()

    @property
    def _inline(self) -> bool:
        """Where time is moved by hand, a thread would make the order of things a matter of chance."""
        return isinstance(self._workspace.clock, SteppedClock)

    def _refuse(self) -> None:
        damage.refuse(self._home)

    def _due(self, now: datetime) -> bool:
        """A day of the workspace's clock, or of real time; of a large store real time alone, as it takes seconds."""
        if self.asking:
            return False
        passed = boot_seconds() - self._asked_boot
        if self._failed:
            return passed >= AGAIN_S
        moved = now - self._asked_at >= DAY and not integrity.is_large(self._home.store)
        return moved or passed >= DAY_S

    # -- the questions

    def _begin(self, question: Callable[[], None]) -> None:
        def ask() -> None:
            try:
                question()
            except integrity.NotWantedError:
                return
            except (TryAgainError, OSError) as error:
                self._failed = True
                log.warning("The store was not checked: %s", error)

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
        """A store that is byte for byte what it was when it passed, passes; any other is asked the whole question."""
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
