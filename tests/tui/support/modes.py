"""A terminal's modes as its output sets them, computed without the code of the app that records them."""

from __future__ import annotations

import re

AT_FIRST = {7, 25}
"""Modes of a fresh terminal: line wrap and the cursor."""
_STEP = re.compile(rb"\x1b\[\?([\d;]+)([hl])|\x1b\[([<>])(\d*)u|\x1b\]22;([a-z-]*)\x07")
SUPPORTS_IN_BAND_RESIZE = b"\x1b[?2048;2$y"
"""Answer of a modern terminal to the query for in-band resize."""


def left_behind(stream: bytes) -> list[str]:
    """Return the modes that differ from a fresh terminal's."""
    on, keyboards, pointer = set(AT_FIRST), 0, b""
    for numbers, letter, keyboard, count, shape in _STEP.findall(stream):
        for number in (int(part) for part in numbers.split(b";") if part):
            on = on | {number} if letter == b"h" else on - {number}
        if keyboard == b">":
            keyboards += 1
        elif keyboard == b"<":
            keyboards -= int(count or b"1")
        pointer = shape or pointer
    found = [f"?{number}{'h' if number in on else 'l'}" for number in sorted(on ^ AT_FIRST)]
    found += [f"{keyboards} keyboard modes"] if keyboards else []
    return found + ([f"pointer {pointer.decode()}"] if pointer not in (b"", b"default") else [])


def turned_on(stream: bytes) -> set[int]:
    """Return every mode that the output changed at any time."""
    steps = _STEP.findall(stream)
    return {int(part) for numbers, *_rest in steps for part in numbers.split(b";") if part}
