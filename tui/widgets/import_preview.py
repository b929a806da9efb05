"""The content of a contact file before it is saved, and the result of an import."""

from __future__ import annotations

from collections.abc import Iterator
from textwrap import wrap

from rich.cells import cell_len, set_cell_size
from rich.text import Text

from core.plural import plural
from core.services.audience import import_words as words
from core.services.audience import value_words
from core.text import clean
from core.views.contact_file_view import ReadColumn
from core.views.sources_view import ImportedFile
from tui.style.cells import cut, glyph

EXAMPLES = 6
REFUSED = 5
COLUMNS = 30
WIDTH = 64
COLUMN_WIDTH = 20
FIELD_WIDTH = 16
WHY_WIDTH = 26
"""Cells for the name of a column, for its field, and for the reason; a wide letter takes two."""
LABEL_WIDTH = 11
SAID_WIDTH = 58
"""Cells beside a label, where longer text continues on the next line: the narrowest dialog has 70 in all."""
_IN_APP = (
    ("--encoding changes it", "encoding=… in “Read as” changes it"),
    ("--sheet takes another", "sheet=… in “Read as” takes another"),
    ("--update uses them", "“Update known people” uses them"),
    ("The same command with the same file continues there.", "Import continues there, now or later."),
    ("--encoding ", "Read as: encoding="),
    ("--sheet ", "Read as: sheet="),
    ("--map ", "Columns: "),
)


def in_app(text: str) -> str:
    """Return a sentence of the command line with this dialog's fields in place of options."""
    for option, field in _IN_APP:
        text = text.replace(option, field)
    return text


def preview(file: ImportedFile) -> Text:
    """Return how the file was read, the expected result, its remarks, and each column with its field."""
    text = Text.assemble((f"{file.rows:,} {plural(file.rows, 'row')}: ", "bold"), f"{_counts(file, 'would be ')}\n")
    _label(text, "Read as", in_app(words.read_as(file.report.read_as)))
    if file.greeting is not None:
        _label(text, "First text", words.greeting(file.greeting))
    if file.report.read_as.undone:
        _label(text, "Undone", words.counted(file.report.read_as.undone))
    if file.report.mended:
        _label(text, "Corrected", words.counted(file.report.mended))
    if languages := words.languages(file.report):
        _label(text, "Languages", languages)
    for label, told in (("Excluded", words.excluded(file)), ("Connected", words.connected(file))):
        if told:
            _label(text, label, told)
    for note in (*file.report.notes, *value_words.imported(file)):
        text.append(f"{in_app(clean(note, 300))}\n", style="yellow")
    _examples(text, file)
    _refused(text, file)
    text.append("What each column becomes\n", style="bold")
    for use in file.report.columns[:COLUMNS]:
        text.append_text(_column(use))
    if len(file.report.columns) > COLUMNS:
        text.append(f"  and {len(file.report.columns) - COLUMNS} more\n", style="dim")
    return text


def _counts(file: ImportedFile, would: str) -> str:
    return (
        f"{file.added:,} {would}added, {file.known:,} known, {file.refused_total:,} refused; "
        f"{file.new_contacts:,} new {plural(file.new_contacts, 'person', 'people')}"
    )


def _label(text: Text, label: str, said: str) -> None:
    text.append(f"{label:<{LABEL_WIDTH}}", style="dim")
    lines = wrap(clean(said, 600).replace(" × ", "\u00a0×\u00a0"), SAID_WIDTH, break_on_hyphens=False)
    text.append("\n".ljust(LABEL_WIDTH + 1).join(lines) + "\n")


def _examples(text: Text, file: ImportedFile) -> None:
    shown = file.report.examples[:EXAMPLES]
    if shown:
        text.append("Corrections, the rarest kinds first\n", style="bold")
    for one in shown:
        before, after = cut(one.before, WIDTH // 2 - 8), cut(one.after, WIDTH // 2 - 8)
        same = one.before == one.after  # then only the reason is shown
        begun = f"  line {one.line}: {before or '–'}{': ' if same else ' '}"
        why = cut(words.kind_words(one.why), WIDTH - cell_len(begun))
        changed = f"{glyph('arrow')} {after or 'nothing'}"
        text.append(f"{begun}{why if same else changed}\n")


def _column(use: ReadColumn) -> Text:
    name = cut(use.column, COLUMN_WIDTH) or "–"
    line = Text(f"  {set_cell_size(name, COLUMN_WIDTH)} {glyph('arrow')} ", style="dim" if use.how == "kept" else "")
    line.append(set_cell_size(cut(use.field, FIELD_WIDTH), FIELD_WIDTH))
    why = cut(use.why, WIDTH)
    line.append(f" {why}\n" if cell_len(why) <= WHY_WIDTH else f"\n      {why}\n", style="dim")
    return line


def _refused(text: Text, file: ImportedFile) -> None:
    if file.refused:
        text.append("Refused\n", style="bold")
    for line in _refused_lines(file):
        text.append(f"  {line}\n", style="dim")


def _refused_lines(file: ImportedFile) -> Iterator[str]:
    for row in file.refused[:REFUSED]:
        yield f"line {row.line}: {cut(row.reason, WIDTH - 14)}"
    if file.refused_total > REFUSED:
        yield f"and {file.refused_total - REFUSED:,} more"


def imported(result: ImportedFile) -> Text:
    """Return the result of an import: added + known + refused = rows."""
    text = Text(f"Imported into “{cut(result.name, 50)}”\n", style="bold")
    text.append(
        f"{result.added:,} added, {result.known:,} known, {result.refused_total:,} refused, "
        f"of {result.rows:,} {plural(result.rows, 'row')}. "
        f"{result.new_contacts:,} {plural(result.new_contacts, 'is a new person', 'are new people')}.\n"
    )
    for label, told in (("Excluded", words.excluded(result)), ("Connected", words.connected(result))):
        if told:
            _label(text, label, told)
    for said in value_words.imported(result):
        text.append(f"{in_app(clean(said, 300))}\n")
    _refused(text, result)
    return text
