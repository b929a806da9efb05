"""The texts of a person as stored: one clean line each, whatever their origin."""

from __future__ import annotations

from dataclasses import dataclass, field, fields
from typing import Final, Protocol

from core.rules.names.person_name import cleaned
from core.text import clean

_LONGEST: Final = {"address": 2000, "headline": 300}
_USUAL: Final = 200


@dataclass(slots=True, kw_only=True)
class Details:
    """A person's details from a file or a search, cleaned; a field without a value is empty."""

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
    """Other columns of a file that have a value; their names are without "custom."."""


FIELDS: Final = tuple(one.name for one in fields(Details) if one.name != "custom")
"""Fields of every contact; further columns of a file are `custom.column_name`."""


class Person(Protocol):
    """A person in a profile or in search results."""

    @property
    def first_name(self) -> str: ...
    @property
    def last_name(self) -> str: ...
    @property
    def headline(self) -> str: ...
    @property
    def location(self) -> str: ...
    @property
    def company(self) -> str: ...
    @property
    def position(self) -> str: ...


def longest(field: str) -> int:
    """Return the most characters that are stored of a contact's field."""
    return _LONGEST.get(field, _USUAL)


def kept(field: str, value: str) -> str:
    """Return the value of a contact's field as it may be stored: cleaned, and cut to the field's length."""
    return clean(value, longest(field))


def fields_of(person: Person) -> dict[str, str]:
    """Return a contact's columns from LinkedIn's data about the person, with the names as used in a greeting."""
    told = {
        "first_name": person.first_name,
        "last_name": person.last_name,
        "headline": person.headline,
        "location": person.location,
        "company": person.company,
        "position": person.position,
    }
    called = cleaned(person.first_name, person.last_name)
    told |= {"first_name": called.first_name, "last_name": called.last_name, "name": called.name}
    return {field: kept(field, value) for field, value in told.items()}
