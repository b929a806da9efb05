"""A store of the first schema gets the tables of holds, and keeps its data."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.config import Config
from core.store import migrate
from core.workspace import home_of, opened
from tests.support.rows import add_row

CONFIG = Config(time_zone="Europe/Paris")
NEW = ("hold", "refusal", "person_wait")


def test_a_store_of_the_first_schema_is_brought_up_to_date(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    home = home_of(tmp_path / "home")
    folder = tmp_path / "migrations"
    folder.mkdir()
    (folder / "0001_initial.py").write_text((migrate.FOLDER / "0001_initial.py").read_text())
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "FOLDER", folder)
        with opened(home, config=CONFIG) as workspace, workspace.store.write() as store:
            tables = {row[0] for row in store.rows("SELECT name FROM sqlite_master")}
            assert tables.isdisjoint(NEW)
            add_row(store, "source", name="kept", kind="list", created_at=0)
    with opened(home, config=CONFIG) as workspace, workspace.store.read() as store:
        assert store.scalar("SELECT name FROM source") == "kept"
        assert [store.scalar(f"SELECT count(*) FROM {table}") for table in NEW] == [0, 0, 0]
        assert store.rows("PRAGMA foreign_key_check") == []
