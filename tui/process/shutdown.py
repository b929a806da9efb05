"""Ending the app on a signal or the loss of the terminal, in a thread: Textual blocks when its terminal is lost."""

from __future__ import annotations

import contextlib
import os
import queue
import signal
import sys
import termios
import threading
from collections.abc import Callable
from types import FrameType
from typing import Any

from core.clock import boot_seconds

GRACE_S = 5.0
"""Real seconds that the app gets to end by itself once the engine is closed."""
LOOK_S = 1.0
"""Real seconds between two questions whether what the app waits for can still come."""


SHORT_S = 10.0
"""Longest wait, in real seconds, that one attempt without an answer ends."""
FAILURES = 3
"""Successive attempts without an answer of the server that end a longer wait than `SHORT_S`: something is written."""


class ShutdownWatch:
    """A watcher that waits for a signal or the loss of the terminal, then closes the engine and ends the app."""

    def __init__(
        self,
        close_engine: Callable[[], None],
        leave_app: Callable[[], None],
        undo_modes: Callable[[], str],
        discard: Callable[[], None],
        in_vain: Callable[[], bool] = lambda: False,
    ) -> None:
        """`in_vain` says whether threads wait for a server that does not answer, and may take some seconds for it."""
        self._close_engine = close_engine
        self._leave_app = leave_app
        self._undo_modes = undo_modes
        self._discard = discard
        self._in_vain = in_vain
        self._inbox: queue.SimpleQueue[int] = queue.SimpleQueue()
        self._done = threading.Event()
        self._had_terminal = os.isatty(0)
        self._attributes = _terminal_attributes()
        self._seen = 0
        self._thread = threading.Thread(target=self._wait, name="leaver", daemon=True)

    def start(self) -> None:
        """Watch for signals that end a process, and for the loss of the terminal; call from the main thread."""
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
            signal.signal(number, self._signal)
        self._thread.start()

    def stop(self) -> None:
        """Note that the app has ended by itself."""
        self._done.set()

    def limit(self, code: int, within_s: float) -> None:
        """End the process with `code` if the app, which ends now, has not ended `within_s` real seconds from now.

        A thread that waits for an unresponsive server would otherwise delay the end of the process. If all wait for a
        server that does not answer, the process ends sooner.
        """
        threading.Thread(target=self._end_in_vain, args=(code, within_s), name="end", daemon=True).start()

    def end_in(self, seconds: float, code: int) -> None:
        """End the process in some real seconds, whatever its threads wait for; its terminal is the shell's again."""
        threading.Thread(target=self._end_after, args=(seconds, code), name="end", daemon=True).start()

    def _end_after(self, seconds: float, code: int) -> None:
        threading.Event().wait(seconds)
        self._end(code)

    def _signal(self, number: int, _frame: FrameType | None) -> None:
        # Only a queue: an Event set inside a signal handler can deadlock.
        self._seen += 1
        if self._seen > 1:
            self._restore_terminal()
            self._end(128 + number)
        self._inbox.put(number)

    def _wait(self) -> None:
        while not self._done.is_set():
            with contextlib.suppress(queue.Empty):
                self._inbox.get(timeout=1.0)
                break
            if self._had_terminal and not os.isatty(0):
                break
        if self._done.is_set():
            return
        self._close_engine()
        if not os.isatty(0) and self._had_terminal:
            self._end(0)
        self._leave_app()
        self._end_late(0, GRACE_S)

    def _end_in_vain(self, code: int, within_s: float) -> None:
        until, failures = boot_seconds() + within_s, 0
        while (left := until - boot_seconds()) > 0 and not self._done.wait(min(left, LOOK_S)):
            failures = failures + 1 if self._in_vain() else 0
            if failures >= (1 if within_s <= SHORT_S else FAILURES):
                break
        self._end_late(code, 0)

    def _end_late(self, code: int, within_s: float) -> None:
        if not self._done.wait(within_s):
            self._restore_terminal()
            self._end(code)

    def _end(self, code: int) -> None:
        """End the process at once: no `with` block and no `finally` of another thread runs."""
        self._discard()
        os._exit(code)

    def _restore_terminal(self) -> None:
        if self._attributes is not None:
            with contextlib.suppress(OSError, termios.error):
                termios.tcsetattr(0, termios.TCSANOW, self._attributes)
        with contextlib.suppress(OSError):
            _write_at_once(sys.__stdout__.fileno() if sys.__stdout__ else 1, self._undo_modes().encode())


def _write_at_once(descriptor: int, data: bytes) -> None:
    """Write as much as can be written now: a terminal that does not read (Ctrl+S, a stalled line) must delay no end."""
    os.set_blocking(descriptor, False)
    try:
        os.write(descriptor, data)
    finally:
        os.set_blocking(descriptor, True)


def _terminal_attributes() -> list[Any] | None:
    try:
        return termios.tcgetattr(0)
    except (OSError, termios.error):
        return None
