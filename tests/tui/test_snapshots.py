"""Pictures of the screens at a fixed moment; `pytest tests/tui/test_snapshots.py --snapshot-update` renews them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any
from unittest.mock import patch

import pytest
from syrupy.assertion import SnapshotAssertion
from syrupy.extensions.single_file import SingleFileSnapshotExtension, WriteMode
from textual.pilot import Pilot
from textual.screen import ModalScreen
from textual.widgets._toast import Toast

from core.services.overview import settings_page
from core.services.overview.settings_page import Section
from core.workspace import Workspace
from tests.tui.support.dialogs import GALLERY, acted
from tests.tui.support.driving import NARROW, WIDE, driven, settled
from tui.app import OvertureApp
from tui.style.theme import COLOUR_BLIND, LIGHT

ROOT = Path(__file__).parents[2]
Compare = Callable[..., bool]
LARGE = (200, 60)
SCENES: dict[str, tuple[str, ...]] = {
    "invites": ("down", "down", "down"),
    "attention": ("exclamation_mark",),
    "archive": ("down", "x"),
    "help": ("question_mark",),
    "why": ("down", "down", "down", "w"),
    "member_day": ("6", "w", "left_square_bracket"),
    "forecast": ("8", "down", "enter"),
    "approvals": ("2", "down"),
    "queue": ("3", "down"),
    "editor": ("down", "down", "e"),
}
"""Keys that are pressed before each picture."""


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "140x40"])
@pytest.mark.parametrize("scene", SCENES)
def test_the_screen_looks_as_it_did(
    demo_workspace: Workspace, snap_compare: Compare, scene: str, size: tuple[int, int]
) -> None:
    assert picture(demo_workspace, snap_compare, SCENES[scene], size)


@pytest.mark.parametrize("theme", [LIGHT.name, COLOUR_BLIND.name, "textual-dark", "ansi-dark"])
def test_the_home_looks_as_it_did_in_other_themes(demo_workspace: Workspace, snap_compare: Compare, theme: str) -> None:
    assert picture(demo_workspace, snap_compare, SCENES["invites"], WIDE, theme)


def test_the_home_looks_as_it_did_on_a_large_screen(demo_workspace: Workspace, snap_compare: Compare) -> None:
    assert picture(demo_workspace, snap_compare, SCENES["invites"], LARGE)


@pytest.mark.parametrize("mode", ["no-colours", "plain-signs", "both"])
def test_the_home_looks_as_it_did_on_a_poor_terminal(
    demo_workspace: Workspace, snap_compare: Compare, monkeypatch: pytest.MonkeyPatch, mode: str
) -> None:
    if mode != "plain-signs":
        monkeypatch.setenv("NO_COLOR", "1")
    if mode != "no-colours":
        for place in ("tui.style.cells.ASCII", "tui.app.ASCII"):
            monkeypatch.setattr(place, True)
    assert picture(demo_workspace, snap_compare, SCENES["invites"], NARROW)


def test_an_empty_workspace_says_which_key_to_press(workspace: Workspace, snap_compare: Compare) -> None:
    assert picture(workspace, snap_compare, (), NARROW)


PAGES_TO_SHOW: dict[str, tuple[str, ...]] = {
    "contacts": ("5", "down"),
    "sources": ("4", "down"),
    "members": ("6", "down"),
    "programs": ("7", "down"),
    "activity": ("9", "down"),
    "settings": ("0",),
    "runs": ("1", "down", "down", "down", "l"),
    "marked": ("1", "space", "space"),
    "filtered": ("3", "slash", *"status:invited", "enter"),
    "palette": ("ctrl+p", *"ada"),
    "messages": ("escape", "1", "m"),
    "grouped": ("escape", "1", "z"),
    "campaign": ("escape", "z", "z", "down", "down", "down", "enter"),
    "sort": ("escape", "s"),
    "columns": ("escape", "f", "L"),
    "forecast_campaigns": ("escape", "escape", "8", "l"),
    "replies": ("9", "l"),
    "person_why": ("3", "w"),
    "journey": ("escape", "5", "i"),
    "command": ("escape", "colon", *"camp"),
    "output": (*("backspace",) * 4, *"campaign", "space", *"list", "enter"),
    "pause": ("escape", "P"),
    "editor_messages": ("escape", "1", "e", "ctrl+t"),
    "editor_schedule": ("ctrl+t",),
    "contact": ("escape", "5", "e"),
    "finder": ("escape", "4", "n", "down", "down", "enter"),
}
"""Keys that are pressed before each picture; one app shows all of these pages, one after the other."""


class Svg(SingleFileSnapshotExtension):
    """A picture in a file of its own."""

    _file_extension = "svg"
    _write_mode = WriteMode.TEXT


@pytest.mark.parametrize("size", [NARROW, WIDE], ids=["80x24", "140x40"])
async def test_the_other_pages_look_as_they_did(
    demo_workspace: Workspace, snapshot: SnapshotAssertion, size: tuple[int, int]
) -> None:
    with patch("tui.screens.settings.about", _the_same_everywhere):
        async with driven(demo_workspace, size=size) as shown:
            await shown.refresh()
            pictures = {}
            for name, keys in PAGES_TO_SHOW.items():
                await shown.press(*keys)
                _clear_messages(shown.app)
                await settled(shown.pilot)
                pictures[name] = shown.app.export_screenshot()
    assert differing(pictures, snapshot) == []


async def test_the_dialogs_look_as_they_did(demo_workspace: Workspace, snapshot: SnapshotAssertion) -> None:
    pictures: dict[str, str] = {}
    async with driven(demo_workspace, size=NARROW) as shown:
        await shown.refresh()
        for dialog in GALLERY:
            seen: list[str] = []

            def look(_step: str, seen: list[str] = seen) -> None:
                """Keep the picture, unless the last key closed the dialog."""
                if isinstance(shown.app.screen, ModalScreen):
                    seen.append(shown.app.export_screenshot())

            async with acted(shown.pilot, dialog, "Edith", look) as kind:
                number = sum(name.startswith(kind) for name in pictures)
                pictures[f"{kind}-{number + 1}" if number else kind] = seen[-1]
    assert differing(pictures, snapshot) == []


def _clear_messages(app: OvertureApp) -> None:
    """Remove the messages, which otherwise disappear after real seconds, also those of a page under a dialog."""
    app.clear_notifications()
    for screen in app.screen_stack:
        screen.query(Toast).remove()


def differing(pictures: dict[str, str], snapshot: SnapshotAssertion) -> list[str]:
    """Return the names of the pictures that differ from the stored ones; all are compared, so that all are renewed."""
    stored = snapshot.use_extension(Svg)
    return [name for name, picture in pictures.items() if picture != stored(name=name)]


def _the_same_everywhere(workspace: Workspace) -> list[Section]:
    """Return the facts of the settings page without this machine's folder and versions."""
    first, *others = settings_page.about(workspace)[:-1]
    folder, *facts = first.facts
    return [replace(first, facts=(replace(folder, value="/home/edith/overture"), *facts)), *others]


@pytest.mark.parametrize(
    "name", ["invites", "approvals", "queue", "editor", "archive", "narrow", "light", "why", "forecast"]
)
def test_the_pictures_that_are_shipped_load_nothing_from_elsewhere(name: str) -> None:
    svg = (ROOT / "screenshots" / f"{name}.svg").read_text(encoding="utf-8")
    assert not re.search(r"@font-face|@import|url\((?!#)|cdn|<script|href=", svg)


def picture(
    workspace: Workspace, compare: Compare, keys: tuple[str, ...], size: tuple[int, int], theme: str | None = None
) -> bool:
    """Return whether the app, after these keys, looks like the stored picture."""
    app = OvertureApp(workspace)
    if theme is not None:
        app.theme = theme

    async def before(pilot: Pilot[Any]) -> None:
        await settled(pilot)
        app.refresh_page()  # the second read counts what needs a person; without this, its time would vary
        await settled(pilot)
        await pilot.press(*keys)
        await settled(pilot)

    return compare(app, terminal_size=size, run_before=before)
