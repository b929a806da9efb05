"""Words and numbers in a number of cells: words are cut, numbers never."""

from __future__ import annotations

import pytest

from core.rules.conversion import Conversion
from core.rules.today import Today
from tui.style.cells import conversion_cell, cut, today_cell
from tui.style.theme import DARK, palette


@pytest.mark.parametrize(
    ("words", "width", "shown"),
    [
        ("Ada Wong", 8, "Ada Wong"),
        ("Ada Wong", 7, "Ada Wo…"),
        ("Ada Wong", 5, "Ada …"),
        ("東京支社", 8, "東京支社"),
        ("東京支社", 7, "東京支…"),
        ("東京支社", 6, "東京…"),
        ("東京 支社", 6, "東京 …"),
        ("東", 1, "…"),
    ],
)
def test_half_a_wide_character_leaves_no_space(words: str, width: int, shown: str) -> None:
    assert cut(words, width) == shown


@pytest.mark.parametrize(("width", "shown"), [(16, "33 %  46/140"), (15, "33 %  46/140"), (14, "33 %"), (7, "33 %")])
def test_a_conversion_shows_its_numbers_whole_or_not_at_all(width: int, shown: str) -> None:
    cell = conversion_cell(Conversion(140, 46, 46 / 140, good=False), palette(DARK), width)
    assert cell.plain[2:].strip() == shown
    assert cell.cell_len <= width


@pytest.mark.parametrize(
    ("today", "width", "shown"),
    [
        (Today(20, 8, 3, 37.5), 13, " 3/8 of 20"),
        (Today(8, 8, 3, 37.5), 13, " 3/8"),
        (Today(2400, 1175, 980, 80.0), 13, " 980/1175"),
        (Today(2400, 1175, 980, 80.0), 9, "980/1175"),
    ],
)
def test_the_numbers_of_today_end_at_the_right_edge_and_lose_no_digit(today: Today, width: int, shown: str) -> None:
    cell = today_cell(today, width, palette(DARK))
    assert (cell.cell_len, cell.plain.endswith(shown)) == (width, True), cell.plain
