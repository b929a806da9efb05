"""A damaged store at the command line: commands that send exit with 1 and a sentence; others read what they can."""

from __future__ import annotations

from pathlib import Path

import pytest

from tests.cli.conftest import Cli
from tests.engine.test_store_check import empty_page, root_of

SENTENCE = "so nothing is sent. Restore the last whole backup: `overture restore "


@pytest.fixture
def damaged(waiting: Cli, tmp_path: Path) -> Cli:
    """Return a command line with ten approved people, a backup, and an emptied index."""
    waiting.ok("queue", "approve", "--all", "--campaign", "invite-founders-Q1")
    waiting.ok("backup", tmp_path / "kept.sqlite")
    empty_page(waiting.home / "overture.sqlite", root_of(waiting.home / "overture.sqlite", "outreach_key"))
    return waiting


def one_sentence(err: str) -> None:
    assert "error in Overture" not in err
    assert "Traceback" not in err
    assert len(err.strip().splitlines()) == 1


@pytest.mark.parametrize("words", [("advance", "--days", 1), ("daemon",), ("daemon", "--wait")])
def test_commands_that_would_send_are_refused_in_a_sentence(damaged: Cli, words: tuple[object, ...]) -> None:
    result = damaged(*words)
    assert result.code == 1
    assert SENTENCE in result.err
    one_sentence(result.err)
    again = damaged(*words, "--json")
    assert (again.code, again.error["code"]) == (1, "store.damaged")
    assert damaged.data("sandbox", "ledger") == []
    assert "so nothing is sent" in (damaged.home / "overture.log").read_text()


def test_commands_that_only_read_still_work(damaged: Cli, tmp_path: Path) -> None:
    assert damaged("advance", "--days", 1).code == 1
    assert damaged.data("status")["damage"]["backup"] == str(tmp_path / "kept.sqlite")
    assert "DAMAGED, nothing is sent" in damaged.ok("status").out
    (campaign,) = damaged.data("campaign", "list")
    assert campaign["health"]["state"] == "stopped"
    assert len(damaged.data("queue", "list")) >= 10
    result = damaged("doctor")
    assert result.code == 1
    assert "The store is damaged, nothing is sent" in result.out
    assert damaged("backup", tmp_path / "late.sqlite").code == 1
    assert damaged("verify", "--json").error["code"] == "store.damaged"  # figures from a damaged store prove nothing


def test_a_restore_ends_the_damage(damaged: Cli, tmp_path: Path) -> None:
    assert damaged("advance", "--days", 1).code == 1
    damaged.ok("restore", tmp_path / "kept.sqlite")
    assert damaged.ok("doctor").code == 0
    assert damaged.data("advance", "--days", 1)["sent"] > 0


@pytest.mark.parametrize(
    "command", ["status", "advance --days 1", "campaign list", "doctor", "backup x.sqlite", "daemon"]
)
@pytest.mark.parametrize("place", ["header", "schema", "settings"])
def test_a_store_that_cannot_be_opened_is_reported_in_a_sentence(waiting: Cli, command: str, place: str) -> None:
    store = waiting.home / "overture.sqlite"
    content = bytearray(store.read_bytes())
    if place == "header":
        content[3] ^= 1
    elif place == "schema":
        content[100:108] = b"\xff" * 8
    else:
        # Changed in the table and its index alike, so that SQLite finds no damage.
        content = bytearray(content.replace(b"clock.speed", b"clock.spXed"))
        start = content.index(b"clock.spXed")
        content[start : start + 11] = b"clock.spYed"
    store.write_bytes(content)
    result = waiting(*command.split())
    assert result.code == 1
    assert "is damaged" in result.err
    one_sentence(result.err)


def test_a_damaged_side_journal_is_accepted_by_a_person(damaged: Cli, tmp_path: Path) -> None:
    damaged.ok("restore", tmp_path / "kept.sqlite")
    damaged.ok("advance", "--days", 1)
    journal = damaged.home / "intents.jsonl"
    content = journal.read_bytes()
    assert content.count(b"\n") > 1
    journal.write_bytes(content.replace(b'"person"', b'"pErson"', 1))
    result = damaged("doctor")
    assert result.code == 1
    assert "overture doctor --accept-journal" in result.out
    damaged.ok("advance", "--days", 1)
    assert "damaged in" in damaged.ok("status").out
    assert "journal.damaged" in {found["code"] for found in damaged.data("campaign", "list")[0]["health"]["problems"]}
    damaged.ok("doctor", "--accept-journal")
    assert damaged.ok("doctor").code == 0
    assert "damaged in" not in damaged.ok("status").out
