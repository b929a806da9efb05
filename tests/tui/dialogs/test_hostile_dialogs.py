"""Every dialog shows hostile texts as characters, on screen and in a real terminal (docs/design.md#promises, 8)."""

from __future__ import annotations

from pathlib import Path

from textual.widgets import Input, TextArea

from core.workspace import Workspace, home_of, opened
from tests.support.patience import DEADLINE_S
from tests.tui.support.dialogs import GALLERY, every_dialog, paste
from tests.tui.support.driving import NARROW, driven
from tests.tui.support.hostile import check_stream, foreign, poison
from tests.tui.support.pty import terminal
from tui.dialogs.edit_text import EditTextDialog


def test_no_dialog_is_forgotten(demo_workspace: Workspace) -> None:
    assert {type(shown.make(demo_workspace, "x")) for shown in GALLERY} == every_dialog()


def test_a_real_terminal_hears_no_control_from_a_dialog(demo_home: Path) -> None:
    with opened(home_of(demo_home), durable=False) as workspace:
        poison(workspace)
    with terminal(str(demo_home), "--no-engine", "--gallery", size=NARROW) as on:
        assert on.ended(2 * DEADLINE_S) == 0, on.words()
        assert "Traceback" not in on.words()
        assert all(name.encode() in on.stream for name in ("Journey of", "Did it reach", "Import contacts"))
        check_stream(on.stream)


async def test_what_is_pasted_comes_in_without_controls(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as on:
        for page in ("1", "3", "5"):
            await on.press(page, "slash")
            await paste(on.pilot, "Zo\x1b]52;c;b3du\x1b\\ë\u202e\x9b31m\nmore")
            assert on.app.screen.query_one("#find", Input).value == "Zoë"
            await on.press("escape")
        await on.app.push_screen(EditTextDialog("Zoe", "", 300, print, needed=False))
        await paste(on.pilot, "two\r\nlines\x1b[31m")
        text = on.app.screen.query_one(TextArea).text
        assert text == "two\nlines"
        assert foreign(text.replace("\n", "")) == set()
