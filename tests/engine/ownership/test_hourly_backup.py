"""The engine's own backups: consistent, complete, bounded in number, and no obstacle to other work."""

from __future__ import annotations

import os
from datetime import UTC, datetime, timedelta
from pathlib import Path

import apsw
import pytest

from core.config import Config
from core.engine.context import Context
from core.engine.ownership.hourly_backup import HourlyBackup
from core.errors import NotFoundError, OvertureError, RefusedError, TryAgainError
from core.home import Home
from core.services.maintenance import backup
from core.services.overview import backup_age
from core.services.overview.status_check import check
from core.store.upkeep import kept_backups, online_backup
from core.store.upkeep.inspection import inspect
from tests.support.world import World

pytestmark = pytest.mark.sqlite_only("the engine copies the file, and a server has its own backups")

NOON = datetime(2026, 3, 4, 12, 0, tzinfo=UTC)


@pytest.fixture(autouse=True)
def config_of_the_world(monkeypatch: pytest.MonkeyPatch) -> None:
    """Set the worlds' homes to the embedded sandbox: they have no config.toml."""
    monkeypatch.setattr(backup, "load", lambda _path: Config())


def made(context: Context, at: datetime) -> Path:
    """Make a backup at a real time, and give its files that age."""
    assert HourlyBackup(context).make(at)
    for path in kept_backups.own(context.workspace.home):
        stamp = datetime.strptime(path.stem.partition("-")[2][:8], "%Y%m%d").replace(tzinfo=UTC)
        if path.name.startswith("hourly"):
            stamp = datetime.strptime(path.stem, "hourly-%Y%m%d-%H%M%S").replace(tzinfo=UTC)
            os.utime(path, (stamp.timestamp(),) * 2)
    return context.workspace.home.folder / f"hourly-{at:%Y%m%d-%H%M%S}.sqlite"


def aged(home: Home, age: timedelta) -> None:
    for path in kept_backups.own(home):
        old = (datetime.now(UTC) - age).timestamp()  # noqa: TID251 - files have real times
        os.utime(path, (old, old))


def test_a_backup_is_of_one_moment_while_others_write(
    world: World, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.member()
    world.source(50)
    looks = 0

    def commit_meanwhile() -> bool:
        nonlocal looks
        looks += 1
        with world.ws.store.write() as store:
            store.change("INSERT INTO setting (key, value) VALUES (?, ?)", f"later.{looks}", "x" * 50_000)
        return False

    monkeypatch.setattr(online_backup, "PAGES", 16)
    assert online_backup.copy(world.home.store, tmp_path / "copy", commit_meanwhile)
    assert looks > 5
    connection = apsw.Connection(str(tmp_path / "copy"), flags=apsw.SQLITE_OPEN_READONLY)
    assert list(connection.execute("SELECT key FROM setting WHERE key LIKE 'later.%'")) == []
    connection.close()
    assert inspect(tmp_path / "copy").store_id == world.ws.stamp.store_id
    assert (tmp_path / "copy").stat().st_mode & 0o777 == 0o600
    assert not (tmp_path / "copy-wal").exists()


def test_a_backup_that_is_stopped_or_has_no_room_leaves_no_file(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    with world.engine() as context:
        context.stopping.set()
        assert not HourlyBackup(context).make(NOON)
        context.stopping.clear()
        monkeypatch.setattr(kept_backups, "free_bytes", lambda _folder: 1_000_000)
        with pytest.raises(OvertureError, match="lacks"):
            HourlyBackup(context).make(NOON)
        monkeypatch.undo()
        with pytest.raises(TryAgainError):
            online_backup.copy(world.home.store, world.home.folder / "no" / "folder")
    assert [path.name for path in world.home.folder.glob("*backup*")] == []
    assert kept_backups.own(world.home) == []


def test_an_incomplete_backup_is_not_kept(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoilt(source: Path, target: Path, unwanted: object) -> bool:
        target.write_bytes(b"SQLite format 3\x00" + bytes(5000))
        return True

    monkeypatch.setattr(online_backup, "copy", spoilt)
    with world.engine() as context, pytest.raises(RefusedError):
        HourlyBackup(context).make(NOON)
    assert list(world.home.folder.glob("backup*")) == []
    assert kept_backups.own(world.home) == []


def test_old_backups_are_deleted_except_the_first_of_each_day(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_backups, "HOURLY", 3)
    monkeypatch.setattr(kept_backups, "DAILY", 2)
    (world.home.folder / "mine.sqlite").write_bytes(b"")
    with world.engine() as context:
        for hours in (0, 1, 2, 20, 40, 41, 42):
            made(context, NOON + timedelta(hours=hours))
    names = sorted(path.name for path in world.home.folder.glob("*.sqlite"))
    assert [name for name in names if name.startswith("hourly")] == [
        "hourly-20260306-040000.sqlite",
        "hourly-20260306-050000.sqlite",
        "hourly-20260306-060000.sqlite",
    ]
    assert [name for name in names if name.startswith("daily")] == ["daily-20260305.sqlite", "daily-20260306.sqlite"]
    assert "mine.sqlite" in names


def test_a_backup_is_due_an_hour_after_the_last_one(world: World) -> None:
    with world.engine() as context:
        hourly = HourlyBackup(context)
        now = kept_backups.made_at(world.ws.stamp.clock)
        assert not hourly._is_due(now + timedelta(minutes=59))
        assert hourly._is_due(now + timedelta(minutes=60))
        made(context, NOON)
        assert not hourly._is_due(NOON + timedelta(minutes=59))
        assert hourly._is_due(NOON + timedelta(minutes=61))
        assert hourly._is_due(NOON - timedelta(minutes=61))  # the clock was set back


def test_a_backup_that_is_too_old_is_reported(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.ws.store.durable = True
    assert backup_age.state(world.ws).at is None
    assert backup_age.hours_too_old(world.ws) == 0  # a new store needs none yet
    with world.engine() as context:
        HourlyBackup(context).make(NOON)
    assert check(world.ws).verdict == "well"
    aged(world.home, timedelta(hours=27, minutes=1))
    assert backup_age.hours_too_old(world.ws) == 27
    found = check(world.ws)
    assert (found.verdict, found.codes) == ("error", ("backup.old",))
    world.member()
    world.source(5)
    campaign = world.campaign()
    assert "backup.old" in world.codes(campaign)


def test_the_latest_complete_backup_is_restored(world: World) -> None:
    with world.engine() as context:
        older = made(context, NOON)
        newer = made(context, NOON + timedelta(hours=1))
    newer.write_bytes(b"SQLite format 3\x00 and nonsense" * 100)
    world.close()
    assert backup.latest(world.home) == older
    restored = backup.restore(world.home, backup.latest(world.home))
    assert restored.aside is not None
    assert backup.latest(world.home) == older  # not the store that was set aside
    for path in kept_backups.own(world.home):
        path.unlink()
    with pytest.raises(NotFoundError):
        backup.latest(world.home)
    world.open()
