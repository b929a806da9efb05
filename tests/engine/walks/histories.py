"""`python -m tests.engine.walks.histories [--seeds N]`: random lives of four campaigns, with faults on most days.

Each run of a life must account for its whole cohort, and each of its reasons must be true by the journal.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from random import Random
from typing import Any, Final
from unittest import mock

from core.config import ClockConfig, Config
from core.engine import bulkhead, runner
from core.rules.schedule import WEEKDAYS
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import StepDraft
from core.services.members import members
from core.services.queue import approvals
from core.store import migrate
from tests.engine.walks.run_reasons import false_reasons, fault, not_sent, runs_of
from tests.support import fresh_store
from tests.support.draft import FOLLOW_UP, WELCOME, slot
from tests.support.world import PARIS, SEED, START, World, at

SEEDS, DAYS = 20, 30
SENDERS: Final = {"acc-ada": "Ada Wong", "acc-ben": "Ben Ito"}
CAMPAIGNS = 4
GREETING = StepDraft("invitation", 0, {"en": "Hi {{ first_name }} of {{ company }}"})
DECIDES: Final = ("some", "none", "no")
"""Approval on some days: every other text, none, or every other text is rejected."""
FAULTS: Final[dict[str, Callable[[Random], tuple[str, dict[str, Any]]]]] = {
    "limit": lambda _: ("limit_exceeded", {"kind": "invite", "remaining": 1}),
    "resend": lambda chance: ("cannot_resend_yet", {"kind": "invite", "remaining": chance.choice((1, 2))}),
    "provider": lambda chance: ("network_down", {"account": "*", "hours": chance.choice((1, 4, 8))}),
    "unread": lambda chance: (
        chance.choice(("bad_record", "not_found")),
        {"kind": "profile", "hours": chance.choice((6, 30))},
    ),
    "refused": lambda _: ("invalid_parameters", {"kind": "invite", "hours": 13}),
    "doubts": lambda chance: ("timeout_after", {"kind": "invite", "remaining": chance.choice((1, 4, 7))}),
    "lost": lambda chance: ("timeout_before", {"remaining": chance.choice((1, 3))}),
    "gone": lambda _: ("invalid_recipient", {"kind": "invite", "remaining": 1}),
}
"""Faults of the network from 08:00 on: the fault's name, and its options, such as its length in hours."""
EVENTS: Final = (
    *("all", "all", *DECIDES, "stop", "down", "asleep", "pause", "pause all", "disconnected"),
    *FAULTS,
)


@dataclass
class Life:
    """A life: its world, the random choices, and the times at which an engine ran."""

    world: World
    chance: Random
    people: dict[int, int] = field(default_factory=dict)
    """Size of the source by campaign."""
    lacking: dict[int, int] = field(default_factory=dict)
    """People without the value that the text uses, by campaign."""
    engines: list[tuple[datetime, datetime]] = field(default_factory=list)
    events: Counter[str] = field(default_factory=Counter)

    def until(self, moment: datetime) -> None:
        """Let an engine run up to a moment."""
        begin = self.world.now
        self.world.until(moment)
        if self.engines and self.engines[-1][1] == begin:
            begin = self.engines.pop()[0]
        self.engines.append((begin, moment))

    def sleep(self, moment: datetime) -> None:
        """Let time pass up to a moment while an engine sleeps."""
        with self.world.engine() as context:
            self.world.skip_to(moment)
            runner.advance(context, self.world.now + timedelta(minutes=1))


def lived(world: World, seed: int, days: int) -> Life:
    """Return a life of some days, in a world without members yet."""
    life = Life(world, Random(seed))
    _furnish(life)
    for number in range(days):
        _live(life, (START + timedelta(days=number)).date().isoformat())
    return life


def faults(life: Life, told: Counter[str]) -> list[str]:
    """Return a sentence for each run with a remainder or a false reason; count the reasons of all runs."""
    found = []
    for campaign, people in life.people.items():
        for row in runs_of(life.world, campaign):
            told.update(not_sent(life.world, row))
            told.update(json.loads(row["short"]))
            wrong = fault(life.world, row, people, life.lacking[campaign])
            wrong = wrong or ", ".join(false_reasons(life.world, row, life.engines))
            if wrong:
                found.append(f"run {row['id']} of campaign {campaign} on {row['day']}: {wrong}; {row['data']}")
    return found


def _furnish(life: Life) -> None:
    """Make two members with two campaigns each, of random sizes, slots and modes of approval."""
    world, chance = life.world, life.chance
    for account, name in SENDERS.items():
        ramp, plan = chance.random() < 0.5, chance.choice(("premium", "basic"))
        world.member(name, account, day_cap=chance.choice((7, 12, 40)), ramp=ramp, plan=plan)
    for number in range(CAMPAIGNS):
        name, size = f"s{number}", chance.randint(20, 150)
        companies = ["" if place % 9 == 8 else "Acme" for place in range(size)]
        world.source(size, name, columns={"Company": companies}, scripted=False)
        starts = sorted(chance.sample((8, 11, 14), chance.randint(1, 2)))
        ident = world.campaign(
            name=name,
            source=name,
            sender=list(SENDERS)[number % len(SENDERS)],
            cohort=chance.randint(2, 10),
            slots=[slot(f"{hour:02}:{10 * number:02}", chance.choice((12, 60)), WEEKDAYS) for hour in starts],
            approval=chance.choice(("every-message", "off")),
            note_rule=chance.choice(("without", "hold")),
            steps=(GREETING, WELCOME, FOLLOW_UP),
        )
        life.people[int(ident)] = size
        life.lacking[int(ident)] = companies.count("")


def _live(life: Life, day: str) -> None:
    """Let a day pass with an event, and decide about texts in the evening."""
    world, chance = life.world, life.chance
    what, account = chance.choice(EVENTS), chance.choice(list(SENDERS))
    life.events[what] += 1
    evening = at(f"{day} 21:00")
    _begin(life, day, what, account)
    life.until(at(f"{day} 13:00"))
    campaign = str(chance.choice(list(life.people)))
    if what == "stop":
        lifecycle.stop(world.ws, campaign)
    life.until(evening)
    if what == "stop":
        lifecycle.start(world.ws, campaign)
    if what in ("pause", "pause all"):
        members.pause(world.ws, SENDERS[account] if what == "pause" else None, on=False)
    if what == "disconnected":
        world.sandbox.configure_account(account, status="ok")
    waiting = [entry.id for entry in world.queue() if entry.status == "pending"]
    if what not in DECIDES:
        world.approve()
    elif waiting and what == "some":
        approvals.approve(world.ws, waiting[::2])
    elif waiting and what == "no":
        approvals.reject(world.ws, waiting[::2])


def _begin(life: Life, day: str, what: str, account: str) -> None:
    """Let the day's event begin: before the first slot, between two, or inside one."""
    world, begins = life.world, at(f"{day} {life.chance.choice(('07:30', '08:20', '11:25'))}")
    if what == "down":
        world.skip_to(f"{day} 12:30")
    elif what == "asleep":
        life.until(at(f"{day} 08:05"))
        life.sleep(at(f"{day} 11:55"))
    elif what in ("pause", "pause all"):
        life.until(begins)
        members.pause(world.ws, SENDERS[account] if what == "pause" else None, on=True)
    elif what == "disconnected":
        life.until(begins)
        world.sandbox.configure_account(account, status="credentials")
    elif what in FAULTS:
        name, options = FAULTS[what](life.chance)
        start = at(f"{day} 08:00")
        hours = options.pop("hours", None)
        until = None if hours is None else start + timedelta(hours=hours)
        world.sandbox.fault(name, **{"account": account, "start": start, "until": until, **options})


def main() -> None:
    """Run the lives of some seeds and print a line for each; exit with 1 if a run has a remainder or a false reason."""
    parser = argparse.ArgumentParser(prog="python -m tests.engine.walks.histories")
    parser.add_argument("--seeds", type=int, default=SEEDS)
    parser.add_argument("--first", type=int, default=0, help="the first seed")
    parser.add_argument("--days", type=int, default=DAYS)
    options = parser.parse_args()
    wrong = 0
    told: Counter[str] = Counter()
    for seed in range(options.first, options.first + options.seeds):
        begun = time.monotonic()
        found, events = _of_seed(seed, options.days, told)
        wrong += len(found)
        days = ", ".join(f"{number} {what}" for what, number in events.most_common(6))
        sys.stdout.write(f"seed {seed}: {len(found)} faults; {days}; {time.monotonic() - begun:.0f} s\n")
        sys.stdout.write("".join(f"    {one}\n" for one in found))
        sys.stdout.flush()
    sys.stdout.write(", ".join(f"{code} {number}" for code, number in told.most_common()) + "\n")
    sys.exit(1 if wrong else 0)


def _of_seed(seed: int, days: int, told: Counter[str]) -> tuple[list[str], Counter[str]]:
    """Run the life of one seed in a temporary home; return its faults and its events."""
    held: list[str] = []

    def hold(_context: object, _find: object, error: Exception, *_rest: object) -> None:
        held.append(f"an unexpected error at {bulkhead.place_of(error)}: {error!r}")
        raise error

    with (
        tempfile.TemporaryDirectory(prefix="overture-life-") as folder,
        mock.patch.object(migrate, "_apply", fresh_store.apply_or_copy),
        mock.patch.object(bulkhead, "hold", hold),
    ):
        config = Config(clock=ClockConfig(START), time_zone=PARIS, seed=SEED)
        world = World(Path(folder), config, start=START, relation_lag=timedelta(0), durable=False)
        try:
            life = lived(world, seed, days)
            world.check()
            return [*held, *faults(life, told)], life.events
        finally:
            world.close()


if __name__ == "__main__":
    main()
