"""A later migration also runs on a server, with 64-bit moments and texts compared byte by byte."""

from __future__ import annotations

import shutil
from dataclasses import replace
from pathlib import Path

import psycopg
import pytest

from core.errors import EngineElsewhereError, OldStoreError
from core.home import Home
from core.store import migrate
from core.store.spelling.postgres import NOW
from core.workspace import opened
from tests.store.postgres.test_refusals import SERVED

LATER = '''"""Add a column."""


def up(_migrator: object, db: object) -> None:
    """Add it."""
    db.execute_sql('ALTER TABLE "member" ADD COLUMN "later_at" INTEGER')
    db.execute_sql('ALTER TABLE "member" ADD COLUMN "words" TEXT')
'''


def test_a_later_migration_is_applied_once(url: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    config = replace(SERVED, store_url=url)
    with opened(Home(tmp_path / "home"), config=config):
        pass
    shutil.copytree(migrate.FOLDER, tmp_path / "migrations")
    (tmp_path / "migrations" / "9000_later.py").write_text(LATER)
    monkeypatch.setattr(migrate, "FOLDER", tmp_path / "migrations")
    with pytest.raises(OldStoreError), opened(Home(tmp_path / "home"), config=config, readonly=True):
        pass
    with psycopg.connect(url, autocommit=True) as engine:
        engine.execute(b"SELECT pg_advisory_lock(2)")
        with pytest.raises(EngineElsewhereError), opened(Home(tmp_path / "home"), config=config):
            pass
        engine.execute(b"SELECT pg_advisory_unlock(2)")
        alive = f"UPDATE engine SET heartbeat = {NOW}, host = 'db2', pid = 41, kind = 'daemon'"
        engine.execute(alive.encode())
        with (
            pytest.raises(EngineElsewhereError, match="daemon with process id 41 on db2"),
            opened(Home(tmp_path / "home"), config=config),
        ):
            pass  # its session was cut off, and it is about to reconnect
        engine.execute(b"UPDATE engine SET heartbeat = heartbeat - 31000000")
    for _twice in range(2):
        with opened(Home(tmp_path / "home"), config=config) as workspace, workspace.store.read() as store:
            assert store.rows("SELECT later_at, words FROM member") == []
            assert store.row("SELECT epoch, heartbeat FROM engine") == (1, None), "a silent engine can write no more"
    with psycopg.connect(url) as connection:
        found = connection.execute(
            b"SELECT column_name, data_type, collation_name FROM information_schema.columns "
            b"WHERE table_name = 'member' AND column_name IN ('later_at', 'words') ORDER BY 1"
        ).fetchall()
    assert found == [("later_at", "bigint", None), ("words", "text", "C")]
