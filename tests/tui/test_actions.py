"""One registry of actions stands behind keys, footer, palette, help and the README."""

from __future__ import annotations

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
from tui.actions import ACTIONS, EDITOR, PAGES, bindings, key_name, of_scope
from tui.app import OvertureApp
from tui.dialogs.editor.dialog import EditorDialog
from tui.dialogs.editor.messages_tab import MessagesPane
from tui.dialogs.help import HelpDialog
from tui.screens.page import PageScreen
from tui.screens.pages import PAGES as SCREENS
from tui.screens.pages import page_class
from tui.widgets.sidebar import DIGITS, Sidebar
from tui.widgets.step_list import StepList

ROOT = Path(__file__).parents[2]
SCOPES = ("app", *SCREENS)


def keys_of(scope: str) -> list[str]:
    """The keys of one scope; an action may have several."""
    return [key for action in of_scope(scope) for key in action.key.split(",")]


def test_every_scope_is_a_page_and_every_page_is_in_the_sidebar() -> None:
    assert {action.scope for action in ACTIONS} <= set(SCOPES)
    assert [page for _group, page, _label in PAGES] == list(SCREENS)
    keys = {action.key: action.name for action in of_scope("app")}
    assert {page: keys[digit] for page, digit in DIGITS.items()} == {page: f"page('{page}')" for page in SCREENS}


@pytest.mark.parametrize("action", ACTIONS, ids=lambda action: f"{action.scope}.{action.name}")
def test_every_action_is_a_method(action: Any) -> None:
    owner = OvertureApp if action.scope == "app" else page_class(action.scope)
    name = action.name.partition("(")[0]
    assert callable(getattr(owner, f"action_{name}", None)), f"{owner} lacks action_{name}"


@pytest.mark.parametrize("page", SCREENS)
def test_no_key_means_two_things(page: str) -> None:
    twice = [key for key, times in Counter([*keys_of("app"), *keys_of(page)]).items() if times > 1]
    assert twice == []


def test_the_editor_binds_what_is_told_of_it() -> None:
    for action in EDITOR:
        owner = next(kind for kind in (EditorDialog, MessagesPane) if action.binding in kind.BINDINGS)
        assert callable(getattr(owner, f"action_{action.name.partition('(')[0]}"))
    letters = {"a", "w", "u", "d", "x"}
    assert letters <= {key for binding in StepList.BINDINGS for key in binding.key.split(",")}  # type: ignore[union-attr]


def test_every_action_says_what_it_does() -> None:
    for action in (*ACTIONS, *EDITOR):
        assert action.label[0].isupper()
        assert action.help[0].isupper()
        assert not action.help.endswith(".")
    ids = [binding.id for scope in SCOPES for binding in bindings(scope) if isinstance(binding, Binding)]
    assert len(ids) == len(set(ids)) == len(ACTIONS)


def bound_before_the_page(widget: Widget, screen: PageScreen[Any]) -> Iterator[str]:
    """The keys that a focused widget takes before its page hears of them."""
    for node in widget.ancestors_with_self:
        if node is screen:
            return
        if isinstance(node, Widget):
            yield from node._bindings.key_to_bindings


async def test_no_table_takes_a_key_of_its_page(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        for page in SCREENS:
            screen = shown.app.show_page(page)
            await settled(shown.pilot)
            focused = shown.app.focused
            assert focused is None or focused.screen is screen
            taken = set() if focused is None else set(bound_before_the_page(focused, screen))
            assert taken & set(keys_of(page)) == set(), page


async def test_help_and_palette_know_every_action(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=NARROW) as shown:
        for page in SCREENS:
            screen = shown.app.show_page(page)
            await settled(shown.pilot)
            offered = {command.title for command in shown.app.get_system_commands(screen)}
            wanted = [
                action for action in ACTIONS if action.scope in ("app", page) and action.name != "command_palette"
            ]
            assert {f"{action.scope}: {action.label}" for action in wanted} <= offered
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
        assert "1-9 pages · b list of pages · ctrl+q quit" in on_screen(shown.app)
        await shown.press("b")
        assert screen.query_one(Sidebar).display
        assert "1-9 pages" not in on_screen(shown.app)
        assert "b hides" in on_screen(shown.app)
        await shown.press("b")
        await shown.pilot.resize_terminal(*WIDE)
        await settled(shown.pilot)
        assert "1-9 pages" not in on_screen(shown.app)
        assert "ctrl+q Quit" in on_screen(shown.app)[-WIDE[0] :]
        assert "9 Settings" in on_screen(shown.app)


def check_help(told: str, page: str) -> None:
    """Every action of a page stands in its help, with its key."""
    for action in [*of_scope(page), *of_scope("app"), *(EDITOR if page == "invites" else ())]:
        assert action.label in told, page
        assert key_name(action.key) in told, page


def help_words(dialog: HelpDialog) -> str:
    """All that the help says, above and below the edge."""
    lines: list[str] = []
    for widget in dialog.query(Static):
        lines += [line.text for line in widget.render_lines(widget.outer_size.region)]
    return "\n".join(lines)


async def test_the_footer_shows_the_keys_of_its_page(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=WIDE) as shown:
        footer = shown.app.screen.query("FooterKey")
        told = [(str(key.key_display), str(key.description)) for key in footer]  # type: ignore[attr-defined]
        wanted = [action.label for action in of_scope("invites") if action.show]
        assert [label for _key, label in told if label in wanted] == wanted


def test_the_page_of_keys_is_that_of_today() -> None:
    assert keys_page.PAGE.read_text(encoding="utf-8") == keys_page.page(), "python -m tools.keys_page --write"


def test_keys_are_written_as_people_read_them() -> None:
    assert [key_name(key) for key in ("slash", "space", "a", "ctrl+q")] == ["/", "␣", "a", "ctrl+q"]
