"""Sentences about how a contact file was read and what it holds, for the command line and the app."""

from __future__ import annotations

from collections.abc import Mapping

from core.plural import plural
from core.rules.names.changes import WORDS
from core.services.audience.contact_file.unwrapping import KINDS
from core.views.contact_file_view import FileReport, Greeting, ReadAs
from core.views.sources_view import ImportedFile, Importing

_SEPARATORS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "vertical bars"}
_FORMATS = {"csv": "text", "xlsx": "Excel workbook", "xlsb": "Excel workbook", "xls": "old Excel workbook"}
MENDED: Mapping[str, str] = {kind.value: words for kind, words in WORDS.items()}
"""Description of the fault that was repaired, by kind of repair."""
_LANGUAGES = 8


def read_as(view: ReadAs) -> str:
    """Return in words how a file was read, and which option changes a guess."""
    if view.sheet:
        others = [sheet for sheet in view.sheets if sheet != view.sheet]
        more = f" (--sheet takes another: {', '.join(others)})" if others else ""
        what = f"{_FORMATS.get(view.format, 'OpenDocument spreadsheet')}, sheet {view.sheet}{more}"
    else:
        guessed = "" if view.sure else " (a guess; --encoding changes it)"
        separator = _SEPARATORS.get(view.separator, f"“{view.separator}”")
        what = f"{view.encoding} text{guessed}, separated by {separator}"
    header = "no header" if view.header_line is None else f"header in line {view.header_line}"
    return f"{what}, {header}"


def counted(kinds: Mapping[str, int]) -> str:
    """Return, in words, the wrappings undone or faults repaired, each kind with its count, the commonest first."""
    told = sorted(kinds.items(), key=lambda item: -item[1])
    return ", ".join(f"{count:,} × {kind_words(kind)}" for kind, count in told)


def kind_words(kind: str) -> str:
    """Return a kind of wrapping or repair in words."""
    return KINDS.get(kind) or MENDED.get(kind) or kind.replace("_", " ")


def languages(view: FileReport) -> str:
    """Return, in words, the languages of the people, and the language entries that were not understood."""
    known = ", ".join(f"{tag} {count:,}" for tag, count in list(view.languages.items())[:_LANGUAGES])
    if not view.unknown_languages:
        return known
    texts = ", ".join(f"“{text}” {count:,}" for text, count in list(view.unknown_languages.items())[:_LANGUAGES])
    return "; ".join(filter(None, (known, f"not understood: {texts}")))


def greeting(view: Greeting) -> str:
    """Return the first text as it would be sent, or why there is none."""
    whose = f"line {view.line}" + (f", campaign {view.campaign}" if view.campaign else "")
    if view.text is None:
        return f"none for {whose}: {view.why}" if view.why else f"without a text ({whose})"
    return f"{view.text}  ({whose}{f'; {view.why}' if view.why else ''})"


def totals(rows: int, refused: int) -> str:
    """Return in words how many rows a file has and how many of them cannot be used."""
    return f"{rows:,} {plural(rows, 'row')}, {refused:,} refused"


def excluded(result: ImportedFile) -> str:
    """Return the rules that exclude people of a file, each with their number; empty if no rule does."""
    told = [f"{one.people:,} by {one.rule.kind} {one.rule.value}".rstrip() for one in result.excluded]
    return ", ".join(told)


def connected(result: ImportedFile) -> str:
    """Return how many people the member of an export is connected with; empty if the file is no member's export."""
    told = result.connections
    if told is None:
        return ""
    ended = f"; {told.cancelled:,} waiting {plural(told.cancelled, 'invitation')} cancelled" if told.cancelled else ""
    return (
        f"{told.people:,} {plural(told.people, 'person', 'people')} with {told.name}, who does not invite them{ended}"
    )


def importing(view: Importing) -> str:
    """Return a sentence about the progress of an unfinished import, and how to continue it."""
    return (
        f"importing, row {view.row:,} of {view.file}. No campaign draws from it until the import has ended; the same "
        "command continues a stopped import."
    )
