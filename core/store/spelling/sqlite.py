"""Expressions in SQLite's spelling (`core/store/spelled.py` describes each function)."""

from __future__ import annotations

from typing import Any

import peewee as pw

from core.store.compiled import Given, given


def first_of(field: pw.Field, name: str) -> Any:
    """Return, as text, the first value of the list `name` in a field that holds named lists; null if it is no JSON."""
    return pw.fn.json_extract(_readable(field), f"$.{name}[0]")


def _readable(field: pw.Field) -> Any:
    """Return a text that is JSON; null for any other, so that one invalid row hides no other."""
    return pw.Case(None, [(pw.fn.json_valid(field), field)])


first_number_of = first_of


def one_of(field: pw.Field, name: str) -> Any:
    """Return the condition that a field is one of the values of a named list of any length."""
    return field.in_(pw.SQL("(SELECT value FROM json_each(?))", [Given(name)]))


def unindexed(field: pw.Field) -> Any:
    """Return a field without its index, so that SQLite uses the index of another field that matches fewer rows."""
    return pw.NodeList((pw.SQL("+"), field), glue="")


def contains(field: pw.Field, name: str) -> Any:
    """Return the condition that a text contains the named value, without regard to the case of ASCII letters.

    Give the value as `pattern_of` makes it.
    """
    return pw.Expression(field, pw.OP.ILIKE, pw.NodeList((given(name), pw.SQL("ESCAPE '\\'"))))


def same_in_any_case(field: pw.Field, name: str) -> Any:
    """Return the condition that a text equals the named value, without regard to the case of ASCII letters."""
    return pw.Expression(in_any_case(field), pw.OP.EQ, given(name))


def in_any_case(field: pw.Field) -> Any:
    """Return an expression that orders texts without regard to the case of ASCII letters."""
    return field.collate("NOCASE")


def contains_folded(field: pw.Field, name: str) -> Any:
    """Return the condition that a text contains the named, case-folded value, without regard to case in any script."""
    return pw.fn.instr(pw.fn.folded(field), given(name)) > 0


def without_accents(field: Any) -> Any:
    """Return a text without case and accents (`core/rules/filters/folding.py`).

    Nearly all texts are ASCII. SQLite folds those itself, because a call of Python takes five times as long.
    """
    folded = pw.fn.without_accents(field)
    if not isinstance(field, pw.Field):  # a subquery would run once for each of its places in the expression
        return folded
    return pw.Case(None, [(pw.fn.octet_length(field) == pw.fn.length(field), pw.fn.lower(field))], folded)


def contains_without_accents(field: Any, name: str) -> Any:
    """Return the condition that a text without case and accents contains the named value, which has neither."""
    return pw.fn.instr(without_accents(field), given(name)) > 0


def place_of(field: pw.Field, part: str) -> Any:
    """Return the place of the first occurrence of a part in a text, from 1; 0 if there is none."""
    return pw.fn.INSTR(field, part)


def least(first: Any, second: Any) -> Any:
    """Return the smaller of two values; null if one of them is."""
    return pw.fn.MIN(first, second)


def greatest(first: Any, second: Any) -> Any:
    """Return the greater of two values; null if one of them is."""
    return pw.fn.MAX(first, second)


def json_text(field: pw.Field, name: str) -> Any:
    """Return the value `name` of the JSON object in a field; null if it is missing, or if the field holds no JSON."""
    return pw.fn.json_extract(_readable(field), f"$.{name}", coerce=False)


json_number = json_text


def no_object(field: pw.Field) -> Any:
    """Return the condition that a field holds a text that is no JSON object."""
    return field.is_null(False) & (pw.fn.COALESCE(pw.fn.json_type(_readable(field)), "") != "object")


def rows_of(name: str, alias: str) -> Any:
    """Return a source of rows, one for each inner list of a named list of lists; `element` reads their values."""
    return pw.SQL(f'json_each(?) AS "{alias}"', [Given(name)])


def ids_of(name: str, alias: str) -> Any:
    """Return a source of rows, one for each value of a named list; `one_id` reads it."""
    return pw.SQL(f'json_each(?) AS "{alias}"', [Given(name)])


def one_id(alias: str) -> Any:
    """Return the expression for the value of each row that `ids_of` yields."""
    return pw.SQL(f'"{alias}".value')


def element(alias: str, place: int, _kind: type) -> Any:
    """Return the value at an index, from 0, in each row's list of `rows_of`."""
    return pw.SQL(f"json_extract(\"{alias}\".value, '$[{place}]')")


def rows_in(alias: str, place: int, inner: str) -> Any:
    """Return a source of rows as `rows_of` does, from the list of lists at an index, from 0, in each row of `alias`."""
    return pw.SQL(f'json_each(json_extract("{alias}".value, \'$[{place}]\')) AS "{inner}"')


def at_path(field: pw.Field, path: Any) -> Any:
    """Return the value of a JSON object at a path that comes with each row, such as `$.city`; null if there is none."""
    return pw.fn.json_extract(_readable(field), path, coerce=False)


def in_list(field: pw.Field, items: Any) -> Any:
    """Return the condition that a field is one of the values of a JSON list that comes with each row."""
    return field.in_(pw.NodeList((pw.SQL("(SELECT value FROM json_each("), items, pw.SQL("))")), glue=""))


def is_missing(name: str) -> Any:
    """Return the condition that a named value is None."""
    return given(name).is_null()


def by_server(name: str) -> Any:
    """Return the named time, which is right here: one machine alone uses a file, so there is one clock."""
    return given(name)


def always() -> Any:
    """Return the condition that holds for each row."""
    return pw.SQL("1")


def is_not_true(condition: Any) -> Any:
    """Return the condition that `condition` is false or null."""
    return pw.fn.COALESCE(condition, 0) == 0


def number_of(condition: Any) -> Any:
    """Return the number of a group's rows for which a condition is true; null if it is null for all of them."""
    return pw.fn.SUM(condition)


def as_number(condition: Any) -> Any:
    """Return the condition itself, which is 1 or 0."""
    return condition


def no_number() -> Any:
    """Return null as a column of numbers."""
    return pw.SQL("NULL")
