"""Glyphs and cells as `Text`; the same value looks the same on every screen."""

from __future__ import annotations

import os

from rich.cells import cell_len
from rich.text import Text

from core.rules.conversion import Conversion
from core.rules.today import Today
from core.text import clean
from tui.style import ascii_filter
from tui.style.theme import Palette

ASCII = ascii_filter.wanted(os.environ)
"""Plain signs for terminals and fonts without geometric shapes, and for those that do not read UTF-8."""

GLYPHS = {
    "created": ("○", "o"),
    "scheduled": ("◔", "."),
    "running": ("●", "*"),
    "warnings": ("▲", "!"),
    "errors": ("◆", "E"),
    "stopped": ("✕", "X"),
    "full": ("▰", "#"),
    "empty": ("▱", "-"),
    "good": ("▲", "^"),
    "bad": ("▼", "v"),
    "done": ("✓", "+"),
    "open": ("◔", "o"),
    "coming": ("·", "."),
    "arrow": ("→", ">"),
    "dash": ("–", "-"),
    "dot": ("·", "."),
    "mark": ("▸", ">"),
    "folded": ("▸", ">"),
    "unfolded": ("▾", "v"),
}
PERCENT_ONLY = 7
"""Width of a conversion without the numbers of which it is made."""
SPARKS = ("▁▂▃▄▅▆▇█", "_.-=+*#@")


def glyph(name: str) -> str:
    """Return a single-width sign, or its ASCII replacement."""
    return GLYPHS[name][int(ASCII)]


HEALTH_WORDS = {
    "created": "Created",
    "scheduled": "Scheduled",
    "running": "Running",
    "warnings": "Warnings",
    "errors": "Errors",
    "stopped": "Stopped",
}


def health_sentence(state: str | None, detail: str) -> str:
    """Return the state and its detail in words, without repeating the state if the detail begins with it."""
    word, rest = HEALTH_WORDS.get(state or "", ""), clean(detail, 300)
    return rest if rest.startswith(word) else f"{word}. {rest}".rstrip()


def cut(value: object, width: int) -> str:
    """Return outside text, cleaned and cut to a number of cells."""
    text = clean(str(value), 400)
    if cell_len(text) <= width:
        return text
    result = Text(text)
    shorten(result, max(1, width))
    return result.plain


def shorten(words: Text, width: int) -> None:
    """Cut words to a number of cells, with an ellipsis; where a wide sign does not fit whole, no space remains."""
    whole = words.plain
    words.truncate(width, overflow="ellipsis")
    end = len(words.plain) - 2
    if words.plain.endswith(" …") and whole[end] != " ":  # Rich writes a space for the half of a wide sign
        words.plain = f"{whole[:end]}…"


def plain(value: object, style: str = "") -> Text:
    """Return outside text as a cell: cleaned, one line, never markup."""
    return Text(clean(str(value), 400), style=style, no_wrap=True, overflow="ellipsis", end="")


def health_cell(state: str | None, colours: Palette) -> Text:
    """Return a campaign's health as a sign and a word; only Stopped is in reverse video. None gives a dash."""
    if state is None:
        return Text(glyph("dash"), style=colours.dim)
    style = {
        "running": colours.text,
        "scheduled": colours.dim,
        "created": colours.dim,
        "warnings": colours.warning,
        "errors": f"bold {colours.error}",
        "stopped": f"bold reverse {colours.error}",
    }[state]
    return Text(f"{glyph(state)} {HEALTH_WORDS[state]}", style=style)


def bar(share: float, width: int) -> str:
    """Return progress as text: an animated widget in a table would use too much processor time."""
    full = max(0, min(width, round(share * width)))
    return glyph("full") * full + glyph("empty") * (width - full)


def today_cell(today: Today, width: int, colours: Palette) -> Text:
    """Return bar and numbers, `12/20 of 30` where more is expected; a dash before the first opening of the day.

    The numbers end at the right edge; what is expected is left out where it has no room.
    """
    if today.percent is None:
        return Text(glyph("dash"), style=colours.dim)
    numbers = f"{today.sent}/{today.planned}"
    whole = f"{numbers} of {today.expected}" if today.expected > today.planned else numbers
    if len(whole) <= width:
        numbers = whole
    room = width - max(6, len(numbers) + 1)
    text = Text(no_wrap=True)
    if room >= 4:
        text.append(bar(today.percent / 100, room), style=colours.accent)
    text.append(numbers.rjust(width - text.cell_len))
    return text


def conversion_cell(found: Conversion, colours: Palette, width: int) -> Text:
    """Return the conversion: a mark (good from 40 %), percentage, accepted of sent; a dash if nothing was sent.

    Accepted of sent is left out where it has no room: a number that lost a digit would be another number.
    """
    if found.ratio is None:
        return Text(glyph("dash"), style=colours.dim)
    good = found.good
    text = Text(no_wrap=True)
    text.append(glyph("good" if good else "bad") + " ", style=colours.success if good else colours.error)
    text.append(f"{100 * found.ratio:>3.0f} %")
    numbers = f" {found.accepted:>3}/{found.sent}"
    if text.cell_len + len(numbers) <= width:
        text.append(numbers, style=colours.dim)
    return text


def active_cell(active: bool, colours: Palette, *, archived: bool = False) -> Text:
    """Return "on" on a green or "off" on a red ground; "ended" for an archived campaign."""
    if archived:
        return Text("ended", style=colours.dim)
    word, ground = ("on", colours.on) if active else ("off", colours.off)
    return Text(f" {word:<3} ", style=f"bold #ffffff on {ground}")


def sparkline(values: list[int]) -> str:
    """Return a line of eighths, scaled to its own highest value."""
    signs = SPARKS[int(ASCII)]
    top = max(values, default=0)
    if top == 0:
        return signs[0] * len(values)
    return "".join(signs[0] if value == 0 else signs[max(1, round(value / top * 7))] for value in values)


def appearance(words: Text) -> tuple[object, ...]:
    """Return everything visible of a text: Rich's own comparison ignores the style of the whole."""
    return words.plain, words.style, tuple(words.spans)
