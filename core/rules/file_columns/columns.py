"""The fields of a contact file's columns: by `--map COLUMN=FIELD`, by their cells, by their names."""

from __future__ import annotations

import difflib
import re
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from core.errors import UsageError
from core.rules.file_columns.column_cells import ColumnCells, person_in
from core.rules.file_columns.column_names import FIELDS, field_of, is_address_name, key
from core.text import clean

HEADER_WITHIN = 200
"""Rows that are searched for the header; LinkedIn's export has three lines before it, reports a few dozen."""

MOST_COLUMNS = 500
"""Most columns of one file; the widest known export has some 200."""

_MAX_CUSTOM = 40
_UNSAFE = re.compile(r"[^a-z0-9]+")
_CUSTOM = re.compile(r"custom\.[a-z][a-z0-9_]*")
_OTHERS = re.compile(
    r"company|organi[sz]ation|school|inviter|sender|owner|referr|imported|added by|assigned|recruiter|manager|colleague"
    r"|mutual|shared|my\b|firma|entreprise|empresa|azienda|bedrijf",
    re.IGNORECASE,
)
"""Headers of columns whose addresses belong to someone other than the row's person."""
_TITLES = frozenset(("title", "titel", "titre", "titulo", "titolo", "tittel", "unvan"))
"""Headers that mean a form of address in some programs and a position in others."""

_IN_WORDS = frozenset(("first_name", "last_name", "name", "company", "position", "location", "headline"))
"""Fields that hold words. A column of numbers is an id or a count, whatever its name, and is none of these."""


@dataclass(frozen=True, slots=True)
class ColumnUse:
    """The use of one column of a file: its field, and `how` and `why` it was chosen; `why` is part of a sentence."""

    index: int
    field: str
    how: Literal["map", "header", "cells", "kept"]
    why: str


def header_score(row: Sequence[str], explicit: Mapping[str, str] | None = None) -> int:
    """Return how much a row looks like a header, 0 for none. A row that contains a person's address is not one."""
    if any(person_in(cell) is not None for cell in row):
        return 0
    named = {key(column) for column in explicit or {}} & {key(cell) for cell in row if cell}
    fields = {found[0] for found in (field_of(cell) for cell in row if cell and len(cell) < 100) if found is not None}
    person = not fields.isdisjoint({"address", "public_id"})
    enough = named or person or len(fields) > 1
    return len(fields) + 2 * len(named) + 2 * person if enough else 0


def find_header(rows: Sequence[Sequence[str]], explicit: Mapping[str, str] | None = None) -> int | None:
    """Return the index of the most header-like of the first 200 rows, the first of equals; None without any."""
    scores = [header_score(row, explicit) for row in rows[:HEADER_WITHIN]]
    best = max(scores, default=0)
    return scores.index(best) if best else None


def assign(
    header: Sequence[str], explicit: Mapping[str, str] | None = None, cells: Sequence[ColumnCells] = ()
) -> list[ColumnUse]:
    """Return the use of each column, from left to right; columns without name and use are omitted.

    `explicit` (column -> field, as in `--map COLUMN=FIELD`) has priority over recognition; `cells` are the counts of
    each column, if known. Raises UsageError (field `map`) for an unknown column, and for a field that does not exist or
    is given twice.
    """
    width = max(len(header), len(cells))
    if width > MOST_COLUMNS:
        raise UsageError(
            f"The file has {width:,} columns, more than {MOST_COLUMNS}: delete those that are not needed.",
            field="file",
        )
    names = [clean(name, 300) for name in header] + [""] * (width - len(header))
    counts = [*cells, *(ColumnCells() for _ in range(width - len(cells)))]
    found = _Assignment(names, counts, seen=bool(cells))
    for field, index in _explicit(header, explicit or {}).items():
        found.take(field, index, "map", "given by --map")
    found.take_address()
    found.take_named()
    found.correct_lone_name()
    if not found.fields & {"first_name", "last_name", "name"}:
        found.take_names_by_cells()
    found.take_mail_by_cells()
    found.say_what_is_cut()
    return found.all()


class _Assignment:
    """The assignment of fields to columns, step by step."""

    def __init__(self, names: Sequence[str], counts: Sequence[ColumnCells], *, seen: bool) -> None:
        self._names = names
        self._counts = counts
        self._seen = seen
        self._uses: dict[int, ColumnUse] = {}
        self._why_kept: dict[int, str] = {}

    @property
    def fields(self) -> set[str]:
        return {use.field for use in self._uses.values()}

    def take(self, field: str, index: int, how: Literal["map", "header", "cells", "kept"], why: str) -> None:
        self._uses[index] = ColumnUse(index, field, how, why)

    def take_address(self) -> None:
        """Assign the column whose cells are people's addresses; by its name if no column has such cells."""
        if "address" in self.fields:
            return
        free = [index for index in range(len(self._names)) if index not in self._uses]
        told = [index for index in free if self._counts[index].people]
        if not told:
            by_name = [index for index in free if is_address_name(self._names[index])]
            if by_name:
                index = min(by_name, key=lambda i: (not self._counts[i].filled, _rank(self._names[i]), i))
                self.take("address", index, "header", "its name says so")
            return
        index = min(told, key=self._address_order)
        count = self._counts[index]
        named = is_address_name(self._names[index])
        share = f"{count.people:,} of {count.filled:,} cells are addresses of people"
        self.take(
            "address", index, "header" if named else "cells", f"its name says so, and {share}" if named else share
        )
        for other in free:
            if other != index and is_address_name(self._names[other]) and not self._counts[other].people:
                filled = self._counts[other].filled
                why = f"none of its {filled:,} cells is a person's address" if filled else "it is empty"
                self._why_kept[other] = why

    def _address_order(self, index: int) -> tuple[bool, bool, bool, int, int, int, int]:
        """Return the sort key of a column; the best comes first.

        Preferred in this order: a name that speaks of no company and of nobody else, mostly addresses of people, a
        known and clear name, the most such addresses, the most different ones, and the leftmost column.
        """
        count, name = self._counts[index], self._names[index]
        known = is_address_name(name)
        rank = _rank(name) if known else 0
        return (
            bool(_OTHERS.search(name)),
            not count.mostly(count.people),
            not known,
            rank,
            -count.people,
            -len(count.different),
            index,
        )

    def take_named(self) -> None:
        """Assign columns by name: a whole name before a partial one, then the fuller column, then the left one."""
        found = []
        for index, name in enumerate(self._names):
            told = field_of(name) if index not in self._uses and index not in self._why_kept else None
            if told is None or (told[0] == "address" and self._seen):
                continue
            if key(name) in _TITLES and self._is_salutation(index):
                self._why_kept[index] = f"its cells are forms of address, such as {self._counts[index].sample}"
                continue
            if told[0] in _IN_WORDS and 0 < self._counts[index].filled == self._counts[index].wordless:
                self._why_kept[index] = f"its cells have no letters, such as {self._counts[index].sample}"
                continue
            found.append((not told[2], -self._counts[index].filled, index, told[0]))
        for part, _filled, index, field in sorted(found):
            if field in self.fields:
                self._why_kept[index] = f"another column is taken for {field}"
            else:
                self.take(field, index, "header", "part of its name says so" if part else "its name says so")

    def _is_salutation(self, index: int) -> bool:
        return bool(self._counts[index].filled) and self._counts[index].mostly(self._counts[index].salutations)

    def correct_lone_name(self) -> None:
        """Assign a lone name column as the full name if its cells hold first and last names."""
        lone = [use for use in self._uses.values() if use.field in {"first_name", "last_name", "name"}]
        if len(lone) != 1 or lone[0].field == "name" or lone[0].how == "map":
            return
        count = self._counts[lone[0].index]
        if count.mostly(count.several_words):
            self.take("name", lone[0].index, "cells", "its cells hold first and last names")

    def take_names_by_cells(self) -> None:
        """Assign columns as full, first or last names by the place of their words in the rows' public identifiers."""
        free = [index for index in range(len(self._names)) if index not in self._uses]
        telling = [index for index in free if self._counts[index].named_rows]
        full = [i for i in telling if self._counts[i].mostly(self._counts[i].full_names)]
        if full:
            index = max(full, key=lambda i: (self._counts[i].full_names, -i))
            self.take("name", index, "cells", "its words are in the addresses")
            return
        first = [i for i in telling if self._counts[i].mostly(self._counts[i].first_names)]
        last = [i for i in telling if i not in first and self._counts[i].mostly(self._counts[i].last_names)]
        if first:
            index = max(first, key=lambda i: (self._counts[i].first_names, -i))
            if self._counts[index].mostly(self._counts[index].several_words) and not last:
                self.take("name", index, "cells", "its cells hold first and last names")
                return
            self.take("first_name", index, "cells", "its words begin the addresses")
            last = last or [i for i in (index + 1, index - 1) if i in free and self._is_words(i)]
        if last:
            self.take(
                "last_name", last[0], "cells", "its words are at the end of the addresses, or beside the first names"
            )

    def _is_words(self, index: int) -> bool:
        count = self._counts[index]
        return bool(count.filled) and count.plain_words == count.filled and not count.salutations

    def say_what_is_cut(self) -> None:
        """Note that first names which are cut from full names are a guess."""
        if "name" in self.fields and "first_name" not in self.fields:
            (use,) = [use for use in self._uses.values() if use.field == "name"]
            why = f"{use.why}; first names are a guess until LinkedIn's own are read"
            self.take("name", use.index, use.how, why)

    def take_mail_by_cells(self) -> None:
        if "email" not in self.fields:
            for index, count in enumerate(self._counts):
                if index not in self._uses and count.filled and count.mostly(count.mails):
                    self.take(
                        "email", index, "cells", f"{count.mails:,} of {count.filled:,} cells are e-mail addresses"
                    )
                    return

    def all(self) -> list[ColumnUse]:
        """Return all columns; those without a field get a custom name of their own."""
        taken = self.fields
        for index, name in enumerate(self._names):
            if index not in self._uses and (name or self._counts[index].filled):
                field = _free(snake_name(name, index), taken)
                taken.add(field)
                self.take(field, index, "kept", self._why_kept.get(index, "no field has this name"))
        return [self._uses[index] for index in sorted(self._uses)]


def address_columns(header: Sequence[str], uses: Sequence[ColumnUse]) -> tuple[int, ...]:
    """Return the indexes of the address column, then of others whose names promise addresses, which fill its gaps."""
    first = [use.index for use in uses if use.field == "address"]
    others = [
        use.index
        for use in uses
        if use.how == "kept" and is_address_name((header[use.index : use.index + 1] or [""])[0])
    ]
    return (*first, *sorted(others, key=lambda index: (_rank(header[index]), index)))


def snake_name(column: str, index: int) -> str:
    """Return a column's name as `custom.` can spell it: [a-z0-9_], a letter first; else its position."""
    column = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", clean(column)).removeprefix("custom.")
    letters = unicodedata.normalize("NFKD", column.casefold()).encode("ascii", "ignore").decode()
    name = _UNSAFE.sub("_", letters).strip("_")[:_MAX_CUSTOM].rstrip("_")
    if not name:
        return f"column_{index + 1}"
    return name if name[0].isalpha() else f"column_{name}"


def _rank(name: str) -> int:
    found = field_of(name)
    return found[1] if found is not None else 0


def _free(name: str, taken: set[str]) -> str:
    """Return `custom.name`, with a number if that is already taken."""
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
    """Return the index of a named column: an exact match, else one without case, accents and punctuation."""
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
