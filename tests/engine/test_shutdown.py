"""SIGTERM in every phase, a second signal, and a new configuration while the daemon runs."""

from __future__ import annotations

import contextlib
import os
import signal
import subprocess
from pathlib import Path

import apsw
import pytest

from core.engine.ownership.lock import is_held
from tests.support.patience import DEADLINE_S
from tests.support.processes import Fast, fast, jitter

MOMENTS = 5
IN_THE_AIR = "SELECT count(*) FROM delivery WHERE state IN ('sending', 'in_doubt')"


def ready(home: Fast) -> subprocess.Popen[str]:
    """Return a daemon that has begun, and whose first line of output is read."""
    child = home.start()
    assert child.stderr is not None
    assert "The engine runs here" in child.stderr.readline()
    return child


def test_sigterm_at_any_moment_leaves_nothing_in_doubt(tmp_path: Path) -> None:
    with fast(tmp_path / "home") as home:
        for later in jitter(11, MOMENTS, 0.6):
            child = ready(home)
            home.live_on(child, later)
            child.send_signal(signal.SIGTERM)
            assert child.wait(DEADLINE_S) == 0
            assert home.stored(IN_THE_AIR) == 0
            assert not is_held(home.home.engine_lock)
        assert home.stored("SELECT epoch FROM engine") == 1 + MOMENTS
        assert home.written() == home.stored("SELECT count(*) FROM delivery WHERE state = 'sent'")


def test_sigterm_while_the_program_begins(tmp_path: Path) -> None:
    """From the moment at which the program has the lock, SIGTERM ends it with 0 and frees the lock."""
    with fast(tmp_path / "home", speed=1) as home:
        child = home.start()
        home.wait(child, lambda: is_held(home.home.engine_lock), "the lock")
        child.send_signal(signal.SIGTERM)
        assert child.wait(DEADLINE_S) == 0
        assert not is_held(home.home.engine_lock)
        assert home.stored(IN_THE_AIR) == 0


def test_sighup_reads_the_configuration_again(tmp_path: Path) -> None:
    with fast(tmp_path / "home", speed=1) as home:
        child = ready(home)
        text = home.home.config.read_text(encoding="utf-8")
        home.home.config.write_text("[provider\n", encoding="utf-8")
        child.send_signal(signal.SIGHUP)
        home.wait(child, lambda: "was not applied" in _read(home.home.log), "a word in the log")
        home.home.config.write_text(text, encoding="utf-8")
        child.send_signal(signal.SIGHUP)
        home.wait(child, lambda: "config.reloaded" in _read(home.home.events), "the file as it was")
        child.send_signal(signal.SIGTERM)
        assert child.wait(DEADLINE_S) == 0


def _read(path: Path) -> str:
    with contextlib.suppress(FileNotFoundError):
        return path.read_text(encoding="utf-8")
    return ""


@pytest.mark.parametrize("first", [signal.SIGTERM, signal.SIGINT])
def test_a_second_signal_ends_it_at_once(tmp_path: Path, first: signal.Signals) -> None:
    """A store that somebody else holds keeps the engine from ending by itself; a second signal does not wait."""
    with fast(tmp_path / "home", speed=1) as home:
        home.forks = False
        child = ready(home)
        blocker = apsw.Connection(str(home.home.store))
        try:
            blocker.set_busy_timeout(10_000)
            blocker.execute("BEGIN IMMEDIATE")
            child.send_signal(signal.SIGSTOP)
            os.waitid(os.P_PID, child.pid, os.WSTOPPED | os.WNOWAIT)
            child.send_signal(first)
            child.send_signal(signal.SIGINT if first is signal.SIGTERM else signal.SIGTERM)
            child.send_signal(signal.SIGCONT)
            assert child.wait(DEADLINE_S) in (128 + signal.SIGTERM, 128 + signal.SIGINT)
        finally:
            blocker.close()
        assert not is_held(home.home.engine_lock)
        again = ready(home)
        again.send_signal(signal.SIGTERM)
        assert again.wait(DEADLINE_S) == 0
