"""People who are erased: the counts before, the result, and where data of them may remain."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class ErasureCopies:
    """Copies of erased people that may remain in the store's own file."""

    since: datetime | None
    """Time since which they may remain, UTC; None if the record of that cannot be read."""
    text: str
    why: str
    """The reason why the file could not be rewritten yet; empty if nothing prevents it."""
    action: str


@dataclass(frozen=True, slots=True)
class ErasureCounts:
    """The counts of what would be erased; `id` and `name` are those of the first person."""

    id: int
    name: str
    people: int
    sent: int
    replies: int
    in_doubt: int


@dataclass(frozen=True, slots=True)
class ErasedContact:
    """One person who was erased."""

    id: int
    cancelled: int
    """Outreaches that were cancelled."""


@dataclass(frozen=True, slots=True)
class ErasureResult:
    """People who were erased for good."""

    contacts: tuple[ErasedContact, ...]
    compacted: bool
    """True if no copy remains in the store's own file; False on a server, which keeps erased rows for a while."""
    files: tuple[str, ...]
    """Paths of other files of the home that contain data of these people, or may."""
    backups: str
    """Places where data of them may remain, in sentences."""

    @property
    def people(self) -> int:
        """Number of people."""
        return len(self.contacts)

    @property
    def cancelled(self) -> int:
        """Outreaches that were cancelled."""
        return sum(one.cancelled for one in self.contacts)

    @property
    def id(self) -> int | None:
        """Id of the only person; None if there are several."""
        return self.contacts[0].id if len(self.contacts) == 1 else None
