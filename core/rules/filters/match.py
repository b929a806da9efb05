"""Application of a filter to loaded rows: the short lists (campaigns, members, sources, programs)."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import datetime
from typing import TypeVar

from core.rules.filters.folding import fold
from core.rules.filters.keys import Key, Kind
from core.rules.filters.natural_order import natural
from core.rules.filters.parse import Condition, Filter, Value
from core.rules.filters.spans import Span
from core.rules.filters.terms import Operator

R = TypeVar("R")
Cell = str | float | bool | datetime | None | Sequence[str]
"""The value of a row under a key; if it is several texts, one of them has to match."""
Cells = Mapping[str, Callable[[R], Cell]]
"""A function for each key that reads its value from a row."""


def select(rows: Iterable[R], wanted: Filter, cells: Cells[R]) -> list[R]:
    """Return the matching rows in the filter's order; without one, in the given order.

    A missing text sorts as an empty one, a ranked choice by its place among the choices; rows without a number, a
    moment, or yes or no come last.
    """
    found = [row for row in rows if all(_fits(row, one, cells) for one in wanted.conditions)]
    if wanted.order is None:
        return found
    key, read = wanted.order.key, cells[wanted.order.key.name]
    if key.ranked:
        places = {choice: place for place, choice in enumerate(key.choices)}
        return sorted(found, key=lambda row: places.get(str(read(row)), len(places)), reverse=wanted.order.falling)
    if key.kind in (Kind.TEXT, Kind.CHOICE):
        return sorted(found, key=lambda row: natural(str(read(row) or "")), reverse=wanted.order.falling)
    known = [row for row in found if read(row) is not None]
    known.sort(key=lambda row: _number(read(row)), reverse=wanted.order.falling)
    return known + [row for row in found if read(row) is None]


def _number(cell: Cell) -> float:
    if isinstance(cell, datetime):
        return cell.timestamp()
    return float(cell) if isinstance(cell, int | float) else 0.0


def _fits(row: R, condition: Condition, cells: Cells[R]) -> bool:
    fits = any(
        _compare(key, cells[key.name](row), condition.operator, value)
        for key in condition.keys
        for value in condition.values
    )
    return fits != condition.negated


def _compare(key: Key, cell: Cell, operator: Operator, value: Value) -> bool:
    if isinstance(cell, Sequence) and not isinstance(cell, str):
        return any(_compare(key, one, operator, value) for one in cell or ("",))
    if isinstance(value, Span):
        return isinstance(cell, datetime) and value.holds(cell)
    if isinstance(value, str):
        return _compare_text(key, "" if cell is None else str(cell), operator, value)
    if cell is None or isinstance(cell, str | datetime):
        return False
    if operator == "<":
        return cell < value
    return cell > value if operator == ">" else cell == value


def _compare_text(key: Key, cell: str, operator: Operator, value: str) -> bool:
    if key.kind is Kind.TEXT and operator == ":":
        return value in fold(cell)
    return fold(cell) == value
