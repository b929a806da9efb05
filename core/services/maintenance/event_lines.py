"""Reading the daemon's log of events: its last lines, and new lines as they are written."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Iterator
from pathlib import Path

from core.home import Home
from core.text import clean
from core.views.event_view import Event

OLD = ".1"
"""Suffix of the name of the previous file."""


def last(home: Home, count: int) -> list[Event]:
    """Return the last `count` events, oldest first, including those of the previous, rotated file."""
    lines = _lines(home.events)
    if len(lines) < count:
        lines = _lines(home.events.with_name(home.events.name + OLD)) + lines
    return [event for line in lines[-count:] if (event := _event(line)) is not None] if count else []


def follow(home: Home, wait: Callable[[], bool]) -> Iterator[Event]:
    """Yield new events; `wait` is called between two reads, and ends the reading by returning False.

    A file that is rotated is read to its end before the next one begins.
    """
    place, file = _end(home.events), _file_id(home.events)
    rest = b""
    while True:
        now = _file_id(home.events)
        if now != file:
            old = home.events.with_name(home.events.name + OLD)
            if _file_id(old) == file:
                rest += _from(old, place)
            place, file = 0, now
        found = _from(home.events, place)
        place += len(found)
        *whole, rest = (rest + found).split(b"\n")
        for line in whole:
            if (event := _event(line)) is not None:
                yield event
        if not wait():
            return


def _lines(path: Path) -> list[bytes]:
    with contextlib.suppress(OSError):
        return path.read_bytes().splitlines()
    return []


def _from(path: Path, place: int) -> bytes:
    with contextlib.suppress(OSError), path.open("rb") as file:
        file.seek(place)
        return file.read()
    return b""


def _end(path: Path) -> int:
    with contextlib.suppress(OSError):
        return path.stat().st_size
    return 0


def _file_id(path: Path) -> int | None:
    with contextlib.suppress(OSError):
        return path.stat().st_ino
    return None


def _event(line: bytes) -> Event | None:
    """Return the event of a line; None for one that was cut off or has another format."""
    with contextlib.suppress(ValueError, RecursionError):
        told = json.loads(line)
        if isinstance(told, dict):
            said = {clean(str(key), 40): clean(str(value), 200) for key, value in told.items()}
            return Event(said.pop("at", ""), said.pop("event", ""), said)
    return None
