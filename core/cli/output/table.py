"""Tables for people: cells are cleaned, aligned by their display width, and cut if they are too long."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from core.text import clean

DASH = "–"
_GAP = "  "


@dataclass(frozen=True)
class Column:
    """One column of a table; `limit` is the most terminal cells of a value, `right` aligns values at the right."""

    title: str
    limit: int = 40
    right: bool = False


def table(columns: Sequence[Column], rows: Sequence[Sequence[object]]) -> Iterator[str]:
    """Yield the lines of a table; none if there is no row."""
    if not rows:
        return
    cells = [[_cell(value, column) for value, column in zip(row, columns, strict=True)] for row in rows]
    widths = [max(width(column.title), *(width(row[place]) for row in cells)) for place, column in enumerate(columns)]
    for line in ([column.title for column in columns], *cells):
        padded = [_pad(*parts) for parts in zip(line, widths, columns, strict=True)]
        yield _GAP.join(padded).rstrip()


def pairs(values: Mapping[str, object]) -> Iterator[str]:
    """Yield lines of "name  value", the values aligned."""
    widest = max(map(width, values), default=0)
    for name, value in values.items():
        yield f"{name}{' ' * (widest - width(name))}{_GAP}{clean(_text(value), 4000)}"


def width(text: str) -> int:
    """Return the cells that a text takes on a terminal; an emoji of several characters takes two."""
    if text.isascii():
        return len(text)
    from wcwidth import wcswidth  # its tables cost most of a command's start, and few texts need them

    return max(0, wcswidth(text))


def cut(text: str, limit: int) -> str:
    """Return the text in at most `limit` cells, with … in place of the rest."""
    if width(text) <= limit:
        return text
    if text.isascii():
        return text[: limit - 1].rstrip() + "…"
    from wcwidth import iter_graphemes

    kept = ""
    for sign in iter_graphemes(text):
        if width(kept + sign) + 1 > limit:
            break
        kept += sign
    return kept.rstrip() + "…"


def _cell(value: object, column: Column) -> str:
    return cut(clean(_text(value), 1000), column.limit)


def _text(value: object) -> str:
    if value is None or value == "":
        return DASH
    if isinstance(value, bool):
        return "yes" if value else "no"
    return str(value)


def _pad(text: str, size: int, column: Column) -> str:
    space = " " * (size - width(text))
    return space + text if column.right else text + space
