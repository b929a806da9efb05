"""The acceptance of invitations: the rate with its uncertainty, and how acceptances spread over the following days."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import log, sqrt

from core.views.forecast_view import Band, band_of

PRIOR = (37, 63)
"""The usual result of a hundred invitations, (accepted, not accepted): the prior before the workspace has its own."""
_CURVE = ((1 / 24, 0.21), (1.0, 0.63), (7.0, 0.88), (30.0, 0.99))
"""(Days since the sending, share of all later acceptances that have come by then); see docs/provider.md."""
_MIDDAY = 0.4
"""Average number of days from an invitation to the end of its local date."""


@dataclass(frozen=True)
class Rate:
    """The rate of acceptance: its mean and its standard deviation."""

    n: int
    """Number of invitations older than 30 days on which the rate is based, besides the prior."""
    mean: float
    deviation: float


def rate_of(sent: int, accepted: int) -> Rate:
    """Return the rate (a Beta distribution) from the numbers of invitations older than 30 days and of acceptances."""
    a, b = PRIOR[0] + accepted, PRIOR[1] + max(0, sent - accepted)
    n = a + b
    return Rate(sent, a / n, sqrt(a * b / (n * n * (n + 1))))


def accepted_within(days: float) -> float:
    """Return the share of all acceptances that come within a number of days after the sending."""
    if days <= 0:
        return 0.0
    first, last = _CURVE[0], _CURVE[-1]
    if days <= first[0]:
        return first[1] * days / first[0]
    for (before, low), (after, high) in pairwise(_CURVE):
        if days <= after:
            return low + (high - low) * (log(days) - log(before)) / (log(after) - log(before))
    return min(1.0, last[1])


def accepted_by_day(sent: Mapping[date, float], first: date, days: int, rate: Rate) -> dict[date, float]:
    """Return the expected acceptances of each coming date.

    `sent` has the invitations by local date; those from before `first` are the ones that were not accepted by then.
    """
    found = {first + timedelta(days=ahead): 0.0 for ahead in range(days)}
    for day, number in sent.items():
        until = accepted_within((first - day).days - 1 + _MIDDAY) if day < first else 0.0
        still = 1 - rate.mean * until
        for ahead in range(max(0, (first - day).days), (first - day).days + days):
            at = day + timedelta(days=ahead)
            if at in found:
                part = accepted_within(ahead + _MIDDAY) - (accepted_within(ahead - 1 + _MIDDAY) if ahead else 0.0)
                found[at] += number * rate.mean * part / still
    return found


def band(mean: float, rate: Rate, pairs: float = 0.0) -> Band:
    """Return an expected number with its range, from the variance of the number and the uncertainty of the rate.

    `pairs` is the expected number of pairs of a message of this row and an earlier message to the same person. Both
    depend on one acceptance, so each pair adds twice its covariance to a sum of the two rows.
    """
    by_chance = 1 - rate.mean
    return band_of(mean, max(0.0, mean * by_chance), mean * rate.deviation / rate.mean, 2 * pairs * by_chance)
