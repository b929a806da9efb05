"""Programs of the tests as forks of a Python that has loaded the product: loading is most of a short program's cost.

`python -m tests.support.loaded SOCKET PACKAGE…` loads the packages and forks for each program that is requested. The
program's parent is a fork of its own that waits for it and reports its exit code.
"""

from __future__ import annotations

import atexit
import contextlib
import fcntl
import gc
import json
import os
import pkgutil
import runpy
import select
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from functools import cache
from importlib import import_module
from io import TextIOWrapper
from pathlib import Path
from typing import IO, Any, TypedDict

ROOT = Path(__file__).parents[2]
LARGEST = 1 << 20
"""Most bytes of a request: the words and the environment of a program."""
MOST_FILES = 32
ABOVE = 100
"""Lowest descriptor that is certainly free in a process that was just forked."""


class Ask(TypedDict):
    """A request: a program's module and words, its environment, and the descriptors that it has open."""

    words: list[str]
    env: dict[str, str]
    files: list[int]
    session: bool


class Forked(subprocess.Popen[Any]):
    """A program that was forked, with the methods of `subprocess.Popen`, though it is no child of this process."""

    def __init__(self, words: Sequence[str], told: int, stderr: IO[str] | None) -> None:
        self.args = list(words)
        self.stdin = self.stdout = None
        self.stderr = stderr
        self.returncode = None
        self._told = told
        self.pid = self._number()

    def poll(self) -> int | None:
        """Return the exit code, None while the program runs."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self.wait(0)
        return self.returncode

    def wait(self, timeout: float | None = None) -> int:
        """Return the exit code once there is one. Raises subprocess.TimeoutExpired after `timeout` seconds."""
        if self.returncode is None:
            if timeout is not None and not select.select([self._told], [], [], timeout)[0]:
                raise subprocess.TimeoutExpired(self.args, timeout)
            self.returncode = self._number()
            os.close(self._told)
        return self.returncode

    def communicate(self, input: Any = None, timeout: float | None = None) -> tuple[None, Any]:  # noqa: A002
        """Wait for the program's end; return its short stderr."""
        self.wait(timeout)
        return None, self.stderr.read() if self.stderr is not None else None

    def _number(self) -> int:
        text = b""
        while not text.endswith(b"\n"):
            piece = os.read(self._told, 1)
            if not piece:
                raise RuntimeError(f"what waited for {self.args!r} was killed")
            text += piece
        return int(text)


class Loaded:
    """The process that has loaded these packages, and the connection to it; it ends with the process of the tests."""

    def __init__(self, packages: Sequence[str], env: Mapping[str, str]) -> None:
        self._asks, theirs = socket.socketpair()
        with theirs:
            number = theirs.fileno()
            command = [sys.executable, "-m", "tests.support.loaded", str(number), *packages]
            self._process = subprocess.Popen(
                command, cwd=ROOT, env=dict(env), pass_fds=[number], stdin=subprocess.DEVNULL
            )
        atexit.register(self.close)

    def run(
        self,
        words: Sequence[str],
        *,
        env: Mapping[str, str],
        files: Mapping[int, int],
        stderr: IO[str] | None = None,
        session: bool = False,
    ) -> Forked:
        """Run `python -m` with these arguments; `files` maps the program's descriptor numbers to this process's."""
        told, tells = os.pipe()
        ask = Ask(words=list(words), env=dict(env), files=list(files), session=session)
        try:
            socket.send_fds(self._asks, [json.dumps(ask).encode() + b"\n"], [tells, *files.values()])
        finally:
            os.close(tells)
        return Forked(words, told, stderr)

    def close(self) -> None:
        """End the process."""
        self._asks.close()
        self._process.wait()


@cache
def loaded(*packages: str, **env: str) -> Loaded:
    """Return this process's `Loaded` for these packages, loaded in this environment."""
    return Loaded(packages, {**os.environ, **env})


def _load(package: str) -> None:
    """Load a package with all its modules, except those that run when they are loaded."""
    found = import_module(package)
    for module in pkgutil.walk_packages(getattr(found, "__path__", []), f"{package}."):
        last = module.name.rpartition(".")[2]
        if last != "__main__" and not last[0].isdigit():
            import_module(module.name)


def _serve(asks: socket.socket) -> list[str]:
    """Fork for each request. Return its words in the program's process, and an empty list at the end."""
    while True:
        text, files, _flags, _address = socket.recv_fds(asks, LARGEST, MOST_FILES)
        if not text:
            return []
        while not text.endswith(b"\n"):
            text += asks.recv(LARGEST)
        ask: Ask = json.loads(text)
        if os.fork() == 0:
            asks.close()  # first: the program's files may need its descriptor number
            if _program(ask, *files):
                return ask["words"]
        for file in files:
            os.close(file)
        with contextlib.suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def _program(ask: Ask, tells: int, *files: int) -> bool:
    """Fork the program, and return True in it. This process reports the program's id and exit code, then exits."""
    program = os.fork()
    if program == 0:
        os.close(tells)
        _become(ask, files)
        return True
    for file in files:
        os.close(file)
    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_IGN)
    os.write(tells, b"%d\n" % program)
    _pid, status = os.waitpid(program, 0)
    os.write(tells, b"%d\n" % os.waitstatus_to_exitcode(status))
    os._exit(0)


def _become(ask: Ask, files: Sequence[int]) -> None:
    """Take the session, the descriptors and the environment of the program."""
    if ask["session"]:
        os.setsid()
    free = [fcntl.fcntl(file, fcntl.F_DUPFD, ABOVE) for file in files]
    for file in files:
        os.close(file)
    for number, file in zip(ask["files"], free, strict=True):
        os.dup2(file, number)
        os.close(file)
    os.environ.clear()
    os.environ.update(ask["env"])
    time.tzset()
    sys.stdin = sys.__stdin__ = open(0, closefd=False)  # type: ignore[misc]  # noqa: SIM115
    sys.stdout = sys.__stdout__ = _written(1, line_by_line=os.isatty(1))  # type: ignore[misc]
    sys.stderr = sys.__stderr__ = _written(2, line_by_line=True)  # type: ignore[misc]


def _written(number: int, *, line_by_line: bool) -> TextIOWrapper:
    errors = "backslashreplace" if number == 2 else None
    return open(number, "w", buffering=1 if line_by_line else -1, errors=errors, closefd=False)


if __name__ == "__main__":
    for name in sys.argv[2:]:
        _load(name)
    gc.freeze()
    found = _serve(socket.socket(fileno=int(sys.argv[1])))
    if found:
        sys.argv = found
        runpy.run_module(found[0], run_name="__main__", alter_sys=True)
