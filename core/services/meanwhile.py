"""Refuse to overwrite values that somebody else changed after they were read."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Mapping, Sequence
from typing import Any

from core.errors import ChangedMeanwhileError
from core.text import clean
from core.views.campaign_changes_view import FieldChange

MOST = 8
"""Most fields that the sentence names; the error lists all of them."""
VERSION_LENGTH = 12
"""Characters of the hash that is a version."""
LONGEST = 60
"""Most characters of a value in a sentence."""


def refuse_changed(what: str, who: str, before: Mapping[str, Any], now: Mapping[str, Any], whole: Any) -> None:
    """Raise ChangedMeanwhileError if a value is no longer as it was read; call it inside the saving transaction.

    `who` is the last editor, empty if not known. `whole` is the present state, on which the next save is based if the
    person agrees to overwrite.
    """
    names = [*before, *(name for name in now if name not in before)]
    changes = tuple((name, before.get(name), now.get(name)) for name in names if before.get(name) != now.get(name))
    if not changes:
        return
    told = _listed([f"{clean(name, LONGEST)} was {_value(old)}, is {_value(new)}" for name, old, new in changes])
    raise ChangedMeanwhileError(f"{_changed(what, who)}: {told}. Nothing was saved.", changes, whole)


def version_of(values: Mapping[str, Any]) -> str:
    """Return a short hash of the values."""
    told = json.dumps(values, ensure_ascii=False)
    return hashlib.sha256(told.encode("utf-8", "surrogatepass")).hexdigest()[:VERSION_LENGTH]


def refuse_other_version(
    what: str, who: str, version: str, now: Mapping[str, Any], wanted: Mapping[str, Any], whole: Any
) -> None:
    """Raise ChangedMeanwhileError if `now` no longer has the given version, and `wanted` differs from it."""
    if version_of(now) != version:
        changes = [FieldChange(name, now[name], value) for name, value in wanted.items() if now[name] != value]
        refuse_version(what, who, version_of(now), changes, whole, given="your values")


def refuse_version(
    what: str, who: str, version: str, wanted: Sequence[FieldChange], whole: Any, *, given: str = "your file"
) -> None:
    """Raise ChangedMeanwhileError if `wanted`, the changes of a save made for another version, is not empty."""
    changes = tuple((one.field, one.before, one.after) for one in wanted)
    if changes:
        told = _listed([f"{clean(name, LONGEST)} is {_value(old)}, not {_value(new)}" for name, old, new in changes])
        text = f"{_changed(what, who)}: it has the version {version}. Unlike {given}, {told}. Nothing was saved."
        raise ChangedMeanwhileError(text, changes, whole)


def _changed(what: str, who: str) -> str:
    by = f" (edited last by {clean(who, LONGEST)})" if who else ""
    return f"“{clean(what, LONGEST)}” was changed meanwhile{by}"


def _listed(sentences: list[str]) -> str:
    more = [f"and {len(sentences) - MOST} more"] if sentences[MOST:] else []
    return "; ".join([*sentences[:MOST], *more])


def _value(value: Any) -> str:
    words = ", ".join(map(str, value)) if isinstance(value, list | tuple) else "" if value is None else str(value)
    return f"“{clean(words, LONGEST)}”" if words else "empty"
