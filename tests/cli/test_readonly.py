"""`--readonly`: everything can be read, and no file of the home changes."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import apsw
import pytest

from core.cli import in_app
from core.services.members import member_view
from core.workspace import home_of, opened
from tests.cli.conftest import Cli
from tests.engine.test_store_check import empty_page, root_of

READS = (
    ("status",),
    ("status", "--check"),
    ("needs",),
    ("campaign", "list"),
    ("campaign", "show", "1"),
    ("explain", "1"),
    ("forecast", "--days", "3"),
    ("queue", "list"),
    ("limits",),
    ("activity",),
    ("source", "list"),
    ("contact", "list"),
    ("verify",),
    ("doctor",),
)
WRITES = (
    ("pause",),
    ("campaign", "stop", "1"),
    ("member", "add", "Ben Ito", "--account", "acc-ben"),
    ("backup", "copy.sqlite"),
    ("restore", "--latest"),
    ("store", "copy", "--to", "sqlite:///copy.sqlite"),
    ("daemon",),
    ("advance",),
    ("sandbox", "ledger"),
    ("doctor", "--adopt"),
    ("doctor", "--accept-journal"),
    ("doctor", "--compact"),
    ("doctor", "--provider"),
    ("verify", "--provider"),
    ("member", "accounts"),
)


def files(folder: Path) -> dict[str, bytes]:
    """Return every file of a home but SQLite's table of readers."""
    return {path.name: path.read_bytes() for path in folder.iterdir() if not path.name.endswith(("-shm", "-wal"))}


def test_reading_commands_work_and_change_no_file(ready: Cli) -> None:
    usual = [ready(*words).code for words in READS]
    before = files(ready.home)
    assert [ready("--readonly", *words).code for words in READS] == usual
    assert files(ready.home) == before


def test_writing_commands_are_refused_in_a_sentence(ready: Cli) -> None:
    before = files(ready.home)
    for words in WRITES:
        found = ready("--readonly", *words, "--json")
        assert (found.code, found.error["code"]) == (5, "readonly"), words
        assert "--readonly" in found.error["text"]
    assert files(ready.home) == before


def test_an_app_that_only_reads_refuses_in_its_line_too(ready: Cli) -> None:
    before = files(ready.home)
    with opened(home_of(ready.home), readonly=True) as workspace:
        for line in ("backup copy.sqlite", "sandbox ledger", "pause", "doctor --compact", "member accounts"):
            answer = in_app.run(workspace, f"{line} --json")
            assert (answer.code, '"readonly"' in answer.text) == (5, True), line
        assert in_app.run(workspace, "member list").code == 0
    assert files(ready.home) == before


def test_damage_is_reported_and_not_recorded(ready: Cli) -> None:
    store = ready.home / "overture.sqlite"
    note = ready.home / "damaged"
    note.write_text('{"at": "", "words": "an old fault", "backup": ""}')
    assert "The store is whole" in ready("--readonly", "doctor").out
    assert note.exists()
    note.unlink()
    empty_page(store, root_of(store, "contact"))
    before = files(ready.home)
    assert "The store is damaged" in ready("--readonly", "doctor").out
    assert files(ready.home) == before


def test_an_error_in_overture_writes_no_log(ready: Cli, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*_anything: object) -> None:
        raise ValueError("planted")

    before = files(ready.home)
    monkeypatch.setattr(member_view, "list_members", broken)
    found = ready("--readonly", "member", "list", "--json")
    assert (found.error["code"], "no details are kept" in found.error["text"]) == ("fault", True)
    assert files(ready.home) == before


def test_nothing_is_made_where_nothing_was_set_up(cli: Cli, tmp_path: Path) -> None:
    found = cli("--home", tmp_path / "none", "--readonly", "status", "--json")
    assert (found.code, found.error["code"]) == (5, "readonly")
    assert not (tmp_path / "none").exists()


def test_an_old_store_is_not_upgraded(ready: Cli) -> None:
    """A monitor of a new version must not bring the store up to date beside an older daemon that is just restarting."""
    with closing(apsw.Connection(str(ready.home / "overture.sqlite"))) as store:
        store.execute("DELETE FROM schema_migration WHERE name = (SELECT max(name) FROM schema_migration)")
        store.pragma("wal_checkpoint(TRUNCATE)")
    before = files(ready.home)
    found = ready("--readonly", "campaign", "list", "--json")
    assert (found.code, found.error["code"]) == (3, "store.old")
    checked = ready("status", "--check")
    assert checked.code == 75
    assert "older version of Overture" in checked.out
    assert files(ready.home) == before
