"""Owners and modes of the home's files: a file that others can write is refused; the error names file and repair."""

from __future__ import annotations

import os
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import Cli

NAMES = (
    "config.toml",
    "provider.key",
    "overture.sqlite",
    "overture.sqlite-wal",
    "overture.sqlite-shm",
    "intents.jsonl",
    "overture.log",
    "engine.lock",
    "store.lock",
    "engine.beat",
    "backups",
    "checked",
    "sandbox.sqlite",
    "sandbox.sqlite-wal",
)
SOMEBODY = 12_345


def permissions(cli: Cli) -> list[dict[str, str]]:
    """Return the checks of the home's files, from `doctor`, that failed."""
    found = cli("doctor", "--json").data
    return [check for check in found if check["name"] == "permissions" and not check["ok"]]


def run(action: str) -> None:
    """Run a remedy of `doctor` in a shell."""
    subprocess.run(["bash", "-c", action.removeprefix("Run: ")], check=True)


@pytest.fixture
def used(cli: Cli, home: Path) -> Cli:
    """Return a command line on a home whose engine ran and that has every file, with right permissions."""
    cli.ok("advance", "--days", 1)
    for name in NAMES:
        if not name.endswith(("-wal", "-shm")):
            (home / name).touch()
            (home / name).chmod(0o600)
    assert permissions(cli) == []
    return cli


@pytest.mark.parametrize("name", NAMES)
def test_a_link_is_refused_and_named(used: Cli, home: Path, tmp_path: Path, name: str) -> None:
    target = tmp_path / "elsewhere"
    target.write_bytes((home / name).read_bytes() if (home / name).exists() else b"")
    (home / name).unlink(missing_ok=True)
    (home / name).symlink_to(target)
    assert used("status", "--json").error["code"] == "home.foreign"
    (fault,) = permissions(used)
    assert name in fault["text"]
    assert "is a link" in fault["text"]
    run(fault["action"])
    assert not (home / name).is_symlink()
    assert (home / name).read_bytes() == target.read_bytes()


@pytest.mark.parametrize("name", [*NAMES, ""])
def test_a_file_of_somebody_else_is_refused_and_named(
    used: Cli, home: Path, name: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    (home / name).touch()
    owner = home.stat().st_uid
    if owner == 0:  # what belongs to root is trusted: give it to somebody
        os.chown(home / name, SOMEBODY, SOMEBODY)
    monkeypatch.setattr(os, "geteuid", lambda: owner + 1)
    assert used("status", "--json").error["code"] == "home.foreign"
    texts = [fault["text"] for fault in permissions(used)]
    assert [text for text in texts if text.startswith(f"{home / name} belongs to another user")]


@pytest.mark.parametrize("name", ["config.toml", "provider.key", "overture.sqlite"])
def test_a_file_that_others_can_write_is_refused(used: Cli, home: Path, name: str) -> None:
    home.chmod(0o755)
    (home / name).chmod(0o666)
    assert used("status", "--json").error["code"] == "home.foreign"
    faults = permissions(used)
    assert [fault["text"].split(" is ")[1] for fault in faults] == [
        "readable by others (mode 0755).",
        "readable and writable by others (mode 0666).",
    ]
    for fault in faults:
        run(fault["action"])
    assert permissions(used) == []
    used.ok("status")


def test_a_home_that_others_can_write_is_refused(used: Cli, home: Path) -> None:
    home.chmod(0o777)
    assert used("status").code == 5
    assert used("restore", home / "overture.sqlite").code == 5
    (fault,) = permissions(used)
    run(fault["action"])
    used.ok("status")


@pytest.mark.parametrize(
    "name",
    [name for name in NAMES if name != "config.toml" and not name.endswith(("-wal", "-shm"))]
    + ["overture.log.1", "before-restore-x.sqlite"],
)
def test_a_file_that_others_can_read_is_reported(used: Cli, home: Path, name: str) -> None:
    (home / name).touch()
    (home / name).chmod(0o644)
    (fault,) = permissions(used)
    assert f"{name} is readable by others (mode 0644)" in fault["text"]
    run(fault["action"])
    assert permissions(used) == []


def test_a_readable_file_in_a_private_folder_is_accepted(used: Cli, home: Path) -> None:
    (home / "config.toml").chmod(0o664)
    (home / "notes.txt").touch(0o644)
    assert permissions(used) == []
    home.chmod(0o711)
    assert len(permissions(used)) == 3


def pipe(path: Path) -> None:
    os.mkfifo(path)


@pytest.mark.parametrize("make", [pipe, lambda path: path.symlink_to("/dev/zero"), lambda path: path.symlink_to("no")])
def test_something_else_in_the_place_of_a_file(used: Cli, home: Path, make: Callable[[Path], None]) -> None:
    (home / "provider.key").unlink()
    make(home / "provider.key")
    (fault,) = permissions(used)
    run(fault["action"])
    assert permissions(used) == []


@pytest.mark.parametrize("part", ["with space", 'it\'s "quoted" $HOME `id`', "line\nend", "\x1b[31mred\u202e", "-rf"])
def test_the_command_is_quoted(
    cli: Cli, home: Path, tmp_path: Path, part: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / part
    home.rename(folder)
    monkeypatch.setenv("OVERTURE_HOME", str(folder))
    cli.ok("advance", "--days", 1)
    (folder / "intents.jsonl").touch()
    (folder / "intents.jsonl").chmod(0o644)
    (line,) = [line for line in cli("doctor").out.splitlines() if "chmod" in line]
    run(line.strip())
    assert (folder / "intents.jsonl").stat().st_mode & 0o777 == 0o600
    assert permissions(cli) == []
