"""Reports of a damaged store, and how they end: by a restored backup or a clean `doctor`."""

from __future__ import annotations

import logging
from pathlib import Path

import pytest

from core.errors import DamagedError
from core.services.maintenance import backup
from core.services.overview import campaign_list, status, status_line
from core.store.upkeep import damage
from tests.engine.test_store_check import SLOT, empty_page, root_of, spoil
from tests.support.story import approved
from tests.support.world import World, Worlds

pytestmark = pytest.mark.sqlite_only("damage of the file")


@pytest.fixture
def eve(world: World) -> World:
    """Return a world with three approved people, on the evening before their run."""
    approved(world, 6, cohort=3)
    return world


def test_damage_is_reported_everywhere(eve: World, caplog: pytest.LogCaptureFixture, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite"
    backup.backup(eve.ws, kept)
    spoil(eve)
    with caplog.at_level(logging.ERROR), pytest.raises(DamagedError) as raised:
        eve.until(SLOT)
    assert raised.value.exit_code == 1
    assert raised.value.code == "store.damaged"
    assert f"overture restore {kept}" in raised.value.text
    assert raised.value.text in caplog.text
    (campaign,) = campaign_list.campaigns(eve.ws)
    assert campaign.health.state == "stopped"
    (problem,) = [found for found in campaign.health.problems if found.code == "store.damaged"]
    assert problem.severity == "fatal"
    assert str(kept) in problem.action
    told = status.status(eve.ws).state.damage
    assert told is not None
    assert told.backup == str(kept)
    damaged = status_line.heading(eve.ws).state.damage
    assert damaged is not None
    assert str(kept) in damaged.remedy


def test_a_restored_backup_ends_the_damage(eve: World, tmp_path: Path) -> None:
    kept = tmp_path / "kept.sqlite"
    backup.backup(eve.ws, kept)
    spoil(eve)
    with pytest.raises(DamagedError):
        eve.until(SLOT)
    eve.close()
    backup.restore(eve.home, kept)
    assert not eve.home.damaged.exists()
    eve.open()
    eve.until(SLOT)
    assert len(eve.invited()) == 3
    assert status.status(eve.ws).state.damage is None


def test_only_a_complete_backup_of_this_store_is_named(eve: World, tmp_path: Path, worlds: Worlds) -> None:
    whole, spoilt = tmp_path / "whole.sqlite", tmp_path / "spoilt.sqlite"
    backup.backup(eve.ws, whole)
    backup.backup(eve.ws, spoilt)
    empty_page(spoilt, root_of(spoilt, "outreach_key"))
    (eve.home.folder / "notes.sqlite").write_text("no store at all")
    spoil(eve)
    assert damage.note(eve.home, "x").backup == str(whole)
    whole.unlink()
    assert damage.note(eve.home, "x").backup == ""
    assert "No whole backup is known" in damage.note(eve.home, "x").remedy


def test_a_backup_of_a_damaged_store_says_so(eve: World, tmp_path: Path) -> None:
    spoil(eve)
    with pytest.raises(DamagedError):
        backup.backup(eve.ws, tmp_path / "late.sqlite")
    assert not (tmp_path / "late.sqlite").exists()
