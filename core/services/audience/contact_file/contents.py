"""The contents of a contact file after reading."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from typing import Literal

from core.rules.addresses.identity import Identity
from core.store.people.person_fields import Details
from core.views.contact_file_view import Example, FileReport
from core.views.people_view import RefusedRow

MOST_EXAMPLES = 50


@dataclass(slots=True)
class ReadPerson(Details):
    """The person of one row of a file: details, addresses, and the values that were corrected."""

    line: int
    identity: Identity
    """Identity of the first address."""
    others: tuple[Identity, ...] = ()
    """Identities of the further addresses of the row, and of later rows about the same person."""
    cut: frozenset[str] = frozenset()
    """Fields whose values were cut from a full name."""
    written: dict[str, str] = field(default_factory=dict)
    """The file's own values, by field, of fields that were corrected."""

    @property
    def keys(self) -> list[str]:
        """Every address of the person, in the form of the store's keys."""
        return [identity.key for identity in (self.identity, *self.others)]

    def value_of(self, kind: Literal["public", "provider"]) -> str | None:
        """Return the first identifier of a kind; None if no address has one."""
        return next((one.value for one in (self.identity, *self.others) if one.kind == kind), None)


@dataclass(slots=True)
class Corrections:
    """Corrected values, counted by kind, with the first ones as examples."""

    counts: Counter[str] = field(default_factory=Counter)
    examples: list[Example] = field(default_factory=list)

    def note(self, line: int, column: str, before: str, after: str, *kinds: str) -> None:
        """Count a value under each kind; keep it as an example of the first kind that has not enough examples yet."""
        self.counts.update(kinds)
        rare = [kind for kind in kinds if self.counts[kind] <= MOST_EXAMPLES]
        if rare:
            self.examples.append(Example(line, column, before, after, rare[0]))

    def rarest_first(self) -> tuple[Example, ...]:
        """Return the examples, those of the rarest kind first, because they are the most unusual."""
        return tuple(sorted(self.examples, key=lambda one: (self.counts[one.why], one.why, one.line)))


@dataclass(frozen=True, slots=True)
class Batch:
    """The contents of some consecutive rows of a file."""

    people: list[ReadPerson]
    """People who are in no earlier row."""
    further: list[tuple[Identity, ...]]
    """All addresses of a row about a person of an earlier batch, if one of them may be new."""
    rows: int
    """The number of rows read so far, including this batch."""
    line: int
    last: bool


@dataclass(frozen=True, slots=True)
class ContactFile:
    """The contents of a file: rows = people + repeated + refused."""

    report: FileReport
    rows: int
    people: list[ReadPerson]
    repeated: int
    refused: list[RefusedRow]
    unusable: str = ""
    """The reason why the file cannot be used, with advice; empty if it is usable."""
