"""Times of day as people type them."""

from __future__ import annotations

import pytest

from core.typed_time import typed_time


@pytest.mark.parametrize(
    ("typed", "time"),
    [
        ("9", "09:00"),
        ("17", "17:00"),
        ("930", "09:30"),
        ("1745", "17:45"),
        ("9.30", "09:30"),
        ("9h30", "09:30"),
        ("9h", "09:00"),
        (" 9:5 ", "09:05"),
        ("09:00", "09:00"),
        ("0", "00:00"),
        ("2359", "23:59"),
    ],
)
def test_a_time_is_understood(typed: str, time: str) -> None:
    assert typed_time(typed) == time


@pytest.mark.parametrize("typed", ["", "24", "960", "9:60", "noon", "9:00 pm", "٩", "12345", "-9"])
def test_what_is_no_time_stays_as_it_was(typed: str) -> None:
    assert typed_time(typed) == typed
