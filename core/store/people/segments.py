"""Who is in a source: the entries of a list or finder, or whoever a segment's filter matches at this moment."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.tables.people import Source

HOLDS = ("name", "company", "position", "location", "headline")
"""Fields that a filter searches for a part of their text, in any case."""

_ENTRIES = "(SELECT id, contact_id FROM source_contact WHERE source_id = :source)"
_MATCHES = "(SELECT c.id, c.id AS contact_id FROM contact c WHERE c.merged_into_id IS NULL AND {where})"

Filter = Mapping[str, Sequence[str]]
"""Values by field: every field must match, by any one of its values."""


class _Filter(NamedTuple):
    filter: dict[str, list[str]] | None


_FILTER = Select(
    Source.select(Source.filter).where((Source.id == given("source")) & (Source.kind == "segment")), _Filter
)


def over(store: Reading, source: int, sql: str, **values: object) -> list[tuple[Any, ...]]:
    """The answer to a statement over `{entries}`: (id, contact_id) of a source, by id in import order."""
    entries, more = _entries(store, source)
    return store.rows_named(sql.replace("{entries}", entries), {"source": source, **more, **values})


def filter_of(store: Reading, source: int) -> Filter | None:
    """Return the filter of a segment, and None for a list or finder."""
    found = _FILTER.first(store, source=source)
    return None if found is None else found.filter


def members(store: Reading, source: int) -> list[int]:
    """Return the contacts in a source, in import order."""
    return [row[0] for row in over(store, source, "SELECT contact_id FROM {entries} ORDER BY id")]


def _entries(store: Reading, source: int) -> tuple[str, dict[str, object]]:
    wanted = filter_of(store, source)
    if wanted is None:
        return _ENTRIES, {}
    where, values = condition(wanted)
    return _MATCHES.format(where=where), values


def condition(wanted: Filter) -> tuple[str, dict[str, object]]:
    """A filter as a condition on contact `c`, with its named values."""
    values: dict[str, object] = {}
    parts = []
    for field, texts in sorted(wanted.items()):
        choices = []
        for number, text in enumerate(texts):
            name = f"{field}_{number}"
            sql, values[name] = _one(field, f":{name}", text)
            choices.append(sql)
        parts.append("(" + " OR ".join(choices) + ")")
    return " AND ".join(parts), values


def _one(field: str, name: str, text: str) -> tuple[str, object]:
    if field == "language":
        return f"c.language = {name}", text
    if field == "source":
        return f"c.id IN (SELECT contact_id FROM source_contact WHERE source_id = {name})", int(text)
    assert field in HOLDS  # noqa: S101 - filters are checked when they are saved
    if text.isascii():  # SQLite folds these by itself, ten times as fast
        escaped = text.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
        return f"c.{field} LIKE {name} ESCAPE '\\'", f"%{escaped}%"
    return f"instr(folded(c.{field}), {name}) > 0", text.casefold()
