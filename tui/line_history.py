"""The history of lines typed after `:`, newest last, without lines that may name a person erased since then."""

from __future__ import annotations

from core.text import clean

MOST = 500
LONGEST = 500
"""Most characters of a line that is stored."""
KEPT = 40_000
"""Most characters of all lines stored for the next start."""


class LineHistory:
    """Lines of this session and of earlier ones; a line that may name a person is not stored for the next start."""

    def __init__(self, kept: object = None) -> None:
        lines = kept if isinstance(kept, list) else []
        self._lines = [clean(line, LONGEST) for line in lines[-MOST:] if isinstance(line, str)]
        self._erased: int | None = None
        self._kept = tuple(self._lines)

    def lines(self, erased: int) -> list[str]:
        """Return the lines. `erased` counts the people ever erased: once it changes, lines with names are dropped."""
        if self._erased is not None and erased != self._erased:
            self._lines = list(self._kept)
        self._erased = erased
        return list(self._lines)

    def add(self, line: str) -> None:
        """Add a line; an equal earlier line is removed, so that each occurs once."""
        from core.cli.in_app import names_nobody  # not at the start, so that the first page shows sooner

        line = clean(line, LONGEST)
        self._lines = [*(one for one in self._lines if one != line), line][-MOST:]
        self._kept = (*(one for one in self._kept if one != line), *([line] if names_nobody(line) else []))[-MOST:]

    def kept(self) -> list[str]:
        """Return the lines to store for the next start: the latest ones that name nobody, up to a total length."""
        found: list[str] = []
        room = KEPT
        for line in reversed(self._kept):
            room -= len(line)
            if room < 0:
                break
            found.append(line)
        return found[::-1]
