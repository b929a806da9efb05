"""From the bytes of a contact file to its records: encodings, line numbers, quotes that never close."""

from __future__ import annotations

import codecs
import csv
import io
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import UsageError
from core.files import TooLargeError, read_regular

MAX_BYTES = 50_000_000
MAX_QUOTED_LINES = 100
"""A quoted cell of more lines was never closed; without an end it would swallow the rest of the file."""

UNCLOSED = "a quotation mark is opened and not closed"

_OTHER_KINDS = {
    b"PK\x03\x04": "a workbook or zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed archive",
    b"SQLite format 3\0": "a database",
}
_BOMS = ((codecs.BOM_UTF8, "utf-8"), (codecs.BOM_UTF16_LE, "utf-16-le"), (codecs.BOM_UTF16_BE, "utf-16-be"))
_CONTROL = re.compile(rb"[\x00-\x08\x0e-\x1a\x1c-\x1f]")


@dataclass(frozen=True, slots=True)
class Record:
    """One record and the physical line (from 1) on which it starts; `fault` says why it has no cells."""

    line: int
    cells: list[str]
    fault: str = ""


def read_bytes(path: Path, name: str) -> bytes:
    """The whole file. `UsageError` where it is missing, not a file, empty, too large or of another kind."""
    try:
        data = read_regular(path, MAX_BYTES)
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {name}.", field="file") from error
    except IsADirectoryError as error:
        raise UsageError(f"{name} is a folder: name a CSV file in it.", field="file") from error
    except TooLargeError as error:
        raise UsageError(f"{name} has more than {MAX_BYTES // 1_000_000} MB: split it.", field="file") from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise UsageError(f"{name} cannot be read: {reason}.", field="file") from error
    if not data.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe"):
        raise UsageError(f"{name} is empty.", field="file")
    for magic, kind in _OTHER_KINDS.items():
        if data.startswith(magic):
            raise UsageError(f"{name} is {kind}, not text: export it as CSV.", field="file")
    return data


def decode(data: bytes, name: str) -> str:
    """The text of a file: UTF-8, UTF-16 with or without its mark, else Windows-1252. Single NULs are dropped."""
    for mark, encoding in _BOMS:
        if data.startswith(mark):
            return data[len(mark) :].decode(encoding, "replace").replace("\0", "")
    sample = data[:4096]
    if (order := _utf16(sample)) is not None:
        return data.decode(order, "replace").replace("\0", "")
    if len(_CONTROL.findall(sample)) > max(8, len(sample) // 50) or data.count(b"\0") > max(8, len(data) // 100):
        raise UsageError(f"{name} is binary, not text: export it as CSV.", field="file")
    return _utf8_or_windows(data).replace("\0", "")


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


def _utf16(sample: bytes) -> str | None:
    """The byte order of UTF-16 without a mark: ASCII letters leave every other byte empty."""
    even, odd, half = sample[::2].count(0), sample[1::2].count(0), max(1, len(sample) // 2)
    if odd > 0.3 * half and even < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if even > 0.3 * half and odd < 0.05 * half else None


def _utf8_or_windows(data: bytes) -> str:
    """UTF-8 where most of it is; a few foreign bytes (a cut or pasted line) then cost only themselves."""
    try:
        return data.decode()
    except UnicodeDecodeError:
        text = data.decode("utf-8", "surrogateescape")
    foreign = sum("\udc80" <= c <= "\udcff" for c in text)
    whole = sum(c > "\x7f" for c in text) - foreign
    if foreign > whole:
        return _windows(data)
    return re.sub("[\udc80-\udcff]", lambda m: _windows(bytes([ord(m.group()) - 0xDC00])), text)


def _windows(data: bytes) -> str:
    """Windows-1252, or Latin-1 where it has a byte that Windows-1252 does not."""
    try:
        return data.decode("cp1252")
    except UnicodeDecodeError:
        return data.decode("latin-1")
