"""One piece of work in a child process: its cost, and whether it ended as it should."""

from __future__ import annotations

import os
import resource
import select
import signal
import sys
import traceback
from collections.abc import Callable
from dataclasses import dataclass

PROCESSOR_S = 20
"""Seconds of processor time after which the kernel ends a child: it would never have ended."""
HUNG_S = 240.0
"""Real seconds after which a child that still waits for something is killed. No passing case comes near it."""
ROOM = 2 * 1024**3
"""Bytes of addresses above those of the parent: a child that wants more is refused, the machine stays usable."""
LARGEST_FILE = 512 * 1024**2
KILOBYTES = 1024 if sys.platform == "darwin" else 1
"""Divisor from the unit of `ru_maxrss` to kilobytes."""


@dataclass(frozen=True)
class Cost:
    """Processor seconds and the highest memory (kilobytes) of a child; `fault` says why it did not end well."""

    seconds: float
    kilobytes: int
    fault: str = ""


def forked(work: Callable[[], None]) -> Cost:
    """Run `work` in a fork of this process, which must have one thread only; measure it by the kernel's count."""
    read, write = os.pipe()
    pid = os.fork()
    if pid == 0:
        os.close(read)
        _child(work, write)
    os.close(write)
    told = _told(read, pid)
    os.close(read)
    _pid, status, used = os.wait4(pid, 0)
    fault = told.decode(errors="replace")
    if not fault and status != 0:
        fault = _ended_by(status)
    return Cost(used.ru_utime + used.ru_stime, used.ru_maxrss // KILOBYTES, fault)


def _child(work: Callable[[], None], write: int) -> None:
    """Do the work and exit without the interpreter's clean-up; never returns."""
    code = 1
    try:
        _bounded()
        work()
        code = 0
    except BaseException:  # noqa: BLE001 - the parent reports any error
        os.write(write, traceback.format_exc()[-6000:].encode(errors="backslashreplace"))
    finally:
        os._exit(code)


def _bounded() -> None:
    resource.setrlimit(resource.RLIMIT_CPU, (PROCESSOR_S, PROCESSOR_S + 5))
    resource.setrlimit(resource.RLIMIT_FSIZE, (LARGEST_FILE, LARGEST_FILE))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    if sys.platform == "linux":
        with open("/proc/self/statm", encoding="ascii") as file:  # noqa: PTH123 - no Path: nothing is allocated here
            pages = int(file.read().split()[0])
        resource.setrlimit(resource.RLIMIT_AS, (pages * resource.getpagesize() + ROOM,) * 2)
    nowhere = os.open(os.devnull, os.O_RDWR)
    for stream in (0, 1, 2):
        os.dup2(nowhere, stream)


def _told(read: int, pid: int) -> bytes:
    """Return the child's output until it ends; kill a child that does not end in time."""
    told = b""
    while True:
        ready, _, _ = select.select([read], [], [], HUNG_S)
        if not ready:
            os.kill(pid, signal.SIGKILL)
            return told + f"HANGS: no end after {HUNG_S:.0f} s".encode()
        piece = os.read(read, 65536)
        if not piece:
            return told
        told += piece


def _ended_by(status: int) -> str:
    if not os.WIFSIGNALED(status):
        return f"ended with exit code {os.waitstatus_to_exitcode(status)}"
    number = os.WTERMSIG(status)
    if number == signal.SIGXCPU:
        return f"BURNS: more than {PROCESSOR_S} s of processor time"
    return f"ended by {signal.Signals(number).name}"
