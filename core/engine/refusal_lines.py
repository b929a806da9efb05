"""The side journal's lines about people who must not be contacted: a keyed hash of a person, or a rule's values.

The last line of a person or rule counts. A line that permits contact again (`FREEING`) is valid only if it and all
lines after it are undamaged: damage may lose a person's line, but never unblocks anybody.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from core.rules.exclusions.rule import present_key

BLOCK, UNBLOCK, EXCLUDE, LIFT = "block", "unblock", "exclude", "lift"
FREEING = frozenset((UNBLOCK, LIFT))
NEEDED = {
    BLOCK: ("person",),
    UNBLOCK: ("person",),
    EXCLUDE: ("rule", "file", "value"),
    LIFT: ("rule", "file"),
}
"""Texts that a line of each kind must have."""

WHOLE = "whole"
"""Key of a `lift` line: true if the line lifts a rule under every key that earlier versions gave it."""

Line = dict[str, Any]


@dataclass
class Words:
    """The last words of a side journal: the last line about each person (by hash) and rule (by key and file)."""

    people: dict[str, Line] = field(default_factory=dict)
    rules: dict[tuple[str, str], Line] = field(default_factory=dict)
    doubtful: set[int] = field(default_factory=set)
    """`id()` of the lines that would permit contact but are not valid."""
    _spellings: dict[tuple[str, str], set[str]] = field(default_factory=dict)
    """The keys that a rule has in its lines: several, if earlier versions ignored fewer legal forms of companies."""

    def blocked(self) -> dict[str, Line]:
        """Return the people whose last line blocks them."""
        return {person: line for person, line in self.people.items() if line["kind"] == BLOCK}

    def unblocked(self) -> dict[str, Line]:
        """Return the people whose last line unblocks them."""
        return {person: line for person, line in self.people.items() if self._frees(line)}

    def excluded(self) -> dict[tuple[str, str], Line]:
        """Return the rules whose last line adds them."""
        return {rule: line for rule, line in self.rules.items() if line["kind"] == EXCLUDE}

    def lifted(self) -> dict[tuple[str, str], Line]:
        """Return the rules whose last line lifts them."""
        return {rule: line for rule, line in self.rules.items() if self._frees(line)}

    def rule(self, line: Line) -> None:
        """Store a line about a rule under the rule's present key.

        A rule that earlier versions kept as several rules is lifted once each of these is, or by one line with `WHOLE`.
        """
        told, file = str(line["rule"]), str(line["file"])
        if line["kind"] == EXCLUDE:
            place = (present_key(told, str(line["value"])), file)
            self._spellings.setdefault(place, set()).add(told)
        else:
            of = (place for place, names in self._spellings.items() if place[1] == file and told in names)
            place = next(of, (present_key(told), file))
            names = self._spellings.get(place, set())
            if line.get(WHOLE) is True:
                names.clear()
            names.discard(told)
            if names:
                return
        self.rules[place] = line

    def _frees(self, line: Line) -> bool:
        return line["kind"] in FREEING and id(line) not in self.doubtful


def last_words(lines: Iterable[tuple[int, Line]], bad_until: int) -> Words:
    """Return the last line of each person and rule; the line `bad_until` is the last damaged one.

    A person who was erased stays so, whatever line follows.
    """
    found = Words()
    for number, line in lines:
        if line["kind"] in (BLOCK, UNBLOCK):
            person = str(line["person"])
            if found.people.get(person, {}).get("forgotten") is not True:
                found.people[person] = line
        elif line["kind"] in (EXCLUDE, LIFT):
            found.rule(line)
        else:
            continue
        if line["kind"] in FREEING and number <= bad_until:
            found.doubtful.add(id(line))
    return found


def blocks(hashed: str, at: datetime) -> dict[str, object]:
    """Return the line that blocks an address."""
    return {"kind": BLOCK, "person": hashed, "at": at.isoformat()}


def erases(hashed: str, at: datetime) -> dict[str, object]:
    """Return the line of an address that was erased, which blocks it for good."""
    return {**blocks(hashed, at), "forgotten": True}


def unblocks(hashed: str, at: datetime) -> dict[str, object]:
    """Return the line that unblocks an address."""
    return {"kind": UNBLOCK, "person": hashed, "at": at.isoformat()}


def excludes(rule: str, file: str, value: str, at: datetime) -> dict[str, object]:
    """Return the line of a rule: the key that it compares, its file, and the value as it was given."""
    return {"kind": EXCLUDE, "rule": rule, "file": file, "value": value, "at": at.isoformat()}


def lifts(rule: str, file: str, at: datetime) -> dict[str, object]:
    """Return the line that lifts a rule."""
    return {"kind": LIFT, "rule": rule, "file": file, WHOLE: True, "at": at.isoformat()}
