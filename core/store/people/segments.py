"""Who is in a source: the entries of a list or finder, or the contacts that match a segment's filter now."""

from __future__ import annotations

import operator
from collections.abc import Mapping, Sequence
from functools import reduce
from typing import Any, NamedTuple

from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.sqlite import contains, contains_folded, pattern_of
from core.store.tables.people import Contact, Source, SourceContact

HOLDS = ("name", "company", "position", "location", "headline")
"""Fields that a filter searches for a part of their text, in any case."""

Filter = Mapping[str, Sequence[str]]
"""Values by field: every field must match, by any one of its values."""


Shape = tuple[tuple[str, tuple[bool, ...]], ...]
"""The fields of a filter in order, each with whether its texts are of ASCII alone: what its query depends on."""


class _Filter(NamedTuple):
    filter: dict[str, list[str]] | None


_FILTER = Select(
    Source.select(Source.filter).where((Source.id == given("source")) & (Source.kind == "segment")), _Filter
)


def filter_of(store: Reading, source: int) -> Filter | None:
    """Return the filter of a segment, and None for a list or finder."""
    found = _FILTER.first(store, source=source)
    return None if found is None else found.filter


_ONE = Contact.alias("one")


def shape_of(wanted: Filter | None) -> Shape | None:
    """Return what the query of a filter depends on; None for a list or finder."""
    if wanted is None:
        return None
    return tuple((field, tuple(text.isascii() for text in texts)) for field, texts in sorted(wanted.items()))


def values_of(wanted: Filter | None) -> dict[str, object]:
    """Return the named values of a filter's query (`entries`)."""
    return {
        f"{field}_{number}": _value(field, text)
        for field, texts in (wanted or {}).items()
        for number, text in enumerate(texts)
    }


def entries(shape: Shape | None) -> Any:
    """Return the query of who is in a source, `id` (by it in import order) and `contact_id`; its values have names.

    Of a list or finder it is `source`.
    """
    if shape is None:
        return SourceContact.select(SourceContact.id, SourceContact.contact).where(
            SourceContact.source == given("source")
        )
    fits = [
        reduce(operator.or_, (_fits(field, f"{field}_{number}", ascii_) for number, ascii_ in enumerate(texts)))
        for field, texts in shape
    ]
    return _ONE.select(_ONE.id, _ONE.id.alias("contact_id")).where(_ONE.merged_into.is_null(), *fits)


def _fits(field: str, name: str, ascii_: bool) -> Any:
    if field == "language":
        return _ONE.language == given(name)
    if field == "source":
        return _ONE.id.in_(SourceContact.select(SourceContact.contact).where(SourceContact.source == given(name)))
    assert field in HOLDS  # noqa: S101 - filters are checked when they are saved
    column = getattr(_ONE, field)
    if ascii_:  # SQLite folds these by itself, ten times as fast
        return contains(column, name)
    return contains_folded(column, name)


def _value(field: str, text: str) -> object:
    if field == "language":
        return text
    if field == "source":
        return int(text)
    return pattern_of(text) if text.isascii() else text.casefold()
