"""The filter line, which is the same on each page that has one."""

from __future__ import annotations

import pytest
from textual.widget import Widget
from textual.widgets import DataTable

from core.workspace import Workspace
from tests.tui.support.driving import Driven, burst, driven, settled, until
from tui.actions import ACTIONS
from tui.widgets.filter_line import FilterLine
from tui.widgets.keyed_table import KeyedTable

PAGES = {"invites": "1", "queue": "3", "contacts": "5", "activity": "9"}
OTHERS = {"approvals": "2", "sources": "4", "members": "6", "programs": "7", "needs": "exclamation_mark"}
"""Other pages with the same line, by their keys; these are only checked for filtering."""
FILTERS = {
    "approvals": "sender:ada",
    "members": "name:ben",
    "sources": "left<1",
    "contacts": "name:barlow",
    "queue": "status:pending",
    "needs": "kind:source",
}
pages = pytest.mark.parametrize("page", PAGES)
NOBODY = "qqqq"


async def visit(shown: Driven, page: str) -> tuple[FilterLine, Widget]:
    """Go to a page, and return its line and its table once rows are shown."""
    await shown.press(PAGES[page])
    found = shown.app.page(page)
    table = found.query_one(DataTable)
    await until(shown.pilot, lambda: table.display and table.row_count > 0)
    await settled(shown.pilot)
    return found.query_one(FilterLine), table


def test_these_are_the_pages_with_a_filter() -> None:
    assert {action.scope for action in ACTIONS if action.name == "filter"} == {*PAGES, *OTHERS}


@pages
async def test_slash_opens_it_enter_keeps_it_escape_empties_it(demo_workspace: Workspace, page: str) -> None:
    async with driven(demo_workspace) as shown:
        line, table = await visit(shown, page)
        assert (line.display, line.value) == (False, "")
        await shown.press("slash", "a")
        assert (line.display, line.value) == (True, "a")
        assert shown.app.focused is line
        await shown.press("enter")
        assert (line.display, line.value) == (True, "a")
        assert shown.app.focused is table
        await shown.press("escape")
        assert (line.display, line.value) == (False, "")
        assert shown.app.focused is table


@pages
async def test_while_nothing_is_found_keys_do_not_go_into_the_line(demo_workspace: Workspace, page: str) -> None:
    async with driven(demo_workspace) as shown:
        line, table = await visit(shown, page)
        await burst(shown, "slash", *NOBODY, "enter")
        await until(shown.pilot, lambda: not table.display)
        await settled(shown.pilot)
        assert shown.app.focused is None
        await shown.press("x")
        assert line.value == NOBODY
        await shown.press("escape")
        await until(shown.pilot, lambda: table.display)
        await settled(shown.pilot)
        assert shown.app.focused is table


async def test_a_wrong_filter_is_red_with_the_nearest_key_and_the_rows_stay(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("slash")
        await shown.write("health:warnings")
        assert len(shown.keys) == 1
        line = shown.invites.query_one(FilterLine)
        line.value = "health:warnings sendr:ada"
        await settled(shown.pilot)
        assert line.has_class("-wrong")
        assert "sender" in str(shown.invites.query_one("#list").border_subtitle)
        assert len(shown.keys) == 1
        await shown.press("escape", "escape")
        assert not line.has_class("-wrong")
        await shown.press("slash")
        await shown.write("sort:-name")
        assert len(shown.keys) == 12
        assert shown.keys[0] == max(shown.keys, key=lambda key: shown.invites._showing[shown.keys.index(key)].name)


async def test_every_list_takes_the_keys_of_its_command(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        for page, text in FILTERS.items():
            await shown.press(OTHERS.get(page) or PAGES[page])
            found = shown.app.page(page)
            table = found.query_one(KeyedTable)
            before = table.row_count
            await shown.press("slash")
            await shown.write(text)
            assert 0 < table.row_count < before, page
            assert not found.query_one(FilterLine).has_class("-wrong"), page
            await shown.press("enter")


@pages
async def test_it_stays_open_while_another_page_is_looked_at(demo_workspace: Workspace, page: str) -> None:
    async with driven(demo_workspace) as shown:
        line, table = await visit(shown, page)
        await shown.press("slash", "a", "enter", "0", PAGES[page])
        await settled(shown.pilot)
        assert (line.display, line.value) == (True, "a")
        assert shown.app.focused is table
