"""The check of `source import --strict`: it refuses a file in which anything is guessed, not understood or left out."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from core.errors import RefusedError
from core.plural import plural
from core.services.audience.contact_file import HowToRead, open_contact_file
from core.text import clean
from core.views.contact_file_view import FileReport
from core.views.people_view import RefusedRow

_NAMED = 3
_ROWS_AT_ONCE = 5000


def refuse_guesses(path: Path, reading: HowToRead) -> None:
    """Raise RefusedError for a file with guesses, naming each guess and the option that settles it."""
    refused: list[RefusedRow] = []
    with open_contact_file(path, reading) as file:
        for _batch in file.batches(_ROWS_AT_ONCE, lambda row: None if refused else refused.append(row)):
            pass
        found = list(_guesses(file.report(), file.refused, refused)) if file.people else []
    if found:
        raise RefusedError(f"Nothing was imported, because of --strict: {' '.join(found)}", field="file", code="strict")


def _guesses(report: FileReport, count: int, refused: Sequence[RefusedRow]) -> Iterator[str]:
    if not report.read_as.sure:
        encoding = report.read_as.encoding
        yield f"The encoding {encoding} is a guess: give --encoding {encoding} if it is right."
    told = [use for use in report.columns if use.how == "cells"]
    if told:
        named = "; ".join(f"{clean(use.column, 40) or 'a column without name'} as {use.field}" for use in told[:_NAMED])
        yield f"The content of a column was recognised only by its cells: {named}. Name it with --map COLUMN=FIELD."
    if joined := report.read_as.undone.get("loose_separators"):
        yield f"{joined:,} {plural(joined, 'row')} had a separator in a cell without quotation marks."
    if report.unknown_languages:
        named = ", ".join(f"“{clean(text, 40)}”" for text in list(report.unknown_languages)[:_NAMED])
        yield f"Languages that are not understood: {named}."
    if refused:
        first = refused[0]
        yield f"{count:,} {plural(count, 'row')} cannot be used, first line {first.line}: {clean(first.reason, 120)}."
