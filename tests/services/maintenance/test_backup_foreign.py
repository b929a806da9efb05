"""A manipulated backup is refused: SQL that is stored in it would run as Overture's own."""

from __future__ import annotations

from contextlib import closing
from pathlib import Path

import apsw
import pytest

from core.config import Config
from core.errors import RefusedError
from core.services.maintenance import backup
from core.store.upkeep import litestream
from core.store.upkeep.foreign_schema import schema_of
from tests.support.story import approved
from tests.support.world import World

PREPARED = {
    "a trigger that approves": "CREATE TRIGGER t AFTER INSERT ON journal BEGIN UPDATE outreach SET step = 0; END",
    "a view": "CREATE VIEW v AS SELECT * FROM outreach",
    "a table of others": "CREATE TABLE others (id INTEGER)",
    "other columns under a name of Litestream": "CREATE TABLE _litestream_seq (id INTEGER, words TEXT)",
    "an index on a table of Litestream": """CREATE TABLE _litestream_lock (id INTEGER);
        CREATE INDEX others ON _litestream_lock (id)""",
    "a default": "ALTER TABLE contact ADD COLUMN more TEXT DEFAULT 'approved'",
    "a generated column": "ALTER TABLE contact ADD COLUMN more TEXT AS (name || name)",
    "a column less": "ALTER TABLE contact DROP COLUMN headline",
    "a blob as a name": "UPDATE contact SET name = x'00ff'",
    "a text as a moment": "UPDATE member SET created_at = 'yesterday'",
    "no guard of one live invitation": "DROP INDEX delivery_one_live_invitation",
    "an index of others": "CREATE INDEX others ON contact (length(name))",
    "a column of others": "ALTER TABLE contact ADD COLUMN more TEXT",
    "no column": "ALTER TABLE contact DROP COLUMN headline",
    "no table": "DROP TABLE hold",
    "no engine": "DELETE FROM engine",
    "a clock without a speed": "UPDATE setting SET value = 'nan' WHERE key = 'clock.speed'",
    "a clock beyond the calendar": "UPDATE setting SET value = '99999999999999999999' WHERE key = 'clock.anchor'",
    "a zone that is a path": "UPDATE setting SET value = '../../etc/passwd' WHERE key = 'workspace.time_zone'",
    "no hash key": "UPDATE setting SET value = 'xyz' WHERE key = 'store.hash_key'",
    "another rule": "UPDATE setting SET value = 'none' WHERE key = 'workspace.dedupe'",
    "broken columns": "UPDATE contact SET custom = '[1'",
    "a number as columns": "UPDATE contact SET custom = '0'",
    "a list as columns": "UPDATE contact SET custom = '[1]'",
    "an escape in a state": "UPDATE member SET state = char(27) || '[2J'",
    "an escape in the engine's owner": "UPDATE engine SET owner = char(27) || '[2J'",
    "a sign that turns the line round in an approval": "UPDATE campaign SET approval = char(8238) || 'x'",
    "an escape in a journal's code": "UPDATE journal SET code = char(27) || '[2J'",
    "a status that no outreach has": "UPDATE outreach SET status = '2026-01-01'",
    "a zone that no machine has": "UPDATE slot SET time_zone = 'Mars/Olympus'",
    "days off of a member that are none": "UPDATE member SET days_off = 'soon'",
    "a zone of a member that is none": """UPDATE member SET time_zone = '["en"]'""",
    "a byte that is no letter": "UPDATE engine SET owner = CAST(x'ff' AS TEXT)",
    "half a surrogate pair in a name": "UPDATE campaign SET name = char(55296)",
    "a moment beyond the calendar": "UPDATE contact SET blocked_at = 9223372036854775807",
    "no network": "DELETE FROM setting WHERE key = 'network.kind'",
}


pytestmark = pytest.mark.sqlite_only("a backup is a file")


@pytest.fixture(autouse=True)
def config_of_the_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the worlds' homes to the embedded sandbox: they have no config.toml."""
    monkeypatch.setattr(backup, "load", lambda _path: Config())


@pytest.mark.parametrize("statement", PREPARED.values(), ids=PREPARED.keys())
def test_a_prepared_backup_is_refused(world: World, tmp_path: Path, statement: str) -> None:
    approved(world, 3)
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


def test_a_store_that_litestream_follows_is_backed_up_and_restored_without_its_tables(
    world: World, tmp_path: Path
) -> None:
    with closing(apsw.Connection(str(world.home.store))) as connection:
        usual = schema_of(connection.execute)
        connection.execute(";".join(litestream.TABLES.values()))
    file = tmp_path / "followed.sqlite"
    backup.backup(world.ws, file)
    world.close()
    backup.restore(world.home, file)
    with closing(apsw.Connection(str(world.home.store))) as connection:
        assert schema_of(connection.execute) == usual
        assert "litestream" not in str(list(connection.execute("SELECT name FROM sqlite_master")))
    world.open()
