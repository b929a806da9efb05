"""Silent campaigns: consecutive runs planned or drew people and sent nothing; since when, and the commonest reason."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby, takewhile

from core.store.database import Reading
from core.store.fields import from_us
from core.store.views import silences as closed_runs
from core.store.views.silences import LAST_RUNS, ClosedRun

WARNING_FROM = 2
"""Consecutive silent runs from which on a campaign gets a warning."""
ERROR_FROM = LAST_RUNS


@dataclass(frozen=True)
class Silence:
    """Consecutive closed runs, up to the last one, that planned or drew people and sent nothing."""

    runs: int
    """Number of silent runs, at most `ERROR_FROM`."""
    first: datetime
    """Time at which the earliest of these runs opened, UTC."""
    last: datetime
    """Time at which the last of these runs closed, UTC."""
    reason: str
    """The code of the reason that holds back most people of these runs."""
    people: int
    """The number of people to whom the reason applies."""


def silences(store: Reading) -> dict[int, Silence]:
    """Return the silent campaigns, with two statements for any number of them."""
    silent: dict[int, list[ClosedRun]] = {}
    for campaign, found in groupby(closed_runs.last_runs(store), key=lambda run: run.campaign):
        runs = list(takewhile(lambda run: run.wanted and not run.sent, found))
        if len(runs) >= WARNING_FROM:
            silent[campaign] = runs
    if not silent:
        return {}
    reasons = _reasons(store, (run.id for runs in silent.values() for run in runs))
    result: dict[int, Silence] = {}
    for campaign, runs in silent.items():
        if reasons.get(campaign):  # without a reason, all people still wait for their run
            reason, people = reasons[campaign].most_common(1)[0]
            result[campaign] = Silence(
                len(runs), from_us(runs[-1].opens_at), from_us(runs[0].closes_at), reason, people
            )
    return result


def _reasons(store: Reading, runs: Iterable[int]) -> dict[int, Counter[str]]:
    found: dict[int, Counter[str]] = {}
    for campaign, reason, count in closed_runs.reasons(store, runs):
        found.setdefault(campaign, Counter())[reason] += count
    return found
