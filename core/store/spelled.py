"""Expressions that SQLite and PostgreSQL write differently; each is spelled when a query's text is made.

`core/store/spelling` has one module for each database, with the functions of this one.
"""

from __future__ import annotations

from typing import Any

import peewee as pw

from core.store.spelling import sqlite


class _Spelled(pw.ColumnBase):
    """An expression by name, which the module of the database at hand writes."""

    def __init__(self, name: str, *parts: Any) -> None:
        self._name, self._parts = name, parts

    def __sql__(self, ctx: Any) -> Any:
        return ctx.sql(getattr(ctx.state.spelling or sqlite, self._name)(*self._parts))


def first_of(field: pw.Field, name: str) -> Any:
    """Return, as text, the first value of the list `name` in a field that holds named lists as JSON."""
    return _Spelled("first_of", field, name)


def first_number_of(field: pw.Field, name: str) -> Any:
    """Return the first value of the list `name`, an id stored as text, as a number to compare with an id."""
    return _Spelled("first_number_of", field, name)


def one_of(field: pw.Field, name: str) -> Any:
    """Return the condition that a field is one of the values of a named list of any length."""
    return _Spelled("one_of", field, name)


def unindexed(field: pw.Field) -> Any:
    """Return a field without its index, so that SQLite uses the index of another field that matches fewer rows."""
    return _Spelled("unindexed", field)


def contains(field: pw.Field, name: str) -> Any:
    """Return the condition that a text contains the named value, without regard to the case of ASCII letters.

    Give the value as `pattern_of` makes it.
    """
    return _Spelled("contains", field, name)


def pattern_of(text: str) -> str:
    """Return the pattern with which `contains` finds a text literally."""
    escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    return f"%{escaped}%"


def same_in_any_case(field: pw.Field, name: str) -> Any:
    """Return the condition that a text equals the named value, without regard to the case of ASCII letters."""
    return _Spelled("same_in_any_case", field, name)


def in_any_case(field: pw.Field) -> Any:
    """Return an expression that orders texts without regard to the case of ASCII letters."""
    return _Spelled("in_any_case", field)


def contains_folded(field: pw.Field, name: str) -> Any:
    """Return the condition that a text contains the named, lower-case value, without regard to case in any script."""
    return _Spelled("contains_folded", field, name)


def without_accents(field: Any) -> Any:
    """Return a text without case and accents (`core/rules/filters/folding.py`)."""
    return _Spelled("without_accents", field)


def contains_without_accents(field: Any, name: str) -> Any:
    """Return the condition that a text without case and accents contains the named value, which has neither."""
    return _Spelled("contains_without_accents", field, name)


def place_of(field: pw.Field, part: str) -> Any:
    """Return the place of the first occurrence of a part in a text, from 1; 0 if there is none."""
    return _Spelled("place_of", field, part)


def least(first: Any, second: Any) -> Any:
    """Return the smaller of two values; null if one of them is."""
    return _Spelled("least", first, second)


def greatest(first: Any, second: Any) -> Any:
    """Return the greater of two values; null if one of them is."""
    return _Spelled("greatest", first, second)


def json_text(field: pw.Field, name: str) -> Any:
    """Return the text `name` of the JSON object in a field; null if it is missing, or if the field holds no JSON."""
    return _Spelled("json_text", field, name)


def no_object(field: pw.Field) -> Any:
    """Return the condition that a field holds a text that is no JSON object, as in a damaged row."""
    return _Spelled("no_object", field)


def json_number(field: pw.Field, name: str) -> Any:
    """Return the integer `name` of the JSON object in a field; null if it is missing, or if the field holds no JSON."""
    return _Spelled("json_number", field, name)


def rows_of(name: str, alias: str) -> Any:
    """Return a source of rows, one for each inner list of a named list of lists; `element` reads their values."""
    return _Spelled("rows_of", name, alias)


def ids_of(name: str, alias: str) -> Any:
    """Return a source of rows, one for each value of a named list; `one_id` reads it."""
    return _Spelled("ids_of", name, alias)


def one_id(alias: str) -> Any:
    """Return the expression for the value of each row that `ids_of` yields."""
    return _Spelled("one_id", alias)


def element(alias: str, place: int, kind: type[int | str] = int) -> Any:
    """Return the value at an index, from 0, in each row's list of `rows_of`: a number, a text or a list as text."""
    return _Spelled("element", alias, place, kind)


def rows_in(alias: str, place: int, inner: str) -> Any:
    """Return a source of rows as `rows_of` does, for a list of lists that is an element in a row of `rows_of`."""
    return _Spelled("rows_in", alias, place, inner)


def at_path(field: pw.Field, path: Any) -> Any:
    """Return the value of a JSON object at a path that comes with each row: `$.` and a name as a JSON string."""
    return _Spelled("at_path", field, path)


def in_list(field: pw.Field, items: Any) -> Any:
    """Return the condition that a field is one of the values of a JSON list that comes with each row."""
    return _Spelled("in_list", field, items)


def is_missing(name: str) -> Any:
    """Return the condition that a named value is None."""
    return _Spelled("is_missing", name)


def by_server(name: str) -> Any:
    """Return the named real time; on a server the time of its own clock, by which all machines compare heartbeats."""
    return _Spelled("by_server", name)


def always() -> Any:
    """Return the condition that holds for each row."""
    return _Spelled("always")


def is_not_true(condition: Any) -> Any:
    """Return the condition that `condition` is false or null."""
    return _Spelled("is_not_true", condition)


def number_of(condition: Any) -> Any:
    """Return the number of a group's rows for which a condition is true; null if it is null for all of them."""
    return _Spelled("number_of", condition)


def as_number(condition: Any) -> Any:
    """Return a condition as 1 or 0."""
    return _Spelled("as_number", condition)


def no_number() -> Any:
    """Return null as a column of numbers."""
    return _Spelled("no_number")
