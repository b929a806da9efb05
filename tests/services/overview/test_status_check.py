"""Verdicts of `status --check`: healthy states, and states that need a person."""

from __future__ import annotations

import threading
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import WorkspaceClock, real_now
from core.home import Home
from core.services.members import members
from core.services.overview import status_check
from core.services.overview.status_check import check, check_within
from core.views.status_check_view import StatusCheck
from tests.support.story import approved
from tests.support.world import World


@pytest.fixture
def running(world: World) -> World:
    """Return a world on Tuesday evening: a campaign with approved texts, and an engine that ran under a supervisor."""
    approved(world, 60, cohort=2)
    return world


def goes_on(world: World) -> None:
    """Let real time run from now on, after a daemon has run."""
    world.ws.clock = WorkspaceClock(world.now, real_now())
    with world.ws.store.write() as store:
        store.change("UPDATE engine SET kind = 'daemon'")


def test_a_new_home_is_well_and_stays_empty(tmp_path: Path) -> None:
    found = check_within(Home(tmp_path / "none"))
    assert found.verdict == "well"
    assert not (tmp_path / "none").exists()


def test_a_workspace_that_runs_is_well(running: World) -> None:
    with running.engine():
        found = check(running.ws)
    assert (found.verdict, found.codes, found.text) == ("well", (), "1 active campaign, nothing wrong.")


def test_a_pause_by_hand_is_well_and_a_warning_is_told(running: World) -> None:
    members.pause(running.ws, None, on=True)
    assert check(running.ws).verdict == "well"
    with running.ws.store.write() as store:
        store.change("UPDATE member SET cooldown_until = ?", 9_000_000_000_000_000)
    found = check(running.ws)
    assert (found.verdict, found.codes) == ("warning", ("limit.network",))
    assert "\n" not in found.text


def test_something_is_due_and_nobody_runs_the_engine(running: World) -> None:
    running.skip_to("2026-01-07 09:10")
    goes_on(running)
    found = check(running.ws)
    assert (found.verdict, found.codes[0]) == ("error", "engine.none")
    with running.engine():
        assert "engine.none" not in check(running.ws).codes


def test_without_a_campaign_too(world: World) -> None:
    world.member()
    world.skip_to("2026-01-07 09:10")
    goes_on(world)
    assert check(world.ws).codes == ("engine.none",)


def test_errors_are_told_though_no_campaign_is_active(world: World) -> None:
    with world.ws.store.write() as store:
        store.change("UPDATE engine SET key_refused_at = 1767600000000000")
    found = check(world.ws)
    assert (found.verdict, found.codes) == ("error", ("key.refused",))


def test_a_damaged_store_and_a_broken_configuration_are_errors(world: World) -> None:
    home = world.home
    world.close()
    home.config.write_text("nonsense")
    broken = check_within(home)
    assert (broken.verdict, broken.codes) == ("error", ("usage",))
    home.config.unlink()
    home.store.write_bytes(b"no database at all" * 1000)
    assert check_within(home).verdict == "error"


def test_what_takes_too_long_could_not_be_told(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    hold = threading.Event()

    def slow(home: Home) -> StatusCheck:
        hold.wait(timedelta(minutes=5).total_seconds())
        raise AssertionError

    monkeypatch.setattr(status_check, "_check_home", slow)
    found = check_within(Home(tmp_path), patience_s=0.01)
    assert (found.verdict, found.text) == ("unknown", "The state could not be determined within 0.01 s.")
