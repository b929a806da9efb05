"""Keys that come in a burst, as after a stall of the connection: each has the same effect as if it had come alone."""

from __future__ import annotations

import pytest
from textual.events import Key, Paste
from textual.widgets import Input

from core.workspace import Workspace
from tests.tui.support.driving import burst, driven, settled, sql, until
from tui.screens.page import PageScreen
from tui.widgets.keyed_table import KeyedTable


def running(workspace: Workspace) -> list[tuple[object, ...]]:
    """Return whether each campaign is active, and since when it is archived."""
    return sql(workspace, "SELECT id, active, archived_at FROM campaign ORDER BY id")


async def test_what_is_typed_right_after_the_slash_is_for_the_filter(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        before = running(demo_workspace)
        await burst(shown, "slash", *("space" if sign == " " else sign for sign in "a new squad"))
        assert shown.invites.query_one("#find", Input).value == "a new squad"
        assert shown.at_home
        assert shown.said == []
        assert running(demo_workspace) == before


async def test_what_is_pasted_right_after_the_slash_too(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        shown.app.post_message(Key("slash", "/"))
        shown.app.post_message(Paste("cleo"))
        await settled(shown.pilot)
        assert len(shown.keys) == 4


async def test_a_dialog_gets_the_keys_behind_the_one_that_opened_it(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        before = running(demo_workspace)
        await burst(shown, "down", "x", "enter", "down")  # x asks; enter presses Cancel, which has the focus
        assert shown.at_home
        assert shown.table.cursor_row == 2
        assert running(demo_workspace) == before
        await burst(shown, "x", "left", "escape", "w", "escape", "3", "1", "down")
        assert shown.at_home
        assert shown.table.cursor_row == 3


@pytest.mark.parametrize(("page", "opens"), [("5", "B"), ("4", "x"), ("6", "x"), ("2", "Y")])
async def test_a_dialog_that_has_to_be_read_first_gets_them_too(
    demo_workspace: Workspace, page: str, opens: str
) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press(page)
        changes = sql(demo_workspace, "SELECT count(*) FROM journal")
        await burst(shown, opens, "down", "up", "n", "down")
        assert isinstance(shown.app.screen, PageScreen)
        assert shown.app.screen.query_one(KeyedTable).cursor_row == 1
        assert sql(demo_workspace, "SELECT count(*) FROM journal") == changes


async def test_keys_that_close_the_editor_while_it_opens(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await burst(shown, *["e", "escape"] * 4, "n", "escape", "c", "escape", "down")
        await until(shown.pilot, lambda: shown.at_home and not shown.app.busy)
        assert shown.table.cursor_row == 1


async def test_a_held_key_is_drawn_once_for_many(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        for _ in range(8):
            shown.app.post_message(Key("down", None))
        shown.app.call_later(lambda: seen.append(shown.app._keys.busy))
        seen: list[bool] = []
        await settled(shown.pilot)
        assert seen == [False], "a step in a table waits for nothing"
        assert shown.table.cursor_row == 8
