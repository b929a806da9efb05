"""Every key of the registry on every page: nothing fails, and what a page does not bind changes nothing there."""

from __future__ import annotations

from textual.events import Key

from core.workspace import Workspace
from tests.tui.support.driving import burst, driven, settled, sql
from tui.actions import PAGES, of_scope
from tui.key_table import VERBS, keys_of
from tui.screens.page import PageScreen
from tui.screens.pages import OF_A_ROW

EVERYWHERE = {key for action in of_scope("app", "page", "table") for key in action.keys}
KEYS = {key for verb in VERBS for key in keys_of(verb)} - EVERYWHERE - {"enter", "tab", "up", "down"}
"""Keys with which pages act and dialogs are answered."""


async def test_no_key_fails_on_any_page(demo_workspace: Workspace) -> None:
    """Press what a page does not bind: Textual looks for a method of the key's name at each widget, and calls it."""
    async with driven(demo_workspace) as shown:
        before = sql(demo_workspace, "SELECT count(*) FROM journal")
        for name in (*[page for _heading, page, _label in PAGES], *OF_A_ROW):
            shown.app.show_page(name)
            await settled(shown.pilot)
            unbound = KEYS - {key for action in of_scope(name) for key in action.keys}
            await burst(shown, *sorted(unbound))
            page = shown.app.screen
            assert isinstance(page, PageScreen)
            assert page.page == name
            for node in (shown.app, page, *page.walk_children()):
                for key in map(Key, KEYS, KEYS):
                    for method in (f"key_{key.name}", f"_key_{key.name}"):
                        assert callable(getattr(node, method, print)), (node, method)
        assert sql(demo_workspace, "SELECT count(*) FROM journal") == before
