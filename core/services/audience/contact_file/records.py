"""From the lines of a contact file to its records: line numbers, quotes that never close."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

MAX_QUOTED_LINES = 100
"""A quoted cell of more lines was never closed; without an end it would swallow the rest of the file."""

UNCLOSED = "a quotation mark is opened and not closed"


@dataclass(frozen=True, slots=True)
class Record:
    """One record and the physical line (from 1) on which it starts; `fault` says why it has no cells."""

    line: int
    cells: list[str]
    fault: str = ""
    links: Mapping[int, str] = field(default_factory=dict)
    """Index of a cell -> the address behind its text."""
    broken: Mapping[int, str] = field(default_factory=dict)
    """Index of a cell whose letters were mended -> the cell before that."""


def records(lines: Sequence[str], delimiter: str) -> Iterator[Record]:
    """The records of a file's lines (ends kept). An unclosed quote costs its own line, not those after it."""
    start = width = 0
    while start < len(lines):
        feed = _Feed(lines, start)
        reader = csv.reader(feed, delimiter=delimiter)
        while (cells := _next(reader)) is not None:
            if feed.ended_early or _swallowed(cells, width, lines[feed.record : feed.next], delimiter):
                break
            width = max(width, len(cells))
            yield Record(feed.record + 1, cells)
            feed.record = feed.next
        start = feed.record
        if start < len(lines):
            yield Record(start + 1, [], UNCLOSED)
            start += 1


def split_lines(text: str) -> list[str]:
    """Physical lines with their ends, as an editor counts them (not at U+2028, which a cell may hold)."""
    return list(io.StringIO(text, newline=""))


class _Feed:
    """Lines for the reader, at most `MAX_QUOTED_LINES` past the start of the record being read."""

    def __init__(self, lines: Sequence[str], start: int) -> None:
        self._lines = lines
        self.next = start
        self.record = start
        self.ended_early = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        if self.next == len(self._lines) or self.next - self.record >= MAX_QUOTED_LINES:
            self.ended_early = self.next > self.record
            raise StopIteration
        self.next += 1
        return self._lines[self.next - 1]


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    """The reader's next cells, None at the end and where a cell is longer than csv takes."""
    try:
        return next(reader, None)
    except csv.Error:
        return None


def _swallowed(cells: Sequence[str], width: int, lines: Sequence[str], delimiter: str) -> bool:
    """Whether a quote opened in this record was closed by that of a later person's.

    Then somebody's address stands inside a cell, and the cells do not fit the header or the quoting is broken;
    a summary of several lines that names an address is neither.
    """
    if not any("\n" in cell and "linkedin.com/" in cell for cell in cells):
        return False
    try:
        return len(cells) != width or not list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
