"""Which column of a contact file holds what: the header's row, the mapping of fields, `--map COLUMN=FIELD`."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence

from core.errors import UsageError
from core.rules.addresses.identity import identity_of
from core.rules.column_names import FIELDS, RANKS, key
from core.text import clean

HEADER_WITHIN = 20
"""A header is looked for in so many rows; LinkedIn's export has three lines before it."""

MOST_COLUMNS = 500
"""Columns of one file; the widest export of the field has some 200."""

_MAX_CUSTOM = 40
_UNSAFE = re.compile(r"[^a-z0-9]+")
_CUSTOM = re.compile(r"custom\.[a-z][a-z0-9_]*")


def header_score(row: Sequence[str], explicit: Mapping[str, str] | None = None) -> int:
    """How much a row looks like a header: 0 for none. A row with somebody's address in it is a person."""
    if any(identity_of(cell) is not None for cell in row if "/" in cell):
        return 0
    named = {key(column) for column in explicit or {}} & {key(cell) for cell in row if cell}
    fields = {RANKS[key(cell)][0] for cell in row if key(cell) in RANKS}
    person = not fields.isdisjoint({"address", "public_id"})
    enough = named or person or len(fields) > 1
    return len(fields) + 2 * len(named) + 2 * person if enough else 0


def find_header(rows: Sequence[Sequence[str]], explicit: Mapping[str, str] | None = None) -> int | None:
    """The index of the row that most looks like a header among the first 20, the first of equals."""
    scores = [header_score(row, explicit) for row in rows[:HEADER_WITHIN]]
    best = max(scores, default=0)
    return scores.index(best) if best else None


def map_columns(header: Sequence[str], explicit: Mapping[str, str] | None = None) -> dict[str, int]:
    """Field -> index of its column. Every other column with a name becomes `custom.<snake_name>`.

    `explicit` (column -> field, as in `--map COLUMN=FIELD`) goes before what is recognised. Raises
    `UsageError` (field `map`) for a column that is not there, a field that does not exist or is given twice.
    """
    if len(header) > MOST_COLUMNS:
        raise UsageError(
            f"The file has {len(header):,} columns, more than {MOST_COLUMNS}: delete those that are not needed.",
            field="file",
        )
    columns = _explicit(header, explicit or {})
    taken = set(columns.values())
    known = [(RANKS[key(column)], index) for index, column in enumerate(header) if key(column) in RANKS]
    for (field, _), index in sorted(known, key=lambda found: (found[0][1], found[1])):
        if field not in columns and index not in taken:
            columns[field] = index
            taken.add(index)
    for index, column in enumerate(header):
        if index not in taken and clean(column):
            columns[_free(snake_name(column, index), columns)] = index
    return columns


def address_columns(header: Sequence[str], columns: Mapping[str, int]) -> tuple[int, ...]:
    """The address column, then others that hold addresses by their name: asked where the first is empty."""
    first = [columns["address"]] if "address" in columns else []
    others = [
        (RANKS[key(column)][1], index)
        for index, column in enumerate(header)
        if columns.get(f"custom.{snake_name(column, index)}") == index
        and RANKS.get(key(column), ("", 0))[0] == "address"
    ]
    return (*first, *(index for _, index in sorted(others)))


def snake_name(column: str, index: int) -> str:
    """A column's name as `custom.` can spell it: [a-z0-9_], a letter first; by its place where none is left."""
    column = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", clean(column)).removeprefix("custom.")
    letters = unicodedata.normalize("NFKD", column.casefold()).encode("ascii", "ignore").decode()
    name = _UNSAFE.sub("_", letters).strip("_")[:_MAX_CUSTOM].rstrip("_")
    if not name:
        return f"column_{index + 1}"
    return name if name[0].isalpha() else f"column_{name}"


def _free(name: str, taken: Mapping[str, int]) -> str:
    """`custom.name`, with a number where that is taken already."""
    wanted, number = f"custom.{name}", 2
    while wanted in taken:
        wanted, number = f"custom.{name}_{number}", number + 1
    return wanted


def _explicit(header: Sequence[str], explicit: Mapping[str, str]) -> dict[str, int]:
    columns: dict[str, int] = {}
    for column, field in explicit.items():
        if field not in FIELDS and not _CUSTOM.fullmatch(field):
            near = difflib.get_close_matches(field, FIELDS, 1)
            hint = f" Did you mean {near[0]}?" if near else ""
            raise UsageError(
                f"There is no field “{clean(field, 60)}”.{hint} Fields: {', '.join(FIELDS)}, or custom.name.",
                field="map",
            )
        if field in columns:
            raise UsageError(f"Two columns are mapped to {field}: name one.", field="map")
        columns[field] = _column(header, column)
    return columns


def _column(header: Sequence[str], wanted: str) -> int:
    """The index of a named column: as written, else the same but for case, accents and punctuation."""
    names = [clean(column) for column in header]
    for index, name in enumerate(names):
        if name == clean(wanted):
            return index
    keys = [key(name) for name in names]
    if key(wanted) and key(wanted) in keys:
        return keys.index(key(wanted))
    near = difflib.get_close_matches(clean(wanted), names, 3, 0.4) or [n for n in names if n][:10]
    raise UsageError(
        f"The file has no column “{clean(wanted, 60)}”. Nearest: {', '.join(near) or 'none'}.", field="map"
    )
