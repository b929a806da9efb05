"""Priority of a contact's values: by hand > `--update` > file > profile (docs/design.md#whose-value-wins).

A profile's value wins if the file has none, or only a full name from which the field was cut. An empty value never
replaces one; a value set by hand is changed by no import and no profile.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import StrEnum
from typing import NamedTuple


class Origin(StrEnum):
    """The origin of a value."""

    HAND = "hand"
    """A person, in the app or by `contact edit`."""
    UPDATE = "update"
    """A file that was imported with `--update`."""
    FILE = "file"
    PROFILE = "profile"
    """LinkedIn, or the results of a search there."""
    FULL_NAME = "full_name"
    """Cut from the full name, in a file that has no column for the field."""


_RANK = {Origin.FULL_NAME: 0, Origin.PROFILE: 1, Origin.FILE: 2, Origin.UPDATE: 3, Origin.HAND: 4}
_OF_A_FILE = (Origin.FILE, Origin.UPDATE, Origin.FULL_NAME)
PARTS = ("first_name", "last_name")
NAME = "name"


class NewValue(NamedTuple):
    """A value that a file, a profile or a person gives."""

    text: str
    origin: Origin = Origin.FILE
    written: str = ""
    """The file's own spelling if it was corrected; else empty."""


class Value(NamedTuple):
    """A stored value and its origin."""

    text: str = ""
    origin: Origin = Origin.FILE
    at: datetime | None = None
    """Time at which it was set; None if that was when the contact was added."""
    was: str = ""
    """The value that it replaced; empty if there was none."""
    file: str = ""
    """The file's value if it differs; else empty."""


class Verdict(StrEnum):
    """The decision about a given value."""

    SAME = "same"
    TAKEN = "taken"
    DIFFERS = "differs"
    """Not used: another value is known, which `--update` would replace."""
    KEPT = "kept"
    """Not used: the known value was set by hand."""
    OUTRANKED = "outranked"
    """Not used: the known value has an origin of higher priority."""


@dataclass
class Settled:
    """The decisions about all values given for one contact."""

    values: dict[str, Value]
    """Values that change, in text or in stored details."""
    changed: dict[str, tuple[str, str]] = field(default_factory=dict)
    """Fields whose text changes, each with the text before and after."""
    differ: list[str] = field(default_factory=list)
    """Fields with another value, which `--update` would use."""
    kept: list[str] = field(default_factory=list)
    """Fields whose given value differs from the one set by hand."""


def verdict(known: Value, told: NewValue, *, update: bool = False) -> Verdict:
    """Decide between a known value and a given one; with `update` a file wins over an earlier file."""
    if told.origin is Origin.HAND:
        return Verdict.SAME if known.origin is Origin.HAND and known.text == told.text else Verdict.TAKEN
    if not told.text or told.text == known.text:
        return Verdict.SAME
    if known.origin is Origin.HAND:
        return Verdict.OUTRANKED if told.origin is Origin.PROFILE else Verdict.KEPT
    if not known.text or _RANK[told.origin] > _RANK[known.origin]:
        return Verdict.TAKEN
    if told.origin is Origin.PROFILE or (told.origin is Origin.FULL_NAME and known.origin is Origin.PROFILE):
        return Verdict.OUTRANKED
    return Verdict.TAKEN if update else Verdict.DIFFERS


def first_of(told: NewValue) -> Value:
    """Return the value to store for a contact's field that had none."""
    file = told.written if told.origin in _OF_A_FILE and told.written != told.text else ""
    return Value(told.text, told.origin, None, "", file)


def settle(known: Mapping[str, Value], told: Mapping[str, NewValue], now: datetime, *, update: bool = False) -> Settled:
    """Decide field by field; a full name that only joins its parts is rebuilt from them."""
    result = Settled({})
    follows = _is_made(known) and (NAME not in told or _is_made_of(told))
    for name, one in told.items():
        if not (name == NAME and follows):
            _settle_one(result, name, known.get(name, Value()), one, now, update=update)
    if follows:
        _follow(result, known, told, now)
    return result


def _settle_one(result: Settled, name: str, known: Value, told: NewValue, now: datetime, *, update: bool) -> None:
    found = verdict(known, told, update=update)
    if found is Verdict.TAKEN:
        result.values[name] = _taken(known, told, now)
        if known.text != told.text:
            result.changed[name] = (known.text, told.text)
    elif found is Verdict.KEPT:
        result.kept.append(name)
        file = told.written or told.text
        if file != known.file:
            result.values[name] = known._replace(file=file)
    elif found is Verdict.DIFFERS:
        result.differ.append(name)
    elif found is Verdict.SAME and told.text and _RANK[told.origin] > _RANK[known.origin]:
        result.values[name] = known._replace(origin=told.origin)


def _taken(known: Value, told: NewValue, now: datetime) -> Value:
    if told.origin in _OF_A_FILE:
        file = told.written if told.written != told.text else ""
    else:
        file = known.file or (known.text if known.origin in _OF_A_FILE else "")
    return Value(told.text, told.origin, now, known.text, "" if file == told.text else file)


def joined(first: str, last: str) -> str:
    """Return a full name made of its parts."""
    return f"{first} {last}".strip()


def _is_made(values: Mapping[str, Value]) -> bool:
    """Return whether a full name only joins its parts and was not set by hand."""
    first, last, name = (values.get(part, Value()) for part in (*PARTS, NAME))
    return name.origin is not Origin.HAND and name.text in ("", joined(first.text, last.text))


def _is_made_of(told: Mapping[str, NewValue]) -> bool:
    first, last = (told[part].text if part in told else "" for part in PARTS)
    return told[NAME].origin is not Origin.HAND and told[NAME].text in ("", joined(first, last))


def _follow(result: Settled, known: Mapping[str, Value], told: Mapping[str, NewValue], now: datetime) -> None:
    """Rebuild the full name from its parts if one of them changes."""
    parts = [part for part in PARTS if part in result.changed]
    if not parts:
        return
    first, last = (result.values.get(part, known.get(part, Value())).text for part in PARTS)
    before, after = known.get(NAME, Value()), joined(first, last)
    if after != before.text:
        origin = told[parts[0]].origin
        made = _taken(before, NewValue(after, origin), now)
        result.values[NAME] = made._replace(origin=before.origin) if origin is Origin.HAND else made
        result.changed[NAME] = (before.text, after)
