"""Lists of the actions that the help and the palette show for a page or a dialog."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.text import Text
from textual.screen import Screen
from textual.widget import Widget
from textual.widgets import Input

from core.rules.schedule import in_zone
from tui.actions import EDITOR, PAGES, Action, of_scope
from tui.app_base import Overture
from tui.dialogs.base import Dialog
from tui.key_table import VERBS, key_name
from tui.screens.page import PageScreen
from tui.style.moment_text import clock_time

Sections = Sequence[tuple[str, Sequence[Action]]]
"""Headings with their actions; the first heading is empty."""
IN_A_DIALOG = ("help", "help_in_text", "command_palette", "suspend", "quit")
"""Actions of the app that work while a dialog is open, by name."""
TITLES = {page: label for _heading, page, label in PAGES}
"""The name of each page in the list of pages; the others are about one row of such a page."""
NOT_OFFERED = ("command_palette", "help_in_text")
"""Actions that the palette omits: the palette itself, and the second key of an action that it lists."""


def sections_of_page(page: str) -> Sections:
    """Return the actions of a page, then those of lists and of the app."""
    editor: Sections = [("In the editor", EDITOR)] if page == "invites" else []
    lists: Sections = [("In every list", of_scope("page", "table")), ("Everywhere", of_scope("app"))]
    return [("", of_scope(page)), *editor, *lists]


def sections_of_dialog(*scopes: str) -> Sections:
    """Return the actions of a dialog, then those of the app that work in it."""
    others = [action for action in of_scope("app") if action.name in IN_A_DIALOG]
    return [("", of_scope(*scopes)), ("Everywhere", others)]


def show_help(app: Overture) -> None:
    """Show help about the page or the dialog on top; if the help itself is on top, close it."""
    from tui.dialogs.help import HelpDialog

    screen = app.screen
    if isinstance(screen, HelpDialog):
        screen.dismiss(None)
    elif isinstance(screen, PageScreen):
        sections = sections_of_page(screen.page)
        title = TITLES.get(screen.page, screen.page.replace("_", " ").capitalize())
        app.push_screen(HelpDialog(title, screen.about, sections, screen.filtered))
    elif isinstance(screen, Dialog):
        app.push_screen(HelpDialog("Help", screen.about, sections_of_dialog(*screen.scopes)))


def show_messages(app: Overture, said: Sequence[tuple[datetime, str]]) -> None:
    """Show the last messages, the newest first, with their times in the workspace's zone."""
    from tui.dialogs.text_dialog import TextDialog

    zone = app.workspace.stamp.time_zone
    words = Text("No message yet.", style="dim") if not said else Text()
    for at, text in reversed(said):
        words.append(f"{clock_time(in_zone(at, zone))}  ", style="dim").append(f"{text}\n")
    app.push_screen(TextDialog(f"Messages ({zone})", words))


def elsewhere(screen: Screen[Any], focused: Widget | None, key: str) -> str:
    """Return for which pages a key is that has no use on the page on top; empty if it has one, or none anywhere."""
    if not isinstance(screen, PageScreen) or isinstance(focused, Input):
        return ""
    pages = [page for _heading, page, _label in PAGES]
    found = [action for action in of_scope(*pages) if key in screen.overture.keys_of(action)]
    if not found or any(action.scope == screen.page for action in found):
        return ""
    meaning = VERBS[found[0].verb].meaning
    names = list(dict.fromkeys(TITLES[action.scope] for action in found if action.verb == found[0].verb))
    where = ", ".join(names)
    return f"Nothing on this page for {key_name(key)} ({meaning[:1].lower()}{meaning[1:]}); it works on {where}."


def palette_of(screen: Screen[Any]) -> list[Action]:
    """Return the actions that the palette offers over a page or a dialog."""
    if isinstance(screen, PageScreen):
        return [action for action in of_scope(screen.page, "page", "app") if action.name not in NOT_OFFERED]
    if isinstance(screen, Dialog):
        own = [action for action in of_scope(*screen.scopes) if hasattr(screen, action.method)]
        return [*own, *(action for action in of_scope("app") if action.name in ("help", "suspend", "quit"))]
    return []
