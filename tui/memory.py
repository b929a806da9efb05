"""The state of the app's screens, stored for the next start: a file for each home, in the user's state folder."""

from __future__ import annotations

import contextlib
import hashlib
import json
import os
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from core.files import read_regular
from core.text import clean

LARGEST = 1_000_000
"""Largest accepted size in bytes: a usual file has a few hundred, one with thousands of marked rows more."""
LONGEST = 500
"""Most characters of a filter that is stored."""

Kept = dict[str, Any]
"""JSON values by name."""


class Memory:
    """The stored state of the app for one home. Errors of reading and writing are ignored: it is a convenience."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._written = ""

    def read(self) -> Kept:
        """Return the stored state; empty if there is none, or it cannot be read."""
        try:
            found = json.loads(read_regular(self._path, LARGEST))
        except (OSError, ValueError, RecursionError):
            return {}
        return found if isinstance(found, dict) else {}

    def write(self, kept: Mapping[str, Any]) -> None:
        """Store a state if it differs from the last one stored."""
        text = json.dumps(kept, ensure_ascii=True, indent=1, sort_keys=True)
        if text == self._written or len(text) > LARGEST:
            return
        with contextlib.suppress(OSError):  # a full or read-only disk must not end the app
            self._path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            beside = self._path.with_suffix(f".{os.getpid()}.new")
            beside.write_text(text, encoding="ascii")
            beside.chmod(0o600)
            beside.replace(self._path)
            self._written = text


def memory_of(home: Path) -> Memory | None:
    """Return the memory of a home, for the present user; None for a user without a home folder."""
    import platformdirs

    name = hashlib.sha256(os.fsencode(home.resolve())).hexdigest()[:16]
    try:
        folder = Path(platformdirs.user_state_dir("overture", appauthor=False))
    except RuntimeError:
        return None
    return Memory(folder / f"session-{name}.json")


def text_of(kept: Mapping[str, Any], name: str) -> str:
    """Return a stored text, cleaned; empty if there is none."""
    value = kept.get(name)
    return clean(value, LONGEST) if isinstance(value, str) else ""


def part_of(kept: Mapping[str, Any], name: str) -> Kept:
    """Return a stored part; empty if there is none."""
    value = kept.get(name)
    return value if isinstance(value, dict) else {}


def names_of(kept: Mapping[str, Any], name: str) -> list[str]:
    """Return a stored list of names or keys, without values that are not text."""
    value = kept.get(name)
    return [clean(one, LONGEST) for one in value if isinstance(one, str)] if isinstance(value, list) else []


def numbers_of(kept: Mapping[str, Any], name: str, count: int) -> tuple[int, ...]:
    """Return `count` stored numbers, none of them negative; an empty tuple if anything else is stored."""
    value = kept.get(name)
    if not isinstance(value, list | tuple) or len(value) != count:
        return ()
    return tuple(value) if all(type(one) is int and 0 <= one < 2**62 for one in value) else ()
