"""What a contact file holds, before anything of it is saved; and what an import came to."""

from __future__ import annotations

from rich.cells import set_cell_size
from rich.text import Text

from core.services.audience.contact_file import ContactFile, ReadPerson
from core.text import clean
from core.views.sources_view import ImportedFile
from tui.style.cells import cut, glyph

PEOPLE = 5
REFUSED = 5
COLUMNS = 16
WIDTH = 64
COLUMN_WIDTH = 34
"""Cells for the name of a column; a wide letter takes two."""


def preview(file: ContactFile) -> Text:
    """The counts, columns and their fields, the first people, the first refused lines."""
    counts = f"{len(file.people):,} usable, {file.repeated:,} repeated, {len(file.refused):,} refused\n"
    text = Text.assemble((f"{file.rows:,} rows: ", "bold"), counts)
    text.append("What each column is taken for\n", style="bold")
    for use in file.report.columns[:COLUMNS]:
        text.append(f"  {set_cell_size(cut(use.column, COLUMN_WIDTH), COLUMN_WIDTH)}")
        text.append(f" {glyph('arrow')} {clean(use.field, 60)}\n", style="dim" if use.how == "kept" else "")
    if len(file.report.columns) > COLUMNS:
        text.append(f"  and {len(file.report.columns) - COLUMNS} more\n", style="dim")
    text.append("The first people\n", style="bold")
    for person in file.people[:PEOPLE]:
        text.append(f"  {_person(person)}\n")
    if not file.people:
        text.append(f"  nobody. {clean(file.unusable, 400)}\n")
    if file.refused:
        text.append("Refused", style="bold")
    _refused(text, [(row.line, row.reason) for row in file.refused])
    return text


def _person(person: ReadPerson) -> str:
    parts = (person.name or "no name", person.position, person.company, person.location)
    return cut(f" {glyph('dot')} ".join(clean(part, 40) for part in parts if part), WIDTH)


def _refused(text: Text, rows: list[tuple[int, str]]) -> None:
    for line, reason in rows[:REFUSED]:
        text.append(f"\n  line {line}: {cut(reason, WIDTH - 14)}", style="dim")
    if len(rows) > REFUSED:
        text.append(f"\n  and {len(rows) - REFUSED:,} more", style="dim")


def imported(result: ImportedFile) -> Text:
    """What an import came to: added + known + refused = rows."""
    text = Text(f"Imported into “{cut(result.name, 50)}”\n", style="bold")
    text.append(
        f"{result.added:,} added, {result.known:,} known, {len(result.refused):,} refused, "
        f"of {result.rows:,} rows. {result.new_contacts:,} are new people."
    )
    _refused(text, [(row.line, row.reason) for row in result.refused])
    return text
