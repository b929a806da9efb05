"""Pipes and devices, other people's files, files that would keep a processor busy: each is refused in a sentence."""

from __future__ import annotations

import io
import logging
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from core import logs
from tests.cli.conftest import Cli

DEEP = ".".join(["a"] * 20_000) + " = 1\n"
READS: dict[str, tuple[str, ...]] = {
    "contacts": ("source", "import", "FILE", "--name", "x"),
    "blocks": ("contact", "block", "--file", "FILE"),
    "campaign": ("campaign", "create", "FILE"),
}


def pipe(path: Path) -> None:
    os.mkfifo(path)


def endless(path: Path) -> None:
    path.symlink_to("/dev/zero")


def folder(path: Path) -> None:
    path.mkdir()


@pytest.mark.parametrize("make", [pipe, endless, folder])
@pytest.mark.parametrize("door", sorted(READS))
def test_a_file_that_is_none_is_refused(cli: Cli, tmp_path: Path, door: str, make: Callable[[Path], None]) -> None:
    path = tmp_path / "given"
    make(path)
    refused = cli(*(str(path) if word == "FILE" else word for word in READS[door]))
    assert refused.code == 2
    assert "given" in refused.err
    assert "error in Overture" not in refused.err


@pytest.mark.parametrize("name", ["config.toml", "overture.sqlite", "intents.jsonl", "overture.log", "engine.lock"])
@pytest.mark.parametrize("make", [pipe, endless])
def test_a_home_with_something_else_in_place_of_a_file(
    cli: Cli, home: Path, name: str, make: Callable[[Path], None]
) -> None:
    (home / name).unlink(missing_ok=True)
    make(home / name)
    refused = cli("status")
    assert refused.code == 5
    assert name in refused.err
    assert "Remove it" in refused.err


def test_a_link_to_a_file_is_not_followed(cli: Cli, home: Path, tmp_path: Path) -> None:
    other = tmp_path / "elsewhere.toml"
    (home / "config.toml").rename(other)
    (home / "config.toml").symlink_to(other)
    assert cli("status", "--json").error["code"] == "home.foreign"


def test_a_home_of_somebody_else_is_refused(cli: Cli, home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(os, "geteuid", lambda: home.stat().st_uid + 1)
    if home.stat().st_uid == 0:  # what belongs to root is trusted: give it to nobody
        os.chown(home, 65534, 65534)
    refused = cli("status", "--json")
    assert (refused.code, refused.error["code"]) == (5, "home.foreign")
    assert "belongs to another user" in refused.error["text"]


@pytest.mark.parametrize(
    ("text", "why"),
    [
        (DEEP, "line 1 has a key with too many parts"),
        ("a = " + "[" * 2_000 + "]" * 2_000, "nested too deep"),
        ("a = " + "9" * 5_000, "cannot be read"),
        ("a = " + '"x' * 60_000, "larger than"),
        ("\xff\xfe", "cannot be read"),
    ],
)
def test_an_invalid_configuration_is_refused(cli: Cli, home: Path, text: str, why: str) -> None:
    (home / "config.toml").write_bytes(text.encode("latin-1"))
    refused = cli("status")
    assert refused.code == 2
    assert why in refused.err


def test_a_configuration_that_is_a_folder(cli: Cli, home: Path) -> None:
    (home / "config.toml").unlink()
    (home / "config.toml").mkdir()
    refused = cli("status")
    assert (refused.code, "it is a folder" in refused.err) == (2, True)


def test_a_campaign_file_with_a_key_of_thousands_of_parts(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "deep.toml"
    path.write_text('name = "x"\n' + DEEP)
    refused = cli("campaign", "create", path, "--json")
    assert (refused.code, refused.error["line"]) == (2, 2)


def test_the_log_is_private_and_bounded(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(logs, "LARGEST", 10_000)
    mask = os.umask(0)
    try:
        with logs.into(tmp_path / "overture.log"):
            for _ in range(500):
                logging.getLogger("overture.engine").error("x" * 100)
    finally:
        os.umask(mask)
    found = list(tmp_path.glob("overture.log*"))
    assert len(found) == 1 + logs.KEPT
    assert all(file.stat().st_size <= 10_000 and file.stat().st_mode & 0o077 == 0 for file in found)


@pytest.mark.parametrize(
    "words",
    [
        ("contact", "show", "\udcff"),
        ("contact", "list", "--search", "\udce9"),
        ("source", "import", "\udcff.csv"),
        ("campaign", "show", "\ud800"),
        ("member", "add", "\udcff", "--account", "acc"),
        ("--home", "\udcff", "status"),
        ("contact", "list", "--search", "x" * 100_000),
        ("replies", "--since", "\udcff"),
    ],
)
def test_arguments_that_are_not_text_are_refused(cli: Cli, words: tuple[str, ...]) -> None:
    refused = cli(*words)
    assert refused.code == 2
    assert "Argument" in refused.err


def test_a_home_whose_path_is_not_text_is_refused(cli: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OVERTURE_HOME", "/nowhere/\udcff")
    assert cli("status", "--json").error["field"] == "--home"


@pytest.mark.parametrize("until", ["9999-12-31", "0001-01-01", "1999-12-31", "2100-01-01T00:00:00Z", "2090-01-01"])
def test_no_time_near_the_ends_of_the_calendar(cli: Cli, until: str) -> None:
    refused = cli("advance", "--until", until, "--json")
    assert (refused.code, refused.error["field"]) == (2, "--until")


@pytest.mark.parametrize("start", ["0001-01-01T00:00:00Z", "9999-12-31T23:59:59Z"])
def test_no_clock_near_the_ends_of_the_calendar(cli: Cli, home: Path, start: str) -> None:
    (home / "config.toml").write_text(f"[clock]\nstart = {start}\n")
    assert "2000 to 2099" in cli("status").err


def test_thousands_of_columns_are_refused(cli: Cli, tmp_path: Path) -> None:
    path = tmp_path / "wide.csv"
    path.write_text("URL" + ",a" * 8_000 + "\n" + "https://www.linkedin.com/in/ada" + "," * 8_000 + "\n")
    refused = cli("source", "import", path, "--name", "x")
    assert (refused.code, "more than 500" in refused.err) == (2, True)


def test_a_small_campaign_file_takes_little_processor_time(cli: Cli, tmp_path: Path) -> None:
    """A file of 4.6 kB with a hundred keys of twenty parts, all with one beginning, once took 13 seconds to read."""
    path = tmp_path / "keys.toml"
    path.write_text("\n".join(".".join(["a"] * 20) + f".b{number} = 1" for number in range(100)))
    before = time.process_time()
    assert cli("campaign", "create", path).code == 2
    assert time.process_time() - before < 5


def on_stdin(monkeypatch: pytest.MonkeyPatch, given: bytes) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(given)))


def test_a_text_on_stdin_has_a_bound(waiting: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    row = waiting.data("queue", "list", "--status", "pending")[0]
    on_stdin(monkeypatch, b"a" * 200_000)
    refused = waiting("queue", "edit-text", row["id"], "-")
    assert (refused.code, "more than 100,000 bytes" in refused.err) == (2, True)
    on_stdin(monkeypatch, b"\xff\xfe")
    refused = waiting("queue", "edit-text", row["id"], "-")
    assert (refused.code, "not UTF-8" in refused.err) == (2, True)
    on_stdin(monkeypatch, "Hi Zoë".encode())
    assert waiting.data("queue", "edit-text", row["id"], "-")[0]["text"] == "Hi Zoë"
