"""An import that was stopped or killed continues at that row, with the same result as an uninterrupted one."""

from __future__ import annotations

import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.errors import RefusedError
from core.services.audience import import_contacts, sources
from core.services.audience.import_place import stopped_import
from core.services.campaigns import lifecycle
from core.services.overview import campaign_list
from core.store import campaigns
from core.store.views import candidates
from core.views.sources_view import ImportedFile, Importing
from tests.support.story import CONFIG
from tests.support.world import START, World

HEADER = "First Name,Last Name,URL,Company,City"
KNOWN = "Row2,Old,https://www.linkedin.com/in/row-2x,Old Ltd,\nRow9,,https://www.linkedin.com/in/row-9x,,"
ROWS = 4
"""Rows in one transaction in these tests."""
TABLES = ("contact", "identity", "source", "source_contact", "file_import")


def rows() -> list[str]:
    """Return rows of each kind: plain, repaired, refused, and repeated with another address in a later transaction."""
    found = [f"Row{n},Some,https://www.linkedin.com/in/row-{n}x,Firm {n},Köln" for n in range(22)]
    found[3] = "Dr. ANNA,MÖLLER,https://www.linkedin.com/in/row-3x,,"
    found[5] = "Nobody,Here,https://www.example.com/,,"
    found[7] = '"",,"https://www.linkedin.com/in/row-1x, https://www.linkedin.com/in/row-1y",,'
    found[13] = "Again,Other,https://www.linkedin.com/in/row-1y,Later Ltd,Ulm"
    found[17] = "Anna Berg,,https://www.linkedin.com/in/row-17x,,"
    return found


@pytest.fixture(autouse=True)
def _small_transactions(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_contacts, "BATCH", ROWS)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text("\n".join((HEADER, *rows())) + "\n", encoding="utf-8")
    return path


def world_in(folder: Path) -> World:
    """Make a world in which two of the file's people are known already, with other values."""
    folder.mkdir()
    world = World(folder, CONFIG, start=START, relation_lag=START - START, durable=False)
    known = folder / "known.csv"
    known.write_text(f"{HEADER}\n{KNOWN}\n", encoding="utf-8")
    import_contacts.import_file(world.ws, known, "known")
    return world


@pytest.fixture
def world(tmp_path: Path) -> Iterator[World]:
    made = world_in(tmp_path / "world")
    yield made
    made.close()


def everything(world: World) -> list[object]:
    told = world.sql("SELECT at, kind, contact_id, data FROM journal ORDER BY id")
    return [*(world.sql(f"SELECT * FROM {table} ORDER BY 1") for table in TABLES), told]


def whole(folder: Path, file: Path, *, update: bool) -> tuple[ImportedFile, list[object]]:
    """Import without an interruption."""
    world = world_in(folder)
    found = import_contacts.import_file(world.ws, file, "people", update=update)
    left = everything(world)
    world.close()
    return found, left


def stop_after(world: World, file: Path, batches: int, *, name: str = "people") -> RefusedError:
    left = iter([False] * (batches - 1) + [True])
    with pytest.raises(RefusedError) as caught:
        import_contacts.import_file(world.ws, file, name, stopped=lambda: next(left))
    return caught.value


@pytest.mark.parametrize("update", [False, True])
@pytest.mark.parametrize("kills", [(1,), (2,), (3, 2, 1)])
def test_a_killed_import_goes_on(
    tmp_path: Path, file: Path, world: World, kills: tuple[int, ...], update: bool
) -> None:
    world.close()
    expected, left = whole(tmp_path / "whole", file, update=update)
    how = ["update"] if update else []
    for kill in kills:
        command = [sys.executable, "-m", "tests.services.audience.killed_import", str(world.home.folder), str(file)]
        done = subprocess.run([*command, str(ROWS), str(kill), *how], check=False, cwd=Path(__file__).parents[3])
        assert done.returncode == -signal.SIGKILL
    world.open()
    found = import_contacts.import_file(world.ws, file, "people", update=update)
    assert found.resumed_at == (ROWS * sum(kill - 1 for kill in kills) or None)
    assert replace(found, resumed_at=None) == expected
    assert everything(world) == left


@pytest.mark.parametrize("batches", [1, 2, 4])
def test_a_stopped_import_goes_on(tmp_path: Path, file: Path, world: World, batches: int) -> None:
    told = stop_after(world, file, batches)
    assert told.text.startswith(f"The import was stopped at row {ROWS * batches}: ")
    assert stopped_import(world.ws, "people") == told.text
    world.close()
    expected, left = whole(tmp_path / "whole", file, update=False)
    world.open()
    found = import_contacts.import_file(world.ws, file, "people")
    assert replace(found, resumed_at=None) == expected
    assert everything(world) == left
    assert stopped_import(world.ws, "people") == ""


def test_the_refused_rows_are_all_heard_of_again(file: Path, world: World) -> None:
    stop_after(world, file, 2)
    heard: list[int] = []
    found = import_contacts.import_file(world.ws, file, "people", refused=lambda row: heard.append(row.line))
    assert (heard, found.refused_total) == ([7], 1)


def test_a_source_that_is_imported_says_so_and_gives_nobody(file: Path, world: World) -> None:
    world.member()
    world.source(["tim-x", "tom-x"], "others")
    stop_after(world, file, 2)
    campaign = world.campaign(source="people")
    people = next(view for view in sources.list_sources(world.ws) if view.name == "people")
    assert people.importing == Importing("people.csv", 2 * ROWS)

    def drawn() -> int:
        with world.ws.store.read() as store:
            row = campaigns.get(store, int(campaign))
            return len(candidates.candidates(store, row, dedupe="group", withdrawn_after=0, limit=50))

    def codes() -> list[str]:
        return [problem.code for problem in campaign_list.campaigns(world.ws)[0].health.problems]

    assert drawn() == 0
    assert "source.importing" in codes()
    import_contacts.import_file(world.ws, file, "people")
    assert drawn() > 0
    assert "source.importing" not in codes()
    lifecycle.stop(world.ws, campaign)


def test_another_file_or_other_options_are_refused(tmp_path: Path, file: Path, world: World) -> None:
    stop_after(world, file, 2)
    other = tmp_path / "other.csv"
    other.write_text(f"{HEADER}\nTim,Tom,https://www.linkedin.com/in/tim-x,,\n", encoding="utf-8")
    for path, update in ((other, False), (file, True)):
        with pytest.raises(
            RefusedError, match=r"people.csv into “people” has not ended: 8 of its rows are done"
        ) as told:
            import_contacts.import_file(world.ws, path, "people", update=update)
        assert told.value.exit_code == 5
    found = import_contacts.import_file(world.ws, other, "people", instead=True)
    assert (found.added, found.resumed_at) == (1, None)
    assert world.sql("SELECT count(*) FROM file_import") == [(0,)]


def test_two_imports_at_once_do_not_mix(file: Path, world: World) -> None:
    def meddle(done: int, _of: int) -> None:
        if done == ROWS + 1:
            stop_after(world, file, 2)

    with pytest.raises(RefusedError, match="Another import into “people” runs at the same time"):
        import_contacts.import_file(world.ws, file, "people", progress=meddle)
    assert world.sql("SELECT rows FROM file_import") == [(2 * ROWS,)]


def test_a_dry_run_leaves_what_was_stopped(file: Path, world: World) -> None:
    stop_after(world, file, 2)
    before = everything(world)
    assert import_contacts.import_file(world.ws, file, "people", dry_run=True).known >= 2 * ROWS - 2
    assert everything(world) == before


def test_an_archived_source_is_imported_into_no_more(file: Path, world: World) -> None:
    stop_after(world, file, 2)
    sources.archive_source(world.ws, "people")
    assert world.sql("SELECT count(*) FROM file_import") == [(0,)]
    assert import_contacts.import_file(world.ws, file, "people").resumed_at is None
