"""A store of the first schema gets the table of what is held, and keeps what it holds."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from core.store import migrate
from core.store.database import Store
from core.workspace import home_of


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
        with store.write():
            assert store.scalar("SELECT count(*) FROM sqlite_master WHERE name = 'held_item'") == 0
            store.insert("source", name="founders", kind="list", created_at=1)
        migrate.bring_up_to_date(store, home, fresh=False)
        with store.read():
            assert store.rows("SELECT name, kind, created_at FROM source") == [("founders", "list", 1)]
            assert store.rows("SELECT count(*) FROM held_item") == [(0,)]
            assert store.rows("PRAGMA foreign_key_check") == []
