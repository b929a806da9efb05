"""Drawing only changed cells makes the same picture as drawing all, with fewer bytes."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence

from hypothesis import given
from hypothesis import strategies as st
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import LayoutUpdate
from textual.geometry import Region, Size
from textual.strip import Strip

from tui.terminal.screen_cells import Changes, Picture

WIDTH, HEIGHT = 12, 3
STYLES = (
    "",
    "red on blue",
    "bold red on blue",
    "on blue",
    "green",
    "underline green",
    "reverse red",
    "#112233 on #445566",
)
SEQUENCE = re.compile(r"\x1b\[([0-9;]*)([A-Za-z])|(.)", re.DOTALL)
CONSOLE = Console(file=io.StringIO(), force_terminal=True, color_system="truecolor")

Word = tuple[str, str]


class Paper:
    """A simulated terminal that understands cursor moves and styles."""

    def __init__(self) -> None:
        self.cells: dict[tuple[int, int], tuple[str, str]] = {}
        self._x = self._y = 0
        self._pen: dict[str, str] = {}

    def take(self, text: str) -> None:
        for numbers, end, sign in SEQUENCE.findall(text):
            if end == "H":
                y, x = numbers.split(";")
                self._x, self._y = int(x) - 1, int(y) - 1
            elif end == "m":
                self._dip(numbers.split(";"))
            elif sign == "\n":
                continue  # Textual goes on by moving the cursor
            else:
                self.cells[self._x, self._y] = (sign, self._look(sign))
                self._x += 1

    def _dip(self, numbers: Sequence[str]) -> None:
        rest = list(numbers)
        while rest:
            number = rest.pop(0)
            if number in ("0", ""):
                self._pen = {}
            elif number in ("38", "48"):
                self._pen["ink" if number == "38" else "ground"] = ";".join([rest.pop(0) for _part in range(4)])
            elif number in ("39", "49"):
                self._pen.pop("ink" if number == "39" else "ground", None)
            elif len(number) == 2 and number[0] in "34":
                self._pen["ink" if number[0] == "3" else "ground"] = number
            else:
                self._pen[number] = number

    def _look(self, sign: str) -> str:
        """Return the look of a cell; for an empty cell only background, underline and reverse video count."""
        seen = dict(self._pen)
        if sign == " " and not seen.keys() & {"4", "7"}:
            seen = {"ground": seen["ground"]} if "ground" in seen else {}
        return repr(sorted(seen.items()))


def line(words: Sequence[Word]) -> Strip:
    """Return one line of a picture, padded to the picture's width."""
    cells = [(sign, style) for text, style in words for sign in text][:WIDTH]
    cells += [(" ", "")] * (WIDTH - len(cells))
    return Strip([Segment(sign, Style.parse(style)) for sign, style in cells], WIDTH)


def update(picture: Sequence[Sequence[Word]]) -> LayoutUpdate:
    return LayoutUpdate([[line(words)] for words in picture], Region(0, 0, WIDTH, HEIGHT))


WORDS = st.lists(st.tuples(st.text("ab ▰│", min_size=1, max_size=6), st.sampled_from(STYLES)), max_size=4)
PICTURES = st.lists(st.lists(WORDS, min_size=HEIGHT, max_size=HEIGHT), min_size=1, max_size=5)


@given(PICTURES)
def test_drawing_changed_cells_makes_the_same_picture_as_drawing_all(pictures: list[list[list[Word]]]) -> None:
    known, written = Picture(), Paper()
    for picture in pictures:
        whole = Paper()
        whole.take(update(picture).render_segments(CONSOLE))
        found = known.changes(update(picture), "page", Size(WIDTH, HEIGHT))
        if found is not None:
            assert isinstance(found, Changes)
            written.take(found.render_segments(CONSOLE))
        assert written.cells == whole.cells
        assert known.changes(update(picture), "page", Size(WIDTH, HEIGHT)) is None


def shown(known: Picture, words: str, page: str = "page", size: tuple[int, int] = (WIDTH, HEIGHT)) -> str:
    """Return the output that draws a picture with this first line over the cells known so far."""
    found = known.changes(update([[(words, "")], [], []]), page, Size(*size))
    return found.render_segments(CONSOLE) if isinstance(found, Changes) else ""


def test_a_changed_word_writes_only_that_word() -> None:
    known = Picture()
    shown(known, "12 of 20")
    assert shown(known, "13 of 20") == "\x1b[1;1H13"


def test_all_of_it_is_written_for_another_page_size_or_terminal() -> None:
    known = Picture()
    shown(known, "hello")
    assert shown(known, "hello") == ""
    assert "hello" in shown(known, "hello", page="another")
    assert "hello" in shown(known, "hello", page="another", size=(WIDTH, HEIGHT + 1))
    known.forget()
    assert "hello" in shown(known, "hello", page="another", size=(WIDTH, HEIGHT + 1))


def test_a_line_with_wide_signs_is_written_whole() -> None:
    known, wide = Picture(), Strip([Segment("漢字 1")], 6)
    place = Region(0, 0, 6, 1)
    known.changes(LayoutUpdate([[wide]], place), "page", Size(6, 1))
    found = known.changes(LayoutUpdate([[Strip([Segment("漢字 2")], 6)]], place), "page", Size(6, 1))
    assert isinstance(found, Changes)
    assert found.render_segments(CONSOLE) == "\x1b[1;1H漢字 2"
