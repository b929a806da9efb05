"""Titles and texts of widgets, set only if they changed: setting one redraws the whole widget, and may lay it out."""

from __future__ import annotations

from collections.abc import Sequence
from weakref import WeakKeyDictionary

from rich.table import Table
from rich.text import Text
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Static

from tui.style.cells import appearance

_SHOWN: WeakKeyDictionary[Widget, str] = WeakKeyDictionary()
_WRITTEN: WeakKeyDictionary[Static, object] = WeakKeyDictionary()


NAME = 100
"""The most signs of a name in a title; a border cuts what has no room, with an ellipsis."""


def name_room(screen: int) -> int:
    """Return the cells for a name in a title with more words behind it, on a screen of that width."""
    return max(30, screen - 90)


def entitle(widget: Widget, words: str) -> None:
    """Put words, cleaned by the caller and never markup, into the border above a widget."""
    if _SHOWN.get(widget) != words:
        _SHOWN[widget] = words
        widget.border_title = Content(words)


def write(widget: Static, words: Text, *, layout: bool = True) -> None:
    """Show words in a widget that shows nothing else; `layout`: True if its height may change with them."""
    told = appearance(words)
    if _WRITTEN.get(widget) != told:
        _WRITTEN[widget] = told
        widget.update(words, layout=layout)


def write_rows(widget: Static, rows: Sequence[tuple[Text, Text]], *, label: int | None = None) -> None:
    """Show rows of a label and its words, side by side; `label`: the width of the labels if it is fixed."""
    told = [(appearance(name), appearance(words)) for name, words in rows]
    if _WRITTEN.get(widget) == told:
        return
    _WRITTEN[widget] = told
    table = Table.grid(padding=(0, 1))
    if label is not None:
        table.add_column(width=label)
        table.add_column(overflow="fold")
    for name, words in rows:
        table.add_row(name, words)
    widget.update(table)
