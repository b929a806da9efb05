"""Pictures of the screens at a fixed moment; `pytest tests/tui/test_snapshots.py --snapshot-update` renews them."""

from __future__ import annotations

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from textual.pilot import Pilot

from core.workspace import Workspace
from tests.tui.support.driving import NARROW, WIDE, settled
from tui.app import OvertureApp
from tui.style.theme import COLOUR_BLIND, LIGHT

ROOT = Path(__file__).parents[2]
Compare = Callable[..., bool]
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


def test_an_empty_workspace_says_which_key_to_press(workspace: Workspace, snap_compare: Compare) -> None:
    assert picture(workspace, snap_compare, (), NARROW)


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
