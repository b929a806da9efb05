"""The terminal's modes that were changed, and the sequence that restores them."""

from __future__ import annotations

import re
from typing import IO

ON_AT_FIRST = frozenset({7, 25})
"""Line wrap and the cursor: on in every terminal; all other modes are off until turned on."""
SCREEN = 1049
"""The alternate screen. Only line wrap and the cursor are reset after it: some terminals keep modes per screen."""
CUT = "\x18\x1b[?2026l"
"""The end of an output that was cut anywhere: it ends an escape sequence, and a picture to be shown as a whole."""
PIECE = 1024
"""Characters that are written at once: half a second over the slowest lines."""
_MODE = re.compile(r"\x1b\[\?([\d;]+)([hl])|\x1b\[([<>])[\d;]*u")
_POINTER = "\x1b]22;"
"""Start of the request for another shape of the mouse pointer."""


class Modes:
    """The modes changed by any output to a terminal.

    A mode stays in the list once it was changed: resetting it twice harms nothing, and the output that turned it off
    may still wait in a buffer. Only the keyboard protocol is counted: it is a stack, and the lower entries are the
    shell's.
    """

    def __init__(self) -> None:
        self._changed: dict[int, None] = {}
        self._keyboards = 0
        self._pointer = False

    def follow(self, data: str) -> None:
        """Record the modes that a piece of output changes."""
        for numbers, letter, keyboard in _MODE.findall(data):
            if keyboard:
                self._keyboards = max(0, self._keyboards + (1 if keyboard == ">" else -1))
            for number in (int(part) for part in numbers.split(";") if part):
                if (letter == "l") == (number in ON_AT_FIRST):
                    self._changed[number] = None
        self._pointer = self._pointer or _POINTER in data

    def undo(self) -> str:
        """Return the sequence that restores every changed mode; empty if none was changed."""
        last = [number for number in (SCREEN, *sorted(ON_AT_FIRST)) if number in self._changed]
        first = [number for number in self._changed if number not in last]
        parts = ["\x1b[0m"] if self._changed else []
        parts += ["\x1b]22;default\x07"] if self._pointer else []
        parts += ["\x1b[<u"] * self._keyboards
        parts += [f"\x1b[?{number}{'h' if number in ON_AT_FIRST else 'l'}" for number in (*first, *last)]
        return "".join(parts)


class FollowedFile:
    """A terminal's file that records modes when output is written, which a busy terminal may delay, not when queued.

    It is written to by one thread, and told by another one to drop what is queued.
    """

    def __init__(self, file: IO[str], modes: Modes) -> None:
        self._file = file
        self._modes = modes
        self.taken = 0
        """Characters that were written or dropped."""
        self._dropping = False

    def drop(self) -> None:
        """Drop what is being written and what follows, until `CUT` follows."""
        self._dropping = True

    def write(self, data: str) -> int:
        """Write piece by piece, so that little is left to write once the rest is to be dropped; record the modes."""
        if data == CUT:
            self._dropping = False
        if not self._dropping:
            self._modes.follow(data)
        for start in range(0, len(data), PIECE):
            if self._dropping:
                break
            self._file.write(data[start : start + PIECE])
            self._file.flush()
        self.taken += len(data)
        return len(data)

    def flush(self) -> None:
        """Flush the file."""
        self._file.flush()

    def fileno(self) -> int:
        """Return the file's descriptor."""
        return self._file.fileno()

    def isatty(self) -> bool:
        """Return whether the file is a terminal."""
        return self._file.isatty()
