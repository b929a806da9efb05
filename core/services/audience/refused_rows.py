"""The unusable rows of a contact file: the first ones are kept, all of them are counted and passed on."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from core.views.people_view import RefusedRow

MOST_REFUSED = 10_000
"""Most refused rows that are kept in memory; `--refused FILE` writes all of them."""
_NAMED = 5
"""Most refused rows that `sentence` names, for a file in which no row names a person."""


@dataclass(slots=True)
class RefusedRows:
    """A collector and counter of the refused rows of a file; `hears` is called with each."""

    hears: Callable[[RefusedRow], None] = lambda _row: None
    first: list[RefusedRow] = field(default_factory=list)
    count: int = 0

    @classmethod
    def of(cls, rows: Iterable[RefusedRow]) -> RefusedRows:
        """Return a counter with these rows."""
        found = cls()
        for row in rows:
            found.add(row)
        return found

    def add(self, row: RefusedRow) -> None:
        """Count one row."""
        self.count += 1
        if len(self.first) < MOST_REFUSED:
            self.first.append(row)
        self.hears(row)

    def sentence(self) -> str:
        """Return a sentence with the first reasons, and the number of further rows."""
        reasons = "; ".join(f"line {row.line}: {row.reason}" for row in self.first[:_NAMED])
        return f"{reasons}; and {self.count - _NAMED} more" if self.count > _NAMED else reasons
