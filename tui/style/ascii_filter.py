"""A filter that replaces the app's own signs (borders, quotes, dots) with ASCII in everything that is drawn."""

from __future__ import annotations

import sys
import unicodedata
from collections.abc import Mapping

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

SWITCH = "OVERTURE_ASCII"
"""The environment variable that, if it is set, decides: 0 for all signs, anything else for plain ones."""
FEW_GLYPHS = ("linux", "dumb", "unknown", "vt52", "vt100", "vt102", "vt220", "ansi", "cons25")
"""Terminals, by TERM, whose fonts have no geometric shapes in any locale; a console's font has 512 glyphs."""
COERCED = "C.UTF-8"
"""The value that Python itself writes into LC_CTYPE for the locale C (PEP 538); it says nothing about the terminal."""


def wanted(environment: Mapping[str, str], *, utf8_mode: bool = bool(sys.flags.utf8_mode)) -> bool:
    """Return whether plain signs are wanted, by the switch, the terminal's kind, or a locale that is not UTF-8."""
    switch = environment.get(SWITCH, "")
    if switch:
        return switch != "0"
    term = environment.get("TERM", "")
    if term in FEW_GLYPHS or term.startswith("linux-"):
        return True
    return not _is_utf8(_locale(environment, utf8_mode=utf8_mode))


def _locale(environment: Mapping[str, str], *, utf8_mode: bool) -> str:
    """Return the name of the locale of characters, as POSIX looks for it: the first that is set and not empty."""
    for name in ("LC_ALL", "LC_CTYPE", "LANG"):
        found = environment.get(name, "")
        if found and not (name == "LC_CTYPE" and found == COERCED and utf8_mode):
            return found
    return "C"


def _is_utf8(name: str) -> bool:
    return name.partition("@")[0].casefold().replace("-", "").endswith("utf8")


WRITTEN = {
    "“": '"',
    "”": '"',
    "„": '"',
    "‘": "'",
    "’": "'",
    "…": "~",
    "–": "-",
    "—": "-",
    "−": "-",
    "·": ".",
    "•": "*",
    "←": "<",
    "→": ">",
    "↑": "^",
    "↓": "v",
    "×": "x",
    "✓": "+",
    "✕": "x",
    "␣": "_",
    "\N{NO-BREAK SPACE}": " ",
    "▲": "^",
    "△": "^",
    "▼": "v",
    "▽": "v",
    "▶": ">",
    "▸": ">",
    "▾": "v",
    "►": ">",
    "◀": "<",
    "○": "o",
    "◔": ".",
    "▱": "-",
    "□": "-",
    "▔": "-",
    "▁": "_",
    "🔎": "> ",
}
"""Plain signs for signs of the screens other than lines and blocks; letters in names are not replaced."""
ALONG, ACROSS = {"HORIZONTAL", "LEFT", "RIGHT"}, {"VERTICAL", "UP", "DOWN"}


def _line(sign: str) -> str:
    """Return the ASCII sign for a border sign: along, across, or a corner."""
    words = set(unicodedata.name(sign).split())
    return "+" if words & ALONG and words & ACROSS else "-" if words & ALONG else "|"


def _block(sign: str) -> str:
    """Return the ASCII sign for a block: a narrow one is the edge of something."""
    words = set(unicodedata.name(sign).split())
    return "|" if words & {"LEFT", "RIGHT"} else "#"


TABLE = str.maketrans(
    {
        **{chr(code): _line(chr(code)) for code in range(0x2500, 0x2580)},
        **{chr(code): _block(chr(code)) for code in range(0x2580, 0x25A0)},
        **{chr(code): "*" for code in range(0x25A0, 0x2600)},
        **WRITTEN,
    }
)
"""The ASCII characters for each sign, as many as the sign is cells wide."""


class PlainSigns(LineFilter):
    """A filter that replaces the app's own signs by ASCII; letters, as in people's names, stay."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """Return the same segments in plain signs."""
        del background
        return [
            segment if segment.text.isascii() else Segment(segment.text.translate(TABLE), segment.style)
            for segment in segments
        ]
