"""Every one-line field shows values of up to ten characters in full, at both sizes of the screen."""

from __future__ import annotations

from collections.abc import AsyncIterator

import pytest
from textual.screen import ModalScreen
from textual.widgets import Button, Input, TabbedContent

from core.workspace import Workspace
from tests.tui.support.dialogs import GALLERY, services
from tests.tui.support.driving import NARROW, WIDE, Driven, driven, plain, rested, settled, until
from tui.dialogs.editor.dialog import EditorDialog
from tui.widgets.slot_row import SlotRow

TABS = ("general", "messages", "schedule", "rules")
SHORT = 10
"""Characters of a value that every field must show, if it takes that many."""


async def fields(shown: Driven, dialog: ModalScreen[object]) -> AsyncIterator[Input]:
    """Yield every one-line field of a dialog while it is on the screen."""
    tabbed = list(dialog.query(TabbedContent))
    for tab in TABS if tabbed else ("",):
        if tabbed:
            tabbed[0].active = tab
            await rested(shown.pilot)
        for field in dialog.query(Input):
            if field.region.width and not field.disabled:
                yield field


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_field_shows_all_that_fits_into_it(demo_workspace: Workspace, size: tuple[int, int]) -> None:
    """Check all dialogs in one app, one after the other: an app takes longer to start than a dialog to check."""
    async with driven(demo_workspace, size=size) as shown:
        for one in GALLERY:
            with services("words"):
                dialog = one.make(demo_workspace, "words")
                await shown.app.push_screen(dialog)
                await rested(shown.pilot)
                async for field in fields(shown, dialog):
                    longest = min(field.max_length or SHORT, SHORT)
                    room = field.content_size.width
                    assert room > longest, f"{dialog!r}: {field!r} has no room for the cursor behind its value"
                await shown.app.pop_screen()


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_a_time_is_seen_whole_with_and_without_the_cursor(
    demo_workspace: Workspace, size: tuple[int, int]
) -> None:
    async with driven(demo_workspace, size=size) as shown:
        await shown.press("e")
        dialog = shown.app.screen
        assert isinstance(dialog, EditorDialog)
        await until(shown.pilot, lambda: dialog.settled)
        dialog.query_one(TabbedContent).active = "schedule"
        await settled(shown.pilot)
        row = dialog.query(SlotRow).first()
        row.go_to("start")
        await shown.write("13:30")
        assert (row.start, row._start.scroll_offset.x) == ("13:30", 0)
        assert plain(row._start).strip() == "13:30"
        assert row.query_one(Button).region.right <= row.region.right, "the line has room for the rest"


async def test_a_long_value_is_seen_from_its_beginning(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=NARROW) as shown:
        await shown.press("6", "n")
        name = shown.app.screen.query_one("#name", Input)
        name.value = "A name that is longer than its field, as some are, and does not end where it ends"
        await shown.press("home", "end")
        assert name.scroll_offset.x > 0
        await shown.press("tab")
        assert name.scroll_offset.x == 0
