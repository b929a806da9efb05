"""Expressions in PostgreSQL's spelling (`core/store/spelled.py` describes each function).

Texts are compared byte by byte, as SQLite does: each column has the collation "C" (`core/store/postgres/schema.py`).
"""

from __future__ import annotations

from typing import Any

import peewee as pw

from core.store.compiled import given

NOW = "(extract(epoch FROM clock_timestamp()) * 1000000)::bigint"
"""Microseconds by the server's clock."""


def _joined(*parts: Any) -> Any:
    return pw.NodeList([pw.SQL(part) if isinstance(part, str) else part for part in parts], glue="")


def first_of(field: pw.Field, name: str) -> Any:
    """Return the first value of a list as text."""
    return _joined("(overture_json(", field, f") -> '{name}' ->> 0)")


def first_number_of(field: pw.Field, name: str) -> Any:
    """Return the first value of a list as a number; null if it is no number, and so can be no id."""
    text = first_of(field, name)
    return _joined("CASE WHEN ", text, " ~ '^[0-9]{1,18}$' THEN ", text, "::bigint END")


def _array(items: Any, field: Any) -> Any:
    """Return the values of a JSON list as an array of the field's type."""
    kind = "" if _is_text(field) else "::bigint"
    return _joined("ARRAY(SELECT item", kind, " FROM json_array_elements_text(", items, "::json) AS listed(item))")


def _is_text(field: Any) -> bool:
    found = getattr(field, "rel_field", None) or getattr(field, "field", field)
    return getattr(found, "field_type", "") == "TEXT"


def one_of(field: pw.Field, name: str) -> Any:
    """Return a comparison with an array, which an index serves as `IN` does."""
    return _joined(field, " = ANY(", _array(given(name), field), ")")


def unindexed(field: pw.Field) -> Any:
    """Return the field itself: PostgreSQL chooses the better index by its statistics."""
    return field


def contains(field: pw.Field, name: str) -> Any:
    """Return ILIKE, which knows the case of ASCII letters only, by the column's collation."""
    return _joined(field, " ILIKE ", given(name), " ESCAPE '\\'")


def same_in_any_case(field: pw.Field, name: str) -> Any:
    """Return the comparison of field and value, both in lower case."""
    return _joined(in_any_case(field), " = lower(", given(name), ' COLLATE "C")')


def in_any_case(field: pw.Field) -> Any:
    """Return a text with its ASCII letters in lower case."""
    return _joined("lower(", field, ' COLLATE "C")')


def contains_folded(field: pw.Field, name: str) -> Any:
    """Return a search in the text as the database's function `overture_folded` returns it."""
    return _joined("strpos(overture_folded(", field, "), ", given(name), ") > 0")


def without_accents(field: Any) -> Any:
    """Return a call of the database's function `overture_without_accents`, which is fast for ASCII texts."""
    return pw.fn.overture_without_accents(field)


def contains_without_accents(field: Any, name: str) -> Any:
    """Return a search in the text without case and accents."""
    return _joined("strpos(", without_accents(field), ", ", given(name), ") > 0")


def place_of(field: pw.Field, part: str) -> Any:
    """Return the place of the first occurrence of a part in a text, from 1; 0 if there is none."""
    return pw.fn.strpos(field, part)


def least(first: Any, second: Any) -> Any:
    """Return the smaller of two values; PostgreSQL's LEAST ignores a null."""
    return pw.Case(None, [(first <= second, first), (second < first, second)])


def greatest(first: Any, second: Any) -> Any:
    """Return the greater of two values; PostgreSQL's GREATEST ignores a null."""
    return pw.Case(None, [(first >= second, first), (second > first, second)])


def json_text(field: pw.Field, name: str) -> Any:
    """Return a value as text."""
    return _joined("(overture_json(", field, f") ->> '{name}')")


def no_object(field: pw.Field) -> Any:
    """Return the condition that a field holds a text that is no JSON object."""
    kind = _joined("json_typeof(overture_json(", field, "))")
    return field.is_null(False) & (pw.fn.COALESCE(kind, "") != "object")


def json_number(field: pw.Field, name: str) -> Any:
    """Return a value as a number."""
    return _joined("(overture_json(", field, f") ->> '{name}')::bigint")


def rows_of(name: str, alias: str) -> Any:
    """Return the elements of a JSON list as rows."""
    return _joined("json_array_elements(", given(name), f'::json) AS "{alias}"(value)')


ids_of = rows_of


def one_id(alias: str) -> Any:
    """Return the expression for the id of each row that `ids_of` yields."""
    return pw.SQL(f"(\"{alias}\".value #>> '{{}}')::bigint")


def element(alias: str, place: int, kind: type[int | str]) -> Any:
    """Return an element as a number or as text; for an inner list, its JSON text."""
    text = f'("{alias}".value ->> {place})'
    return pw.SQL(text if kind is str else f"{text}::bigint")


def rows_in(alias: str, place: int, inner: str) -> Any:
    """Return the elements of a list within a list as rows."""
    return pw.SQL(f'json_array_elements("{alias}".value -> {place}) AS "{inner}"(value)')


def at_path(field: pw.Field, path: Any) -> Any:
    """Return the value by its name, which is in the path after `$.` as a JSON string.

    The path is parsed by `overture_json`, which raises no error for an invalid one: the server evaluates constant parts
    even in a CASE branch that is never taken. Most contacts have no further columns, and are not parsed as JSON.
    """
    value = _joined("(overture_json(", field, ") ->> (overture_json(substr(", path, ", 3)) #>> '{}'))")
    return _joined("CASE WHEN ", field, " <> '{}' THEN ", value, " END")


def in_list(field: pw.Field, items: Any) -> Any:
    """Return a comparison with an array."""
    return _joined(field, " = ANY(", _array(items, field), ")")


def is_missing(name: str) -> Any:
    """Return the condition with a cast: the server cannot tell the type of a value that is None."""
    return _joined("(", given(name), "::text IS NULL)")


def by_server(_name: str) -> Any:
    """Return the microseconds of the server's clock."""
    return pw.SQL(NOW)


def always() -> Any:
    """Return the condition that holds for each row."""
    return pw.SQL("TRUE")


def is_not_true(condition: Any) -> Any:
    """Return the condition that `condition` is false or null."""
    return _joined("((", condition, ") IS NOT TRUE)")


def number_of(condition: Any) -> Any:
    """Return the sum of a condition as a number, 1 or 0."""
    return pw.fn.SUM(as_number(condition))


def as_number(condition: Any) -> Any:
    """Return a condition as a number, 1 or 0."""
    return _joined("(", condition, ")::int")


def no_number() -> Any:
    """Return null with a type, which a union needs."""
    return pw.SQL("NULL::bigint")
