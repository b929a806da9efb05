"""The keys that act on the rows of a list: some wait until the list is read, some do nothing before that."""

from __future__ import annotations

from collections.abc import Container
from typing import Any, Literal

from textual.events import Key
from textual.widget import Widget
from textual.widgets import DataTable

from tui.actions import Action, of_scope
from tui.screens.page import PageScreen

Turn = Literal["now", "wait", "never"]
"""The moment at which a key acts: now, once the list is read, or never, as it was pressed before its list was shown."""
MOVES = frozenset({"up", "down", "pageup", "pagedown"})
"""Keys of a table that the registry does not have, since they are the same everywhere."""
NO_ROW = frozenset({"filter", "view", "sort"})
"""Verbs of a list that act on none of its rows."""
AT_ONCE = frozenset({"yes", "no", "run", "again", "mark all", "copy", "browse"})
"""Verbs that act without a question, so that they are never done on rows that nobody has seen."""
SEEN = "needs.seen"
"""The act on Needs you that asks no question, although its verb asks one on other pages."""


def is_at_once(action: Action) -> bool:
    """Return whether an action acts on rows without opening a dialog first."""
    return action.verb in AT_ONCE or action.id == SEEN


def turn(page: PageScreen[Any], focused: Widget | None, key: Key, own: Container[str], *, awaited: bool) -> Turn:
    """Return when a key acts on a page; `own`: the keys of the person's own actions, which act without a question.

    `awaited`: whether a read of the page is wanted or under way.
    """
    if not (focused is None or isinstance(focused, DataTable)):
        return "now"
    names = {key.key, key.name, key.character}
    found = [
        action
        for action in of_scope(page.page, "table")
        if action.verb not in NO_ROW and not names.isdisjoint(page.overture.keys_of(action))
    ]
    moves = key.key in MOVES or any(action.scope == "table" for action in found)
    if not (moves or found or key.key == "enter" or key.key in own):
        return "now"
    at_once = key.key in own or any(map(is_at_once, found))
    if not page.unread:
        return "never" if at_once and key.time < page.read_at else "now"
    if at_once:
        return "never"
    if awaited:
        return "wait"
    return "now" if moves else "never"
