"""From the rows of a contact file to people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.rules.addresses.identity import Identity
from core.rules.language import normalise
from core.services.audience.contact_file.contents import Mended, ReadPerson
from core.services.audience.contact_file.records import Record
from core.store.people.person_fields import kept
from core.text import clean

_CUSTOM_LIMIT = 1000
_MOST_LANGUAGES = 1000


@dataclass(slots=True)
class People:
    """Makes people of rows; `fields` are (field, index of its column)."""

    fields: Sequence[tuple[str, int]]
    mended: Mended = field(default_factory=Mended)
    unknown_languages: Counter[str] = field(default_factory=Counter)

    def person(self, record: Record, identity: Identity) -> ReadPerson:
        """Return the person of a row, values cleaned."""
        values: dict[str, str] = {}
        custom: dict[str, str] = {}
        written: dict[str, str] = {}
        for column, index in self.fields:
            cell = record.cells[index] if index < len(record.cells) else ""
            if index in record.broken:
                self._mended(record, column, record.broken[index], cell, written)
            if column.startswith("custom."):
                if cell := clean(cell, _CUSTOM_LIMIT):
                    custom[column.removeprefix("custom.")] = cell
            else:
                values[column] = kept(column, cell)
        first, last, name = _names(values)
        only_full = bool(values.get("name")) and not (values.get("first_name") or values.get("last_name"))
        cut = frozenset({"first_name", "last_name"}) if only_full else frozenset[str]()
        language = self._language(values.get("language", ""))
        values.update(first_name=first, last_name=last, name=name, language=language)
        return ReadPerson(record.line, identity, custom=custom, cut=cut, written=written, **values)

    def _mended(self, record: Record, column: str, before: str, after: str, written: dict[str, str]) -> None:
        self.mended.note(record.line, column, clean(before), clean(after), "broken_text")
        if not column.startswith("custom."):
            written[column] = kept(column, before)

    def _language(self, text: str) -> str:
        found = normalise(text)
        if text and not found and (text in self.unknown_languages or len(self.unknown_languages) < _MOST_LANGUAGES):
            self.unknown_languages[text] += 1
        return found


def _names(values: Mapping[str, str]) -> tuple[str, str, str]:
    """First, last and full name from those given; German and French files call the last name just "Name"."""
    first, last, name = (values.get(column, "") for column in ("first_name", "last_name", "name"))
    if name and not first and not last:
        first, _, last = name.partition(" ")
    elif name and first and not last:
        if name == first or name.startswith(first + " "):
            last = name[len(first) + 1 :]
        else:
            last, name = name, clean(f"{first} {name}")
    return first, last, name or clean(f"{first} {last}")
