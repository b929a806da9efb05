"""The people of a source, in the order of the import; a segment has the contacts that match its filter now."""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import peewee as pw

from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.people.free_people import is_excluded, is_free
from core.store.people.segments import Shape, entries, filter_of, shape_of, values_of
from core.store.tables.outreach import Outreach
from core.store.tables.people import Contact

EVERYBODY = 2**31
"""A limit that no source reaches."""


class Person(NamedTuple):
    """A contact of a source; the language is empty if it is not known."""

    id: int
    name: str
    language: str


class Size(NamedTuple):
    """The number of people of a source, and of those who may be contacted and whom no campaign has drawn."""

    people: int
    left: int
    excluded: int = 0
    """People whom a rule excludes."""


class _Custom(NamedTuple):
    custom: dict[str, str]


def _with_contacts(shape: Shape | None, *columns: Any) -> tuple[Any, Any]:
    """Return the query of a source's contacts, and its entries."""
    entry = entries(shape).alias("entry")
    return Contact.select(*columns).join(entry, on=(Contact.id == entry.c.contact_id)), entry


@cache
def _members(shape: Shape | None) -> Select[int]:
    entry = entries(shape).alias("entry")
    return Select(
        pw.Select([entry], [entry.c.contact_id]).order_by(entry.c.id).limit(given("limit")),
        int,
    )


@cache
def _count(shape: Shape | None) -> Select[int]:
    return Select(pw.Select([entries(shape).alias("entry")], [pw.fn.COUNT(pw.SQL("*"))]), int)


@cache
def _customs(shape: Shape | None) -> Select[_Custom]:
    query, _entry = _with_contacts(shape, Contact.custom)
    return Select(query.distinct(), _Custom)


@cache
def _unblocked(shape: Shape | None) -> Select[Person]:
    query, entry = _with_contacts(shape, Contact.id, Contact.name, Contact.language)
    return Select(query.where(is_free()).order_by(entry.c.id).limit(given("limit")), Person)


@cache
def _size(shape: Shape | None) -> Select[Size]:
    taken = pw.fn.EXISTS(Outreach.select(Outreach.id).where(Outreach.contact == Contact.id))
    left = pw.fn.COUNT(pw.SQL("*")).filter(is_free() & ~taken)
    excluded = pw.fn.COUNT(pw.SQL("*")).filter(is_excluded())
    query, _entry = _with_contacts(shape, pw.fn.COUNT(pw.SQL("*")), left, excluded)
    return Select(query, Size)


def _read(make: Callable[[Shape | None], Select[Any]], store: Reading, source: int, **values: object) -> list[Any]:
    wanted = filter_of(store, source)
    return make(shape_of(wanted)).all(store, source=source, **values_of(wanted), **values)


def members(store: Reading, source: int, *, limit: int = EVERYBODY) -> list[int]:
    """Return the contacts of a source in import order, all or the first ones."""
    return _read(_members, store, source, limit=limit)


def count(store: Reading, source: int) -> int:
    """Count the contacts of a source."""
    found: int = _read(_count, store, source)[0]
    return found


def custom_columns(store: Reading, source: int) -> set[str]:
    """Return the names of the further columns of a source's contacts."""
    return {name for row in _read(_customs, store, source) for name in row.custom}


def first_unblocked(store: Reading, source: int, limit: int) -> list[Person]:
    """Return the first contacts of a source, in import order, who are not blocked."""
    return _read(_unblocked, store, source, limit=limit)


def size(store: Reading, source: int) -> Size:
    """Count the people of a source, and those whom a campaign could still draw."""
    found: Size = _read(_size, store, source)[0]
    return found
