"""Read a contact file: each person in it once, and each row that cannot be used with its reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import replace
from pathlib import Path

from core.errors import UsageError
from core.rules.addresses.identity import Identity
from core.services.audience.contact_file.address import AddressColumns, columns_of, nobody_found
from core.services.audience.contact_file.contents import ContactFile, ReadPerson
from core.services.audience.contact_file.encoding import decode
from core.services.audience.contact_file.file_bytes import read_bytes, refuse_other_text
from core.services.audience.contact_file.layout import Layout, lay_out, notes
from core.services.audience.contact_file.people import People
from core.services.audience.contact_file.records import Record
from core.services.audience.contact_file.sheets import is_workbook, read_sheet
from core.services.audience.contact_file.table import Table, sheet_table, text_table
from core.text import clean
from core.views.contact_file_view import FileReport, ReadColumn
from core.views.people_view import RefusedRow

_SAMPLE = 60


def read_contact_file(
    path: Path,
    *,
    mapping: Mapping[str, str] | None = None,
    encoding: str | None = None,
    sheet: str | None = None,
    name: str | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> ContactFile:
    """Read a contact file of any common separator and encoding, a workbook, or a plain list of addresses.

    `mapping` is column -> field (`--map`); `encoding` and `sheet` go before what is recognised; `name` is what
    sentences call the file (default: its own); `progress` hears (lines read, lines in all) each 1,000 rows. The first
    row of a person counts, later ones are `repeated`. Raises UsageError where the file holds no table, EncodingError
    where its encoding cannot be told.
    """
    name = clean(name or path.name)
    table = _table(read_bytes(path, name), name, encoding, sheet, mapping or {})
    layout = lay_out(table, mapping or {})
    who = columns_of(layout.header, layout.uses, layout.cells_of_rows())
    fields = [(use.field, use.index) for use in layout.uses if use.field not in {"address", "public_id"}]
    maker = People(fields)
    people: list[ReadPerson] = []
    places: dict[Identity, int] = {}
    refused: list[RefusedRow] = []
    undone: Counter[str] = Counter()
    filled: Counter[int] = Counter()
    rows = 0
    for rows, record in enumerate(_counted(layout, undone, filled), 1):
        named = record.fault or _identities(record.cells, who, layout)
        if isinstance(named, str):
            refused.append(RefusedRow(record.line, named))
            continue
        place = next((places[one] for one in named if one in places), len(people))
        if place == len(people):
            people.append(maker.person(record, named))
        elif unknown := tuple(one for one in named if one not in places):
            people[place] = replace(people[place], others=(*people[place].others, *unknown))
        places |= {one: places.get(one, place) for one in named}
        if progress is not None and rows % 1000 == 0:
            progress(record.line, table.length)
    report = FileReport(
        replace(table.read_as, header_line=layout.line, undone=dict(undone)),
        _columns(layout, filled),
        dict(maker.mended.counts),
        maker.mended.rarest_first(),
        dict(Counter(person.language for person in people if person.language).most_common()),
        dict(maker.unknown_languages.most_common()),
        notes(layout),
    )
    return ContactFile(
        report,
        rows,
        people,
        rows - len(people) - len(refused),
        refused,
        "" if people else nobody_found(name, layout.header, who, list(layout.cells_of_rows())),
    )


def _table(data: bytes, name: str, encoding: str | None, sheet: str | None, mapping: Mapping[str, str]) -> Table:
    if is_workbook(data):
        return sheet_table(read_sheet(data, name, sheet))
    if sheet is not None:
        raise UsageError(f"{name} is no workbook, so it has no sheets: leave --sheet out.", field="--sheet")
    decoded = decode(data, name, encoding)
    refuse_other_text(decoded.text, name)
    return text_table(decoded, mapping)


def _counted(layout: Layout, undone: dict[str, int], filled: Counter[int]) -> Iterator[Record]:
    """Yield each row and count its filled cells by column."""
    for record in layout.rows(undone):
        filled.update(index for index, cell in enumerate(record.cells) if cell and not cell.isspace())
        yield record


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
