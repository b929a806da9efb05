"""The layout of a table: its header, the field of each column, and the row at which people begin."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from itertools import islice

from core.rules.addresses.in_cell import address_in
from core.rules.file_columns.column_cells import ColumnCells, compare_names, count_cells, person_in
from core.rules.file_columns.column_names import field_of, key
from core.rules.file_columns.columns import HEADER_WITHIN, ColumnUse, assign, find_header, header_score
from core.services.audience.contact_file.records import Record
from core.services.audience.contact_file.table import Table
from core.text import clean

_LOOKED_AT = 1000
"""Rows whose cells are read to recognise the columns; if these rows name nobody, all rows are read."""
_NO_VALUE = frozenset(("", "na", "none", "null", "unknown", "tbd"))


@dataclass(slots=True)
class Layout:
    """The layout of a table: its header (empty without one), its columns, and `skip`, the records before the rows."""

    table: Table
    header: list[str]
    uses: list[ColumnUse]
    skip: int
    line: int | None
    """Line of the header; None if the file has none."""
    cells: list[ColumnCells] = field(default_factory=list)
    width: int = 0
    links: tuple[int, ...] = ()
    """Columns whose cells link to addresses; each gets a further column with these addresses, at the end."""

    def rows(self, undone: dict[str, int] | None = None) -> Iterator[Record]:
        """Yield the records below the header that hold something, or have a fault."""
        counted_from = self.skip - (self.line is not None)
        for record in islice(self.table.records(undone, counted_from, width=self.width), self.skip, None):
            if record.fault or any(cell and not cell.isspace() for cell in record.cells):
                yield self._with_links(record)

    def cells_of_rows(self) -> Iterator[Sequence[str]]:
        """Yield the cells of each row without a fault."""
        return (record.cells for record in self.rows() if not record.fault)

    def _with_links(self, record: Record) -> Record:
        if not self.links or record.fault:
            return record
        short = self.width - len(record.cells)
        cells = [*record.cells[: self.width], *[""] * short, *(record.links.get(index, "") for index in self.links)]
        return Record(record.line, cells, broken=record.broken)


def lay_out(table: Table, mapping: Mapping[str, str]) -> Layout:
    """Find the header above the first person, if there is one, and from it and the cells the field of each column."""
    top = list(islice(table.records(), _LOOKED_AT))
    person = next((at for at, record in enumerate(top) if _names_a_person(record)), None)
    at = _header(top, person, mapping)
    if at is None:
        skip = 0 if person is not None else next((i + 1 for i, r in enumerate(top) if any(r.cells)), 0)
        header = [] if person is not None or not skip else top[skip - 1].cells
        found = Layout(table, [_tidy(name) for name in header], [], skip, None)
        if person == 0 and not mapping and _is_plain_list(top):
            found.header = ["address"]
    else:
        header, rows = _two_rows([record.cells for record in top[at:person]])
        header = _under_titles(top[at - 1].cells if at else [], header)
        found = Layout(table, [_tidy(name) for name in header], [], at + rows, top[at + rows - 1].line)
    found.width = len(found.header) if at is not None else 0
    _follow_links(found, top[found.skip :])
    found.cells = count_cells(islice(found.cells_of_rows(), _LOOKED_AT))
    if person is None:
        found.cells = count_cells(found.cells_of_rows())
    found.uses = assign(found.header, mapping, found.cells)
    fields = {use.field: use.index for use in found.uses}
    if "address" in fields and not fields.keys() & {"first_name", "last_name", "name"}:
        compare_names(islice(found.cells_of_rows(), _LOOKED_AT), found.cells, fields["address"])
        found.uses = assign(found.header, mapping, found.cells)
    return found


def _names_a_person(record: Record) -> bool:
    return any(person_in(cell) is not None for cell in (*record.cells, *record.links.values()))


def _header(top: Sequence[Record], person: int | None, mapping: Mapping[str, str]) -> int | None:
    """Return the index of the header: the likeliest line above the first person, else the line just above them."""
    rows = [record.cells for record in top[: HEADER_WITHIN if person is None else person]]
    at = find_header(rows, mapping)
    if at is not None or not person:
        return at
    above, first = top[person - 1].cells, top[person].cells
    address = next((index for index, cell in enumerate(first) if person_in(cell) is not None), None)
    told = [cell for cell in above if cell.strip()]
    named = address is not None and address < len(above) and key(above[address]) not in _NO_VALUE
    alike = len(told) > 1 and len(set(told)) == len(told) and not any("@" in cell or "/" in cell for cell in told)
    return person - 1 if named and (alike or (told and len(first) == 1)) else None


def _two_rows(rows: Sequence[list[str]]) -> tuple[list[str], int]:
    """Return the names of the columns and the number of rows that hold them, from the header on.

    Spreadsheets with merged cells have two: a Contact above First and Last.
    """
    above, below = rows[0], rows[1] if len(rows) > 1 else []
    if not header_score(below) or below == above:
        return above, 1
    width = max(len(above), len(below))
    pairs = zip([*above, *[""] * (width - len(above))], [*below, *[""] * (width - len(below))], strict=True)
    return [low if low.strip() else high for high, low in pairs], 2


def _under_titles(titles: Sequence[str], names: list[str]) -> list[str]:
    """Return the header with each column “Name” under a merged cell “Company” renamed to that cell's name."""
    if sum(bool(title.strip()) for title in titles) <= 1:  # one cell is the title of the table
        return names
    result, title = list(names), ""
    for index, name in enumerate(names):
        title = (titles[index] if index < len(titles) else "").strip() or title
        found, above = field_of(name), field_of(title)
        if found is not None and above is not None and (found[0], above[0]) == ("name", "company"):
            result[index] = title
    return result


def _is_plain_list(top: Sequence[Record]) -> bool:
    """Return True if at least half of the rows contain an address and nothing else."""
    rows = [[cell for cell in record.cells if cell.strip()] for record in top]
    rows = [row for row in rows if row]
    return 2 * sum(len(row) == 1 and address_in(row[0]) is not None for row in rows) >= len(rows)


def _follow_links(found: Layout, rows: Sequence[Record]) -> None:
    """Add a column of addresses for each column whose cells link to people."""
    linked = Counter(index for record in rows for index, link in record.links.items() if person_in(link) is not None)
    if not linked:
        return
    width = max(found.width, *(len(record.cells) for record in rows))
    found.header += [""] * (width - len(found.header))
    found.width, found.links = width, tuple(sorted(linked))
    found.header += [f"{found.header[index]} link".strip() for index in found.links]


def _tidy(name: str) -> str:
    return clean(name, 300)


def notes(found: Layout) -> tuple[str, ...]:
    """Return remarks about the columns, as sentences for the user."""
    fields = {use.field for use in found.uses}
    said = []
    if found.line is None:
        said.append("The file has no header: its columns are recognised by their cells.")
    elif found.header and not any(use.how in ("map", "header") for use in found.uses):
        said.append("The words of the header are not known, so each column is recognised by its cells.")
    if not fields & {"first_name", "last_name", "name"}:
        said.append("No column with names was found, so texts cannot greet by name: name it with --map COLUMN=name.")
    return tuple(said)
