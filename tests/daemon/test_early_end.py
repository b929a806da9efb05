"""SIGTERM before the daemon's loop runs: the process ends with 0, and a signal that Python ignored still ends it."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from core.cli.main import _is_daemon
from core.daemon import early_end
from tests.support.patience import DEADLINE_S

SLOW = """
import os, signal, sys
from core.cli import session
class Session:
    def __init__(self, *_, **__):
        os.kill(os.getpid(), signal.SIGTERM)
        print("went on")
session.Session = Session
from core.cli.main import main
main(sys.argv[1:])
"""


@pytest.fixture(autouse=True)
def handler(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(early_end, "_TOLD", [])
    yield
    signal.signal(signal.SIGTERM, before)


def test_the_signal_ends_the_process_with_0_and_is_kept() -> None:
    assert not early_end.was_told()
    early_end.prepare()
    with pytest.raises(SystemExit) as leaving:
        os.kill(os.getpid(), signal.SIGTERM)
    assert leaving.value.code == 0
    assert early_end.was_told()


def test_only_a_daemon_takes_it_so(tmp_path: Path) -> None:
    def code(*words: str) -> int:
        done = subprocess.run(
            [sys.executable, "-c", SLOW, "--home", str(tmp_path), *words],
            capture_output=True,
            check=False,
            timeout=DEADLINE_S,
        )
        assert done.stdout == b""
        return done.returncode

    assert code("daemon") == 0
    assert code("status") == -signal.SIGTERM


@pytest.mark.parametrize(
    ("words", "found"),
    [
        (["daemon"], True),
        (["--home", "daemon", "daemon", "--wait"], True),
        (["--readonly", "--home=x", "daemon"], True),
        (["--home", "daemon", "status"], False),
        (["contact", "edit", "daemon"], False),
        ([], False),
    ],
)
def test_the_command_is_found_before_click_is_loaded(words: list[str], found: bool) -> None:
    assert _is_daemon(words) is found
