"""Conversion: accepted invitations as a share of those sent."""

from __future__ import annotations

import pytest

from core.rules.conversion import Conversion, conversion


def test_there_is_no_conversion_while_nothing_was_sent() -> None:
    assert conversion(0, 0) == Conversion(0, 0, None, None)


@pytest.mark.parametrize(
    ("sent", "accepted", "ratio", "good"),
    [
        (126, 58, 0.4603, True),
        (61, 19, 0.3115, False),
        (10, 4, 0.4, True),
        (5, 2, 0.4, True),
        (1000, 399, 0.399, False),
        (3, 0, 0.0, False),
        (7, 7, 1.0, True),
    ],
)
def test_conversion_is_good_from_40_percent(sent: int, accepted: int, ratio: float, good: bool) -> None:
    assert conversion(sent, accepted) == Conversion(sent, accepted, ratio, good)


def test_a_ratio_that_only_rounds_to_40_percent_is_not_good() -> None:
    found = conversion(100_001, 40_000)
    assert (found.ratio, found.good) == (0.4, False)
