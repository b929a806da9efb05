"""Random histories: a run plans its whole cohort or gives reasons, each true by the journal of that moment."""

from __future__ import annotations

import json
from collections import Counter
from random import Random

import pytest

from core.rules.schedule import WEEKDAYS
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import StepDraft
from core.services.members import members
from core.services.queue import approvals
from tests.engine.walks.histories import faults, lived
from tests.engine.walks.run_reasons import fault, runs_of, wrong
from tests.support.budget import budget
from tests.support.draft import WELCOME, slot
from tests.support.world import World

DAYS = 7
SMALL, FULL = 1, 3
"""Seeds: one with a list that is soon used up, one with a member who reaches the week's limit."""
FOUND = {
    0: {"draw.behind", "limit.ramp", "share", "text.wanting"},
    SMALL: {"finished"},
    FULL: {"limit.day", "limit.week"},
    7: {"approvals.wanting", "engine.down", "slot.full", "source.low"},
}
"""Reasons that must occur in each seed's history, so that the walk tests them."""
GREETING = StepDraft("invitation", 0, {"en": "Hi {{ first_name }} of {{ company }}"})


@pytest.mark.parametrize("seed", FOUND)
def test_no_run_leaves_a_remainder_and_no_reason_is_false(world: World, seed: int) -> None:
    chance = Random(seed)
    world.member(day_cap=40 if seed == FULL else chance.choice((7, 12, 40)), ramp=seed % 2 == 0)
    most = {SMALL: 8, FULL: 120}.get(seed)
    sizes = {f"s{index}": most or chance.randint(8, 40) for index in range(2)}
    campaigns, lacking = {}, {}
    for index, (name, size) in enumerate(sizes.items()):
        companies = ["" if most is None and place % 4 == 3 else "Acme" for place in range(size)]
        world.source(size, name, columns={"Company": companies})
        starts = chance.sample(("08:00", "11:00", "14:00"), 2 if seed == FULL else chance.randint(1, 2))
        minutes = [60 if seed == FULL else chance.choice((12, 60)) for _ in starts]
        slots = [
            slot(f"{start[:2]}:{20 * index:02}", minutes[place], WEEKDAYS) for place, start in enumerate(sorted(starts))
        ]
        ident = world.campaign(
            name=name,
            source=name,
            cohort=10 if most else chance.randint(3, 10),
            slots=slots,
            approval="off" if most else chance.choice(("every-message", "off")),
            steps=(GREETING, WELCOME),
        )
        campaigns[int(ident)] = size
        lacking[int(ident)] = companies.count("")
    for day in range(5, 5 + DAYS):
        _live(world, chance, [str(ident) for ident in campaigns], f"2026-01-{day:02}")
    world.check()
    told: Counter[str] = Counter()
    for number_of, people in campaigns.items():
        for row in runs_of(world, number_of):
            assert fault(world, row, people, lacking[number_of]) == "", (seed, row)
            told.update(json.loads(row["short"]))
            for name, short in wrong(json.loads(row["short"])).items():
                assert fault(world, {**row, "short": json.dumps(short)}, people, lacking[number_of]), (name, row)
    assert set(told) >= FOUND[seed]


def _live(world: World, chance: Random, campaigns: list[str], day: str) -> None:
    """Let a day pass on which somebody approves, rejects, stops, pauses or does nothing, or on which no engine runs."""
    what = chance.choice(("all", "all", "some", "none", "no", "stop", "down", "pause"))
    if what == "down":
        world.skip_to(f"{day} 12:30")
    if what == "pause":
        members.pause(world.ws, "Ada Wong", on=True)
    world.until(f"{day} 13:00")
    if what == "stop":
        lifecycle.stop(world.ws, campaigns[0])
    world.until(f"{day} 21:00")
    if what == "stop":
        lifecycle.start(world.ws, campaigns[0])
    if what == "pause":
        members.pause(world.ws, "Ada Wong", on=False)
    waiting = [entry.id for entry in world.queue() if entry.status == "pending"]
    if what in ("all", "stop", "down", "pause"):
        world.approve()
    elif waiting and what == "some":
        approvals.approve(world.ws, waiting[::2])
    elif waiting and what == "no":
        approvals.reject(world.ws, waiting[::2])


@pytest.mark.sqlite_only("the histories above run on both stores")
@pytest.mark.parametrize("seed", range(budget(1, 20)))
def test_nor_does_a_life_with_faults_of_the_network(world: World, seed: int) -> None:
    life = lived(world, seed, budget(8, 30))
    world.check()
    told: Counter[str] = Counter()
    assert faults(life, told) == []
    assert told
