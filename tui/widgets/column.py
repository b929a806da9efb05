"""The columns of a table: their labels, their least widths, and their shares of the room that is left."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

PADDING = 2
"""Cells that every column costs beside its width."""
STEP = 4
"""Cells by which a width follows its content, so that a row with a slightly longer value does not move every column."""
ROOMY = 40
"""Cells to spare from which every column is wide enough for its whole label."""


@dataclass(frozen=True)
class Column:
    """A column: its least width, its share of the remaining width, and the table width from which it is shown.

    `short` is the label where the whole one has no room; empty if it always has.
    """

    key: str
    label: str
    width: int
    grow: int = 0
    right: bool = False
    from_room: int = 0
    short: str = ""

    def label_for(self, width: int) -> str:
        """Return the label that fits a width."""
        return self.short if self.short and len(self.label) > width else self.label


def spread(columns: Sequence[Column], room: int) -> dict[str, int]:
    """Return the width in cells of each column: its least width, and its share of the cells that are left."""
    least = {column.key: column.width for column in columns}
    if _spare(least, room) >= ROOMY:
        least = {column.key: max(column.width, len(column.label)) for column in columns}
    spare = _spare(least, room)
    shares = sum(column.grow for column in columns)
    return {column.key: least[column.key] + (spare * column.grow // shares if shares else 0) for column in columns}


def _spare(widths: Mapping[str, int], room: int) -> int:
    return max(0, room - sum(widths.values()) - PADDING * len(widths))


def fitted(widths: Mapping[str, int], least: Mapping[str, int], longest: Mapping[str, int]) -> dict[str, int]:
    """Move cells from columns wider than their longest value to columns that would cut theirs.

    Only the columns in `least` change, and none becomes narrower than that; the sum of all widths stays.
    """
    wanted = {key: -(-longest.get(key, 0) // STEP) * STEP for key in least if key in widths}
    missing = {key: max(0, want - widths[key]) for key, want in wanted.items()}
    unused = {key: max(0, widths[key] - max(want, least[key])) for key, want in wanted.items()}
    moved = min(sum(missing.values()), sum(unused.values()))
    given, taken = _portions(moved, missing), _portions(moved, unused)
    return {key: width + given.get(key, 0) - taken.get(key, 0) for key, width in widths.items()}


def _portions(number: int, parts: Mapping[str, int]) -> dict[str, int]:
    """Divide a number in proportion to parts, whose sum is at least the number."""
    found: dict[str, int] = {}
    left = sum(parts.values())
    for key, part in parts.items():
        found[key] = number * part // left if left else 0
        number, left = number - found[key], left - part
    return found
