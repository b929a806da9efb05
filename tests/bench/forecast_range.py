"""`python -m tests.bench.forecast_range [--seeds N]`: how often the engine's days fall into the ranges of the forecast.

Each seed is a market of its own: its people are others, and the rate at which they accept is drawn from the spread that
the forecast assumes. The forecast is made before the first run. Then the engine runs for the forecast's days on the
sandbox, without faults, replies or approvals, as the forecast assumes.
"""

from __future__ import annotations

import argparse
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path
from random import Random
from unittest import mock

from core.config import ClockConfig, Config
from core.network.sandbox import behaviour
from core.rules.schedule import WEEKDAYS, local_date
from core.services.forecast.acceptance import PRIOR
from core.services.forecast.forecast import forecast
from core.store.fields import from_us
from core.views.forecast_view import Band, Forecast, ForecastDay, summed
from tests.support.draft import FOLLOW_UP, INVITATION, WELCOME, slot
from tests.support.world import PARIS, SEED, START, World

SEEDS, DAYS, CAMPAIGNS = 40, 30, 10
SENDERS = (("Ada Wong", "acc-ada"), ("Ben Ito", "acc-ben"), ("Cleo Marsh", "acc-cleo"))
PEOPLE = 200
"""People of each campaign's source: more than its cohorts take in the days, for all but the largest ones."""
LEAST, MOST = 0.7, 0.9
"""Bounds of the share of numbers that lie in their 80 % ranges, over some dozens of seeds."""
KINDS = ("accepted", "messages")
Key = tuple[int, date]
"""A campaign and a local date."""
PARTS: dict[str, Callable[[int, date], object]] = {
    "a campaign's day": lambda campaign, day: (campaign, day),
    "a day": lambda _campaign, day: day,
    "a campaign": lambda campaign, _day: campaign,
    "everything": lambda _campaign, _day: None,
}
"""The sums that a forecast shows, by name: numbers with the same key are added up."""


@dataclass
class Counts:
    """Counts of the forecast's ranges: all of them, and those in which the engine's real number lies."""

    held: Counter[str] = field(default_factory=Counter)
    all: Counter[str] = field(default_factory=Counter)

    def add(self, what: str, real: int, told: Band) -> None:
        """Count one number."""
        self.all[what] += 1
        self.held[what] += told.low <= real <= told.high

    def merge(self, other: Counts) -> None:
        """Add the numbers of another seed."""
        self.held.update(other.held)
        self.all.update(other.all)

    def share(self, what: str) -> float:
        """Return the share of the numbers that lie in their ranges."""
        return self.held[what] / self.all[what]


def lived(seed: int, *, campaigns: int = CAMPAIGNS, days: int = DAYS) -> tuple[Forecast, Mapping[str, Counter[Key]]]:
    """Return the forecast of a new market, and what the engine then did: by kind, campaign and date."""
    rate = Random(seed).betavariate(*PRIOR)
    quiet = mock.patch.multiple(behaviour, ACCEPTED=rate, REPLIED=0.0)
    with tempfile.TemporaryDirectory(prefix="overture-forecast-") as folder, quiet:
        config = Config(clock=ClockConfig(START), time_zone=PARIS, seed=SEED)
        world = World(Path(folder), config, start=START, relation_lag=timedelta(0), durable=False)
        try:
            _furnish(world, seed, campaigns)
            world.until(f"{START.date()} 20:00")
            view = forecast(world.ws, days=days)
            world.until(f"{START.date() + timedelta(days=days - 1)} 23:59")
            world.check()
            return view, _done(world)
        finally:
            world.close()


def _furnish(world: World, seed: int, campaigns: int) -> None:
    """Make campaigns of several sizes that need no approval, each with a source of its own."""
    for name, account in SENDERS[: max(1, campaigns // 3)]:
        world.member(name, account)
    for number in range(campaigns):
        name = f"market{seed}x{number}"
        world.source(PEOPLE, name, scripted=False)
        world.campaign(
            name=name,
            source=name,
            sender=SENDERS[number % max(1, campaigns // 3)][1],
            cohort=2 + number % 4,
            slots=[slot(f"{9 + number % 4:02}:{15 * (number % 4):02}", 60, WEEKDAYS[: 5 + number % 3])],
            approval="off",
            steps=(INVITATION, WELCOME, FOLLOW_UP),
        )


def _done(world: World) -> dict[str, Counter[Key]]:
    found: dict[str, Counter[Key]] = {"invitations": Counter(), "accepted": Counter(), "messages": Counter()}
    kinds = {"invitation": "invitations", "message": "messages"}
    for campaign, kind, at in world.sql(
        "SELECT campaign_id, kind, intent_at FROM delivery WHERE state = 'sent' AND kind <> 'withdrawal'"
    ):
        found[kinds[kind]][campaign, local_date(from_us(at), PARIS)] += 1
    for campaign, at in world.sql("SELECT campaign_id, accepted_at FROM outreach WHERE accepted_at IS NOT NULL"):
        found["accepted"][campaign, local_date(from_us(at), PARIS)] += 1
    return found


def compared(view: Forecast, done: Mapping[str, Counter[Key]]) -> Counts:
    """Compare each row of a forecast and its sums with what the engine did; invitations have no range."""
    counts = Counts()
    for name, which in PARTS.items():
        rows: dict[object, list[ForecastDay]] = {}
        for row in view.days:
            rows.setdefault(which(row.campaign_id, row.date), []).append(row)
        real = {kind: _by(done[kind], which) for kind in done}
        for key, some in rows.items():
            told = summed(some)
            sure = Band(told.invitations, told.invitations, told.invitations)
            for kind, band in (("invitations", sure), ("accepted", told.accepted), ("messages", told.messages)):
                counts.add(f"{kind} of {name}", real[kind][key], band)
    return counts


def _by(done: Counter[Key], which: Callable[[int, date], object]) -> Counter[object]:
    found: Counter[object] = Counter()
    for key, number in done.items():
        found[which(*key)] += number
    return found


def lines(counts: Counts) -> Iterator[str]:
    """Yield a line for each kind of number: how many there were, and the share that lay in its range."""
    for what in counts.all:
        yield f"{what:<34}{counts.all[what]:>8,}{counts.share(what):>9.1%}"


def main() -> None:
    """Run some seeds, print a line for each, then the shares; exit with 1 if too many sums lie outside their range."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench.forecast_range")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--days", type=int, default=DAYS)
    parser.add_argument("--campaigns", type=int, default=CAMPAIGNS)
    options = parser.parse_args()
    counts, begun = Counts(), time.monotonic()
    for seed in range(options.seeds):
        view, done = lived(seed, campaigns=options.campaigns, days=options.days)
        counts.merge(compared(view, done))
        whole = view.whole
        told = f"{whole.accepted.low:,} to {whole.accepted.high:,}"
        sys.stdout.write(
            f"seed {seed}: {whole.invitations:,} invitations foretold, {done['invitations'].total():,} sent; "
            f"{told} to accept, {done['accepted'].total():,} did; {whole.messages.low:,} to {whole.messages.high:,} "
            f"messages, {done['messages'].total():,} sent; {time.monotonic() - begun:.0f} s\n"
        )
        sys.stdout.flush()
    for line in lines(counts):
        sys.stdout.write(f"{line}\n")
    off = [f"{kind} of everything" for kind in KINDS if not LEAST <= counts.share(f"{kind} of everything") <= MOST]
    sys.exit(1 if off else 0)


if __name__ == "__main__":
    main()
