"""Reading a contact file: whoever is in it, once each, and every row that cannot be used with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

from core.errors import UsageError
from core.rules.addresses.identity import Identity, identity_of
from core.rules.columns import HEADER_WITHIN, find_header, header_score, map_columns
from core.rules.language import normalise
from core.services.audience.contact_file.address import AddressColumns, columns_of, nobody_found
from core.services.audience.contact_file.contents import ContactFile, ReadPerson
from core.services.audience.contact_file.encoding import decode
from core.services.audience.contact_file.file_bytes import read_bytes
from core.services.audience.contact_file.records import Record, records, split_lines
from core.store.people.person_fields import kept
from core.text import clean
from core.views.people_view import RefusedRow

DELIMITERS = (",", ";", "\t")
_CUSTOM_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a file is laid out: its delimiter, header, columns and the records before the first person."""

    delimiter: str
    header: list[str]
    columns: dict[str, int]
    skip: int

    def records(self, lines: Sequence[str]) -> Iterator[Record]:
        """Yield the records below the header that hold something, or have a fault."""
        for record in islice(records(lines, self.delimiter), self.skip, None):
            if record.fault or any(cell and not cell.isspace() for cell in record.cells):
                yield record

    def rows(self, lines: Sequence[str]) -> Iterator[Sequence[str]]:
        """Yield the cells of each record without a fault."""
        return (record.cells for record in self.records(lines) if not record.fault)


def read_contact_file(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    name: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ContactFile:
    """Read a contact file of any common delimiter and encoding, or a plain list of addresses.

    `mapping` is column -> field (`--map`); `name` is what sentences call the file (default: its own);
    `progress` hears (lines read, lines in all) each 1,000 rows. The first row of a person counts, later ones
    are `repeated`. Raises `UsageError` where nothing of the file can be used.
    """
    name = clean(name or path.name)
    lines = split_lines(decode(read_bytes(path, name), name))
    layout = _layout(lines, mapping or {}, name)
    people: dict[Identity, ReadPerson] = {}
    refused: list[RefusedRow] = []
    rows = 0
    who = columns_of(layout.header, layout.columns, layout.rows(lines))
    for rows, (line, found) in enumerate(_rows(lines, layout, who), 1):
        if isinstance(found, str):
            refused.append(RefusedRow(line, found))
        else:
            people.setdefault(found.identity, found)
        if progress is not None and rows % 1000 == 0:
            progress(line, len(lines))
    used = sorted(layout.columns.items(), key=lambda item: item[1])
    columns = tuple((clean(layout.header[index]), column) for column, index in used)
    unusable = "" if people else nobody_found(name, layout.header, who, list(layout.rows(lines)))
    return ContactFile(columns, rows, list(people.values()), rows - len(people) - len(refused), refused, unusable)


def _layout(lines: Sequence[str], mapping: Mapping[str, str], name: str) -> _Layout:
    """The delimiter under which the first rows look most like a header, and what its columns hold."""
    tops = {d: [r.cells for r in islice(records(lines, d), HEADER_WITHIN)] for d in DELIMITERS}
    score = {d: max((header_score(row, mapping), len(row)) for row in tops[d]) for d in DELIMITERS}
    delimiter = max(DELIMITERS, key=score.__getitem__)
    top = tops[delimiter]
    at = find_header(top, mapping)
    if at is None and not mapping and _plain_list(top):
        return _Layout(delimiter, ["address"], {"address": 0}, 0)
    header = top[at] if at is not None else next((row for row in top if any(row)), [])
    columns = map_columns(header, mapping)
    if at is None or not {"address", "public_id"} & columns.keys():
        found = ", ".join(clean(column, 40) for column in header[:30] if clean(column)) or "none"
        raise UsageError(
            f"{name} has no column known to hold LinkedIn profile addresses. Columns found: {found}. "
            "Name it with --map COLUMN=address.",
            field="file",
        )
    return _Layout(delimiter, header, columns, at + 1)


def _plain_list(top: Sequence[Sequence[str]]) -> bool:
    """Whether at least half of the rows are an address and nothing else."""
    rows = [[cell for cell in row if cell.strip()] for row in top]
    rows = [row for row in rows if row]
    return 2 * sum(len(row) == 1 and identity_of(row[0]) is not None for row in rows) >= len(rows)


def _rows(lines: Sequence[str], layout: _Layout, who: AddressColumns) -> Iterator[tuple[int, ReadPerson | str]]:
    """Each row below the header with its line: the person, or the reason why there is none."""
    fields = [(column, index) for column, index in layout.columns.items() if column not in {"address", "public_id"}]
    for record in layout.records(lines):
        if record.fault:
            yield record.line, record.fault
        else:
            identity = who.identity(record.cells)
            yield record.line, identity if isinstance(identity, str) else _person(record, identity, fields)


def _person(record: Record, identity: Identity, fields: Sequence[tuple[str, int]]) -> ReadPerson:
    values: dict[str, str] = {}
    custom: dict[str, str] = {}
    for column, index in fields:
        cell = record.cells[index] if index < len(record.cells) else ""
        if column.startswith("custom."):
            if cell := clean(cell, _CUSTOM_LIMIT):
                custom[column.removeprefix("custom.")] = cell
        else:
            values[column] = kept(column, cell)
    first, last, name = _names(values)
    only_full = bool(values.get("name")) and not (values.get("first_name") or values.get("last_name"))
    cut = frozenset({"first_name", "last_name"}) if only_full else frozenset[str]()
    values.update(first_name=first, last_name=last, name=name, language=normalise(values.get("language", "")))
    return ReadPerson(record.line, identity, custom=custom, cut=cut, written={}, **values)


def _names(values: Mapping[str, str]) -> tuple[str, str, str]:
    """First, last and full name from those given; German and French files call the last name just "Name"."""
    first, last, name = (values.get(column, "") for column in ("first_name", "last_name", "name"))
    if name and not first and not last:
        first, _, last = name.partition(" ")
    elif name and first and not last:
        if name == first or name.startswith(first + " "):
            last = name[len(first) + 1 :]
        else:
            last, name = name, clean(f"{first} {name}")
    return first, last, name or clean(f"{first} {last}")
