"""0002: a store of the first schema keeps its members, and each learns which accounts it had."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.config import Config
from core.store import migrate
from core.store.member_accounts import of_owner
from core.workspace import home_of, opened

CONFIG = Config(time_zone="Europe/Paris")
MEMBER = """INSERT INTO member (name, account_id, provider_id, plan, time_zone, day_cap, ramp, spacing_s, state,
state_words, created_at, archived_at, cooldown_until, cooldown_s, sent_list_read_at, sync_at, failures)
VALUES (?, ?, ?, 'basic', 'Europe/Paris', 20, 1, 120, 'ok', '', 10, ?, ?, ?, 20, 30, 0)"""


@pytest.fixture
def old_home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """Return a home whose store has the first schema only: two rows of one owner, one never read, one archived."""
    folder = tmp_path / "migrations"
    folder.mkdir()
    first = migrate.known()[0]
    (folder / f"{first}.py").write_text((migrate.FOLDER / f"{first}.py").read_text())
    home = tmp_path / "home"
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "FOLDER", folder)
        with opened(home_of(home), config=CONFIG, durable=False) as workspace, workspace.store.write() as store:
            store.change(MEMBER, "Ada", "acc-1", "ACo1", None, 500, 60)
            store.change(MEMBER, "Ada too", "acc-2", "ACo1", None, None, 0)
            store.change(MEMBER, "Ben", "acc-3", None, None, None, 0)
            store.change(MEMBER, "Cleo", "acc-4", None, 40, None, 0)
    return home


def test_members_keep_their_accounts(old_home: Path) -> None:
    with opened(home_of(old_home), config=CONFIG, durable=False) as workspace, workspace.store.read() as store:
        accounts = store.rows("SELECT member_id, account_id, since, until FROM member_account ORDER BY id")
        assert accounts == [
            (1, "acc-1", 10, None),
            (2, "acc-2", 10, None),
            (3, "acc-3", 10, None),
            (4, "acc-4", 10, None),
        ]
        owners = store.rows("SELECT id, account_owner, sent_list_read_at, cooldown_until, cooldown_s FROM member")
        assert owners == [
            (1, "ACo1", 20, 500, 60),
            (2, "ACo1", 20, 500, 60),
            (3, None, None, None, 0),
            (4, None, 20, None, 0),
        ]
        assert of_owner(store, 2) == ["acc-1", "acc-2"]
        assert store.rows("PRAGMA foreign_key_check") == []


def test_an_account_is_one_unarchived_members(old_home: Path) -> None:
    with opened(home_of(old_home), config=CONFIG, durable=False) as workspace:
        with pytest.raises(Exception, match="UNIQUE"), workspace.store.write() as store:
            store.change(MEMBER, "Dora", "acc-3", None, None, None, 0)
        with workspace.store.write() as store:
            store.change(MEMBER, "Dora", "acc-4", None, None, None, 0)
