"""Homes that cannot be written, and paths that cannot be a home: each command says what is wrong and what to do."""

from __future__ import annotations

import io
import os
from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tui.memory import memory_of

COMMANDS = (
    "status",
    "pause",
    "resume",
    "member list",
    "member add Ada --account acc",
    "source list",
    "contact list",
    "campaign list",
    "queue list",
    "replies",
    "verify",
    "doctor",
    "advance --days 1",
    "daemon",
    "sandbox ledger",
    "sandbox fault list",
    "sandbox fault add lag",
    "sandbox account acc",
    "sandbox serve --port 0",
    "finder stop x",
    "backup {home}.copy",
)


def closed(monkeypatch: pytest.MonkeyPatch, *paths: Path) -> None:
    """Make `access` deny writing to these paths: tests that run as root could write anywhere."""
    monkeypatch.setattr("os.access", lambda path, _mode: Path(path) not in paths)


@pytest.mark.parametrize("command", COMMANDS)
def test_a_folder_that_cannot_be_written(ready: Cli, home: Path, monkeypatch: pytest.MonkeyPatch, command: str) -> None:
    closed(monkeypatch, home)
    refused = ready(*command.format(home=home).split(), "--json")
    assert (refused.code, refused.error["code"]) == (1, "home.read_only")
    assert refused.error["text"] == (
        f"The home {home} cannot be written by you. Run `chmod u+rwx {home}`, or choose another home with --home."
    )


@pytest.mark.parametrize(
    "name", ["overture.sqlite", "overture.sqlite-wal", "store.lock", "intents.jsonl", "sandbox.sqlite"]
)
def test_a_file_that_cannot_be_written(ready: Cli, home: Path, monkeypatch: pytest.MonkeyPatch, name: str) -> None:
    path = home / name
    path.touch()
    closed(monkeypatch, path)
    refused = ready("status", "--json")
    assert (refused.code, refused.error["code"]) == (1, "home.read_only")
    assert refused.error["text"] == f"{path} cannot be written by you. Run `chmod u+rw {path}`."


def test_a_configuration_that_cannot_be_read(ready: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    closed(monkeypatch, home / "config.toml")
    assert ready("status").err == (
        f"{home / 'config.toml'} cannot be read by you. Run `chmod u+r {home / 'config.toml'}`.\n"
    )


def test_a_disk_that_can_only_be_read(ready: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    class ReadOnly:
        f_flag = os.ST_RDONLY

    closed(monkeypatch, home)
    monkeypatch.setattr("os.statvfs", lambda _: ReadOnly())
    assert "is on a read-only disk: mount it for writing" in ready("status").err


@pytest.mark.parametrize("name", ["/dev/null", "/dev/null/x", "a" * 5000, "~nobody-of-this-name/x", "b" * 300])
def test_a_path_that_can_be_no_home(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path, name: str) -> None:
    monkeypatch.chdir(tmp_path)
    refused = cli("--home", name, "status", "--json")
    assert (refused.code, refused.error["field"]) == (2, "--home")
    assert len(refused.error["text"]) < 500


@pytest.mark.parametrize("variable", ["HOME", "XDG_DATA_HOME"])
def test_a_usual_home_whose_path_is_no_text(cli: Cli, monkeypatch: pytest.MonkeyPatch, variable: str) -> None:
    for name in ("OVERTURE_HOME", "XDG_DATA_HOME"):
        monkeypatch.delenv(name)
    monkeypatch.setenv(variable, "/nowhere/\udcff")
    assert "not UTF-8 text" in cli("status", "--json").error["text"]


def test_a_user_without_a_home_folder(cli: Cli, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    for name in ("OVERTURE_HOME", "XDG_DATA_HOME", "XDG_STATE_HOME", "HOME"):
        monkeypatch.delenv(name)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)  # what it returns for a user whom nobody knows
    for words in (("status",), ("status", "--check"), ("daemon",), ("logs",)):
        refused = cli(*words, "--json")
        assert (refused.code, refused.error["field"]) == (2, "--home"), words
        assert "This user has no home folder" in refused.error["text"]
    assert memory_of(tmp_path) is None


@pytest.mark.parametrize(
    "command",
    [
        "sandbox fault add lag --seconds nan",
        "sandbox fault add lag --seconds inf",
        "sandbox fault add lag --rate nan",
        f"sandbox fault add lag --count {2**63}",
        f"sandbox account acc --weekly-limit {2**63}",
        f"queue approve 1 --revision {2**63}",
        "member connect Ada --wait nan",
        f"queue list --after {2**63}",
    ],
)
def test_an_argument_that_is_not_a_number_is_refused(ready: Cli, command: str) -> None:
    refused = ready(*command.split(), "--json")
    assert (refused.code, refused.error["code"]) == (2, "usage")


@pytest.mark.parametrize(
    "line",
    [
        "cohort_size = " + "9" * 5000,
        "cohort_size = 0x" + "f" * 5000,
        "withdraw_after_days = 1e999",
        "approval = 0x" + "f" * 5000,
        "created = 2026-13-45",
        "a = " + "[" * 5000 + "]" * 5000,
    ],
)
def test_a_campaign_file_with_a_value_beyond_reason(cli: Cli, tmp_path: Path, line: str) -> None:
    path = tmp_path / "odd.toml"
    path.write_text(f'name = "x"\n{line}\n')
    refused = cli("campaign", "create", path, "--json")
    assert (refused.code, refused.error["code"]) == (2, "invalid")
    assert len(refused.error["text"]) < 2000


@pytest.mark.parametrize("line", ["seed = " + "9" * 5000, "seed = nan", "seed = " + "[" * 5000 + "]" * 5000])
def test_a_configuration_with_a_value_beyond_reason(cli: Cli, home: Path, line: str) -> None:
    (home / "config.toml").write_text(f"[sandbox]\n{line}\n")
    refused = cli("status", "--json")
    assert (refused.code, "set_int_max" in refused.error["text"]) == (2, False)


@pytest.mark.parametrize("told", [b"\xff\xfe", b"x" * 80_001])
def test_an_invalid_text_from_stdin_is_refused(waiting: Cli, monkeypatch: pytest.MonkeyPatch, told: bytes) -> None:
    class Stdin:
        buffer = io.BytesIO(told)

    monkeypatch.setattr("sys.stdin", Stdin())
    refused = waiting("queue", "edit-text", 1, "-", "--json")
    assert (refused.code, refused.error["field"]) == (2, "text")
