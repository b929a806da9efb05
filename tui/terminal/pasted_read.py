"""Detection of pasted keys: a terminal without bracketed paste sends a pasted text as if it were typed."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence

from textual.events import Event, Key
from textual.message import Message

FEWEST = 3
"""Fewest printable keys in one read that make a paste; a slow line bundles one or two typed ones."""
GOES_ON_S = 0.1
"""Real seconds after a paste in which further input belongs to it: a long text comes in several reads."""
SIGNS = {"enter": "\n", "ctrl+j": "\n", "tab": "\t"}
"""Characters for the keys of a pasted text that are not printable."""


class RawPaste(Event, bubble=False):
    """The keys of one read that is a paste."""

    def __init__(self, keys: Sequence[Key], *, goes_on: bool = False) -> None:
        super().__init__()
        self.keys = tuple(keys)
        self.goes_on = goes_on
        """True if it is the rest of the previous paste."""

    @property
    def text(self) -> str:
        """Return the text, without the keys that have no character."""
        return "".join(_sign(key) for key in self.keys)

    @property
    def only_text(self) -> bool:
        """Return whether every key is a part of a text; else some were typed."""
        return all(_sign(key) for key in self.keys)


def is_paste(keys: Sequence[Key]) -> bool:
    """Return whether the keys of one read were pasted: three or more printable ones, not all the same.

    See docs/design.md#the-app.
    """
    printable = [key.character for key in keys if key.is_printable]
    return len(printable) >= FEWEST and len(set(printable)) > 1


class PasteWatch:
    """A classifier of each read's keys: typed or pasted. Moments are real seconds of one monotonic clock."""

    def __init__(self) -> None:
        self._until = float("-inf")

    def sort(self, messages: Sequence[Message], at: float) -> list[Message]:
        """Return the messages of a read; if its keys were pasted, one `RawPaste` takes their place."""
        keys = [message for message in messages if isinstance(message, Key)]
        goes_on = at < self._until
        if not keys or not (goes_on or is_paste(keys)):
            return list(messages)
        self._until = at + GOES_ON_S
        others = [message for message in messages if not isinstance(message, Key)]
        return [RawPaste(keys, goes_on=goes_on), *others]


def _sign(key: Key) -> str:
    if key.key in SIGNS:
        return SIGNS[key.key]
    # Not only printable characters: a no-break space or an emoji's joiner is not, but belongs to the text.
    return "" if key.character is None or unicodedata.category(key.character) == "Cc" else key.character
