"""A store of the first schema gets each campaign's name and program, and nothing else of it changes."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

from core.config import Config
from core.rules.groups import group_key
from core.store import migrate
from core.workspace import home_of, opened
from tests.support.rows import add_row

CONFIG = Config(time_zone="Europe/Paris")
NAMES = [("Invite  Q1", "Growth"), ("invite q1", "GROWTH"), ("Straße", "İstanbul"), ("other", "growth")]


def old_store(folder: Path, monkeypatch: pytest.MonkeyPatch, home: Path) -> None:
    """Make a store by the first migration alone, with campaigns as that version left them."""
    folder.mkdir()
    (folder / "0001_initial.py").write_text((migrate.FOLDER / "0001_initial.py").read_text())
    with monkeypatch.context() as patch:
        patch.setattr(migrate, "FOLDER", folder)
        with opened(home_of(home), config=CONFIG, durable=False) as workspace, workspace.store.write() as store:
            assert store.scalar("SELECT count(*) FROM sqlite_master WHERE name = 'campaign_name'") == 0
            store.change(
                "INSERT INTO member (id, name, account_id, plan, time_zone, day_cap, ramp, spacing_s, state, "
                "state_words, created_at, cooldown_s, failures) "
                "VALUES (1, 'Ada', 'acc', 'basic', 'UTC', 20, 1, 120, 'ok', '', 0, 0, 0)"
            )
            add_row(store, "source", id=1, name="people", kind="list", created_at=0)
            for ident, (name, program) in enumerate(NAMES, 1):
                store.change(
                    "INSERT INTO campaign (id, name, program, description, member_id, source_id, time_zone, languages, "
                    "approval, note_rule, withdraw_after_days, cohort_size, active, created_at) "
                    "VALUES (?, ?, ?, '', 1, 1, 'UTC', '[]', 'off', 'hold', 0, 5, 0, ?)",
                    ident,
                    name,
                    program,
                    ident * 1000,
                )
            for at in (5000, 7000):
                add_row(store, "journal", at=at, actor="x", kind="campaign.edited", campaign_id=4, code="")


def test_each_campaign_begins_with_its_present_name(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    old_store(tmp_path / "migrations", monkeypatch, tmp_path / "home")
    with opened(home_of(tmp_path / "home"), config=CONFIG, durable=False) as workspace, workspace.store.read() as store:
        found = store.rows("SELECT campaign_id, name, program, since, key FROM campaign_name ORDER BY id")
        assert [row[:3] for row in found] == [(ident, *names) for ident, names in enumerate(NAMES, 1)]
        # From the creation, or from the last edit, which may have been a rename.
        assert [row[3] for row in found] == [1000, 2000, 3000, 7000]
        # The migration's keys are those that the program compares today.
        assert [row[4] for row in found] == [group_key(name, program) for name, program in NAMES]
        assert found[0][4] == found[1][4]
        assert store.scalar("SELECT count(*) FROM campaign") == 4
        assert store.rows("PRAGMA foreign_key_check") == []


def test_a_key_is_folded_and_the_two_parts_stay_apart() -> None:
    assert (
        group_key("Invite Q1", "Growth")
        == group_key("  invite   q1 ", "GROWTH")
        == group_key("ＩＮＶＩＴＥ Q1", "growth")
    )
    assert group_key("a b", "c") != group_key("a", "b c")
    assert group_key("STRASSE", "x") == group_key("straße", "x")
    frozen = runpy.run_path(str(migrate.FOLDER / "0003_campaign_names.py"))["folded"]
    assert group_key("ＡB ", "ﬁn\u00a0X") == f"{frozen('ﬁn' + chr(160) + 'X')}\n{frozen('ＡB ')}"
