"""Notices to systemd, received by a socket of the test in its place."""

from __future__ import annotations

import os
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.daemon import supervisor
from core.daemon.supervisor import Supervisor


@pytest.fixture
def listener(tmp_path: Path) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as channel:
        channel.bind(str(tmp_path / "notify"))
        channel.setblocking(False)
        yield channel


def heard(listener: socket.socket) -> list[str]:
    found: list[str] = []
    while True:
        try:
            found += listener.recv(4096).decode().split("\n")
        except BlockingIOError:
            return found


def environment(listener: socket.socket, **more: str) -> dict[str, str]:
    return {"NOTIFY_SOCKET": str(listener.getsockname()), **more}


def test_ready_alive_and_stopping(listener: socket.socket, monkeypatch: pytest.MonkeyPatch) -> None:
    moment = 100.0
    monkeypatch.setattr(supervisor, "boot_seconds", lambda: moment)
    variables = environment(listener, WATCHDOG_USEC="60000000", WATCHDOG_PID=str(os.getpid()), PATH="/bin")
    told = Supervisor(variables)
    assert variables == {"PATH": "/bin"}  # a child must not speak for the daemon
    told.ready("The engine works")
    told.beat("0 at work")
    told.beat("1 at work")  # within the same second
    moment = 101.0
    told.beat("0 at work")
    moment = 102.0
    told.beat("1 at work")
    told.stopping()
    assert heard(listener) == [
        *("READY=1", "STATUS=The engine works"),
        *("WATCHDOG=1", "STATUS=0 at work"),
        "WATCHDOG=1",
        *("WATCHDOG=1", "STATUS=1 at work"),
        *("STOPPING=1", "STATUS=Ending; calls in flight end first"),
    ]


def test_a_reload_is_announced_with_its_time(listener: socket.socket) -> None:
    Supervisor(environment(listener)).reloading()
    first, second = heard(listener)
    assert first == "RELOADING=1"
    assert second.removeprefix("MONOTONIC_USEC=").isdigit()


@pytest.mark.parametrize("more", [{}, {"WATCHDOG_USEC": "1000000", "WATCHDOG_PID": "1"}, {"WATCHDOG_USEC": "soon"}])
def test_without_a_watchdog_no_keepalive_is_sent(listener: socket.socket, more: dict[str, str]) -> None:
    Supervisor(environment(listener, **more)).beat("0 at work")
    assert heard(listener) == ["STATUS=0 at work"]


def test_without_systemd_or_with_one_that_is_gone_nothing_happens(tmp_path: Path) -> None:
    for variables in ({}, {"NOTIFY_SOCKET": str(tmp_path / "gone")}, {"NOTIFY_SOCKET": "@overture-nobody-is-here"}):
        told = Supervisor(variables)
        told.ready("x")
        told.beat("x")
        told.stopping()
