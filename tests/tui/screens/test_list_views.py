"""Views, order and columns of lists; going to a page by the key of the page list and a letter."""

from __future__ import annotations

from core.rules.filters.folding import fold
from core.services import saved_views
from core.services.saved_views import SavedView
from core.workspace import Workspace
from tests.tui.support.driving import WIDE, driven
from tui.screens.contacts import ContactsScreen
from tui.screens.page import PageScreen
from tui.widgets.filter_line import FilterLine


async def test_a_view_is_saved_with_order_and_columns_and_shown_again(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("5")
        page = shown.app.screen
        assert isinstance(page, ContactsScreen)
        usual = len(page.table.columns)
        await shown.press("s", "g", "j", "enter")
        assert page.query_one(FilterLine).value == "sort:name"
        names = [fold(page.table.get_cell(key, "name").plain.strip()) for key in page.table.shown_keys[:5]]
        assert names == sorted(names)
        await shown.press("f", "L")
        await shown.write("company, name")
        await shown.press("enter")
        assert [str(key.value) for key in page.table.columns] == ["company", "name"]
        await shown.press("f", "n")
        await shown.write("mine")
        await shown.press("enter")
        assert saved_views.read(demo_workspace.home) == [
            SavedView("contacts", "mine", "sort:name", ("company", "name"))
        ]
        await shown.press("f", "g", "enter")
        assert (page.query_one(FilterLine).value, len(page.table.columns)) == ("", usual)
        await shown.press("f", "G", "enter")
        assert page.query_one(FilterLine).value == "sort:name"
        assert [str(key.value) for key in page.table.columns] == ["company", "name"]
        await shown.press("f", "G", "x")
        assert saved_views.read(demo_workspace.home) == []


async def test_b_and_a_letter_go_to_a_page(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=WIDE) as shown:
        for letter, name in (("c", "contacts"), ("q", "queue"), ("n", "needs"), ("i", "invites")):
            await shown.press("b", letter)
            page = shown.app.screen
            assert isinstance(page, PageScreen)
            assert page.page == name
            assert shown.app.focused is not None
            assert shown.app.focused.id != "sidebar"
        await shown.press("b", "escape", "j")
        assert shown.table.cursor_row == 1
