"""From the rows of a contact file to people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, field

from core.rules.addresses.identity import Identity
from core.rules.language import understood
from core.rules.names import person_name
from core.rules.names.broken_text import unescaped
from core.services.audience.contact_file.contents import Mended, ReadPerson
from core.services.audience.contact_file.records import Record
from core.store.people.person_fields import kept
from core.text import clean

_NAMES = ("first_name", "last_name", "name")
_CUSTOM_LIMIT = 1000
_MOST_LANGUAGES = 1000


@dataclass(slots=True)
class People:
    """Makes people of rows; `fields` are (field, index of its column)."""

    fields: Sequence[tuple[str, int]]
    mended: Mended = field(default_factory=Mended)
    unknown_languages: Counter[str] = field(default_factory=Counter)

    def person(self, record: Record, identities: Sequence[Identity]) -> ReadPerson:
        """Return the person of a row, by all addresses of it, values cleaned."""
        values: dict[str, str] = {}
        custom: dict[str, str] = {}
        written: dict[str, str] = {}
        names: dict[str, str] = {}
        for column, index in self.fields:
            cell = record.cells[index] if index < len(record.cells) else ""
            if index in record.broken:
                self._mended(record, column, record.broken[index], cell, written)
            if column in _NAMES:
                names[column] = cell
            elif column.startswith("custom."):
                if cell := clean(self._unescaped(record, column, cell), _CUSTOM_LIMIT):
                    custom[column.removeprefix("custom.")] = cell
            else:
                values[column] = kept(column, self._unescaped(record, column, cell))
        called = person_name.cleaned(*(names.get(column, "") for column in _NAMES))
        for change in called.changes:
            self.mended.note(record.line, change.field, change.before, change.after, *change.why)
        values |= {"first_name": called.first_name, "last_name": called.last_name, "name": called.name}
        values["language"] = self._language(values.get("language", ""))
        written = {**called.written, **written}
        identity, *others = identities
        return ReadPerson(
            record.line, identity, tuple(others), custom=custom, cut=called.cut, written=written, **values
        )

    def _unescaped(self, record: Record, column: str, cell: str) -> str:
        found = unescaped(cell)
        if found.why:
            self.mended.note(record.line, column, clean(cell), clean(found.text), *found.why)
        return found.text

    def _mended(self, record: Record, column: str, before: str, after: str, written: dict[str, str]) -> None:
        self.mended.note(record.line, column, clean(before), clean(after), "broken_text")
        if not column.startswith("custom."):
            written[column] = kept(column, before)

    def _language(self, text: str) -> str:
        found = understood(text)
        if not found.known and (text in self.unknown_languages or len(self.unknown_languages) < _MOST_LANGUAGES):
            self.unknown_languages[text] += 1
        return found.code
