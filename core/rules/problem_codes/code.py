"""The definition of a problem or reason: code, severity, how long it stays open, and its two sentences."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Severity(StrEnum):
    """The weight of a problem, lightest first; info never changes a campaign's state."""

    INFO = "info"
    WARNING = "warning"
    ERROR = "error"
    FATAL = "fatal"

    @property
    def rank(self) -> int:
        """Return the rank; larger is worse."""
        return list(Severity).index(self)


class Kind(StrEnum):
    """The time for which a code stays open."""

    CONDITION = "condition"
    """Open while it holds."""
    EVENT = "event"
    """Open until a later run of the campaign closes without it."""
    REASON = "reason"
    """Never open: the reason why one person, or one run, was left out."""


@dataclass(frozen=True)
class Code:
    """One row of the table: a sentence with {named} fields, and the remedy.

    `{count:send is|sends are}` prints a count with the words that go with it.
    """

    code: str
    severity: Severity
    kind: Kind
    text: str
    action: str
