"""Suspension by ctrl+z: the app's engine ends and releases its lock, then the process stops until the shell's `fg`."""

from __future__ import annotations

import contextlib
import os
import signal
import sys
import termios
import threading

from tui.app_base import Overture

GIVEN_UP = "Suspended: the engine is stopped, and nothing is sent until fg."
ELSEWHERE = "Suspended until fg; the engine keeps running in the {holder}."
NOWHERE = "Suspended until fg; no engine runs."
NO_SHELL = "No shell could bring Overture back from here, so it was not suspended. ctrl+q quits."
TOO_SLOW = "A request under way did not finish, so Overture was not suspended."
MUTE = "The store's server does not answer, so Overture was not suspended. ctrl+q quits."


class Suspension:
    """The suspension of an app, by its key or by SIGTSTP."""

    def __init__(self, app: Overture) -> None:
        self._app = app
        self._under_way = False

    def begin(self) -> None:
        """Suspend once the call in flight has ended; if that is impossible, say why."""
        if self._under_way or self._app.terminal is None:
            return
        if not has_shell():
            self._app.say(NO_SHELL)
            return
        self._under_way = True
        if self._app.host is not None and self._app.host.running:
            self._app.say("Suspending after the current request …")
        threading.Thread(target=self._release, name="suspend", daemon=True).start()

    def _release(self) -> None:
        host = self._app.host
        had_engine = host is not None and host.running
        ended = host is None or host.release()
        self._app.call_later(self._stop if ended else self._give_in, had_engine)

    def _give_in(self, _had_engine: bool) -> None:
        self._under_way = False
        host = self._app.host
        self._app.say_error(MUTE if host is not None and host.gave_up else TOO_SLOW)
        self._go_on()

    def _stop(self, had_engine: bool) -> None:
        """Restore the terminal for the shell, stop, and set it up again afterwards."""
        try:
            if self._app.is_running:
                with self._app.suspend():
                    print(self._words(had_engine), file=sys.stderr, flush=True)  # noqa: T201 - the shell shows it
                    stop_process_group()
        finally:
            self._under_way = False
            self._go_on()

    def _words(self, had_engine: bool) -> str:
        around = self._app.around
        if had_engine:
            return GIVEN_UP
        if around is None or not around.state.engine.runs:
            return NOWHERE
        engine = around.state.engine
        return ELSEWHERE.format(holder=f"{engine.kind} with process id {engine.pid}")

    def _go_on(self) -> None:
        if self._app.host is not None:
            self._app.host.start()
        self._app.refresh_page()


def has_shell() -> bool:
    """Return whether this process is a job of a shell; the kernel ignores a stop that no shell could resume."""
    return os.getpgrp() != os.getsid(0)


def stop_process_group() -> None:
    """Stop every process of the job, as a terminal does on ctrl+z; return once in the foreground or without a terminal.

    Call from the main thread. A signal to the whole process may be taken by any thread, and this thread would run on
    for a moment: it could ask who has the terminal before the stop, and act on the answer after `fg`. So the job's
    other processes are stopped first, then this process, by a signal to this thread.
    """
    before = {number: signal.getsignal(number) for number in (signal.SIGTSTP, signal.SIGTTOU)}
    try:
        signal.signal(signal.SIGTSTP, signal.SIG_IGN)
        os.kill(0, signal.SIGTSTP)
        signal.signal(signal.SIGTSTP, signal.SIG_DFL)
        signal.signal(signal.SIGTTOU, signal.SIG_DFL)
        signal.pthread_kill(threading.get_ident(), signal.SIGTSTP)
        _stay_stopped_in_the_background()
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)


def _stay_stopped_in_the_background() -> None:
    """Set the terminal to its present state; in the background, as after `bg`, the kernel stops a process for that."""
    with contextlib.suppress(OSError, termios.error):  # raised if the terminal is gone
        termios.tcsetattr(0, termios.TCSANOW, termios.tcgetattr(0))
