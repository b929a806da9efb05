"""Terminals without colours, or with ASCII only: every state is shown by a word and a shape."""

from __future__ import annotations

import re
import unicodedata
from pathlib import Path

import pytest

from core.workspace import Workspace
from tests.support.patience import DEADLINE_S
from tests.tui.support.driving import NARROW, driven
from tests.tui.support.hostile import on_screen
from tests.tui.support.pty import terminal
from tui.style.ascii_filter import wanted

COLOUR = re.compile(rb"[34]8;2;(\d+);(\d+);(\d+)")


@pytest.mark.parametrize("plain", [True, False])
def test_no_colour_is_no_colour(demo_home: Path, plain: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if plain:
        monkeypatch.setenv("NO_COLOR", "1")
    with terminal(str(demo_home), "--no-engine") as shown:
        shown.wait_for_words("Warnings")
        shown.send(b"2")
        shown.wait_for_words("Approvals")
        shown.wait_until_quiet()
        shown.send(b"\x11")
        assert shown.ended(DEADLINE_S) == 0
        coloured = {found for found in COLOUR.findall(shown.stream) if len(set(found)) > 1}
        assert bool(coloured) is not plain, coloured


async def test_without_colours_the_row_under_the_cursor_is_in_reverse_video(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NO_COLOR", "1")
    async with driven(demo_workspace, size=NARROW) as shown:
        here, below = (
            next(segment.style for segment in shown.table.render_line(y) if segment.style and segment.text.strip())
            for y in (1, 2)
        )
        assert (here.color, here.bgcolor) == (below.bgcolor, below.color)


OF_A_COMPANY = "™"
OPENS: dict[str, tuple[str, ...]] = {
    "1": ("question_mark", "w", "x", "e"),
    "2": ("e",),
    "3": ("i",),
    "4": ("n",),
    "5": ("X",),
    "6": ("n", "C"),
    "7": (),
    "9": (),
    "0": ("ctrl+p",),
}


async def test_only_ascii_signs_are_drawn_in_ascii_mode(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.app.ASCII", True)
    async with driven(demo_workspace, size=NARROW) as shown:
        drawn = ""
        for page, dialogs in OPENS.items():
            await shown.press(page)
            drawn += on_screen(shown.app)
            for key in dialogs:
                await shown.press(key)
                drawn += on_screen(shown.app)
                await shown.press("escape")
    left = {sign for sign in drawn if not sign.isascii()}
    assert {sign for sign in left if not unicodedata.category(sign).startswith("L")} <= {OF_A_COMPANY}
    assert "Björn" in drawn
    assert "+- Invites - 12 campaigns, 12 active ---" in drawn
    assert 'Archive "' in drawn


@pytest.mark.parametrize(
    ("environment", "utf8_mode", "plain"),
    [
        ({"LANG": "en_US.UTF-8"}, False, False),
        ({"LANG": "de_DE.utf8@euro"}, False, False),
        ({"LC_CTYPE": "UTF-8"}, False, False),
        ({"LANG": "C.UTF-8"}, False, False),
        ({"LANG": "en_US.UTF-8", "LC_CTYPE": "C.UTF-8"}, True, False),
        ({"LANG": "C", "LC_CTYPE": "C.UTF-8"}, True, True),
        ({"LC_CTYPE": "C.UTF-8"}, True, True),
        ({"LC_CTYPE": "C.UTF-8"}, False, False),
        ({"LANG": "en_US.UTF-8", "LC_ALL": "C"}, True, True),
        ({"LANG": "en_US.UTF-8", "LC_ALL": ""}, False, False),
        ({"LANG": "en_US.ISO-8859-1"}, True, True),
        ({"LANG": "de_DE"}, False, True),
        ({"LANG": "ja_JP.eucJP"}, False, True),
        ({"LANG": "POSIX"}, True, True),
        ({}, True, True),
        ({"LANG": "en_US.UTF-8", "TERM": "linux"}, False, True),
        ({"LANG": "en_US.UTF-8", "TERM": "linux-16color"}, False, True),
        ({"LANG": "en_US.UTF-8", "TERM": "dumb"}, False, True),
        ({"LANG": "en_US.UTF-8", "TERM": "xterm-256color"}, False, False),
        ({"LANG": "en_US.UTF-8", "TERM": "tmux-256color"}, False, False),
        ({"LANG": "C", "OVERTURE_ASCII": "0"}, True, False),
        ({"LANG": "en_US.UTF-8", "OVERTURE_ASCII": "1"}, False, True),
        ({"LANG": "en_US.UTF-8", "OVERTURE_ASCII": ""}, False, False),
    ],
)
def test_ascii_mode_is_chosen_for_a_terminal_without_utf8(
    environment: dict[str, str], utf8_mode: bool, plain: bool
) -> None:
    assert wanted(environment, utf8_mode=utf8_mode) is plain


@pytest.mark.parametrize(("name", "value"), [("LC_ALL", "C"), ("LC_ALL", "en_US.ISO-8859-1"), ("TERM", "linux")])
def test_a_terminal_without_utf8_gets_only_ascii_from_overture(demo_home: Path, name: str, value: str) -> None:
    with terminal(str(demo_home), "--no-engine", other={name: value}) as shown:
        shown.wait_for_words("no engine")
        shown.wait_until_quiet()
        shown.send(b"x")
        shown.wait_for_words('Archive "')
        shown.send(b"\x11")
        assert shown.ended(DEADLINE_S) == 0
        foreign = {sign for sign in shown.stream.decode() if not sign.isascii()}
        assert {sign for sign in foreign if not unicodedata.category(sign).startswith("L")} <= {OF_A_COMPANY}
