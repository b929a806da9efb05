"""Read contact files: from bytes to text or sheet, to rows, to columns, to people."""

from core.services.audience.contact_file.contents import ContactFile, ReadPerson
from core.services.audience.contact_file.reader import read_contact_file

__all__ = ["ContactFile", "ReadPerson", "read_contact_file"]
