"""A contact file as a table: records with their line numbers, and without the wrappings of other programs."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import chain, islice

from core.rules.file_columns.column_cells import person_in
from core.rules.file_columns.columns import header_score
from core.services.audience.contact_file.broken_text import looks_broken, repair
from core.services.audience.contact_file.lines import Lines
from core.services.audience.contact_file.records import Record, records
from core.services.audience.contact_file.sheets import Sheet
from core.services.audience.contact_file.unwrapping import (
    SEPARATORS,
    are_plain,
    joined,
    straightened,
    unescaped_quotes,
    unquoted_line,
    unwrap,
)
from core.views.contact_file_view import ReadAs

_LOOKED_AT = 60
"""Number of first records by which separators are compared."""
_SEP_LINE = re.compile(r'\s*"?sep=(.)"?\s*', re.IGNORECASE)


@dataclass(slots=True)
class Table:
    """The records of a file, read any number of times. `length` counts lines; `read_as` says how it was read."""

    read_as: ReadAs
    length: int
    lines: Lines | None = None
    begins_with_sep: bool = False
    """True if the first line only names the separator of the others."""
    sheet: Sequence[Record] = ()
    broken: bool = False
    undone: Counter[str] = field(default_factory=Counter)
    """Number of wrappings removed from the lines, by kind."""

    def records(
        self, undone: dict[str, int] | None = None, counted_from: int = 0, *, width: int = 0
    ) -> Iterator[Record]:
        """Yield each record, with its cells unwrapped; with the header's `width`, also repair rows with too many cells.

        Wrappings are counted in `undone` from index `counted_from` on, since notes above the table do not count.
        """
        counts: dict[str, int] = Counter() if undone is None else undone
        for kind, count in self.undone.items():
            counts[kind] = counts.get(kind, 0) + count
        for at, record in enumerate(self._records()):
            noted = counts if at >= counted_from else Counter()
            yield record if record.fault else self._unwrapped(record, width, noted)

    def _records(self) -> Iterable[Record]:
        if self.lines is None:
            return self.sheet
        lines = chain(["\n"], islice(self.lines, 1, None)) if self.begins_with_sep else self.lines
        return records(lines, self.read_as.separator)

    def _unwrapped(self, record: Record, width: int, undone: dict[str, int]) -> Record:
        cells = record.cells
        if self.lines is not None:
            cells = self._whole(cells, width, undone)
        if not self.broken and are_plain(cells):
            return record if cells is record.cells else record._replace(cells=cells)
        links: dict[int, str] = {}
        broken: dict[int, str] = {}
        new = []
        for index, cell in enumerate(cells):
            text, link = unwrap(cell, undone)
            if link:
                links[index] = link
            if self.broken and not text.isascii() and (mended := repair(text)) != text:
                broken[index], text = text, mended
            new.append(text)
        return Record(record.line, new, links=links, broken=broken)

    def _whole(self, cells: list[str], width: int, undone: dict[str, int]) -> list[str]:
        """Split a line that was quoted whole, and rejoin cells that were split for lack of quotes; return the cells."""
        separator = self.read_as.separator
        if (inner := unquoted_line(cells, separator)) is not None:
            undone["quoted_lines"] = undone.get("quoted_lines", 0) + 1
            return inner
        if 0 < width < len(cells) and (whole := joined(cells, separator, width)) is not None:
            undone["loose_separators"] = undone.get("loose_separators", 0) + 1
            return whole
        return cells


def sheet_table(sheet: Sheet) -> Table:
    """Return the table of a workbook's sheet."""
    broken = any(looks_broken(cell) for record in sheet.records for cell in record.cells)
    read_as = ReadAs(format=sheet.format, sheet=sheet.name, sheets=sheet.names)
    lines = sheet.records[-1].line if sheet.records else 0
    return Table(read_as, lines, sheet=sheet.records, broken=broken)


def text_table(lines: Lines, read_as: ReadAs, stray: int, mapping: Mapping[str, str]) -> Table:
    """Return the table of a text, split at the separator that makes its first lines look most like a table."""
    undone: Counter[str] = Counter({"stray_bytes": stray} if stray else {})
    straight = straightened(lines, undone)
    said = _SEP_LINE.fullmatch(next(iter(straight), ""))
    table = Table(read_as, len(straight), straight, said is not None, broken=lines.broken, undone=undone)
    choices = said.group(1) if said is not None else SEPARATORS
    found = {sign: _likeness(replace(table, read_as=replace(read_as, separator=sign)), mapping) for sign in choices}
    table.read_as = replace(read_as, separator=max(choices, key=found.__getitem__))
    if lines.backslashes:
        width = Counter(len(record.cells) for record in islice(table.records(), _LOOKED_AT)).most_common(1)
        table.lines = unescaped_quotes(straight, table.read_as.separator, width[0][0] if width else 0, undone)
    return table


def _likeness(table: Table, mapping: Mapping[str, str]) -> tuple[int, int, int]:
    """Return how much the first records look like a table: best header, rows with a person, most cells in a row."""
    top = [record.cells for record in islice(table.records(), _LOOKED_AT) if not record.fault]
    people = sum(any(person_in(cell) is not None for cell in cells) for cells in top)
    return max((header_score(cells, mapping) for cells in top), default=0), people, max(map(len, top), default=0)
