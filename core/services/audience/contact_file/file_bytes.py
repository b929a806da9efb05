"""The bytes of a contact file; a file of another kind, such as a PDF, is refused with the name of that kind."""

from __future__ import annotations

import contextlib
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from core.errors import UsageError
from core.files import TooLargeError, open_regular

MAX_BYTES = 2_000_000_000
"""Bytes of a text file, which is read row by row: some ten million people."""
MAX_BYTES_AT_ONCE = 50_000_000
"""Bytes of a file that can only be read as a whole: a workbook, a list of people to block."""

_BINARY_KINDS = {
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed archive",
    b"7z\xbc\xaf\x27\x1c": "a compressed archive",
    b"Rar!": "a compressed archive",
    b"SQLite format 3\0": "a database",
    b"\x89PNG": "a picture",
    b"\xff\xd8\xff": "a picture",
    b"GIF8": "a picture",
    b"PAR1": "a Parquet file",
}
_TEXT_KINDS = (
    (re.compile(r"<\?xml|<workbook", re.IGNORECASE), "an XML document", "open it in a spreadsheet and save it as CSV"),
    (
        re.compile(r"<!doctype html|<(?:html|head|body|table|meta|div|style|tr|title)\b|<!--", re.IGNORECASE),
        "a web page (HTML), whatever its name ends with",
        "open it in a spreadsheet and save it as CSV",
    ),
    (re.compile(r"(?:\{\s*[\"}]|\[\s*[\[{\"\]])"), "JSON", "convert it to CSV"),
    (re.compile(r"BEGIN:VCARD", re.IGNORECASE), "a vCard address book", "export it as CSV"),
    (re.compile(r"\{\\rtf"), "a text document (RTF)", "save the table in it as CSV"),
    (re.compile(r"(?:Return-Path|Received|Message-ID|MIME-Version): ", re.IGNORECASE), "an e-mail", "save its file"),
)
_BEGIN = 4096
_BLOCK = 1_000_000


@dataclass(frozen=True, slots=True)
class FileBytes:
    """The bytes of an open file, read block by block and any number of times, by one reader at a time."""

    file: BinaryIO

    def blocks(self) -> Iterator[bytes]:
        """Yield all bytes from the first on."""
        self.file.seek(0)
        while block := self.file.read(_BLOCK):
            yield block

    def begin(self) -> bytes:
        """Return the first bytes, enough to recognise the kind of file."""
        self.file.seek(0)
        return self.file.read(_BEGIN)


@contextlib.contextmanager
def open_bytes(path: Path, name: str, most: int = MAX_BYTES) -> Iterator[FileBytes]:
    """Open a contact file. Raises UsageError if it is missing, a folder, empty, too large or of another kind."""
    try:
        opened = contextlib.ExitStack()
        file = opened.enter_context(open_regular(path, most))
    except FileNotFoundError as error:
        raise UsageError(f"There is no file {name}.", field="file") from error
    except IsADirectoryError as error:
        raise UsageError(f"{name} is a folder: name a CSV file in it.", field="file") from error
    except TooLargeError as error:
        raise UsageError(f"{name} has more than {most // 1_000_000:,} MB: split it.", field="file") from error
    except (OSError, ValueError) as error:
        raise _unreadable(name, error) from error
    with opened:
        found = FileBytes(file)
        try:
            _refuse_other_bytes(found, name)
        except OSError as error:
            raise _unreadable(name, error) from error
        yield found


def read_at_once(data: FileBytes, name: str) -> bytes:
    """Return all bytes of a file that can only be read as a whole. Raises UsageError if they are too many."""
    whole = b""
    for block in data.blocks():
        whole += block
        if len(whole) > MAX_BYTES_AT_ONCE:
            megabytes = MAX_BYTES_AT_ONCE // 1_000_000
            raise UsageError(f"{name} is a workbook of more than {megabytes} MB: export it as CSV.", field="file")
    return whole


def _unreadable(name: str, error: Exception) -> UsageError:
    reason = getattr(error, "strerror", None) or str(error)
    return UsageError(f"{name} cannot be read: {reason}.", field="file")


def _refuse_other_bytes(data: FileBytes, name: str) -> None:
    if not any(block.strip(b" \t\r\n\0\xef\xbb\xbf\xff\xfe") for block in data.blocks()):
        raise UsageError(f"{name} is empty.", field="file")
    begin = data.begin()
    for magic, kind in _BINARY_KINDS.items():
        if begin.startswith(magic):
            raise UsageError(f"{name} is {kind}, not text: export it as CSV.", field="file")


def refuse_other_text(text: str, name: str) -> None:
    """Raise UsageError for text that is no table, naming its kind: HTML, XML, JSON and others."""
    begin = text[:_BEGIN].lstrip("\ufeff \t\r\n")
    for shape, kind, remedy in _TEXT_KINDS:
        if shape.match(begin):
            raise UsageError(f"{name} is {kind}, not CSV: {remedy}.", field="file")
