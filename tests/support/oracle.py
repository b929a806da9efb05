"""Checks of any ledger, without a line of the product's own code."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import pairwise

SPACING = timedelta(minutes=2)
WEEK = timedelta(hours=168)


@dataclass(frozen=True)
class Entry:
    """One write that the network carried out."""

    at: datetime
    account: str
    person: str
    kind: str
    text: str | None


def people_twice(entries: Iterable[Entry]) -> list[tuple[str, str]]:
    """Return (account, person) for each person invited more than once without a withdrawal between."""
    standing: set[tuple[str, str]] = set()
    twice = []
    for entry in entries:
        key = (entry.account, entry.person)
        if entry.kind == "withdraw":
            standing.discard(key)
        elif entry.kind == "invite":
            if key in standing:
                twice.append(key)
            standing.add(key)
    return twice


def messages_twice(entries: Iterable[Entry]) -> list[tuple[str, str, str | None]]:
    """Return (account, person, text) for each text sent more than once: tests give every step its own words."""
    counts = Counter((entry.account, entry.person, entry.text) for entry in entries if entry.kind == "message")
    return [key for key, count in counts.items() if count > 1]


def too_close(entries: Sequence[Entry]) -> list[tuple[Entry, Entry]]:
    """Return pairs of writes of one account less than two minutes apart."""
    found = []
    for account in {entry.account for entry in entries}:
        own = sorted((entry for entry in entries if entry.account == account), key=lambda entry: entry.at)
        found += [(one, two) for one, two in pairwise(own) if two.at - one.at < SPACING]
    return found


def most_in_a_week(entries: Iterable[Entry], account: str) -> int:
    """Return the most invitations of one account in any 168 hours, found by a moving window."""
    moments = sorted(entry.at for entry in entries if entry.account == account and entry.kind == "invite")
    most = start = 0
    for end, moment in enumerate(moments):
        while moment - moments[start] >= WEEK:
            start += 1
        most = max(most, end - start + 1)
    return most
