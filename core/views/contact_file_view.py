"""The reading of a contact file and its corrections, shown before and after an import."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal


@dataclass(frozen=True, slots=True)
class ReadAs:
    """The way a file was read. `encoding` and `separator` are empty for a workbook, `sheet` for a text."""

    format: str = "csv"
    """csv, xlsx, xls or ods."""
    encoding: str = ""
    sure: bool = True
    """False if the encoding is a guess."""
    separator: str = ""
    sheet: str = ""
    sheets: tuple[str, ...] = ()
    header_line: int | None = None
    """Line of the header, from 1; None if the file has none."""
    undone: Mapping[str, int] = field(default_factory=dict)
    """Kind of wrapping -> how often it was undone."""


@dataclass(frozen=True, slots=True)
class ReadColumn:
    """One column of a contact file, and its use."""

    column: str
    """Its header; empty if it has none."""
    field: str
    how: Literal["map", "header", "cells", "kept"]
    filled: int
    """Rows with a value in it."""
    sample: str
    why: str
    """The reason for this use of the column, as a part of a sentence."""


@dataclass(frozen=True, slots=True)
class Example:
    """One value that was corrected."""

    line: int
    field: str
    before: str
    after: str
    why: str
    """The kind of correction, as counted in `FileReport.mended`."""


@dataclass(frozen=True, slots=True)
class FileReport:
    """The report on a file that a person sees before it is imported."""

    read_as: ReadAs = field(default_factory=ReadAs)
    columns: tuple[ReadColumn, ...] = ()
    mended: Mapping[str, int] = field(default_factory=dict)
    """Kind of correction -> values."""
    examples: tuple[Example, ...] = ()
    """The rarest kinds first."""
    languages: Mapping[str, int] = field(default_factory=dict)
    """Language tag -> people."""
    unknown_languages: Mapping[str, int] = field(default_factory=dict)
    """Text of a language that was not understood -> people."""
    notes: tuple[str, ...] = ()
    """Remarks about the columns, as sentences."""


@dataclass(frozen=True, slots=True)
class Greeting:
    """The first text as it would be sent to the first person of a file."""

    line: int
    text: str | None
    """None if the campaign's text cannot be written for this person."""
    campaign: str | None
    """Name of the campaign whose text it is; None if no campaign uses the source."""
    why: str = ""
    """The reason why there is no text, as a sentence; or that the first name is a guess."""
