"""Random histories: every run's cohort is planned or short, and each reason is true by the journal of that moment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from core.rules.limits import day_cap
from core.rules.schedule import WEEKDAYS, local_date
from core.services.campaigns import lifecycle
from core.services.queue import approvals
from core.store.fields import from_us
from tests.support.draft import INVITATION, WELCOME, slot
from tests.support.world import PARIS, World

DAYS = 7
OPEN = {"queued", "pending", "approved", "scheduled", "sending", "in_doubt", "unresolved"}


@dataclass
class Before:
    """A campaign as the journal knew it just before one of its runs opened."""

    statuses: Counter[str] = field(default_factory=Counter)
    """Statuses of invitations."""
    today: int = 0
    """Invitations approved on the run's own date, and still approved."""
    drawn: int = 0


@pytest.mark.parametrize("seed", range(3))
def test_no_run_leaves_a_remainder_and_no_reason_is_false(world: World, seed: int) -> None:
    chance = Random(seed)
    world.member(day_cap=chance.choice((7, 12, 40)))
    sizes = {f"s{index}": chance.randint(8, 40) for index in range(2)}
    campaigns = {}
    for index, (name, size) in enumerate(sizes.items()):
        world.source(size, name)
        starts = chance.sample(("08:00", "11:00", "14:00"), chance.randint(1, 2))
        slots = [slot(f"{start[:2]}:{20 * index:02}", chance.choice((12, 60)), WEEKDAYS) for start in sorted(starts)]
        ident = world.campaign(
            name=name,
            source=name,
            cohort=chance.randint(3, 10),
            slots=slots,
            approval=chance.choice(("every-message", "off")),
            steps=(INVITATION, WELCOME),
        )
        campaigns[int(ident)] = size
    for day in range(5, 5 + DAYS):
        _live(world, chance, [str(ident) for ident in campaigns], f"2026-01-{day:02}")
    world.check()
    told: Counter[str] = Counter()
    for number_of, people in campaigns.items():
        for row in _runs(world, number_of):
            short = json.loads(row["short"])
            assert row["cohort"] == row["planned"] + sum(short.values()), row
            for code, number in short.items():
                assert number > 0
                assert _true(world, row, code, number, people), (seed, code, number, row)
            told.update(short)
    assert told, "a history in which nothing is short tests nothing"


def _live(world: World, chance: Random, campaigns: list[str], day: str) -> None:
    """Let a day pass, in which somebody approves, rejects, stops or does nothing, or no engine runs."""
    what = chance.choice(("all", "all", "some", "none", "no", "stop", "down"))
    if what == "down":
        world.skip_to(f"{day} 12:30")
    world.until(f"{day} 13:00")
    if what == "stop":
        lifecycle.stop(world.ws, campaigns[0])
    world.until(f"{day} 21:00")
    if what == "stop":
        lifecycle.start(world.ws, campaigns[0])
    waiting = [entry.id for entry in world.queue() if entry.status == "pending"]
    if what in ("all", "stop", "down"):
        world.approve()
    elif waiting and what == "some":
        approvals.approve(world.ws, waiting[::2])
    elif waiting and what == "no":
        approvals.reject(world.ws, waiting[::2])


def _runs(world: World, campaign: int) -> list[dict[str, Any]]:
    names = ("id", "day", "opened", "closes", "cohort", "short", "cause", "planned", "noted", "data")
    found = world.sql(
        "SELECT r.id, r.local_date, r.opened_at, r.closes_at, r.cohort, r.short, r.cause, (SELECT count(*) FROM"
        " booking b WHERE b.run_id = r.id AND b.kind = 'invitation'), j.id, j.data FROM run r JOIN journal j ON"
        " j.run_id = r.id AND (j.kind = 'run.opened' OR j.code = 'run.missed') WHERE r.campaign_id = ? ORDER BY r.id",
        campaign,
    )
    return [{**dict(zip(names, row, strict=True)), "campaign": campaign} for row in found]


def _before(world: World, row: Mapping[str, Any]) -> Before:
    """Replay the journal up to the opening; what the run itself did comes right before its own row."""
    standing: dict[int, str] = {}
    approved: dict[int, str] = {}
    for outreach, at, data in world.sql(
        "SELECT outreach_id, at, data FROM journal WHERE campaign_id = ? AND id < ? AND step = 0 AND at < ?"
        " AND data LIKE '%\"to\":%' ORDER BY id",
        row["campaign"],
        row["noted"],
        row["opened"],
    ):
        standing[outreach] = json.loads(data)["to"]
        approved[outreach] = local_date(from_us(at), PARIS).isoformat()
    late = sum(status == "approved" and approved[key] == row["day"] for key, status in standing.items())
    return Before(Counter(standing.values()), late, len(standing))


def _true(world: World, row: Mapping[str, Any], code: str, number: int, size: int) -> bool:
    before, noted = _before(world, row), json.loads(row["data"])
    left = size - before.drawn
    match code:
        case "approvals.wanting":
            return number <= before.statuses["pending"] + before.today
        case "profiles.unread":
            return number <= before.statuses["queued"]
        case "draw.behind":
            return number <= left
        case "source.low":
            return bool(left < row["cohort"])
        case "finished":
            return left == 0 and not any(before.statuses[status] for status in OPEN)
        case "share":
            return bool(noted["share"] < noted["want"])
        case "limit.day":
            cap = day_cap(_cap(world), "acc-ada", local_date(from_us(row["opened"]), PARIS))
            return bool(number == noted["want"] - max(0, cap - _used_that_day(world, row)))
        case "slot.full":
            minutes = (row["closes"] - row["opened"]) // 60_000_000
            return bool(row["planned"] < noted["share"] and minutes <= 12)
        case "engine.down" | "late" | "stopped":
            return bool(row["cause"] == code)
    return False


def _cap(world: World) -> int:
    return int(world.sql("SELECT day_cap FROM member")[0][0])


def _used_that_day(world: World, row: Mapping[str, Any]) -> int:
    """Count the day's send times that earlier runs gave, but for those that were given back before this opening."""
    ((used,),) = world.sql(
        "SELECT count(*) FROM booking b JOIN run r ON r.id = b.run_id WHERE b.kind = 'invitation' AND r.local_date = ?"
        " AND r.id < ? AND NOT (b.state = 'not_sent' AND b.settled_at <= ?)",
        row["day"],
        row["id"],
        row["opened"],
    )
    return int(used)
