"""Every key of the registry on every page and in every dialog: none fails, and an unbound key changes nothing."""

from __future__ import annotations

from typing import Any

from textual.events import Key
from textual.message_pump import MessagePump
from textual.screen import ModalScreen, Screen

from core.workspace import Workspace
from tests.tui.support.dialogs import GALLERY, services
from tests.tui.support.driving import NARROW, Driven, burst, driven, rested, sql
from tui.actions import PAGES, of_scope
from tui.key_table import VERBS, keys_of
from tui.screens.page import PageScreen
from tui.screens.pages import OF_A_ROW

EVERYWHERE = {key for action in of_scope("app", "page", "table") for key in action.keys}
KEYS = {key for verb in VERBS for key in keys_of(verb)} - EVERYWHERE - {"enter", "tab", "up", "down"}
"""Keys that act on a page or answer a dialog."""
MOVES = {"up", "down"} | {
    key for verb in ("down", "up", "first", "last", "half down", "half up") for key in keys_of(verb)
}
"""Keys that move about in a dialog and close none."""
ENDS = {key for action in of_scope("app") if action.verb in ("quit", "suspend") for key in action.keys}
"""Keys that end or suspend the app wherever they are pressed."""


async def test_no_key_fails_on_any_page(demo_workspace: Workspace) -> None:
    """Press keys that a page does not bind: Textual would call a method of that name in any widget."""
    async with driven(demo_workspace) as shown:
        before = sql(demo_workspace, "SELECT count(*) FROM journal")
        for name in (*[page for _heading, page, _label in PAGES], *OF_A_ROW):
            shown.app.show_page(name)
            await rested(shown.pilot)
            unbound = KEYS - {key for action in of_scope(name) for key in action.keys}
            await burst(shown, *sorted(unbound))
            page = shown.app.screen
            assert isinstance(page, PageScreen)
            assert page.page == name
            for node in (shown.app, page, *page.walk_children()):
                fails_on_no_key(node)
        assert sql(demo_workspace, "SELECT count(*) FROM journal") == before


async def test_no_key_fails_in_any_dialog(demo_workspace: Workspace) -> None:
    """Press in each dialog all keys that it does not bind: it stays open, and nothing is done behind it."""
    async with driven(demo_workspace, size=NARROW) as shown:
        before = sql(demo_workspace, "SELECT count(*) FROM journal")
        for made in GALLERY:
            with services("Edith"):
                dialog = made.make(demo_workspace, "Edith")
                await shown.app.push_screen(dialog)
                await rested(shown.pilot)
                await burst(shown, *sorted(KEYS - _bound(dialog)))
                assert shown.app.screen is dialog, type(dialog)
                for node in (dialog, *dialog.walk_children()):
                    fails_on_no_key(node)
                await shown.app.pop_screen()
        assert sql(demo_workspace, "SELECT count(*) FROM journal") == before


async def test_every_key_of_every_dialog_does_nothing_by_itself(demo_workspace: Workspace) -> None:
    """Press each key of each dialog once: the app stays, and nothing is done, since nothing waits for the answer."""
    async with driven(demo_workspace, page="settings", size=NARROW) as shown:
        page, before = shown.app.screen, sql(demo_workspace, "SELECT count(*) FROM journal")
        done: set[type[Screen[Any]]] = set()
        for made in GALLERY:
            pressed = set(ENDS)
            with services("Edith"):
                dialog = made.make(demo_workspace, "Edith")
                if type(dialog) in done:
                    continue
                done.add(type(dialog))
                keys = await _opened(shown, dialog)
                while left := keys - pressed:
                    pressed |= MOVES
                    await burst(shown, *sorted(left & MOVES))
                    assert shown.app.screen is dialog, "a move closed it"
                    await _press_until_closed(shown, dialog, sorted(left - MOVES), pressed)
                    await _close_all(shown, page, pressed)
                    if keys - pressed:
                        dialog = made.make(demo_workspace, "Edith")
                        keys = await _opened(shown, dialog)
                await _close_all(shown, page, pressed)
        assert sql(demo_workspace, "SELECT count(*) FROM journal") == before


async def _press_until_closed(shown: Driven, dialog: Screen[Any], keys: list[str], pressed: set[str]) -> None:
    for key in keys:
        if shown.app.screen is dialog:
            pressed.add(key)
            await shown.press(key)


async def _close_all(shown: Driven, page: Screen[Any], pressed: set[str]) -> None:
    while shown.app.screen is not page:
        assert isinstance(shown.app.screen, ModalScreen), pressed
        await shown.app.pop_screen()


async def _opened(shown: Driven, dialog: Screen[Any]) -> set[str]:
    """Open a dialog, and return its keys: those of the registry, and those that every dialog has."""
    await shown.app.push_screen(dialog)
    await rested(shown.pilot)
    bound = {key for node in (dialog, *dialog.walk_children()) for key in node._bindings.key_to_bindings}
    return (bound & {key for verb in VERBS for key in keys_of(verb)}) | {"enter", "space", "tab"}


def _bound(dialog: Screen[object]) -> set[str]:
    """Return the keys that a dialog, its widgets or the app bind."""
    nodes = (dialog, *dialog.walk_children(), dialog.app)
    return {key for node in nodes for key in node._bindings.key_to_bindings}


def fails_on_no_key(node: MessagePump) -> None:
    """Fail if Textual would call something that is no method as the handler of a key."""
    for key in map(Key, KEYS, KEYS):
        for method in (f"key_{key.name}", f"_key_{key.name}"):
            assert callable(getattr(node, method, print)), (node, method)
