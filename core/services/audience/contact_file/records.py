"""Conversion of a contact file's lines to records, with line numbers and unclosed quotes."""

from __future__ import annotations

import csv
from collections import deque
from collections.abc import Iterable, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import NamedTuple

MAX_QUOTED_LINES = 100
"""Most lines of one record. Beyond it, its quote counts as unclosed, or the record would take the rest of the file."""

UNCLOSED = "a quotation mark is opened and not closed"


_NONE: Mapping[int, str] = MappingProxyType({})


class Record(NamedTuple):
    """One record of a file, with the line (from 1) on which it starts; `fault` says why it has no cells."""

    line: int
    cells: list[str]
    fault: str = ""
    links: Mapping[int, str] = _NONE
    """The address to which a cell links, by index of the cell."""
    broken: Mapping[int, str] = _NONE
    """A cell before the repair of its letters, by index of the cell."""


def records(lines: Iterable[str], delimiter: str) -> Iterator[Record]:
    """Yield the records of a file's lines (ends kept). An unclosed quote loses its own line, not those after it."""
    feed = _Feed(iter(lines))
    line, width = 1, 0
    while True:
        reader = csv.reader(feed, delimiter=delimiter)
        while (cells := _next(reader)) is not None:
            if feed.ended_early or (len(feed.taken) > 1 and _swallowed(cells, width, feed.taken, delimiter)):
                break
            width = max(width, len(cells))
            yield Record(line, cells)
            line += len(feed.taken)
            feed.taken.clear()
        if not feed.taken:
            return
        yield Record(line, [], UNCLOSED)
        line += 1
        feed.give_back()


class _Feed:
    """The lines for csv's reader, at most `MAX_QUOTED_LINES` per record; `taken` has those of the present record."""

    def __init__(self, lines: Iterator[str]) -> None:
        self._lines = lines
        self._again: deque[str] = deque()
        self.taken: list[str] = []
        self.ended_early = False

    def __iter__(self) -> _Feed:
        return self

    def __next__(self) -> str:
        line = None
        if len(self.taken) < MAX_QUOTED_LINES:
            line = self._again.popleft() if self._again else next(self._lines, None)
        if line is None:
            self.ended_early = bool(self.taken)
            raise StopIteration
        self.taken.append(line)
        return line

    def give_back(self) -> None:
        """Put all lines of the present record, except its first, back, so that they are read again."""
        self._again.extendleft(reversed(self.taken[1:]))
        self.taken.clear()
        self.ended_early = False


def _next(reader: Iterator[list[str]]) -> list[str] | None:
    """Return the reader's next cells; None at the end and for a cell longer than csv accepts."""
    try:
        return next(reader, None)
    except csv.Error:
        return None


def _swallowed(cells: Sequence[str], width: int, lines: Sequence[str], delimiter: str) -> bool:
    """Return whether an unclosed quote has swallowed records: it was closed by a quote of a later person's record.

    Then a cell of several lines holds an address, and the record has a wrong number of cells or invalid quoting. A
    summary of several lines that mentions an address has neither fault.
    """
    if not any("\n" in cell and "linkedin.com/" in cell for cell in cells):
        return False
    try:
        return len(cells) != width or not list(csv.reader(lines, delimiter=delimiter, strict=True))
    except csv.Error:
        return True
