"""Reading a contact file: whoever is in it, once each, and every row that cannot be used with its reason."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice
from pathlib import Path

from core.errors import UsageError
from core.rules.columns import HEADER_WITHIN, address_columns, find_header, header_score, map_columns
from core.rules.identity import Identity, identity_of, refusal
from core.rules.language import normalise
from core.services.contact_text import Record, decode, read_bytes, records, split_lines
from core.text import clean

DELIMITERS = (",", ";", "\t")
_LIMITS = {"address": 2000, "headline": 300}
_CUSTOM_LIMIT = 1000


@dataclass(frozen=True, slots=True)
class ReadPerson:
    """One row of a file, cleaned. `custom` holds the other columns that have a value, without "custom."."""

    line: int
    identity: Identity
    first_name: str = ""
    last_name: str = ""
    name: str = ""
    company: str = ""
    position: str = ""
    location: str = ""
    headline: str = ""
    email: str = ""
    language: str = ""
    connected_on: str = ""
    degree: str = ""
    custom: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class RefusedRow:
    """A row that names nobody; `line` counts physical lines from 1."""

    line: int
    reason: str


@dataclass(frozen=True, slots=True)
class ContactFile:
    """What a file holds: rows = people + repeated + refused. `columns`: (header as written, field)."""

    columns: tuple[tuple[str, str], ...]
    rows: int
    people: list[ReadPerson]
    repeated: int
    refused: list[RefusedRow]


@dataclass(frozen=True, slots=True)
class _Layout:
    """How a file is laid out: its delimiter, header, columns and the records before the first person."""

    delimiter: str
    header: list[str]
    columns: dict[str, int]
    skip: int
    bare: bool


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
    for rows, (line, found) in enumerate(_rows(lines, layout), 1):
        if isinstance(found, str):
            refused.append(RefusedRow(line, found))
        else:
            people.setdefault(found.identity, found)
        if progress is not None and rows % 1000 == 0:
            progress(line, len(lines))
    used = sorted(layout.columns.items(), key=lambda item: item[1])
    columns = tuple((clean(layout.header[index]), column) for column, index in used)
    return ContactFile(columns, rows, list(people.values()), rows - len(people) - len(refused), refused)


def _layout(lines: Sequence[str], mapping: Mapping[str, str], name: str) -> _Layout:
    """The delimiter under which the first rows look most like a header, and what its columns hold."""
    tops = {d: [r.cells for r in islice(records(lines, d), HEADER_WITHIN)] for d in DELIMITERS}
    score = {d: max((header_score(row, mapping), len(row)) for row in tops[d]) for d in DELIMITERS}
    delimiter = max(DELIMITERS, key=score.__getitem__)
    top = tops[delimiter]
    at = find_header(top, mapping)
    if at is None and not mapping and _plain_list(top):
        return _Layout(delimiter, ["address"], {"address": 0}, 0, bare=False)
    header = top[at] if at is not None else next((row for row in top if any(row)), [])
    columns = map_columns(header, mapping)
    if at is None or "address" not in columns:
        found = ", ".join(clean(column, 40) for column in header[:30] if clean(column)) or "none"
        raise UsageError(
            f"{name} has no column known to hold LinkedIn profile addresses. Columns found: {found}. "
            "Name it with --map COLUMN=address.",
            field="file",
        )
    return _Layout(delimiter, header, columns, at + 1, bare="address" in mapping.values())


def _plain_list(top: Sequence[Sequence[str]]) -> bool:
    """Whether at least half of the rows are an address and nothing else."""
    rows = [[cell for cell in row if cell.strip()] for row in top]
    rows = [row for row in rows if row]
    return 2 * sum(len(row) == 1 and identity_of(row[0]) is not None for row in rows) >= len(rows)


def _rows(lines: Sequence[str], layout: _Layout) -> Iterator[tuple[int, ReadPerson | str]]:
    """Each row below the header with its line: the person, or the reason why there is none."""
    addresses = address_columns(layout.header, layout.columns)
    fields = [(column, index) for column, index in layout.columns.items() if column != "address"]
    for record in islice(records(lines, layout.delimiter), layout.skip, None):
        if record.fault:
            yield record.line, record.fault
        elif any(cell and not cell.isspace() for cell in record.cells):
            identity = _identity(record.cells, addresses, bare=layout.bare)
            yield record.line, identity if isinstance(identity, str) else _person(record, identity, fields)


def _identity(cells: Sequence[str], addresses: Sequence[int], *, bare: bool) -> Identity | str:
    """Whom the row's first usable address names; else why the first that is there names nobody."""
    given = [cells[index] for index in addresses if index < len(cells) and not cells[index].isspace()]
    given = [address for address in given if address]
    for place, address in enumerate(given):
        found = identity_of(address, bare=bare and place == 0)
        if found is not None:
            return found
    return refusal(given[0] if given else "")


def _person(record: Record, identity: Identity, fields: Sequence[tuple[str, int]]) -> ReadPerson:
    values: dict[str, str] = {}
    custom: dict[str, str] = {}
    for column, index in fields:
        cell = record.cells[index] if index < len(record.cells) else ""
        if column.startswith("custom."):
            if cell := clean(cell, _CUSTOM_LIMIT):
                custom[column.removeprefix("custom.")] = cell
        else:
            values[column] = clean(cell, _LIMITS.get(column, 200))
    first, last, name = _names(values)
    values.update(first_name=first, last_name=last, name=name, language=normalise(values.get("language", "")))
    return ReadPerson(record.line, identity, custom=custom, **values)


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
