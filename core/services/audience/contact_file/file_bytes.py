"""The bytes of a contact file, refused where they are of another kind."""

from __future__ import annotations

from pathlib import Path

from core.errors import UsageError
from core.files import TooLargeError, read_regular

MAX_BYTES = 50_000_000

_OTHER_KINDS = {
    b"PK\x03\x04": "a workbook or zip archive",
    b"\xd0\xcf\x11\xe0": "an old Excel workbook",
    b"%PDF": "a PDF",
    b"\x1f\x8b": "a compressed archive",
    b"SQLite format 3\0": "a database",
}


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
