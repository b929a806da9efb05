"""The columns of a table: their labels, their least widths, and their shares of the room that is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

PADDING = 2
"""Cells that every column costs beside its width."""


@dataclass(frozen=True)
class Column:
    """A column: its least width, its share of the remaining width, and the table width from which it is shown."""

    key: str
    label: str
    width: int
    grow: int = 0
    right: bool = False
    from_room: int = 0


def spread(columns: Sequence[Column], room: int) -> dict[str, int]:
    """Return the width in cells of each column: its least width, and its share of the cells that are left."""
    spare = max(0, room - sum(column.width + PADDING for column in columns))
    shares = sum(column.grow for column in columns)
    return {column.key: column.width + (spare * column.grow // shares if shares else 0) for column in columns}
