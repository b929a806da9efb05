"""One engine at a time: a second one is refused, or requests the place, whereupon the first one stops."""

from __future__ import annotations

import ast
import contextlib
import errno
import json
import os
import signal
import socket
import subprocess
import urllib.error
import urllib.request
from pathlib import Path

import pytest

import core.engine
from core.clock import real_now
from core.config import load
from core.daemon.health_server import health, served
from core.daemon.role import Role
from core.engine.epoch import EpochLostError
from core.engine.ownership import handover
from core.engine.ownership.lock import held, holder
from core.engine.ownership.standby import Watch
from core.engine.reading import circuit_breaker
from core.engine.runner import Lanes, do
from core.errors import UsageError
from core.services.members import members
from core.store.database import Store
from core.store.views import agenda
from core.workspace import opened
from tests.support.patience import DEADLINE_S
from tests.support.processes import Fast, fast
from tests.support.rows import every_row
from tests.support.story import approved
from tests.support.world import World, at

NO_EPOCH_YET = {
    "lock.py:_raise_epoch",
    "handover.py:ask",
    "handover.py:withdraw",
    "location.py:check",
    "location.py:adopt",
    "bulkhead.py:within",
    "bulkhead.py:within_any",
    "host_log.py:_add",
    "overdue_runs.py:record_ahead",
}
"""Transactions that need no check of the epoch.

Some decide where an engine may run, or take or request the epoch. Some belong to a command, which runs beside any
engine. Some are savepoints inside a transaction that asserted the epoch, or hold the write lock and change nothing in
the store.
"""


def started(home: Fast, *options: str) -> subprocess.Popen[str]:
    child = home.start(*options)
    home.wait(child, lambda: _runs(home, child.pid), "the engine's lock")
    return child


def _runs(home: Fast, pid: int) -> bool:
    found = holder(home.home.engine_lock)
    return found is not None and found.pid == pid


def test_a_second_daemon_is_refused_at_once_even_while_the_first_stands_still(tmp_path: Path) -> None:
    with fast(tmp_path / "home", speed=1) as home:
        home.forks = False
        first = started(home)
        first.send_signal(signal.SIGSTOP)
        os.waitid(os.P_PID, first.pid, os.WSTOPPED | os.WNOWAIT)
        second = home.start()
        _out, said = second.communicate(timeout=DEADLINE_S)
        assert second.returncode == 3
        assert f"the daemon with process id {first.pid}" in said
        first.send_signal(signal.SIGCONT)
        first.send_signal(signal.SIGTERM)
        assert first.wait(DEADLINE_S) == 0


def test_a_store_in_a_file_has_no_standby(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match="use --wait"):
        Watch(Store(tmp_path / "overture.sqlite"))


def test_a_waiting_engine_starts_after_the_call_in_flight(tmp_path: Path) -> None:
    with fast(tmp_path / "home") as home:
        first = started(home)
        home.wait(first, lambda: home.written() >= 2, "two writes")
        second = home.start("--wait")
        assert first.wait(DEADLINE_S) == 0
        assert first.stderr is not None
        assert f"handed over to the daemon with process id {second.pid}" in first.stderr.read()
        # The second one may be sending already.
        left = "SELECT count(*) FROM delivery WHERE epoch = 2 AND state IN ('sending', 'in_doubt')"
        assert home.stored(left) == 0
        home.wait(second, lambda: _runs(home, second.pid), "the lock")
        home.wait(second, lambda: home.stored("SELECT epoch FROM engine") == 3, "the epoch")
        assert home.stored("SELECT count(*) FROM engine WHERE asked_by = ''") == 1
        second.send_signal(signal.SIGTERM)
        assert second.wait(DEADLINE_S) == 0


def test_a_waiting_engine_may_be_told_to_stop(tmp_path: Path) -> None:
    """The holder (this process) does not answer; SIGTERM ends the waiting daemon, which takes back its request."""
    question = "SELECT count(*) FROM engine WHERE asked_by LIKE 'daemon with process id %'"
    with fast(tmp_path / "home", speed=1) as home, opened(home.home, config=load(home.home.config)) as workspace:
        with held(workspace, "app"):
            waiting = home.start("--wait")
            home.wait(waiting, lambda: home.stored(question) == 1, "a question")
            waiting.send_signal(signal.SIGTERM)
            assert waiting.wait(DEADLINE_S) == 0
        assert home.stored(question) == 0
        assert waiting.stderr is not None
        assert f"Waiting for the app with process id {os.getpid()}" in waiting.stderr.read()


def test_an_old_handover_request_is_ignored(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    handover.ask(world.ws.store, "daemon 4711")
    with world.ws.store.read() as store:
        assert handover.asked_by(store) == "daemon 4711"
        later = real_now() + 2 * handover.FRESH
        monkeypatch.setattr(handover, "real_now", lambda: later)
        assert handover.asked_by(store) == ""


def test_the_daemon_reports_its_health(tmp_path: Path) -> None:
    with fast(tmp_path / "home", speed=1) as home:
        child = home.start("--health-port", "0")
        assert child.stderr is not None
        address = child.stderr.readline().split()[-1]
        with urllib.request.urlopen(address, timeout=DEADLINE_S) as answer:  # noqa: S310 - our own, on loopback
            assert answer.status == 200
            told = json.load(answer)
        assert told["engine"] == f"daemon {child.pid}"
        stranger = urllib.request.Request(address, headers={"Host": "attacker.example"})  # noqa: S310 - as above
        with pytest.raises(urllib.error.HTTPError, match="403"):
            urllib.request.urlopen(stranger, timeout=DEADLINE_S)  # noqa: S310 - as above
        assert (told["epoch"], told["paused"], told["network"]) == (2, False, "sandbox embedded")
        assert {"heartbeat", "next"} <= told.keys()
        child.send_signal(signal.SIGTERM)
        assert child.wait(DEADLINE_S) == 0


def test_a_daemon_without_heartbeat_or_place_is_not_healthy(world: World) -> None:
    with world.engine() as context:
        assert health(context)[1] == 200
        members.pause(world.ws, None, on=True)
        told, answer = health(context)
        assert (told["paused"], answer) == (True, 200)
        shown = world.home.beat.stat().st_mtime_ns
        os.utime(world.home.beat, ns=(shown - 41 * 10**9,) * 2)
        assert health(context)[1] == 503
        os.utime(world.home.beat, ns=(shown, shown))
        assert health(context)[1] == 200
        with world.ws.store.write() as store:
            store.change("UPDATE engine SET epoch = epoch + 1")
        assert health(context)[1] == 503


def test_a_health_port_in_use_is_reported(world: World) -> None:
    with (
        world.engine() as context,
        contextlib.closing(socket.create_server(("127.0.0.1", 0))) as taken,
        pytest.raises(UsageError, match="Choose another with --health-port"),
        served(Role(world.ws, context), taken.getsockname()[1]),
    ):
        raise AssertionError("two servers on one port")


def test_a_full_disk_blocks_the_epoch_but_not_the_lock(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    """The name in the lock's file is only for display: a disk that refuses to write it is no error."""

    def full(*_words: object) -> int:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "pwrite", full)
    with held(world.ws, "daemon"):
        found = holder(world.home.engine_lock)
        assert found is not None
        assert found.kind == "engine"


# -- the epoch


def test_every_write_of_the_engine_asks_for_the_epoch_first() -> None:
    folder = Path(core.engine.__path__[0])
    silent = {
        f"{path.name}:{function.name}"
        for path in folder.rglob("*.py")
        for function in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
        if isinstance(function, ast.FunctionDef)
        for block in ast.walk(function)
        if isinstance(block, ast.With) and "store.write()" in ast.unparse(block.items[0])
        if not ast.unparse(block.body[0]).startswith("assert_epoch(")
    }
    assert silent == NO_EPOCH_YET


def dump(world: World) -> object:
    with world.ws.store.read() as store:
        return every_row(store)


def test_an_engine_of_an_older_epoch_changes_nothing(world: World) -> None:
    approved(world, 60, cohort=10)
    world.until("2026-01-07 09:20")
    with world.engine() as old:
        _later_engine(world)
        before, due = dump(world), _due(world)
        assert {entry.kind for entry in due} >= {
            agenda.Kind.CLOSE,
            agenda.Kind.OPEN,
            agenda.Kind.SYNC,
            agenda.Kind.SEND,
        }
        written = len(world.ledger())
        for entry in due:
            with pytest.raises(EpochLostError, match="daemon with process id 4711 on elsewhere has taken the engine"):
                do(old, entry, at("2026-01-08 12:00"))
        old.failures_in_a_row = 1
        with pytest.raises(EpochLostError):
            circuit_breaker.read_worked(old, world.now)
        assert dump(world) == before
        assert len(world.ledger()) == written


def _later_engine(world: World) -> None:
    with world.ws.store.write() as store:
        store.change("UPDATE engine SET epoch = epoch + 1, kind = 'daemon', pid = 4711, host = 'elsewhere'")


def _due(world: World) -> list[agenda.Due]:
    with world.ws.store.read() as store:
        return agenda.upcoming(store, 40)


def test_an_engine_of_an_older_epoch_stops_within_a_heartbeat(world: World) -> None:
    with world.engine() as old:
        lanes = Lanes(old)
        lanes.tick(world.now)
        _later_engine(world)
        lanes = Lanes(old)
        with pytest.raises(EpochLostError) as caught:
            lanes.tick(world.now)
        lanes.close()
    assert caught.value.exit_code == 3
