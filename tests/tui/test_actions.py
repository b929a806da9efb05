"""The registry of actions, from which keys, footer, palette, help and docs/keys.md are made."""

from __future__ import annotations

import importlib
import pkgutil
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from textual.binding import Binding
from textual.widget import Widget
from textual.widgets import Static

from core.workspace import Workspace
from tests.tui.support.driving import NARROW, WIDE, driven, settled
from tests.tui.support.hostile import on_screen
from tools import keys_page
from tui import dialogs as tui_dialogs
from tui import key_table
from tui.action_lists import NOT_OFFERED
from tui.actions import ACTIONS, EDITOR, EVERY, PAGES, of_scope
from tui.app import OvertureApp
from tui.dialogs.base import Dialog
from tui.dialogs.editor.dialog import EditorDialog
from tui.dialogs.editor.messages_tab import MessagesPane
from tui.dialogs.help import HelpDialog
from tui.key_table import VERBS, key_name, names_of
from tui.screens.page import PageScreen
from tui.screens.pages import OF_A_ROW, page_class
from tui.screens.pages import PAGES as SCREENS
from tui.widgets.keyed_table import KeyedTable
from tui.widgets.page_footer import PageFooter
from tui.widgets.sidebar import DIGITS, Sidebar
from tui.widgets.step_list import StepList

ROOT = Path(__file__).parents[2]
SCOPES = ("app", *SCREENS)


def keys_of(*scopes: str) -> list[str]:
    """Return all keys of the actions in some scopes."""
    return [key for action in of_scope(*scopes) for key in action.keys]


def test_every_scope_is_a_page_and_every_page_is_in_the_sidebar() -> None:
    assert {action.scope for action in ACTIONS} <= {*SCOPES, *OF_A_ROW, "page", "table"}
    assert [page for _group, page, _label in PAGES] == list(SCREENS)
    keys = {key_name(action.keys[0]): action.name for action in of_scope("app")}
    assert {page: keys[digit] for page, digit in DIGITS.items()} == {page: f"page('{page}')" for page in SCREENS}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: action.id)
def test_every_action_is_a_method(action: Any) -> None:
    owners = {"app": OvertureApp, "page": PageScreen, "table": KeyedTable}
    owner = owners.get(action.scope) or page_class(action.scope)
    assert callable(getattr(owner, action.method, None)), f"{owner} lacks {action.method}"


def test_one_key_has_one_verb_everywhere() -> None:
    verbs: dict[str, set[str]] = {}
    for action in EVERY:
        for key in action.keys:
            verbs.setdefault(key, set()).add(action.verb)
    assert {key: sorted(names) for key, names in verbs.items() if len(names) > 1} == {"n": ["new", "no"]}
    assert {action.scope for action in EVERY if action.verb == "no"} == {"approvals", "question"}


def test_every_verb_has_keys_of_its_own() -> None:
    twice = Counter(key for verb in VERBS for key in key_table.keys_of(verb))
    assert [key for key, times in twice.items() if times > 1] == ["n"]
    never = {"ctrl+i", "ctrl+m", "ctrl+h", "ctrl+c"}  # the bytes of tab, enter and backspace; and the key to copy
    assert not never & set(twice)


@pytest.mark.parametrize("page", SCREENS)
def test_no_key_means_two_things(page: str) -> None:
    twice = [key for key, times in Counter(keys_of("app", "page", "table", page)).items() if times > 1]
    assert twice == []


def dialogs() -> Iterator[type[Dialog[Any]]]:
    """Yield every class of dialog that the app opens."""
    for module in pkgutil.walk_packages(tui_dialogs.__path__, "tui.dialogs."):
        for kind in vars(importlib.import_module(module.name)).values():
            if isinstance(kind, type) and issubclass(kind, Dialog) and kind.__module__ == module.name:
                yield kind


def test_every_key_of_a_dialog_is_in_its_help() -> None:
    shown = [kind for kind in dialogs() if kind.scopes]
    assert len(shown) > 12
    own = {"app.focus_previous", "app.focus_next", "app.help"}
    for kind in shown:
        told = {action.binding for action in of_scope(*kind.scopes)}
        bound = {one for one in kind.BINDINGS if isinstance(one, Binding) and one.action not in own}
        assert bound <= told, kind
        for binding in bound:
            assert callable(getattr(kind, f"action_{binding.action.partition('(')[0]}")), (kind, binding.action)


def test_the_editor_binds_the_keys_in_its_help() -> None:
    for action in EDITOR:
        owner = next(kind for kind in (EditorDialog, MessagesPane) if action.binding in kind.BINDINGS)
        assert callable(getattr(owner, action.method))
    assert [action.binding for action in of_scope("steps")] == StepList.BINDINGS


def test_every_action_says_what_it_does() -> None:
    for action in EVERY:
        assert action.label[0].isupper()
        assert action.help[0].isupper()
        assert not action.help.endswith(".")
    ids = [action.id for action in EVERY]
    assert len(ids) == len(set(ids))


def bound_before_the_page(widget: Widget, screen: PageScreen[Any]) -> Iterator[str]:
    """Yield the keys that a focused widget takes before its page gets them."""
    for node in widget.ancestors_with_self:
        if node is screen:
            return
        if isinstance(node, Widget):
            yield from node._bindings.key_to_bindings


async def test_no_widget_takes_a_key_of_its_page(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        for page in SCREENS:
            screen = shown.app.show_page(page)
            await settled(shown.pilot)
            told = set(keys_of("app", "page", page))
            for widget in screen.focus_chain:
                assert set(bound_before_the_page(widget, screen)) & told == set(), (page, widget)


async def test_help_and_palette_know_every_action(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=NARROW) as shown:
        for page in SCREENS:
            screen = shown.app.show_page(page)
            await settled(shown.pilot)
            offered = {command.title for command in shown.app.get_system_commands(screen)}
            wanted = [action for action in of_scope("app", "page", page) if action.name not in NOT_OFFERED]
            assert {f"{action.scope}: {action.label}" for action in wanted} <= offered
            assert {title for title in offered if ": " not in title} == {"Theme", "Screenshot"}
            await shown.press("question_mark")
            dialog = shown.app.screen
            assert isinstance(dialog, HelpDialog)
            check_help(help_words(dialog), page)
            await shown.press("escape")


@pytest.mark.parametrize("page", SCREENS)
async def test_without_the_list_of_pages_the_border_says_how_to_go_on(demo_workspace: Workspace, page: str) -> None:
    async with driven(demo_workspace, size=NARROW) as shown:
        screen = shown.app.show_page(page)
        await settled(shown.pilot)
        assert "0-9 pages · b list of pages · ctrl+q quit" in on_screen(shown.app)
        await shown.press("b")
        assert screen.query_one(Sidebar).display
        assert "0-9 pages" not in on_screen(shown.app)
        assert "b hides" in on_screen(shown.app)
        await shown.press("b")
        await shown.pilot.resize_terminal(*WIDE)
        await settled(shown.pilot)
        assert "0-9 pages" not in on_screen(shown.app)
        assert "ctrl+q Quit" in on_screen(shown.app)[-WIDE[0] :]
        assert "0 Settings" in on_screen(shown.app)


def check_help(told: str, page: str) -> None:
    """Check that the help of a page has each of its actions, with its key."""
    for action in [*of_scope(page, "page", "table", "app"), *(EDITOR if page == "invites" else ())]:
        assert action.label in told, page
        assert names_of(action.keys) in told, page


def help_words(dialog: HelpDialog) -> str:
    """Return all words of the help, those beyond the edge included."""
    lines: list[str] = []
    for widget in dialog.query(Static):
        lines += [line.text for line in widget.render_lines(widget.outer_size.region)]
    return "\n".join(lines)


async def test_the_footer_shows_the_keys_of_its_page(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=WIDE) as shown:
        told = [key.words for key in shown.app.screen.query_one(PageFooter).shown]
        wanted = [action.label for action in of_scope("invites") if action.show]
        assert [label for label in told if label in wanted] == wanted


def test_the_page_of_keys_is_that_of_today() -> None:
    assert keys_page.PAGE.read_text(encoding="utf-8") == keys_page.page(), "python -m tools.keys_page --write"


def test_keys_are_written_as_people_read_them() -> None:
    assert [key_name(key) for key in ("slash", "space", "a", "ctrl+q")] == ["/", "␣", "a", "ctrl+q"]
