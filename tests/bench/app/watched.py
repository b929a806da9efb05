"""A process at a terminal of 140x40 whose processor time and bytes are counted."""

from __future__ import annotations

import contextlib
import os
import resource
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

from tests.tui.support.pty import Terminal

SIZE = (140, 40)
QUIET_S = 2.0
"""Real seconds without output after which a picture is complete."""


class Spent(NamedTuple):
    """The processor time, bytes and real time that a process used for a while."""

    real_s: float
    processor_s: float
    written: int

    @property
    def share(self) -> float:
        """Return the share of one core."""
        return self.processor_s / self.real_s


class Watched:
    """A process at a terminal, which a bench sends keys and whose use of the machine it measures."""

    def __init__(self, terminal: Terminal) -> None:
        self.terminal = terminal

    @property
    def processor_s(self) -> float:
        """Return the processor seconds of all the process's threads since it began, by its CPU clock in Linux."""
        return time.clock_gettime((~self.terminal.process.pid << 3) | 2)

    def wait_for(self, *words: str) -> None:
        """Read on until all of these words are on the terminal."""
        shown = self.terminal
        shown.wait_for(lambda: all(word in shown.plain() for word in words), ", ".join(words))

    def rest(self, seconds: float) -> Spent:
        """Leave the process alone for some seconds, and return what it used."""
        begin, processor, written = time.monotonic(), self.processor_s, len(self.terminal.stream)
        while (left := begin + seconds - time.monotonic()) > 0:
            self.terminal.pump(left)
        return Spent(time.monotonic() - begin, self.processor_s - processor, len(self.terminal.stream) - written)

    def key(self, key: bytes) -> float:
        """Press a key; return the real seconds until the first byte that follows."""
        self.terminal.pump(0)
        before, begin = len(self.terminal.stream), time.monotonic()
        self.terminal.send(key)
        self.terminal.wait_for(lambda: len(self.terminal.stream) > before, "an answer to a key")
        return time.monotonic() - begin


def environment(folder: Path) -> dict[str, str]:
    """Return an environment in which Python keeps its compiled files, in a folder beside the bench's worlds."""
    return {"PYTHONPYCACHEPREFIX": str(folder / "compiled"), "PYTHONDONTWRITEBYTECODE": ""}


@contextlib.contextmanager
def watched(module: str, *arguments: str, kept: Path) -> Iterator[Watched]:
    """Run a module at a terminal while the block runs; the process has ended afterwards."""
    command = [sys.executable, "-m", module, *arguments]
    terminal = Terminal(command, size=SIZE, pass_fds=(), other=environment(kept))
    try:
        yield Watched(terminal)
    finally:
        terminal.close()


@contextlib.contextmanager
def beside(module: str, *arguments: str, kept: Path) -> Iterator[None]:
    """Run a module in the background while the block runs; the process has ended afterwards."""
    command = [sys.executable, "-m", module, *arguments]
    with subprocess.Popen(command, env={**os.environ, **environment(kept)}) as process:
        try:
            yield
        finally:
            process.kill()


def processor_of(command: list[str], kept: Path) -> float:
    """Return the processor seconds of a command from its start to its end."""
    before = resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run(command, env={**os.environ, **environment(kept)}, stdout=subprocess.DEVNULL, check=True)
    after = resource.getrusage(resource.RUSAGE_CHILDREN)
    return after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
