"""A process under a terminal of its own: read, written to and waited for, always with a deadline."""

from __future__ import annotations

import contextlib
import fcntl
import os
import re
import select
import signal
import struct
import subprocess
import sys
import termios
import time
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from tests.support.loaded import loaded
from tests.support.patience import DEADLINE_S

ROOT = Path(__file__).parents[3]
ENVIRONMENT = {"TERM": "xterm-256color", "COLORTERM": "truecolor", "ESCDELAY": "10", "LC_ALL": "C.UTF-8"}
"""Environment variables of a usual terminal; a test that needs another terminal gives its own."""
APP = (sys.executable, "-m", "tests.tui.support.app")
LOADED = ("core", "tui", "tests.tui.support.driving", "tests.tui.support.gallery", "tests.tui.support.restless")
"""Packages that the app loads."""


class Terminal:
    """The controlling end of a pseudo terminal, and the process on its other end."""

    def __init__(
        self, command: Sequence[str], *, size: tuple[int, int], pass_fds: Sequence[int], other: dict[str, str]
    ) -> None:
        self.master, self.slave = os.openpty()
        fcntl.ioctl(self.slave, termios.TIOCSWINSZ, struct.pack("HHHH", size[1], size[0], 0, 0))
        self.before = termios.tcgetattr(self.slave)
        self.stream = b""
        self._forgotten = 0
        env = {**os.environ, **ENVIRONMENT, **other}
        self.process: subprocess.Popen[Any]
        if tuple(command[: len(APP)]) == APP and not other:  # only if it was loaded with the same environment
            files = dict.fromkeys(range(3), self.slave) | {number: number for number in pass_fds}
            self.process = loaded(*LOADED, **ENVIRONMENT).run(command[2:], env=env, files=files, session=True)
        else:
            self.process = subprocess.Popen(
                command,
                stdin=self.slave,
                stdout=self.slave,
                stderr=self.slave,
                cwd=ROOT,
                start_new_session=True,
                pass_fds=tuple(pass_fds),
                env=env,
            )

    @property
    def attributes(self) -> list[Any]:
        """Return the present settings of the terminal."""
        return termios.tcgetattr(self.slave)

    def words(self) -> str:
        """Return the end of the output, for a failing test."""
        return self.plain()[-1500:]

    def plain(self) -> str:
        """Return the output without control sequences, which split a line that a dialog partly covers."""
        fresh = self.stream[self._forgotten :].decode(errors="replace")
        return re.sub(r"\x1b\[[0-9;:?<>=$]*[ -/]*[@-~]", "", fresh)

    def forget(self) -> None:
        """Drop the output so far, so that later waits find only words that are written from now on."""
        self._forgotten = len(self.stream)

    def pump(self, seconds: float, also: Sequence[int] = ()) -> list[int]:
        """Read the output for at most `seconds`; return those of the descriptors `also` that can be read."""
        ready, _, _ = select.select([*([self.master] if self.master >= 0 else []), *also], [], [], seconds)
        if self.master in ready:
            with contextlib.suppress(OSError):
                self.stream += os.read(self.master, 1 << 16)
        return [descriptor for descriptor in ready if descriptor != self.master]

    def wait_for(self, holds: Callable[[], bool], what: str, seconds: float = DEADLINE_S) -> None:
        """Read on until a condition holds; fail with `what` if it does not in time."""
        deadline = time.monotonic() + seconds
        while not holds():
            assert time.monotonic() < deadline, f"never: {what}\n{self.words()}"
            assert self.process.poll() is None or holds(), f"ended before: {what}\n{self.words()}"
            self.pump(0.05)

    def wait_for_words(self, words: str) -> None:
        """Read on until words were written, since the last `forget`."""
        self.wait_for(lambda: words in self.plain(), words)

    def wait_for_byte(self, descriptor: int) -> None:
        """Read the output until `descriptor` can be read, and read a byte from that."""
        deadline = time.monotonic() + DEADLINE_S
        while descriptor not in self.pump(0.2, [descriptor]):
            assert time.monotonic() < deadline, f"nothing came\n{self.words()}"
        os.read(descriptor, 1)

    def wait_until_quiet(self, quiet_s: float = 0.15) -> None:
        """Read on until nothing was written for `quiet_s` seconds."""
        deadline = time.monotonic() + DEADLINE_S
        while time.monotonic() < deadline:
            before = len(self.stream)
            self.pump(quiet_s)
            if len(self.stream) == before:
                return

    def send(self, keys: bytes) -> None:
        """Press keys."""
        os.write(self.master, keys)

    def signal(self, number: signal.Signals) -> None:
        """Send a signal to this process alone."""
        os.kill(self.process.pid, number)

    def hang_up(self) -> None:
        """Close the terminal."""
        os.close(self.master)
        self.master = -1

    def ended(self, within: float) -> int | None:
        """Read on until the process has ended; return its exit code, None if it still runs after `within` seconds."""
        deadline = time.monotonic() + within
        while self.process.poll() is None and time.monotonic() < deadline:
            if self.master >= 0:
                self.pump(0.05)
            else:
                with contextlib.suppress(subprocess.TimeoutExpired):
                    self.process.wait(0.05)
        if self.master >= 0:
            self.pump(0)
        return self.process.returncode

    def close(self) -> None:
        """End the process if it still runs, and close the terminal."""
        if self.process.poll() is None:
            self.process.kill()
        self.process.wait(DEADLINE_S)
        for descriptor in (self.master, self.slave):
            if descriptor >= 0:
                os.close(descriptor)


SHELL = (
    sys.executable,
    "-c",
    "import fcntl, os, termios; fcntl.ioctl(0, termios.TIOCSCTTY, 0); os.execlp('sh', 'sh', '-i')",
)
"""A shell with job control in its own terminal."""


@contextlib.contextmanager
def terminal(
    *arguments: str,
    size: tuple[int, int] = (140, 40),
    pass_fds: Sequence[int] = (),
    command: Sequence[str] = APP,
    other: dict[str, str] | None = None,
) -> Iterator[Terminal]:
    """Yield a process under a terminal; it has ended afterwards. `other` changes its environment."""
    made = Terminal([*command, *arguments], size=size, pass_fds=pass_fds, other=other or {})
    try:
        yield made
    finally:
        made.close()
