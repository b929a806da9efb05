"""A backup that somebody prepared is refused: its statements would run as ours."""

from __future__ import annotations

from pathlib import Path

import apsw
import pytest

from core.config import Config
from core.errors import RefusedError
from core.services import backup
from tests.support.world import World

PREPARED = {
    "a trigger that approves": "CREATE TRIGGER t AFTER INSERT ON journal BEGIN UPDATE outreach SET step = 0; END",
    "a view": "CREATE VIEW v AS SELECT * FROM outreach",
    "a table of others": "CREATE TABLE others (id INTEGER)",
    "a default": "ALTER TABLE contact ADD COLUMN more TEXT DEFAULT 'approved'",
    "a generated column": "ALTER TABLE contact ADD COLUMN more TEXT AS (name || name)",
    "a column less": "ALTER TABLE contact DROP COLUMN headline",
    "a blob as a name": "UPDATE contact SET name = x'00ff'",
    "a text as a moment": "UPDATE member SET created_at = 'yesterday'",
    "no network": "DELETE FROM setting WHERE key = 'network.kind'",
}


@pytest.fixture(autouse=True)
def config_of_the_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """The worlds' homes have no config.toml: the embedded sandbox."""
    monkeypatch.setattr(backup, "load", lambda _path: Config())


@pytest.mark.parametrize("statement", PREPARED.values(), ids=PREPARED.keys())
def test_a_prepared_backup_is_refused(world: World, tmp_path: Path, statement: str) -> None:
    world.member()
    world.source(3)
    file = tmp_path / "prepared.sqlite"
    backup.backup(world.ws, file)
    connection = apsw.Connection(str(file))
    connection.execute(statement)
    connection.close()
    world.close()
    before = world.home.store.read_bytes()
    with pytest.raises(RefusedError, match="Use another backup"):
        backup.restore(world.home, file)
    assert world.home.store.read_bytes() == before
    world.open()
