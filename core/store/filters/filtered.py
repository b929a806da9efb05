"""The rows of a list that match a filter. A page continues after the last row's sort key and id, not at an offset."""

from __future__ import annotations

from collections.abc import Hashable, Sequence
from dataclasses import dataclass, replace
from functools import cache, reduce
from operator import and_, or_
from typing import Any, NamedTuple

import peewee as pw

from core.rules.filters.keys import CUSTOM, Key, Kind
from core.rules.filters.parse import Filter
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.fields import dump_json
from core.store.filters import contact_fields, journal_fields, queue_fields
from core.store.filters.list_fields import Comparison, Field, ListFields, comparison_of, test_of, values_of
from core.store.spelled import always, is_not_true, one_of

LISTS = {"contacts": contact_fields.FIELDS, "queue": queue_fields.FIELDS, "journal": journal_fields.FIELDS}
BEHIND_ALL = 2**62
"""Replacement for a missing number or time: rows without one come last."""


class _Term(NamedTuple):
    value: Any


@dataclass(frozen=True)
class _Part:
    """The parts of a condition on which its query's text depends."""

    keys: tuple[tuple[str, Kind], ...]
    values: tuple[Comparison, ...]
    negated: bool


@dataclass(frozen=True)
class _Shape:
    name: str
    """Name of the list."""
    parts: tuple[_Part, ...]
    order: tuple[str, Kind, bool] | None
    """Key, kind, and whether the highest comes first."""
    among: bool = False
    """True if only rows of given ids are wanted."""
    hidden: bool = False
    """True if rows that the list usually omits are wanted, too."""


class Among(NamedTuple):
    """The rows from which a list chooses, by id."""

    ids: Sequence[int]
    hidden: bool = False
    """True if rows that the list usually omits, such as merged contacts, are wanted, too."""


def ids(
    store: Reading, name: str, wanted: Filter, *, among: Among | None = None, after: int = 0, limit: int
) -> list[int]:
    """Return the ids of the rows that match, in the filter's order or ascending; with `after`, those after that row.

    With `among`, only those rows.
    """
    shape = _shape_among(name, wanted, among)
    named = _values_among(wanted, among)
    if not after:
        return _ids(shape, bounded=False).all(store, **named, limit=limit)
    before = after if wanted.order is None else _term_of_one(shape).first(store, **named, after=after)
    if before is None:
        return []
    term = before.value if isinstance(before, _Term) else before
    return _ids(shape, bounded=True).all(store, **named, term=term, after=after, limit=limit)


def begin_of_last(
    store: Reading, name: str, wanted: Filter, *, among: Among | None = None, before: int = 0, limit: int
) -> int:
    """Return the id of the row before the last `limit` rows, of all or of those before a row; 0 if no row precedes."""
    shape = _shape_among(name, wanted, among)
    named = _values_among(wanted, among)
    if not before:
        found = _ids(shape, bounded=False, backwards=True).all(store, **named, limit=limit + 1)
    else:
        at = before if wanted.order is None else _term_of_one(shape).first(store, **named, after=before)
        if at is None:
            return 0
        term = at.value if isinstance(at, _Term) else at
        bounded = _ids(shape, bounded=True, backwards=True)
        found = bounded.all(store, **named, term=term, after=before, limit=limit + 1)
    return found[limit] if len(found) > limit else 0


def id_at(store: Reading, name: str, wanted: Filter, place: int, *, among: Among | None = None) -> int:
    """Return the id of the row at a place, the first being 1; 0 where the list is shorter."""
    shape = _shape_among(name, wanted, among)
    found = _ids_at(shape).all(store, **_values_among(wanted, among), skipped=place - 1)
    return found[0] if found else 0


def count(store: Reading, name: str, wanted: Filter, *, among: Among | None = None) -> int:
    """Count the rows that match; with `among`, only those rows."""
    shape = _shape_among(name, wanted, among)
    return _count(shape).one(store, **_values_among(wanted, among))


def condition(name: str, wanted: Filter) -> Any:
    """Return the condition of a filter, for a query whose values come from `values`."""
    return _where(_shape(name, wanted))


def shape_of(name: str, wanted: Filter) -> Hashable:
    """Return the parts of a filter on which its query's text depends, as a key for caching that query."""
    return _shape(name, wanted)


def condition_of(shape: Hashable) -> Any:
    """Return the condition of a filter by its shape, for a query whose values come from `values`."""
    assert isinstance(shape, _Shape)  # noqa: S101 - made by shape_of
    return _where(shape)


def values(wanted: Filter) -> dict[str, object]:
    """Return, by name, the values with which a filter's query compares."""
    found: dict[str, object] = {}
    for number, one in enumerate(wanted.conditions):
        found |= _paths(number, one.keys)
        for place, value in enumerate(one.values):
            found |= values_of(f"value_{number}_{place}", value)
    if wanted.order is not None:
        found |= _paths("order", [wanted.order.key])
    return found


def _paths(number: int | str, keys: Sequence[Key]) -> dict[str, object]:
    """Return, by placeholder name, the JSON path of each key that is a further column of contact files."""
    return {
        f"path_{number}": f"$.{dump_json(key.name.removeprefix(CUSTOM))}" for key in keys if key.name.startswith(CUSTOM)
    }


def _shape(name: str, wanted: Filter) -> _Shape:
    parts = [
        _Part(
            tuple((_kept_name(key), key.kind) for key in one.keys),
            tuple(comparison_of(one.operator, value) for value in one.values),
            one.negated,
        )
        for one in wanted.conditions
    ]
    order = wanted.order
    return _Shape(name, tuple(parts), None if order is None else (_kept_name(order.key), order.key.kind, order.falling))


def _shape_among(name: str, wanted: Filter, among: Among | None) -> _Shape:
    return replace(_shape(name, wanted), among=among is not None, hidden=among is not None and among.hidden)


def _values_among(wanted: Filter, among: Among | None) -> dict[str, object]:
    return {**values(wanted), "among": None if among is None else among.ids}


def _kept_name(key: Key) -> str:
    """Return the name under which the query of a key is cached: all columns of contact files share one name."""
    return CUSTOM if key.name.startswith(CUSTOM) else key.name


@cache
def _ids(shape: _Shape, *, bounded: bool, backwards: bool = False) -> Select[int]:
    rows = LISTS[shape.name]
    condition = _where(shape)
    term, falling = _term(rows, shape)
    falls = falling != backwards
    if bounded:
        further = term < given("term") if falls else term > given("term")
        ident = rows.model.id < given("after") if backwards else rows.model.id > given("after")
        condition = condition & (further | ((term == given("term")) & ident))
    query = rows.model.select(rows.model.id).where(condition)
    last = rows.model.id.desc() if backwards else rows.model.id
    return Select(query.order_by(term.desc() if falls else term.asc(), last).limit(given("limit")), int)


@cache
def _ids_at(shape: _Shape) -> Select[int]:
    rows = LISTS[shape.name]
    term, falling = _term(rows, shape)
    query = rows.model.select(rows.model.id).where(_where(shape))
    ordered = query.order_by(term.desc() if falling else term.asc(), rows.model.id)
    return Select(ordered.limit(1).offset(given("skipped")), int)


@cache
def _term_of_one(shape: _Shape) -> Select[_Term]:
    rows = LISTS[shape.name]
    return Select(rows.model.select(_term(rows, shape)[0]).where(rows.model.id == given("after")), _Term)


@cache
def _count(shape: _Shape) -> Select[int]:
    rows = LISTS[shape.name]
    return Select(rows.model.select(pw.fn.COUNT(rows.model.id)).where(_where(shape)), int)


def _term(rows: ListFields, shape: _Shape) -> tuple[Any, bool]:
    """Return the sort key of the rows, and whether the highest comes first; a row without a value comes last."""
    if shape.order is None:
        return rows.model.id, False
    name, kind, falling = shape.order
    order = _field(rows, name, "order").order
    nothing: object = ""
    if kind not in (Kind.TEXT, Kind.CHOICE):
        nothing = -BEHIND_ALL if falling else BEHIND_ALL
    return pw.fn.COALESCE(order, nothing), falling


def _where(shape: _Shape) -> Any:
    rows = LISTS[shape.name]
    conditions = [] if rows.always is None or shape.hidden else [rows.always]
    if shape.among:
        conditions.append(one_of(rows.model.id, "among"))
    parts = [_part(rows, number, part) for number, part in enumerate(shape.parts)]
    return reduce(and_, [*conditions, *parts], always())


def _part(rows: ListFields, number: int, part: _Part) -> Any:
    fits = [
        _field(rows, name, str(number)).fits(test_of(how, f"value_{number}_{place}", text=kind is Kind.TEXT))
        for name, kind in part.keys
        for place, how in enumerate(part.values)
    ]
    condition = reduce(or_, fits)
    if not part.negated:
        return condition  # unchanged, so that an index can be used
    return is_not_true(condition)  # a row for which the condition is NULL does not match, so it matches the negation


def _field(rows: ListFields, name: str, number: str) -> Field:
    if name == CUSTOM:
        assert rows.custom is not None  # noqa: S101 - only lists with such columns have keys of theirs
        return rows.custom(f"path_{number}")
    return rows.fields[name]
