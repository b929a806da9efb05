"""What a contact file holds, once it was read."""

from __future__ import annotations

from dataclasses import dataclass, field

from core.rules.addresses.identity import Identity
from core.views.people_view import RefusedRow


@dataclass(frozen=True, slots=True)
class ReadPerson:
    """One row of a file, cleaned. `custom` holds the other columns that have a value, without "custom."."""

    line: int
    identity: Identity
    first_name: str = ""
    last_name: str = ""
    name: str = ""
    company: str = ""
    position: str = ""
    location: str = ""
    headline: str = ""
    email: str = ""
    language: str = ""
    connected_on: str = ""
    degree: str = ""
    custom: dict[str, str] = field(default_factory=dict)
    cut: frozenset[str] = frozenset()
    """Fields that were only cut from a full name."""
    written: dict[str, str] = field(default_factory=dict)
    """What the file itself says, of fields that were put right."""


@dataclass(frozen=True, slots=True)
class ContactFile:
    """What a file holds: rows = people + repeated + refused. `columns`: (header as written, field)."""

    columns: tuple[tuple[str, str], ...]
    rows: int
    people: list[ReadPerson]
    repeated: int
    refused: list[RefusedRow]
    unusable: str = ""
    """Why the file is of no use, and what would help, where it names nobody."""
