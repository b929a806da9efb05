"""SIGTERM before the daemon listens: it is remembered, and no engine begins. It ends any other command at once."""

from __future__ import annotations

import signal
import subprocess
import sys
from pathlib import Path

import pytest

from core.cli.main import _is_daemon
from core.daemon.process import ENDED_EARLY
from core.workspace import home_of
from tests.support.patience import DEADLINE_S

EARLY = """
import os, signal, sys
from core.home_files import refuse_foreign as before
from core import workspace
def refuse_foreign(home):
    os.kill(os.getpid(), signal.SIGTERM)
    before(home)
workspace.refuse_foreign = refuse_foreign
from core.cli.main import main
main(sys.argv[1:])
"""
"""A command that gets SIGTERM as it begins to open its store."""


@pytest.mark.parametrize(("command", "code"), [("daemon", 0), ("status", -signal.SIGTERM)])
def test_a_daemon_opens_its_store_and_ends_with_0_without_an_engine(tmp_path: Path, command: str, code: int) -> None:
    home = home_of(tmp_path / "home")
    home.folder.mkdir(mode=0o700)
    done = subprocess.run(
        [sys.executable, "-c", EARLY, "--home", str(home.folder), command],
        capture_output=True,
        check=False,
        text=True,
        timeout=DEADLINE_S,
    )
    assert done.returncode == code, done.stderr
    assert (ENDED_EARLY in done.stderr) == home.store.exists() == (command == "daemon")
    assert not home.starts.exists()


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
