"""The engine inside the app, in threads of its own, while nobody else runs it."""

from __future__ import annotations

import contextlib
import threading

from core.clock import boot_seconds
from core.daemon import STOP, Loop, ScheduledAlarm
from core.engine.engine import engine
from core.engine.lock import is_held
from core.errors import EngineElsewhereError, OvertureError
from core.services.network import gateway
from core.workspace import Workspace

RETRY_S = 5.0
"""Real seconds between two tries to take the lock."""
REST_S = 30.0
"""After a hand-over the lock must be free for so long before the app takes the engine again: the daemon that asked
for it may be restarting, and somebody wanted it to run there."""


class EngineHost:
    """Runs the engine in a thread whenever its lock is free; `close` ends it after the call in flight."""

    def __init__(self, workspace: Workspace) -> None:
        self._workspace = workspace
        self._closing = threading.Event()
        self._loop: Loop | None = None
        self._lock = threading.Lock()
        self._thread = threading.Thread(target=self._run, name="engine-host", daemon=True)
        self.running = False
        self.fault: str = ""
        """Why the engine does not run here, where that is neither another process nor the end."""
        self.handed_to: str = ""
        """Who asked for the engine and got it, until it runs here again."""

    def start(self) -> None:
        """Begin; returns at once."""
        self._thread.start()

    def _run(self) -> None:
        while not self._closing.is_set():
            try:
                self._hold()
                self.fault = ""
            except EngineElsewhereError:
                self.fault = ""
            except OvertureError as error:
                self.fault = error.text
            except Exception as error:  # noqa: BLE001 - shown in the status line; nothing is sent meanwhile
                self.fault = f"{type(error).__name__}: {error}"
            self._closing.wait(RETRY_S)
            if self.handed_to:
                self._rest()

    def _rest(self) -> None:
        """Leave the engine to whoever asked for it, until nobody has held its lock for a while."""
        free_since: float | None = None
        while not self._closing.is_set():
            if is_held(self._workspace.home.engine_lock):
                free_since = None
            elif free_since is None:
                free_since = boot_seconds()
            if free_since is not None and boot_seconds() - free_since >= REST_S:
                return
            self._closing.wait(min(RETRY_S, REST_S))

    def _hold(self) -> None:
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
                if not self._closing.is_set():
                    loop.run()
            finally:
                self.running = False
                self.handed_to = loop.handed_to
                with self._lock:
                    self._loop = None

    def close(self, wait_s: float = 90.0) -> None:
        """End the engine after the call in flight, its outcome committed and the lock given back."""
        self._closing.set()
        with self._lock:
            if self._loop is not None:
                self._loop.inbox.put(STOP)
        with contextlib.suppress(RuntimeError):
            self._thread.join(wait_s)
