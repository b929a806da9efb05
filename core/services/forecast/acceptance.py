"""The acceptance of invitations: the rate with its uncertainty, and the share by days since the sending."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import pairwise
from math import log, sqrt

from core.views.forecast_view import Band, band_of

PRIOR = (37, 63)
"""Accepted and not accepted of a hundred invitations, as known before the workspace has invitations of its own."""
_CURVE = ((1 / 24, 0.21), (1.0, 0.63), (7.0, 0.88), (30.0, 0.99))
"""Days since the sending, and the share of those who accept that has done so (docs/provider.md)."""
_MIDDAY = 0.4
"""Days from an invitation to the end of its date, on average."""


@dataclass(frozen=True)
class Rate:
    """The part of invitations that is accepted."""

    n: int
    """Invitations older than 30 days on which it is based, beside the prior."""
    mean: float
    deviation: float


def rate_of(sent: int, accepted: int) -> Rate:
    """Return the rate from invitations older than 30 days, by a Beta distribution."""
    a, b = PRIOR[0] + accepted, PRIOR[1] + max(0, sent - accepted)
    n = a + b
    return Rate(sent, a / n, sqrt(a * b / (n * n * (n + 1))))


def accepted_within(days: float) -> float:
    """Return the share of those who accept that does so within a number of days after the sending."""
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
    """Return the expected acceptances of each coming date; those of `sent` before `first` were not accepted by then."""
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


def band(mean: float, rate: Rate) -> Band:
    """Return an expected number with its band: the spread of the number itself, and of the rate."""
    return band_of(mean, max(0.0, mean * (1 - rate.mean)), mean * rate.deviation / rate.mean)
