"""Limits of a paste: it goes into the text field that has the focus, and nowhere else."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from textual.app import App
from textual.events import Key, Paste
from textual.widget import Widget
from textual.widgets import Input, TextArea

from core.plural import plural
from core.text import clean_block
from tui.terminal.pasted_read import RawPaste

LONGEST = 20_000
"""Characters: more than any field holds."""
FILTER_LINE = "find"
"""The id of the line with a page's filter."""
EDITING = frozenset({"left", "right", "home", "end", "backspace", "delete"})
"""Keys that move in a text or change it, and do not move the focus."""
AROUND = " \n\t"
"""Signs that may surround a text without being a part of it."""
IGNORED = "Pasted text ignored"


class PasteGuard:
    """A guard that reduces a paste to the part that the focused field accepts, and reports the rest."""

    def __init__(self, app: App[Any], say: Callable[[str], None]) -> None:
        self._app = app
        self._say = say
        self._full = False
        """True once a one-line field has taken a line of a paste: the rest of that paste is dropped."""

    def events(self, pasted: RawPaste | Paste) -> list[Key | Paste | RawPaste]:
        """Return the events left to process, in order; empty if the paste is ignored."""
        field = self._field
        raw = isinstance(pasted, RawPaste)
        goes_on = isinstance(pasted, RawPaste) and pasted.goes_on
        if isinstance(pasted, RawPaste) and field is None and not goes_on and self._opens_filter(pasted):
            return [pasted.keys[0], RawPaste(pasted.keys[1:])]
        if field is None:
            if not goes_on:
                self._say(IGNORED)
            return []
        if isinstance(pasted, RawPaste) and not pasted.only_text:
            return [key for key in pasted.keys if key.is_printable or key.key in EDITING]
        return self._into(field, pasted.text, goes_on=goes_on, raw=raw)

    @property
    def _field(self) -> Input | TextArea | None:
        focused: Widget | None = self._app.focused
        return focused if isinstance(focused, Input | TextArea) else None

    def _opens_filter(self, pasted: RawPaste) -> bool:
        """Return whether this was typed quickly rather than pasted: "/" and the text to look for."""
        active = self._app.active_bindings.get(pasted.keys[0].key) if pasted.keys else None
        return active is not None and active.binding.action == "filter"

    def _into(self, field: Input | TextArea, text: str, *, goes_on: bool, raw: bool) -> list[Key | Paste | RawPaste]:
        cleaned = clean_block(text, LONGEST)  # a field would write control characters to the terminal
        if isinstance(field, TextArea):
            if len(text) > LONGEST:
                self._say(f"Only the first {LONGEST:,} characters were pasted.")
            whole = _between(text, cleaned) if raw else cleaned
            return [Paste(whole)] if whole else []
        if goes_on and self._full:
            return []
        line, words = fitting(field, cleaned)
        self._full = bool(words) or "\n" in text
        if words:
            self._say(words)
        found: list[Key | Paste | RawPaste] = [Paste(line)] if line else []
        if raw and field.id == FILTER_LINE and not words and text.endswith("\n"):
            found.append(Key("enter", "\r"))  # there, it only leaves the filter line
        return found


def _between(text: str, cleaned: str) -> str:
    """Return a cleaned text with the blanks around it: a paste that comes in several reads keeps those in between."""
    if not cleaned:
        return "".join(sign for sign in text if sign in AROUND)
    return text[: len(text) - len(text.lstrip(AROUND))] + cleaned + text[len(text.rstrip(AROUND)) :]


def fitting(field: Input, text: str) -> tuple[str, str]:
    """Return the part of a text that a one-line field accepts, and a sentence on the part that it drops, or nothing."""
    lines = text.splitlines()
    if not lines:
        return "", ""
    words = []
    line, dropped = lines[0], len(lines) - 1
    if dropped:
        words.append(f"Only the first line was pasted; {dropped} {plural(dropped, 'line was', 'lines were')} dropped.")
    room = field.max_length - len(field.value) + len(field.selected_text) if field.max_length else len(line)
    if len(line) > room:
        line = line[: max(0, room)]
        words.append(f"Only {field.max_length} characters fit; the rest was dropped.")
    if field.type in ("integer", "number") and not line.strip().isdecimal():
        return "", "Pasted text ignored: only a number fits here."
    return line, " ".join(words)
