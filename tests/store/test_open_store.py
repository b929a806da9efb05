"""Making and opening a store: settings, modes, the network's stamp, versions, two at once."""

from __future__ import annotations

import errno
import os
import re
import stat
import subprocess
import sys
from datetime import UTC, datetime
from pathlib import Path

import apsw
import pytest

from core.config import ClockConfig, Config, ProviderConfig
from core.engine.ownership.lock import is_held
from core.errors import EngineElsewhereError, RefusedError, TryAgainError, UsageError
from core.home import Home
from core.store import migrate
from core.store.database import BUSY_TIMEOUT_MS, Store, file_lock
from core.store.opening import open_store
from core.store.tables import base
from core.store.tables.all_tables import TABLES
from core.workspace import home_of, opened
from tests.support.patience import DEADLINE_S
from tests.support.rows import add_row

ROOT = Path(__file__).parents[2]
CONFIG = Config(time_zone="Europe/Paris")


@pytest.fixture
def home(tmp_path: Path) -> Home:
    return home_of(tmp_path / "home")


def test_the_settings_hold_on_the_connection(home: Home) -> None:
    with opened(home, config=CONFIG) as workspace, workspace.store.read() as store:
        found = {name: store.scalar(f"PRAGMA {name}") for name in ("journal_mode", "synchronous", "foreign_keys")}
        assert found == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1}
        assert store.scalar("PRAGMA busy_timeout") == BUSY_TIMEOUT_MS
        assert store.scalar("PRAGMA trusted_schema") == 0
        assert store.scalar("PRAGMA journal_size_limit") == 64 * 1024 * 1024


def test_a_throw_away_home_does_not_sync(home: Home) -> None:
    with opened(home, config=CONFIG, durable=False) as workspace, workspace.store.read() as store:
        assert store.scalar("PRAGMA synchronous") == 0


def test_a_setting_that_does_not_hold_is_refused(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    real = Store._pragmas

    def odd(self: Store) -> dict[str, int | str]:
        # SQLite ignores a page size of 12345, so its answer differs from the request.
        return {**real(self), "page_size": 12345}

    monkeypatch.setattr(Store, "_pragmas", odd)
    with pytest.raises(RefusedError, match="page_size"), opened(home, config=CONFIG):
        raise AssertionError("it opened")
    assert base.database.obj is None


def test_only_the_owner_may_read(home: Home) -> None:
    before = os.umask(0)
    try:
        with opened(home, config=CONFIG) as workspace, workspace.store.write() as store:
            add_row(store, "source", name="x", kind="list", created_at=0)
            modes = {path.name: stat.S_IMODE(path.stat().st_mode) for path in home.folder.iterdir()}
    finally:
        os.umask(before)
    assert stat.S_IMODE(home.folder.stat().st_mode) == 0o700
    assert {"overture.sqlite", "overture.sqlite-wal", "store.lock"} <= set(modes)
    assert set(modes.values()) == {0o600}


@pytest.mark.parametrize(
    ("made", "used"),
    [
        (Config(), Config(provider=ProviderConfig("unipile", base_url="https://api1.unipile.com:13111"))),
        (Config(), Config(provider=ProviderConfig(address="http://127.0.0.1:8765"))),
        (
            Config(provider=ProviderConfig("unipile", base_url="http://127.0.0.1:8765")),
            Config(provider=ProviderConfig(address="http://127.0.0.1:8765")),
        ),
        (
            Config(provider=ProviderConfig("unipile", base_url="https://api1.unipile.com:13111")),
            Config(provider=ProviderConfig("unipile", base_url="https://api2.unipile.com:13111")),
        ),
    ],
)
def test_a_store_of_one_network_never_opens_with_another(home: Home, made: Config, used: Config) -> None:
    with opened(home, config=made):
        pass
    with pytest.raises(RefusedError) as refused, opened(home, config=used):
        raise AssertionError("it opened")
    assert refused.value.exit_code == 5
    assert refused.value.code == "network.mixed"
    # With its own configuration it opens as before.
    with opened(home, config=made) as workspace:
        assert workspace.stamp.network == made.network


@pytest.mark.parametrize(
    "provider",
    [ProviderConfig(address="http://127.0.0.1:8765"), ProviderConfig("unipile", base_url="https://api1.unipile.com")],
)
def test_only_the_embedded_sandbox_may_go_unsynced(home: Home, provider: ProviderConfig) -> None:
    with pytest.raises(RefusedError):
        open_store(home, Config(provider=provider), durable=False)
    assert not home.store.exists()


def test_what_was_fixed_when_it_was_made_stays(home: Home) -> None:
    start = datetime(2026, 1, 5, 7, tzinfo=UTC)
    with opened(home, config=Config(clock=ClockConfig(start, 60.0), seed=7, time_zone="Asia/Tokyo")) as workspace:
        first = workspace.stamp
    with opened(home, config=Config(clock=ClockConfig(None, 1.0), seed=8, time_zone="Asia/Tokyo")) as workspace:
        second = workspace.stamp
    assert first == second
    assert (first.clock.anchor, first.clock.speed, first.seed) == (start, 60.0, 7)
    assert len(first.hash_key) == 64
    with opened(home, config=Config(time_zone="Europe/Paris", dedupe="all")) as workspace:
        assert workspace.stamp == first


def test_two_homes_have_their_own_keys(tmp_path: Path) -> None:
    keys = set()
    for name in ("one", "two"):
        with opened(home_of(tmp_path / name), config=CONFIG, durable=False) as workspace:
            keys.add((workspace.stamp.store_id, workspace.stamp.hash_key))
    assert len(keys) == 2


def test_one_store_at_a_time(tmp_path: Path) -> None:
    with (
        opened(home_of(tmp_path / "one"), config=CONFIG, durable=False),
        pytest.raises(RuntimeError),
        opened(home_of(tmp_path / "two"), config=CONFIG, durable=False),
    ):
        raise AssertionError("two stores of one process")
    assert base.database.obj is None


def test_a_home_that_is_a_file(tmp_path: Path) -> None:
    path = tmp_path / "home"
    path.write_text("")
    with pytest.raises(UsageError), opened(home_of(path), config=CONFIG):
        raise AssertionError("it opened")


# -- versions


def test_the_models_are_what_the_migrations_make(tmp_path: Path) -> None:
    with opened(home_of(tmp_path / "home"), config=CONFIG, durable=False) as workspace, workspace.store.read() as store:
        migrated: dict[str, str] = dict(store.rows("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        columns = {table: store.rows(f'PRAGMA table_info("{table}")') for table in names()}
        keys = {table: sorted(store.rows(f'PRAGMA foreign_key_list("{table}")')) for table in names()}
    path = tmp_path / "models.sqlite"
    with Store(path, durable=False) as made_store, made_store.write() as store:
        for table in TABLES:
            table.create_table(safe=False)
        made: dict[str, str] = dict(store.rows("SELECT name, sql FROM sqlite_master WHERE sql IS NOT NULL"))
        assert {table: store.rows(f'PRAGMA table_info("{table}")') for table in names()} == columns
        assert {table: sorted(store.rows(f'PRAGMA foreign_key_list("{table}")')) for table in names()} == keys
    migrated = {name: sql for name, sql in migrated.items() if not name.startswith(migrate.HISTORY)}
    told = {name: COMPUTED.sub("", plain(sql)) for name, sql in migrated.items()}
    assert told == {name: plain(sql) for name, sql in made.items()}


def names() -> list[str]:
    return [str(table._meta.table_name) for table in TABLES]


COMPUTED = re.compile(r',"(?:why|accounted)".*?check\([^)]*\)')
"""Columns that the store computes: no model writes them."""


def plain(sql: str) -> str:
    return "".join(sql.split()).lower()


def test_a_home_that_cannot_be_written_is_reported_in_a_sentence(home: Home, monkeypatch: pytest.MonkeyPatch) -> None:
    """A disk was mounted read-only after an error: the sentence says so, as a fault that may pass."""
    with opened(home, config=CONFIG):
        pass
    real = os.open

    def read_only(path: str | Path, flags: int, mode: int = 0o777) -> int:
        if flags & os.O_RDWR and str(path).startswith(str(home.folder)):
            raise OSError(errno.EROFS, os.strerror(errno.EROFS))
        return real(path, flags, mode)

    monkeypatch.setattr(os, "open", read_only)
    with pytest.raises(TryAgainError, match=r"store\.lock cannot be written: Read-only file system"):
        open_store(home, CONFIG)
    assert not is_held(home.engine_lock)  # asking who holds the lock writes nothing


def test_a_side_journal_without_its_store_is_no_new_home(home: Home) -> None:
    """A new store has another key, so it would not recognise the people and blocks of the lost one."""
    home.make()
    home.intents.write_text('{"kind": "invitation"}\n', encoding="utf-8")
    with pytest.raises(RefusedError, match="overture restore FILE"), opened(home, config=Config()):
        pass
    assert not home.store.exists()


def test_a_newer_store_is_refused(home: Home) -> None:
    with opened(home, config=CONFIG) as workspace, workspace.store.write() as store:
        add_row(store, migrate.HISTORY, name="9999_from_the_future", applied=1)
    with pytest.raises(RefusedError, match="9999_from_the_future"), opened(home, config=CONFIG):
        raise AssertionError("it opened")


def test_a_migration_waits_for_no_engine_and_backs_up(
    home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    with opened(home, config=CONFIG) as workspace, workspace.store.write() as store:
        add_row(store, "source", name="kept", kind="list", created_at=0)
    folder = tmp_path / "migrations"
    folder.mkdir()
    for name in migrate.known():
        (folder / f"{name}.py").write_text((migrate.FOLDER / f"{name}.py").read_text())
    (folder / "0900_more.py").write_text(
        "def up(_migrator, db):\n    db.execute_sql('CREATE TABLE more (id INTEGER)')\n"
    )
    monkeypatch.setattr(migrate, "FOLDER", folder)
    # An engine of the older version holds the lock: nothing is touched.
    with (
        file_lock(home.engine_lock, wait=False) as held,
        pytest.raises(EngineElsewhereError),
        opened(home, config=CONFIG),
    ):
        raise AssertionError(f"it migrated under an engine {held}")
    synced: set[int] = set()
    monkeypatch.setattr(os, "fsync", lambda handle: synced.add(os.fstat(handle).st_ino))
    with opened(home, config=CONFIG) as workspace, workspace.store.read() as store:
        assert store.scalar("SELECT count(*) FROM more") == 0
        assert store.scalar("SELECT name FROM source") == "kept"
        assert store.scalar("PRAGMA foreign_keys") == 1
    (backup,) = home.folder.glob("before-*.sqlite")
    connection = apsw.Connection(str(backup), flags=apsw.SQLITE_OPEN_READONLY)
    assert list(connection.execute("SELECT name FROM source")) == [("kept",)]
    assert list(connection.execute("SELECT count(*) FROM sqlite_master WHERE name = 'more'")) == [(0,)]
    connection.close()
    assert stat.S_IMODE(backup.stat().st_mode) == 0o600
    assert {backup.stat().st_ino, home.folder.stat().st_ino} <= synced


def test_a_migration_that_fails_changes_nothing(home: Home, monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    with opened(home, config=CONFIG):
        pass
    folder = tmp_path / "migrations"
    folder.mkdir()
    for name in migrate.known():
        (folder / f"{name}.py").write_text((migrate.FOLDER / f"{name}.py").read_text())
    (folder / "0900_half.py").write_text(
        "def up(_migrator, db):\n    db.execute_sql('CREATE TABLE half (id INTEGER)')\n    db.execute_sql('NONSENSE')\n"
    )
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "FOLDER", folder)
        with pytest.raises(apsw.SQLError), opened(home, config=CONFIG):
            raise AssertionError("it opened")
    with opened(home, config=CONFIG) as workspace, workspace.store.read() as store:
        assert store.scalar("SELECT count(*) FROM sqlite_master WHERE name = 'half'") == 0
        assert store.scalar("PRAGMA foreign_keys") == 1


OPEN = """
import sys
from core.config import Config
from core.workspace import home_of, opened
from tests.support.patience import DEADLINE_S
from tests.support.rows import add_row
sys.stdin.readline()
with opened(home_of(sys.argv[1]), config=Config()) as workspace:
    with workspace.store.write() as store:
        add_row(store, "source", name=sys.argv[2], kind="list", created_at=0)
    print(workspace.stamp.store_id)
"""


def test_two_processes_make_one_store_together(tmp_path: Path) -> None:
    for pair in range(5):
        folder = tmp_path / f"home{pair}"
        children = [
            subprocess.Popen(
                [sys.executable, "-c", OPEN, str(folder), name],
                cwd=ROOT,
                stdin=subprocess.PIPE,
                stdout=subprocess.PIPE,
                stderr=subprocess.PIPE,
                text=True,
            )
            for name in ("one", "two")
        ]
        try:
            for child in children:  # both are loaded and wait at the same point
                assert child.stdin is not None
                child.stdin.write("go\n")
                child.stdin.flush()
            answers = [child.communicate(timeout=DEADLINE_S) for child in children]
        finally:
            for child in children:
                child.kill()
                child.wait(DEADLINE_S)
        assert [child.returncode for child in children] == [0, 0], answers
        # One store, stamped once, with both rows.
        assert answers[0][0] == answers[1][0] != ""
        with opened(home_of(folder), config=Config()) as workspace, workspace.store.read() as store:
            assert sorted(row[0] for row in store.rows("SELECT name FROM source")) == ["one", "two"]
            assert store.scalar("SELECT count(*) FROM engine") == 1
