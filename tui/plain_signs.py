"""ASCII instead of every sign that is ours: borders, quotes, dots. One filter over whatever is drawn."""

from __future__ import annotations

import unicodedata

from rich.segment import Segment
from textual.color import Color
from textual.filter import LineFilter

WRITTEN = {
    "“": '"', "”": '"', "„": '"', "‘": "'", "’": "'", "…": "~", "–": "-", "—": "-", "−": "-", "·": ".", "•": "*",
    "←": "<", "→": ">", "↑": "^", "↓": "v", "×": "x", "✓": "+", "✕": "x", "␣": "_", "\N{NO-BREAK SPACE}": " ",
    "▲": "^", "△": "^", "▼": "v", "▽": "v", "▶": ">", "▸": ">", "►": ">", "◀": "<", "○": "o", "◔": ".", "▱": "-",
    "□": "-", "▔": "-", "▁": "_", "🔎": "> ",
}  # fmt: skip
"""Signs of the screens that are no lines and no blocks; a name keeps its letters, whatever they are."""
ALONG, ACROSS = {"HORIZONTAL", "LEFT", "RIGHT"}, {"VERTICAL", "UP", "DOWN"}


def _line(sign: str) -> str:
    """A sign that borders are drawn with: along, across, or a corner."""
    words = set(unicodedata.name(sign).split())
    return "+" if words & ALONG and words & ACROSS else "-" if words & ALONG else "|"


def _block(sign: str) -> str:
    """A block: a narrow one is the edge of something."""
    words = set(unicodedata.name(sign).split())
    return "|" if words & {"LEFT", "RIGHT"} else "#"


TABLE = str.maketrans({
    **{chr(code): _line(chr(code)) for code in range(0x2500, 0x2580)},
    **{chr(code): _block(chr(code)) for code in range(0x2580, 0x25A0)},
    **{chr(code): "*" for code in range(0x25A0, 0x2600)},
    **WRITTEN,
})  # fmt: skip
"""Each sign for as many as it is wide."""


class PlainSigns(LineFilter):
    """Lines in which only what comes from people is more than ASCII."""

    def apply(self, segments: list[Segment], background: Color) -> list[Segment]:
        """The same segments in plain signs."""
        del background
        return [
            segment if segment.text.isascii() else Segment(segment.text.translate(TABLE), segment.style)
            for segment in segments
        ]
