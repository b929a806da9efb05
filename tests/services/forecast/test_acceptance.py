"""Four of five results lie in a forecast's range, for acceptances and for the messages that follow them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from random import Random

import pytest

from core.rules.schedule import WEEKDAYS
from core.services.forecast.acceptance import PRIOR, accepted_by_day, accepted_within, band, rate_of
from core.services.forecast.forecast import forecast
from core.views.forecast_view import ForecastDay, summed, together
from tests.support.draft import FOLLOW_UP, INVITATION, WELCOME, slot
from tests.support.world import World

TRIALS = 200
MARKETS = 400
"""Simulated markets, each with a rate of acceptance of its own."""


def test_the_band_holds_four_results_of_five() -> None:
    """Each trial draws a rate of acceptance from the distribution that the band assumes, and sends 300 invitations."""
    chance = Random(1)
    rate = rate_of(0, 0)
    inside = 0
    for _ in range(400):
        real = chance.betavariate(*PRIOR)
        found = sum(chance.random() < real for _ in range(300))
        expected = band(300 * rate.mean, rate)
        inside += expected.low <= found <= expected.high
    assert 0.7 <= inside / 400 <= 0.9


def test_the_band_of_a_sum_holds_four_results_of_five() -> None:
    """The days of ten campaigns are summed; in each trial all of them share one random rate of acceptance."""
    start, days, rate = date(2026, 1, 5), 30, rate_of(0, 0)
    plans = [{start + timedelta(days=ahead): 2.0 + number % 3 for ahead in range(days)} for number in range(10)]
    rows = [band(mean, rate) for plan in plans for mean in accepted_by_day(plan, start, days, rate).values()]
    expected = together(tuple(rows), several_dates=True)
    chances = [accepted_within(days - 1 - ahead + 0.4) for ahead in range(days)]
    inside = 0
    for seed in range(TRIALS):
        chance = Random(seed)
        real = chance.betavariate(*PRIOR)
        found = sum(chance.random() < real * part for part in chances for _ in range(len(plans) * 3 - 1))
        inside += expected.low <= found <= expected.high
    assert 0.7 <= inside / TRIALS <= 0.9, (expected, inside)


def test_acceptances_come_by_the_curve() -> None:
    day = date(2026, 1, 5)
    rate = rate_of(100, 20)
    assert rate.mean == pytest.approx(57 / 200)
    found = accepted_by_day({day: 10.0}, day, 60, rate)
    assert sum(found.values()) == pytest.approx(10 * rate.mean * accepted_within(59.4))
    assert found[day] > found[day + timedelta(days=1)] > found[day + timedelta(days=8)]
    late = accepted_by_day({day: 10.0}, day + timedelta(days=10), 50, rate)
    assert sum(late.values()) < sum(found[day + timedelta(days=number)] for number in range(10, 60)) / 0.7


def test_the_range_of_a_campaigns_messages_holds_four_results_of_five(world: World) -> None:
    """Each acceptance brings a welcome and a follow-up, so their numbers rise and fall together."""
    world.member()
    world.source(120)
    world.campaign(
        cohort=5, approval="off", steps=(INVITATION, WELCOME, FOLLOW_UP), slots=[slot("09:00", 60, WEEKDAYS)]
    )
    world.until("2026-01-05 20:00")
    rows = forecast(world.ws, days=30).days
    expected = summed(rows).messages
    inside = 0
    for seed in range(MARKETS):
        found = _messages(rows, Random(seed))
        inside += expected.low <= found <= expected.high
    assert 0.77 <= inside / MARKETS <= 0.86, (expected, inside / MARKETS)


def _messages(rows: Sequence[ForecastDay], chance: Random) -> int:
    """Return the messages that one market receives by the last day, with a run on each day."""
    rate = chance.betavariate(*PRIOR)
    last = rows[-1].date
    found = 0
    for row in rows:
        for _ in range(row.invitations):
            if chance.random() < rate:
                at = row.date + timedelta(days=_delay(chance.random()) + WELCOME.after_days)
                found += (at <= last) + (at + timedelta(days=FOLLOW_UP.after_days) <= last)
    return found


def _delay(share: float) -> int:
    """Return the days after an invitation by which this share of all acceptances has come."""
    return next((days for days in range(60) if accepted_within(days + 0.4) >= share), 60)
