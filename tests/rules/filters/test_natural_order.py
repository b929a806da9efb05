"""Names sorted in natural order: numbers by their value."""

from __future__ import annotations

from itertools import pairwise
from random import Random

from hypothesis import given
from hypothesis import strategies as st

from core.rules.filters.natural_order import natural


def test_numbers_count_as_numbers() -> None:
    assert sorted(["1-10", "1-2", "1-1", "10-1", "2-1"], key=natural) == ["1-1", "1-2", "1-10", "2-1", "10-1"]
    assert sorted(["week 10", "Week 9", "week", "wéek 2"], key=natural) == ["week", "wéek 2", "Week 9", "week 10"]
    assert sorted(["a2", "a02", "a1", "a003"], key=natural) == ["a1", "a02", "a2", "a003"]


@given(st.lists(st.text(max_size=40)), st.randoms())
def test_any_names_have_one_order(names: list[str], random: Random) -> None:
    found = sorted(names, key=natural)
    random.shuffle(names)
    assert found == sorted(names, key=natural)
    assert all(natural(first) <= natural(second) for first, second in pairwise(found))


def test_a_number_of_thousands_of_digits_is_no_trouble() -> None:
    assert natural("9" * 5000) < natural("1" + "0" * 5000)
