"""The engine inside the app: it runs in threads of its own while no other process runs it."""

from __future__ import annotations

import logging
import threading
from typing import TYPE_CHECKING

from core.clock import boot_seconds
from core.errors import EngineElsewhereError, OvertureError, TryAgainError
from core.secrets import unexpected
from core.services.engine_alive import life
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.daemon.loop import Loop

LOOK_S = 1.0
"""Real seconds for which the end of the engine waits before it asks whether the server answers."""
PATIENCE_S = 3.0
"""Real seconds in which a server has to answer."""
log = logging.getLogger("overture.app")
RETRY_S = 5.0
"""Real seconds between two attempts to take the lock."""
REST_S = 30.0
"""Seconds for which the lock must stay free after a hand-over before the app takes the engine again: the daemon that
asked for it may only be restarting."""


class EngineHost:
    """A host that runs the engine in a thread whenever its lock is free; `close` ends it after the call in flight."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._closing = threading.Event()
        self._closed = False
        self._left_alone = False
        """True once the engine was closed and did not end."""
        self.gave_up = False
        """True if the last `release` left the engine alone because the server did not answer."""
        self._loop: Loop | None = None
        self._lock = threading.Lock()
        self._thread: threading.Thread | None = None
        self.running = False
        self.fault: str = ""
        """The error that keeps the engine from running here; empty if there is none, or if it runs elsewhere."""
        self.handed_to: str = ""
        """The process that asked for the engine and got it; empty once the engine runs here again."""

    def start(self) -> None:
        """Begin, or begin again after `release`; return at once. After `close` this does nothing.

        An engine that `release` gave up ends first.
        """
        with self._lock:
            if self._closed:
                return
            self._closing = threading.Event()
            given = self._closing, self._thread
            self._thread = threading.Thread(target=self._run, args=given, name="engine-host", daemon=True)
            self._thread.start()

    def _run(self, closing: threading.Event, former: threading.Thread | None) -> None:
        if former is not None:
            former.join()
        while not closing.is_set():
            before, cause = self.fault, None
            try:
                self._hold(closing)
                self.fault = ""
            except EngineElsewhereError:
                self.fault = ""
            except OvertureError as error:
                self.fault = error.text
            except Exception as error:  # noqa: BLE001 - shown in the status line; nothing is sent meanwhile
                self.fault, cause = unexpected(error), error
            if self.fault and self.fault != before:
                log.error("No engine runs in the app: %s", self.fault, exc_info=cause)
            closing.wait(RETRY_S)
            if self.handed_to:
                self._rest(closing)

    def _rest(self, closing: threading.Event) -> None:
        """Leave the engine to the process that asked for it, until its lock has been free for a while."""
        free_since: float | None = None
        while not closing.is_set():
            if self._runs_elsewhere():
                free_since = None
            elif free_since is None:
                free_since = boot_seconds()
            if free_since is not None and boot_seconds() - free_since >= REST_S:
                return
            closing.wait(min(RETRY_S, REST_S))

    def _runs_elsewhere(self) -> bool:
        """Return whether a process runs the engine; True, to be safe, while a database server does not answer."""
        try:
            return life(self._workspace).holder is not None
        except TryAgainError:
            return True

    def _hold(self, closing: threading.Event) -> None:
        # Imported here: an app beside a daemon never needs the engine, and the first page shows before it is loaded.
        from core.daemon.alarm import ScheduledAlarm
        from core.daemon.loop import Loop
        from core.engine.runner import engine
        from core.services.provider.gateway import gateway

        with (
            self._workspace.store.session(),
            gateway(self._workspace) as network,
            engine(self._workspace, network, "app") as context,
        ):
            loop = Loop(context, ScheduledAlarm)
            with self._lock:
                self._loop = loop
            self.running = True
            self.handed_to = ""
            try:
                if not closing.is_set():
                    loop.run()
            finally:
                self.running = False
                self.handed_to = loop.handed_to
                with self._lock:
                    self._loop = None

    def release(self, wait_s: float = 90.0) -> bool:
        """End the engine after the call in flight, its outcome committed and the lock given back.

        Returns whether it ended within `wait_s` real seconds. An engine that only waits for a server that does not
        answer is given up sooner, as if it was killed; but a send whose outcome is not stored yet is waited for.
        """
        with self._lock:
            self._closing.set()
            thread = self._thread
            self.gave_up = False
            if self._loop is not None:
                self._loop.stop()
        if thread is None:
            return True
        until = boot_seconds() + wait_s
        while thread.is_alive() and (left := until - boot_seconds()) > 0:
            thread.join(min(left, LOOK_S))
            if thread.is_alive() and self._waits_in_vain():
                self.gave_up = True
                break
        return not thread.is_alive()

    def _waits_in_vain(self) -> bool:
        """Return whether the server does not answer, while no call was or is under way."""
        return not self._calls() and not self._workspace.store.answers(PATIENCE_S) and not self._calls()

    def _calls(self) -> bool:
        with self._lock:
            return self._loop is not None and self._loop.calling()

    def close(self, wait_s: float = 90.0) -> bool:
        """Release the engine for good; return whether it ended."""
        with self._lock:
            again, self._closed = self._closed, True
        if again and self._left_alone:
            return False
        self._left_alone = not self.release(wait_s)
        return not self._left_alone
