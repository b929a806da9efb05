"""What `source import --strict` refuses: anything guessed, not understood or left out."""

from __future__ import annotations

from collections.abc import Iterator

from core.errors import RefusedError
from core.plural import plural
from core.services.audience.contact_file import ContactFile
from core.text import clean

_NAMED = 3


def refuse_guesses(file: ContactFile) -> None:
    """Raise RefusedError for a file of which something was guessed, with each such thing and what settles it."""
    found = list(_guesses(file))
    if found:
        raise RefusedError(f"Nothing was imported, because of --strict: {' '.join(found)}", field="file", code="strict")


def _guesses(file: ContactFile) -> Iterator[str]:
    report = file.report
    if not report.read_as.sure:
        encoding = report.read_as.encoding
        yield f"The encoding {encoding} is a guess: say --encoding {encoding} if it is right."
    told = [use for use in report.columns if use.how == "cells"]
    if told:
        named = "; ".join(f"{clean(use.column, 40) or 'a column without name'} as {use.field}" for use in told[:_NAMED])
        yield f"What a column holds was told by its cells alone: {named}. Name it with --map COLUMN=FIELD."
    if joined := report.read_as.undone.get("loose_separators"):
        yield f"{joined:,} {plural(joined, 'row')} had a separator in a cell without quotation marks."
    if report.unknown_languages:
        named = ", ".join(f"“{clean(text, 40)}”" for text in list(report.unknown_languages)[:_NAMED])
        yield f"Languages that are not understood: {named}."
    if file.refused:
        count = len(file.refused)
        first = file.refused[0]
        yield f"{count:,} {plural(count, 'row')} cannot be used, first line {first.line}: {clean(first.reason, 120)}."
