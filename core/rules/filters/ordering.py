"""The order that a filter names, read and changed in its text."""

from __future__ import annotations

from core.errors import UsageError
from core.rules.filters.terms import raw_terms

SORT = "sort"


def order_of(text: str) -> tuple[str, bool] | None:
    """Return the key by which a filter sorts, and whether the highest comes first; None without one."""
    try:
        found = [term for _raw, term in raw_terms(text) if term.key == SORT]
    except UsageError:
        return None
    if not found:
        return None
    name = found[-1].values[0]
    return name.removeprefix("-"), name.startswith("-")


def with_order(text: str, key: str | None, *, falling: bool = False) -> str:
    """Return a filter's text with another order, or with none. Raises UsageError for a text that cannot be read."""
    kept = [raw for raw, term in raw_terms(text) if term.key != SORT]
    if key is not None:
        kept.append(f"{SORT}:{'-' if falling else ''}{key}")
    return " ".join(kept)
