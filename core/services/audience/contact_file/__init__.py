"""Read contact files: from bytes to text or sheet, to rows, to columns, to people."""

from core.services.audience.contact_file.contents import Batch, ContactFile, ReadPerson
from core.services.audience.contact_file.reader import (
    AS_FOUND,
    ContactReader,
    HowToRead,
    open_contact_file,
    read_contact_file,
)

__all__ = [
    "AS_FOUND",
    "Batch",
    "ContactFile",
    "ContactReader",
    "HowToRead",
    "ReadPerson",
    "open_contact_file",
    "read_contact_file",
]
