"""Temporary workspaces at a fixed moment, with the real home out of reach, and a screen without animations."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from textual.css.stylesheet import Stylesheet
from textual.screen import Screen
from textual.widgets import Input, TextArea

from core.clock import SteppedClock
from core.demo import scene
from core.workspace import Workspace, home_of, opened
from tests.support.once import once
from tests.tui.support.demo import build_demo
from tests.tui.support.drawing import draw_when_settled
from tests.tui.support.driving import NOW
from tests.tui.support.styles import parse_once, parse_rules_once

IDLE_S = 1 / 100
"""Longest time, in seconds, that Textual's pilot waits for an idle processor; `settled` then asks the app itself."""
SNAPSHOT_PYTHON = (3, 11)
"""The only version of Python on which pictures are made and compared: another one draws them differently."""


def pytest_configure(config: pytest.Config) -> None:
    """Refuse to renew pictures on another Python: they would differ although no screen has changed."""
    if config.getoption("update_snapshots", default=False) and sys.version_info[:2] != SNAPSHOT_PYTHON:
        wanted = ".".join(str(part) for part in SNAPSHOT_PYTHON)
        raise pytest.UsageError(f"Snapshots are only updated by Python {wanted}.")


@pytest.fixture(autouse=True)
def isolated(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    """Keep the real home out of reach, and the machine's own terminal settings out of the tests."""
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_CACHE_HOME"):
        monkeypatch.setenv(name, str(tmp_path / "user"))
    for name in ("NO_COLOR", "TEXTUAL_THEME", "TEXTUAL_DRIVER", "OVERTURE_ASCII", "COLUMNS", "LINES"):
        monkeypatch.delenv(name, raising=False)
    for place in ("tui.style.cells.ASCII", "tui.app.ASCII"):  # decided by the machine's terminal and locale
        monkeypatch.setattr(place, False)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))  # what an app at a terminal keeps of its session
    monkeypatch.setenv("OVERTURE_HOME", str(tmp_path / "home"))
    monkeypatch.setenv("OVERTURE_ACTOR", "tester")
    monkeypatch.setenv("TEXTUAL_ANIMATIONS", "none")
    yield
    assert not (tmp_path / "user").exists()


@pytest.fixture(autouse=True)
def still(monkeypatch: pytest.MonkeyPatch) -> None:
    """Turn off animations, the blinking cursor, waits before refreshes, and long checks for idleness.

    Style sheets are parsed once, and a screen is drawn only when it rests: see `styles` and `drawing` in `support`.
    """
    monkeypatch.setattr(Screen, "_compositor_refresh", draw_when_settled)
    monkeypatch.setattr(Stylesheet, "parse", parse_once)
    monkeypatch.setattr(Stylesheet, "_parse_rules", parse_rules_once)
    monkeypatch.setattr("textual._wait.SLEEP_GRANULARITY", IDLE_S)
    monkeypatch.setattr("textual._wait.SLEEP_IDLE", IDLE_S / 20)
    monkeypatch.setattr("textual.constants.TEXTUAL_ANIMATIONS", "none")
    monkeypatch.setattr("tui.live_app.QUIET_S", 0.0)
    monkeypatch.setattr("tui.live_app.REST", 0.0)
    monkeypatch.setattr("tui.key_queue.CLOSED_S", float("-inf"))
    monkeypatch.setattr("tui.held_key.REPEAT_S", float("-inf"))
    monkeypatch.setattr("tui.held_key.LET_GO_S", float("-inf"))
    for widget in (Input, TextArea):
        monkeypatch.setattr(widget.cursor_blink, "_default", False)


@pytest.fixture
def workspace(tmp_path: Path) -> Iterator[Workspace]:
    """Yield an empty workspace."""
    home = home_of(tmp_path / "home")
    with opened(home, config=scene.config(1), clock=SteppedClock(NOW), durable=False) as made:
        yield made


@pytest.fixture(scope="session")
def demo_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return the home of the demo at `NOW`, made once for all workers; each test opens a copy of it."""
    return once(tmp_path_factory, "demo", lambda folder: build_demo(folder, NOW)) / "home"


@pytest.fixture
def demo_home(demo_template: Path, tmp_path: Path) -> Path:
    """Return a closed copy of the demo's home."""
    folder = tmp_path / "home"
    shutil.copytree(demo_template, folder)
    return folder


@pytest.fixture
def demo_workspace(demo_home: Path) -> Iterator[Workspace]:
    """Yield the demo: twelve campaigns of three members, on a Thursday morning."""
    with opened(home_of(demo_home), config=scene.config(1), clock=SteppedClock(NOW), durable=False) as made:
        yield made
