"""The short form of `make forecast-range`: the engine's days fall into the ranges of an earlier forecast."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping
from unittest import mock

from core.views import forecast_view
from core.views.forecast_view import Forecast
from tests.bench.forecast_range import LEAST, Counts, Key, compared, lived

SEEDS, DAYS, CAMPAIGNS = 3, 9, 2
TOO_NARROW = 0.1
"""Half the width of a range that is too narrow on purpose, in standard deviations: few sums may fall into it."""


def test_the_engine_falls_into_the_ranges_and_not_into_narrow_ones() -> None:
    days = [lived(seed, campaigns=CAMPAIGNS, days=DAYS) for seed in range(SEEDS)]
    found = _counted(days)
    for what in found.all:
        if what.startswith("invitations"):
            assert found.share(what) == 1, what
    assert found.share("accepted of a day") >= LEAST
    assert found.share("messages of a day") >= LEAST
    with mock.patch.object(forecast_view, "WIDTH", TOO_NARROW):
        assert _counted(days).share("accepted of a day") < LEAST


def _counted(days: list[tuple[Forecast, Mapping[str, Counter[Key]]]]) -> Counts:
    counts = Counts()
    for view, done in days:
        counts.merge(compared(view, done))
    return counts
