"""A record of the terminal's cells, so that only cells that differ are written.

Textual draws a widget whole, however little of it changed: over a slow line every key waits for that.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import NamedTuple

from rich.cells import cell_len
from rich.console import Console, ConsoleOptions, RenderableType, RenderResult
from rich.control import Control
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, CompositorUpdate, LayoutUpdate
from textual.geometry import Size
from textual.strip import Strip

from tui.terminal.pen import Pen, blank

GAP = 4
"""Most unchanged cells to write between changed ones: to move the cursor past them takes as many bytes."""

Cell = tuple[object, Style | None]


class Piece(NamedTuple):
    """A strip of cells, and its position on the terminal."""

    x: int
    y: int
    strip: Strip


class Changes(CompositorUpdate):
    """An update of the terminal that writes some pieces of lines, and leaves all other cells."""

    def __init__(self, pieces: list[Piece]) -> None:
        self.pieces = pieces

    def __rich_console__(self, console: Console, options: ConsoleOptions) -> RenderResult:
        del console, options
        for piece in self.pieces:
            yield Control.move_to(piece.x, piece.y)
            yield from piece.strip

    def render_segments(self, console: Console) -> str:
        """Return the bytes for the terminal; a colour is written where it changes, not with every word."""
        pen = Pen(console)
        written = []
        for piece in self.pieces:
            written.append(Control.move_to(piece.x, piece.y).segment.text)
            written += [pen.write(segment) for segment in piece.strip]
        return "".join([*written, pen.lift()])


class Picture:
    """The terminal's cells as they were last written; None for an unknown cell."""

    def __init__(self) -> None:
        self._size = Size(0, 0)
        self._screen: object = None
        self._lines: list[list[Cell | None]] = []

    def forget(self) -> None:
        """Forget the cells, so that all are written next time: the terminal may show something else."""
        self._screen = None

    def changes(self, update: RenderableType | None, screen: object, size: Size) -> RenderableType | None:
        """Return the part of an update to write, or None; a page or dialog that opens is written whole."""
        if not isinstance(update, ChopsUpdate | LayoutUpdate):
            return update
        if (screen, size) != (self._screen, self._size):
            self._screen, self._size = screen, size
            self._lines = [[None] * size.width for _line in range(size.height)]
        pieces = [changed for piece in _joined(_pieces(update)) for changed in self._changed(piece)]
        return Changes(pieces) if pieces else None

    def _changed(self, piece: Piece) -> Iterator[Piece]:
        if not 0 <= piece.y < len(self._lines):
            return
        line, cells = self._lines[piece.y], _cells(piece.strip)
        before = line[piece.x : piece.x + len(cells)]
        cells = cells[: len(before)]
        if before == cells:
            return
        line[piece.x : piece.x + len(cells)] = cells
        if not _simple(piece.strip.text):
            yield piece  # a wide character spans two cells, so the whole piece
            return
        for start, end in _runs(before, cells):
            words = [Segment(str(sign), look) for sign, look in cells[start:end]]
            yield Piece(piece.x + start, piece.y, Strip(words, end - start))


def _pieces(update: ChopsUpdate | LayoutUpdate) -> Iterator[Piece]:
    """Yield the strips that Textual would write, each with its position."""
    if isinstance(update, LayoutUpdate):
        for y, strips in enumerate(update.strips, update.region.y):
            x = update.region.x
            for strip in strips:
                yield Piece(x, y, strip)
                x += strip.cell_length
        return
    for y, start, end in update.spans:
        for stop, (x, chop) in zip(update.chop_ends[y], update.chops[y].items(), strict=False):
            if chop is not None and x < end and stop > start:
                yield Piece(x, y, chop if stop <= end else chop.crop(0, end - x))


def _joined(pieces: Iterable[Piece]) -> Iterator[Piece]:
    """Join pieces that touch: Textual cuts a line at the edges of widgets that lie over it."""
    last: Piece | None = None
    for piece in pieces:
        if last is not None and _touch(last, piece):
            last = Piece(last.x, last.y, Strip.join([last.strip, piece.strip]))
            continue
        if last is not None:
            yield last
        last = piece
    if last is not None:
        yield last


def _touch(one: Piece, other: Piece) -> bool:
    next_to = one.y == other.y and one.x + one.strip.cell_length == other.x
    return next_to and _simple(one.strip.text) and _simple(other.strip.text)


def _cells(strip: Strip) -> list[Cell]:
    """Return each cell of a strip as it looks, without the action of a click on it."""
    if not _simple(strip.text):
        whole = tuple((segment.text, _look(segment)) for segment in strip)
        return [((whole, index), None) for index in range(strip.cell_length)]
    cells: list[Cell] = []
    for segment in strip:
        look = _look(segment)
        cells += [(sign, blank(look) if sign == " " else look) for sign in segment.text]
    return cells


def _look(segment: Segment) -> Style | None:
    return None if segment.style is None else segment.style.clear_meta_and_links()


def _simple(text: str) -> bool:
    """Return whether each sign is one cell, and none combines with another."""
    return text.isascii() or all(cell_len(sign) == 1 for sign in text)


def _runs(before: Iterable[Cell | None], after: list[Cell]) -> list[tuple[int, int]]:
    """Return the differing cells as (start, end): whole words, so that a search in the output finds them."""
    runs: list[tuple[int, int]] = []
    for index, (old, new) in enumerate(zip(before, after, strict=True)):
        if old == new or (runs and index < runs[-1][1]):
            continue
        start, end = _word(after, index)
        if runs and start - runs[-1][1] <= GAP:
            runs[-1] = (runs[-1][0], end)
        else:
            runs.append((start, end))
    return runs


def _word(cells: list[Cell], index: int) -> tuple[int, int]:
    """Return the start and end of the word at a cell."""
    start, end = index, index + 1
    if _in_word(cells[index]):
        while start and _in_word(cells[start - 1]):
            start -= 1
        while end < len(cells) and _in_word(cells[end]):
            end += 1
    return start, end


def _in_word(cell: Cell) -> bool:
    return str(cell[0]).isalnum()
