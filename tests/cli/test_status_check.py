"""`overture status --check`: each exit code, and homes whose store cannot be read to judge them."""

from __future__ import annotations

import os
from contextlib import closing
from pathlib import Path

import apsw
import pytest

from core.engine.ownership.lock import Holder
from core.errors import TryAgainError
from core.services import engine_alive
from core.services.overview import status_check
from core.views.status_check_view import StatusCheck, Verdict
from tests.cli.conftest import Cli

EXITS = {
    "well": (0, 0, 0),
    "warning": (0, 1, 1),
    "error": (1, 1, 2),
    "unknown": (75, 75, 3),
}
"""Exit codes by verdict: without an option, with --warnings, with --nagios."""


def on_read_only_disk(monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Make the home appear to be on a read-only disk."""

    class ReadOnly:
        f_flag = os.ST_RDONLY
        f_frsize = 4096
        f_blocks = f_bfree = f_bavail = 1_000_000

    monkeypatch.setattr("os.access", lambda path, _mode: Path(path) != home)
    monkeypatch.setattr("os.statvfs", lambda _: ReadOnly())


def failing(_home: object, *, readonly: bool) -> object:
    """Fail as SQLite does where it cannot make its files."""
    raise TryAgainError(f"The store cannot be used just now: disk I/O error (readonly: {readonly}). Try again.")


def denied(path: Path, **_options: object) -> os.stat_result:
    """Refuse to look at a path, as the system does for a folder of another user."""
    raise PermissionError(13, "Permission denied", str(path))


@pytest.mark.parametrize("verdict", EXITS)
def test_each_verdict_has_its_exit_codes(cli: Cli, monkeypatch: pytest.MonkeyPatch, verdict: Verdict) -> None:
    monkeypatch.setattr(status_check, "check_within", lambda _home: StatusCheck(verdict, (), "A sentence."))
    usual, warnings, nagios = EXITS[verdict]
    found = cli("status", "--check")
    assert (found.code, found.out) == (usual, f"{verdict.upper()}: A sentence.\n")
    assert cli("status", "--check", "--warnings").code == warnings
    word = {"well": "OK", "warning": "WARNING", "error": "CRITICAL", "unknown": "UNKNOWN"}[verdict]
    found = cli("status", "--check", "--nagios")
    assert (found.code, found.out) == (nagios, f"{word}: A sentence.\n")
    assert cli("status", "--check", "--json").data["exit"] == usual


@pytest.mark.parametrize("option", ["--warnings", "--nagios"])
def test_an_option_of_the_check_needs_the_check(cli: Cli, option: str) -> None:
    assert cli("status", option).code == 2


def test_a_new_home_is_well(cli: Cli) -> None:
    assert cli("status", "--check").code == 0


def test_a_store_that_another_process_holds_could_not_be_judged(
    ready: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("core.store.database.BUSY_TIMEOUT_MS", 1)
    with closing(apsw.Connection(str(home / "overture.sqlite"))) as other:
        other.pragma("locking_mode", "exclusive")
        other.execute("BEGIN EXCLUSIVE")
        found = ready("status", "--check")
    assert (found.code, found.out.startswith("UNKNOWN: The store ")) == (75, True)


@pytest.mark.parametrize("opens", [True, False])
def test_a_full_disk_is_an_error_whether_the_store_opens_or_not(
    ready: Cli, monkeypatch: pytest.MonkeyPatch, opens: bool
) -> None:
    monkeypatch.setattr(status_check, "free_bytes", lambda _folder: 1_500_000)
    if not opens:
        monkeypatch.setattr(status_check, "opened", failing)
    found = ready("status", "--check", "--json").data
    assert (found["exit"], found["codes"]) == (1, ["disk.low"])
    assert found["text"] == "Only 1 MB are free on the disk of the home folder, so nothing is sent."


def test_a_read_only_disk_is_an_error(ready: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    on_read_only_disk(monkeypatch, home)
    found = ready("status", "--check", "--json").data
    assert (found["exit"], found["codes"]) == (1, ["home.read_only"])
    assert "is on a read-only disk: mount it for writing" in found["text"]


def test_a_monitor_with_a_read_only_mount_judges_an_engine_that_runs(
    ready: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / "overture.sqlite-wal").touch()
    (home / "overture.sqlite-shm").touch()
    monkeypatch.setattr(engine_alive, "holder", lambda _path: Holder(1, "daemon", "host"))
    on_read_only_disk(monkeypatch, home)
    assert "home.read_only" not in ready("status", "--check", "--json").data["codes"]


def test_a_reader_of_a_read_only_disk_is_told_to_copy_the_folder(
    ready: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for path in home.glob("overture.sqlite-*"):
        path.unlink()
    on_read_only_disk(monkeypatch, home)
    found = ready("--readonly", "status", "--json")
    assert (found.code, found.error["code"]) == (1, "home.read_only")
    assert "copy the folder to another disk" in found.error["text"]


def test_a_monitor_under_another_user_is_told_whose_the_home_is(
    ready: Cli, home: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner = home.stat().st_uid
    if owner == 0:  # a folder of root is trusted
        os.chown(home, 12_345, 12_345)
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    with monkeypatch.context() as patched:
        patched.setattr(Path, "exists", denied)
        found = ready("status", "--check")
    assert (found.code, "belongs to another user" in found.out) == (1, True)
    found = ready("logs", "--json")
    assert (found.code, found.error["code"]) == (5, "home.foreign")


def test_a_home_that_cannot_be_reached_is_an_error(ready: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context() as patched:
        patched.setattr(Path, "stat", denied)
        found = ready("status", "--check")
    assert (found.code, found.out) == (
        1,
        f"ERROR: The home {home} cannot be used: permission denied. Choose another with --home.\n",
    )
