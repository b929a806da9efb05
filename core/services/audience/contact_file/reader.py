"""Read a contact file: each person in it once, and each unusable row with its reason."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from itertools import islice
from pathlib import Path

from core.errors import UsageError
from core.rules.addresses.identity import Identity
from core.services.audience.contact_file.address import AddressColumns, columns_of, nobody_found
from core.services.audience.contact_file.contents import Batch, ContactFile, ReadPerson
from core.services.audience.contact_file.encoding import decode
from core.services.audience.contact_file.file_bytes import (
    MAX_BYTES,
    MAX_BYTES_AT_ONCE,
    FileBytes,
    open_bytes,
    read_at_once,
    refuse_other_text,
)
from core.services.audience.contact_file.layout import Layout, lay_out, notes
from core.services.audience.contact_file.lines import Lines
from core.services.audience.contact_file.people import People
from core.services.audience.contact_file.records import Record
from core.services.audience.contact_file.sheets import is_workbook, read_sheet
from core.services.audience.contact_file.table import Table, sheet_table, text_table
from core.store.people.seen_addresses import SeenAddresses
from core.text import clean
from core.views.contact_file_view import FileReport, ReadAs, ReadColumn
from core.views.people_view import RefusedRow

_SAMPLE = 60
_ADVISED_BY = 10_000
"""Most rows that are read to suggest a column if a file names nobody."""


@dataclass(frozen=True, slots=True)
class HowToRead:
    """The settings that a person gives for reading a file; everything else is detected."""

    mapping: Mapping[str, str] = field(default_factory=dict)
    """The field of a column, by the column's name."""
    encoding: str | None = None
    sheet: str | None = None


AS_FOUND = HowToRead()


class ContactReader:
    """An open contact file. Its results (`rows`, `refused`, `report`) are complete once all batches were read."""

    def __init__(self, name: str, layout: Layout, digest: str) -> None:
        self.name = name
        self.digest = digest
        """Digest of the file's bytes."""
        self.rows = self.people = self.repeated = self.refused = 0
        self._layout = layout
        self._who = columns_of(layout.header, layout.uses, layout.cells_of_rows())
        named = [(use.field, use.index) for use in layout.uses if use.field not in {"address", "public_id"}]
        self._maker = People(named)
        self._undone: Counter[str] = Counter()
        self._filled: Counter[int] = Counter()
        self._languages: Counter[str] = Counter()

    @property
    def lines(self) -> int:
        """Return the number of lines of the file."""
        return self._layout.table.length

    def batches(self, size: int, refused: Callable[[RefusedRow], None] = lambda _row: None) -> Iterator[Batch]:
        """Yield the rows in batches of `size`; call `refused` with each unusable row. Works only once."""
        found = self._layout.rows(self._undone)
        rows = list(islice(found, size))
        with closing(SeenAddresses()) as seen:
            while rows:
                following = list(islice(found, size))
                named = self._named(rows, refused)
                keys = [one.key for _record, identities in named for one in identities]
                earlier = seen.add(keys, remember=bool(following))
                people, further = self._people(named, earlier)
                self.rows += len(rows)
                self.people += len(people)
                self._languages.update(person.language for person in people if person.language)
                yield Batch(people, further, self.rows, rows[-1].line, last=not following)
                rows = following

    def _named(
        self, rows: Sequence[Record], refused: Callable[[RefusedRow], None]
    ) -> list[tuple[Record, tuple[Identity, ...]]]:
        """Return the rows that name a person, each with all its addresses; count and pass on the others."""
        named = []
        for record in rows:
            for index, cell in enumerate(record.cells):
                if cell and not cell.isspace():
                    self._filled[index] += 1
            found = record.fault or _identities(record.cells, self._who, self._layout)
            if isinstance(found, str):
                self.refused += 1
                refused(RefusedRow(record.line, found))
            else:
                named.append((record, found))
        return named

    def _people(
        self, named: Sequence[tuple[Record, tuple[Identity, ...]]], earlier: set[str]
    ) -> tuple[list[ReadPerson], list[tuple[Identity, ...]]]:
        """Return the new people, each once, as of their first row; and all addresses of people of an earlier batch."""
        people: list[ReadPerson] = []
        further = []
        places: dict[Identity, ReadPerson] = {}
        for record, identities in named:
            if earlier and any(one.key in earlier for one in identities):
                self.repeated += 1
                if len(identities) > 1:
                    further.append(identities)
                    earlier.update(one.key for one in identities)
                continue
            person = next((places[one] for one in identities if one in places), None)
            if person is None:
                person = self._maker.person(record, identities)
                people.append(person)
            else:
                self.repeated += 1
                person.others += tuple(one for one in identities if one not in places)
            for one in identities:
                places.setdefault(one, person)
        return people, further

    def report(self) -> FileReport:
        """Return the report of the file for the user."""
        layout, mended = self._layout, self._maker.mended
        return FileReport(
            replace(layout.table.read_as, header_line=layout.line, undone=dict(self._undone)),
            _columns(layout, self._filled),
            dict(mended.counts),
            mended.rarest_first(),
            dict(self._languages.most_common()),
            dict(self._maker.unknown_languages.most_common()),
            notes(layout),
        )

    def unusable(self) -> str:
        """Return, as sentences, why the file names nobody, with advice; empty if it is usable."""
        if self.people:
            return ""
        rows = list(islice(self._layout.cells_of_rows(), _ADVISED_BY))
        return nobody_found(self.name, self._layout.header, self._who, self.rows, rows)


@contextmanager
def open_contact_file(
    path: Path, reading: HowToRead = AS_FOUND, *, name: str | None = None, most: int = MAX_BYTES
) -> Iterator[ContactReader]:
    """Open a contact file of any common separator and encoding, a workbook, or a plain list of addresses.

    `name` is the file's name in sentences (default: its own). Raises UsageError if the file holds no table,
    EncodingError if its encoding cannot be determined.
    """
    name = clean(name or path.name)
    with ExitStack() as stack:
        data = stack.enter_context(open_bytes(path, name, most))
        digest = hashlib.sha256()
        for block in data.blocks():
            digest.update(block)
        table = _table(data, name, reading, stack)
        yield ContactReader(name, lay_out(table, reading.mapping), digest.hexdigest())


def read_contact_file(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    name: str | None = None,
) -> ContactFile:
    """Read a whole contact file of moderate size at once; `open_contact_file` reads one in batches."""
    reading = HowToRead(mapping or {}, encoding, sheet)
    refused: list[RefusedRow] = []
    with open_contact_file(path, reading, name=name, most=MAX_BYTES_AT_ONCE) as reader:
        people = [person for batch in reader.batches(MAX_BYTES_AT_ONCE, refused.append) for person in batch.people]
        return ContactFile(reader.report(), reader.rows, people, reader.repeated, refused, reader.unusable())


def read_records(path: Path) -> list[Record]:
    """Return the records of a file of moderate size, of any kind that contact files may have.

    Raises UsageError if it cannot be read, EncodingError if its encoding cannot be determined.
    """
    name = clean(path.name)
    with ExitStack() as stack:
        data = stack.enter_context(open_bytes(path, name, MAX_BYTES_AT_ONCE))
        return list(_table(data, name, AS_FOUND, stack).records())


def _table(data: FileBytes, name: str, reading: HowToRead, stack: ExitStack) -> Table:
    """Return the table in a file; its lines are closed with the stack."""
    if is_workbook(data.begin()):
        return sheet_table(read_sheet(read_at_once(data, name), name, reading.sheet))
    if reading.sheet is not None:
        raise UsageError(f"{name} is no workbook, so it has no sheets: leave --sheet out.", field="--sheet")
    decoded = decode(data, name, reading.encoding)
    lines = stack.enter_context(closing(Lines(decoded.blocks())))
    refuse_other_text(lines.begin, name)
    read_as = ReadAs(encoding=decoded.encoding, sure=decoded.sure, separator=",")
    table = text_table(lines, read_as, decoded.stray, reading.mapping)
    if table.lines is not None and table.lines is not lines:
        stack.enter_context(closing(table.lines))
    return table


def _identities(cells: Sequence[str], who: AddressColumns, layout: Layout) -> tuple[Identity, ...] | str:
    found = who.identities(cells)
    if isinstance(found, str) and layout.line is not None and [cell.strip() for cell in cells] == layout.header:
        return "the header again"
    return found


def _columns(layout: Layout, filled: Mapping[int, int]) -> tuple[ReadColumn, ...]:
    found = []
    for use in layout.uses:
        cells = layout.cells[use.index] if use.index < len(layout.cells) else None
        name = layout.header[use.index] if use.index < len(layout.header) else ""
        sample = cells.sample if cells is not None else ""
        found.append(ReadColumn(clean(name), use.field, use.how, filled.get(use.index, 0), sample[:_SAMPLE], use.why))
    return tuple(found)
