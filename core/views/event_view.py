"""A line of the daemon's log of events."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Event:
    """One event of the log, with ids in place of names."""

    at: str
    """ISO 8601; in workspace time for a row of the journal, else in real time."""
    name: str
    """A kind of the journal, or `daemon.` and the event of the process."""
    values: Mapping[str, str]
    """Ids, a code, numbers; in the order in which they were written."""
