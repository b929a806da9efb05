"""Decoding of bytes in the same way as those of a contact file."""

from __future__ import annotations

import io

from core.services.audience.contact_file import encoding as contact_encoding
from core.services.audience.contact_file.encoding import Decoded
from core.services.audience.contact_file.file_bytes import FileBytes


def decode(data: bytes, name: str, encoding: str | None = None) -> Decoded:
    """Decode the bytes of a file."""
    return contact_encoding.decode(FileBytes(io.BytesIO(data)), name, encoding)


def text_of(decoded: Decoded) -> str:
    """Return the whole text."""
    return "".join(decoded.blocks())
