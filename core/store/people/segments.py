"""Contacts of a source: the entries of a list or finder, or the contacts that match a segment's filter now."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple

from core.rules.filters.keys import CONTACTS
from core.rules.filters.parse import Filter as ListFilter
from core.rules.filters.parse import parse
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.fields import EPOCH
from core.store.filters import filtered
from core.store.spelled import contains, contains_folded, pattern_of
from core.store.tables.people import Contact, Source, SourceContact

HOLDS = ("name", "company", "position", "location", "headline")
"""Fields that a filter searches for a part of their text, upper and lower case alike."""

WHERE = "where"
"""Field whose single text is a filter of the list of contacts (docs/filters.md)."""
Filter = Mapping[str, Sequence[str]]
"""Values by field: every field must match, by any one of its values."""


Shape = tuple[tuple[str, tuple[bool | str, ...]], ...]
"""The parts of a filter on which its query depends: fields in order, and whether each of their texts is ASCII only.

For the field `WHERE`, the text itself instead.
"""


class _Filter(NamedTuple):
    filter: dict[str, list[str]] | None


_FILTER = Select(
    Source.select(Source.filter).where((Source.id == given("source")) & (Source.kind == "segment")), _Filter
)


def filter_of(store: Reading, source: int) -> Filter | None:
    """Return the filter of a segment; None for a list or finder."""
    found = _FILTER.first(store, source=source)
    return None if found is None else found.filter


_ONE = Contact.alias("one")


def shape_of(wanted: Filter | None) -> Shape | None:
    """Return the shape of a filter; None for a list or finder."""
    if wanted is None:
        return None
    return tuple(
        (field, tuple(text if field == WHERE else text.isascii() for text in texts))
        for field, texts in sorted(wanted.items())
    )


def values_of(wanted: Filter | None) -> dict[str, object]:
    """Return the named values of a filter's query (`entries`)."""
    found: dict[str, object] = {}
    for field, texts in (wanted or {}).items():
        for number, text in enumerate(texts):
            found |= filtered.values(where_of(text)) if field == WHERE else {f"{field}_{number}": _value(field, text)}
    return found


def where_of(text: str) -> ListFilter:
    """Parse a filter of the list of contacts, which has no keys for times. Raises UsageError."""
    return parse(text, CONTACTS, EPOCH, "UTC")


def entries(shape: Shape | None) -> Any:
    """Return the query of a source's contacts: `contact_id`, and `id`, whose order is that of the import.

    Its values are those of `values_of`; for a list or finder the only one is `source`.
    """
    if shape is None:
        return SourceContact.select(SourceContact.id, SourceContact.contact).where(
            SourceContact.source == given("source")
        )
    fits = [
        reduce(operator.or_, (_fits(field, f"{field}_{number}", how) for number, how in enumerate(texts)))
        for field, texts in shape
    ]
    return _ONE.select(_ONE.id, _ONE.id.alias("contact_id")).where(_ONE.merged_into.is_null(), *fits)


def _fits(field: str, name: str, how: bool | str) -> Any:
    if isinstance(how, str):
        return _ONE.id.in_(Contact.select(Contact.id).where(filtered.condition("contacts", where_of(how))))
    if field == "language":
        return _ONE.language == given(name)
    if field == "source":
        return _ONE.id.in_(SourceContact.select(SourceContact.contact).where(SourceContact.source == given(name)))
    assert field in HOLDS  # noqa: S101 - filters are checked when they are saved
    column = getattr(_ONE, field)
    if how:  # SQLite folds these by itself, ten times as fast
        return contains(column, name)
    return contains_folded(column, name)


def _value(field: str, text: str) -> object:
    if field == "language":
        return text
    if field == "source":
        return int(text)
    return pattern_of(text) if text.isascii() else text.casefold()
