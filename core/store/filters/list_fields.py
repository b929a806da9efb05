"""The columns behind the keys of a filter, and the comparison of a column with a value."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import peewee as pw

from core.rules.filters.parse import Value
from core.rules.filters.spans import Span
from core.store.compiled import given
from core.store.spelled import contains_without_accents, without_accents

Test = Callable[[Any], Any]
"""A function that makes the condition that a column matches one value."""


@dataclass(frozen=True)
class Field:
    """One filter key of a list."""

    fits: Callable[[Test], Any]
    """Makes the condition that a row matches, by applying the test to the key's column."""
    order: Any = None
    """The expression by which the list is sorted; None if it cannot be."""


@dataclass(frozen=True)
class ListFields:
    """A list that can be filtered: its table, its filter keys, and the rows that belong to it."""

    model: Any
    """Table of the rows, identified by their `id`."""
    fields: Mapping[str, Field]
    always: Any = None
    """Condition that holds for each row of the list; None if all rows belong to it."""
    custom: Callable[[str], Field] | None = None
    """Function that makes the field for a column of a contact file, from the name of the value that holds its path."""


def text_field(column: pw.Field) -> Field:
    """Return a filter key for a text column of the table, sorted without regard to case and accents."""
    return Field(lambda test: test(column), without_accents(column))


def number_field(column: Any) -> Field:
    """Return a filter key for a numeric column of the table."""
    return Field(lambda test: test(column), column)


@dataclass(frozen=True)
class Comparison:
    """The parts of a comparison on which its query's text depends."""

    operator: str
    ends: tuple[bool, bool] | None = None
    """For a period: (has a beginning, has an end); None for other values."""


def comparison_of(operator: str, value: Value) -> Comparison:
    """Return the form of a comparison with a value."""
    if isinstance(value, Span):
        return Comparison("span", (value.since is not None, value.until is not None))
    return Comparison(operator if isinstance(value, str) or operator != ":" else "=")


def test_of(how: Comparison, name: str, *, text: bool) -> Test:
    """Return the test of a column against the value named `name`; with `text`, case and accents do not count."""
    if how.ends is not None:
        return _span_test(name, *how.ends)
    if text:
        if how.operator == ":":
            return lambda column: contains_without_accents(column, name)
        return lambda column: without_accents(column) == given(name)
    if how.operator in "<>":
        return lambda column: column < given(name) if how.operator == "<" else column > given(name)
    return lambda column: column == given(name)


def _span_test(name: str, since: bool, until: bool) -> Test:
    def test(column: Any) -> Any:
        condition = column.is_null(False)
        if since:
            condition = condition & (column >= given(f"{name}_since"))
        return condition & (column < given(f"{name}_until")) if until else condition

    return test


def values_of(name: str, value: Value) -> dict[str, object]:
    """Return, by placeholder name, the values that the test of `test_of` compares with."""
    if isinstance(value, Span):
        return {f"{name}_since": value.since, f"{name}_until": value.until}
    return {name: int(value) if isinstance(value, float) and value.is_integer() else value}
