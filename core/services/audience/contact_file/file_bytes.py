"""The bytes of a contact file, refused by name where they are of a kind that holds no table."""

from __future__ import annotations

import re
from pathlib import Path

from core.errors import UsageError
from core.files import TooLargeError, read_regular

MAX_BYTES = 50_000_000

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
_BEGIN = 4000


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
    for magic, kind in _BINARY_KINDS.items():
        if data.startswith(magic):
            raise UsageError(f"{name} is {kind}, not text: export it as CSV.", field="file")
    return data


def refuse_other_text(text: str, name: str) -> None:
    """Raise UsageError for text that is no table of its own: HTML, XML, JSON and the like, each by its name."""
    begin = text[:_BEGIN].lstrip("\ufeff \t\r\n")
    for shape, kind, remedy in _TEXT_KINDS:
        if shape.match(begin):
            raise UsageError(f"{name} is {kind}, not CSV: {remedy}.", field="file")
