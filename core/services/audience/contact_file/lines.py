"""The lines of a text of any length, kept in a temporary file instead of memory."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from itertools import islice
from tempfile import SpooledTemporaryFile

from core.services.audience.contact_file.broken_text import looks_broken

_IN_MEMORY = 4_000_000
"""Bytes up to which the lines stay in memory."""
_BEGIN = 4000
_TOGETHER = 1000
"""Lines that are written together."""


class Lines:
    """The lines of a text with their line ends, as an editor counts them: U+2028, which a cell may hold, ends no line.

    They can be read from the first on, any number of times, by one reader at a time. Flags tell of rare contents:
    `formulas` (="…"), `backslashes` before quotation marks, and `broken` letters.
    """

    def __init__(self, blocks: Iterable[str]) -> None:
        self._file = SpooledTemporaryFile(_IN_MEMORY, "w+", encoding="utf-8", errors="surrogatepass", newline="")  # noqa: SIM115 - closed by `close`
        self.begin = last = ""
        self._length = 0
        self.formulas = self.backslashes = self.broken = False
        for block in filter(None, blocks):
            self._file.write(block)
            self.begin += block[: _BEGIN - len(self.begin)]
            seen = last + block  # each searched text has two characters, and may span two blocks
            self._length += block.count("\n") + block.count("\r") - seen.count("\r\n")
            self.formulas = self.formulas or '="' in seen
            self.backslashes = self.backslashes or '\\"' in seen
            self.broken = self.broken or looks_broken(seen)
            last = block[-1]
        self._length += last not in ("", "\n", "\r")

    @classmethod
    def of(cls, lines: Iterable[str]) -> Lines:
        """Store lines, each with its line end."""
        rest = iter(lines)
        return cls(iter(lambda: "".join(islice(rest, _TOGETHER)), ""))

    def __len__(self) -> int:
        return self._length

    def __iter__(self) -> Iterator[str]:
        self._file.seek(0)
        return iter(self._file)

    def close(self) -> None:
        """Close the file."""
        self._file.close()
