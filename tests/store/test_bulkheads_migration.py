"""A store of the first schema gets the table of held items, and keeps its data."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.store import migrate
from core.store.database import Store
from core.workspace import home_of
from tests.support.rows import add_row


def test_a_store_of_the_first_schema_keeps_what_it_holds(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = home_of(tmp_path / "home")
    home.make()
    only_first = tmp_path / "migrations"
    only_first.mkdir()
    shutil.copy(migrate.FOLDER / "0001_initial.py", only_first)
    with Store(home.store, durable=False) as store:
        with monkeypatch.context() as patch:
            patch.setattr(migrate, "FOLDER", only_first)
            migrate.bring_up_to_date(store, home, fresh=True)
        with store.write() as writing:
            assert writing.scalar("SELECT count(*) FROM sqlite_master WHERE name = 'held_item'") == 0
            add_row(writing, "source", name="founders", kind="list", created_at=1)
        migrate.bring_up_to_date(store, home, fresh=False)
        with store.read() as reading:
            assert reading.rows("SELECT name, kind, created_at FROM source") == [("founders", "list", 1)]
            assert reading.rows("SELECT count(*) FROM held_item") == [(0,)]
            assert reading.rows("PRAGMA foreign_key_check") == []
