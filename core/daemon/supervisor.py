"""Notices to systemd (sd_notify(3)): ready, alive, the state in a line, stopping; without systemd nothing happens.

A datagram to a socket is enough, so there is no library for it.
"""

from __future__ import annotations

import contextlib
import os
import socket
from collections.abc import MutableMapping

from core.clock import boot_seconds

LEAST_S = 1.0
"""Least real seconds between two keep-alive notices: the loop may turn a thousand times a second."""
LONGEST_STATUS = 200
"""Most characters of the line that describes the state."""


class Supervisor:
    """The process that started the daemon and wants to be notified, if there is one."""

    def __init__(self, environment: MutableMapping[str, str] | None = None) -> None:
        """Remove systemd's variables from the environment, so that no child process sends notices for the daemon."""
        found = os.environ if environment is None else environment
        address = found.pop("NOTIFY_SOCKET", "")
        watchdog = found.pop("WATCHDOG_USEC", "")
        wanted = found.pop("WATCHDOG_PID", str(os.getpid())) == str(os.getpid())
        self._address = f"\0{address[1:]}" if address.startswith("@") else address
        self._watched = wanted and watchdog.isdigit()
        self._beat_at = -LEAST_S
        self._status = ""

    def ready(self, status: str) -> None:
        """Report that the engine works, at the start and after a reload."""
        self._tell("READY=1", f"STATUS={status[:LONGEST_STATUS]}")

    def reloading(self) -> None:
        """Report that the configuration is being read again; `ready` follows."""
        microseconds = int(_monotonic_s() * 1_000_000)
        self._tell("RELOADING=1", f"MONOTONIC_USEC={microseconds}")

    def beat(self, status: str) -> None:
        """Report that the loop runs, and its present work if that has changed."""
        moment = boot_seconds()
        if not self._address or moment - self._beat_at < LEAST_S:
            return
        self._beat_at = moment
        told = ["WATCHDOG=1"] if self._watched else []
        if status != self._status:
            self._status = status
            told.append(f"STATUS={status[:LONGEST_STATUS]}")
        if told:
            self._tell(*told)

    def stopping(self) -> None:
        """Report that the daemon ends after the calls in flight."""
        self._tell("STOPPING=1", "STATUS=Ending; calls in flight end first")

    def _tell(self, *lines: str) -> None:
        if not self._address:
            return
        with contextlib.suppress(OSError), socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
            channel.setblocking(False)  # a supervisor that does not listen must not hold the loop
            channel.sendto("\n".join(lines).encode(), self._address)


def _monotonic_s() -> float:
    """Return the seconds of CLOCK_MONOTONIC, by which systemd orders reloads."""
    import time

    return time.clock_gettime(time.CLOCK_MONOTONIC)
