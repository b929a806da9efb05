"""Titles in borders, set only where they are others: each setting draws a whole widget again, over a slow line too."""

from __future__ import annotations

from weakref import WeakKeyDictionary

from textual.content import Content
from textual.widget import Widget

_SHOWN: WeakKeyDictionary[Widget, str] = WeakKeyDictionary()


def entitle(widget: Widget, words: str) -> None:
    """Put words, cleaned by the caller and never markup, into the border above a widget."""
    if _SHOWN.get(widget) != words:
        _SHOWN[widget] = words
        widget.border_title = Content(words)
