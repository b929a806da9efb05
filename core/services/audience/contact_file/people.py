"""Conversion of a contact file's rows to people."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from core.rules.addresses.identity import Identity
from core.rules.language import understood
from core.rules.names import person_name
from core.rules.names.broken_text import unescaped
from core.rules.names.changes import Why
from core.rules.names.letter_case import are_particles
from core.rules.names.no_name import is_empty_cell
from core.services.audience.contact_file.contents import Corrections, ReadPerson
from core.services.audience.contact_file.records import Record
from core.store.people.person_fields import kept, longest
from core.text import clean

_NAMES = ("first_name", "last_name", "name")
_CUSTOM = "custom."
_CUSTOM_LIMIT = 1000
_MOST_LANGUAGES = 1000
_PREFIX_NAMES = "tussenvoegsel tussenvoegsels voorvoegsel voorvoegsels infix last_name_prefix surname_prefix"
_PREFIXES = frozenset(_CUSTOM + name for name in _PREFIX_NAMES.split())
"""Columns for the prefix of a last name, which Dutch files keep separate: Jan | van der | Berg."""


class People:
    """A converter of rows into people, and counter of corrections; `fields` are (field, its column's index)."""

    def __init__(self, fields: Sequence[tuple[str, int]]) -> None:
        self.mended = Corrections()
        self.unknown_languages: Counter[str] = Counter()
        self._fields = {index: column for column, index in fields}
        self._names = [dict(fields).get(column, -1) for column in _NAMES]
        self._customs = [(name, index) for name, index in fields if name.startswith(_CUSTOM)]
        self._values = [
            (column, index, longest(column))
            for column, index in fields
            if column not in _NAMES and not column.startswith(_CUSTOM)
        ]
        self._prefix = next((index for column, index in fields if column in _PREFIXES), -1)
        self._width = 1 + max((index for _column, index in fields), default=0)

    def person(self, record: Record, identities: Sequence[Identity]) -> ReadPerson:
        """Return the person of a row with all its addresses, and with cleaned values."""
        cells = record.cells
        if len(cells) < self._width:
            cells = [*cells, *[""] * (self._width - len(cells))]
        identity, *others = identities
        person = ReadPerson(record.line, identity, tuple(others))
        for column, index in self._customs:
            if (cell := cells[index]) and (text := self._value(record, column, cell, _CUSTOM_LIMIT)):
                person.custom[column.removeprefix(_CUSTOM)] = text
        for column, index, most in self._values:
            if cell := cells[index]:
                setattr(person, column, self._value(record, column, cell, most))
        first, last, full = [cells[index] if index >= 0 else "" for index in self._names]
        prefix = cells[self._prefix].strip() if self._prefix >= 0 else ""
        if prefix and last.strip() and are_particles(prefix) and not last.lower().startswith(f"{prefix.lower()} "):
            last = f"{prefix} {last.strip()}"
        self._call(person, first, last, full)
        if record.broken:
            self._mended(record, person.written)
        if person.language:
            person.language = self._language(person.language)
        return person

    def _call(self, person: ReadPerson, first: str, last: str, full: str) -> None:
        called = person_name.cleaned(first, last, full)
        for change in called.changes:
            self.mended.note(person.line, change.field, change.before, change.after, *change.why)
        person.first_name, person.last_name, person.name = called.first_name, called.last_name, called.name
        person.cut = called.cut
        if called.changes:
            person.written.update(called.written)

    def _value(self, record: Record, column: str, cell: str, most: int) -> str:
        """Return a cleaned cell of a column without names; empty for a word such as NULL that stands for no value."""
        text = clean(self._unescaped(record, column, cell), most)
        if text and is_empty_cell(text):
            self.mended.note(record.line, column, text, "", Why.EMPTY)
            return ""
        return text

    def _unescaped(self, record: Record, column: str, cell: str) -> str:
        if "&" not in cell and "\\" not in cell:
            return cell
        found = unescaped(cell)
        if found.why:
            self.mended.note(record.line, column, clean(cell), clean(found.text), *found.why)
        return found.text

    def _mended(self, record: Record, written: dict[str, str]) -> None:
        for index, before in record.broken.items():
            if (column := self._fields.get(index)) is not None:
                self.mended.note(record.line, column, clean(before), clean(record.cells[index]), "broken_text")
                if not column.startswith(_CUSTOM):
                    written[column] = kept(column, before)

    def _language(self, text: str) -> str:
        found = understood(text)
        if not found.known and (text in self.unknown_languages or len(self.unknown_languages) < _MOST_LANGUAGES):
            self.unknown_languages[text] += 1
        return found.code
