"""Cutting words to a number of cells."""

from __future__ import annotations

import pytest

from tui.style.cells import cut


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
