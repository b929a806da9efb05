"""Column widths: shares of the room, changed where one column would cut a value and another has room to spare."""

from __future__ import annotations

from tui.widgets.column import Column, fitted, spread

LEAST = {"name": 10, "why": 10}


def test_a_column_that_would_cut_its_values_takes_what_another_leaves_empty() -> None:
    widths = spread([Column("name", "Name", 10, grow=1), Column("n", "N", 3), Column("why", "Why", 10, grow=1)], 69)
    assert widths == {"name": 30, "n": 3, "why": 30}
    assert fitted(widths, LEAST, {"name": 12, "why": 44}) == {"name": 16, "n": 3, "why": 44}
    assert fitted(widths, LEAST, {"name": 4, "why": 400}) == {"name": 10, "n": 3, "why": 50}


def test_where_nothing_is_cut_or_nothing_is_empty_the_widths_stay() -> None:
    widths = {"name": 30, "n": 3, "why": 30}
    for longest in ({}, {"name": 30, "why": 5}, {"name": 31, "why": 60}, {"n": 100}):
        assert fitted(widths, LEAST, longest)["n"] == 3
        assert sum(fitted(widths, LEAST, longest).values()) == 63
    assert fitted(widths, LEAST, {"name": 28, "why": 5}) == widths
    assert fitted(widths, LEAST, {"name": 31, "why": 60}) == widths


def test_a_value_a_little_longer_moves_nothing() -> None:
    widths = {"name": 30, "n": 3, "why": 30}
    assert fitted(widths, LEAST, {"name": 12, "why": 41}) == fitted(widths, LEAST, {"name": 12, "why": 44})


def test_a_label_is_short_only_where_the_whole_one_has_no_room() -> None:
    columns = (Column("name", "Name", 10, grow=1), Column("count", "Campaigns", 5, short="Camp."))
    for room, label in ((40, "Camp."), (70, "Campaigns")):
        width = spread(columns, room)["count"]
        assert columns[1].label_for(width) == label
        assert len(label) <= width
