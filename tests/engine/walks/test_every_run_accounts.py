"""Random histories: a run plans its whole cohort or gives reasons, each true by the journal of that moment."""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass, field
from random import Random
from typing import Any

import pytest

from core.rules.limits import HARD_WEEK, day_cap, ramped
from core.rules.schedule import WEEKDAYS, local_date
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import StepDraft
from core.services.members import members
from core.services.queue import approvals
from core.store.fields import from_us
from tests.support.draft import WELCOME, slot
from tests.support.world import PARIS, World

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
OPEN = {"queued", "pending", "approved", "scheduled", "sending", "in_doubt", "unresolved"}


@dataclass
class Before:
    """A campaign as the journal knew it just before one of its runs opened."""

    statuses: Counter[str] = field(default_factory=Counter)
    """Statuses of invitations."""
    today: int = 0
    """Invitations approved on the run's own date, and still approved."""
    drawn: int = 0


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
        for row in _runs(world, number_of):
            assert _fault(world, row, people, lacking[number_of]) == "", (seed, row)
            told.update(json.loads(row["short"]))
            for name, short in _wrong(json.loads(row["short"])).items():
                assert _fault(world, {**row, "short": json.dumps(short)}, people, lacking[number_of]), (name, row)
    assert set(told) >= FOUND[seed]


def _fault(world: World, row: Mapping[str, Any], people: int, lacking: int) -> str:
    """Return the fault in a run's reasons: people without one ("remainder"), or a code that the journal contradicts."""
    short = json.loads(row["short"])
    if row["cohort"] != row["planned"] + sum(short.values()):
        return "remainder"
    wrong = (
        code for code, number in short.items() if number < 1 or not _true(world, row, code, number, people, lacking)
    )
    return next(wrong, "")


def _wrong(short: dict[str, int]) -> dict[str, dict[str, int]]:
    """Return a run's reasons with one planted fault each: a person too many, one too few, a reason that never holds."""
    found = {"one too many": {**short, "source.low": short.get("source.low", 0) + 1}}
    for code, number in short.items():
        rest = {other: many for other, many in short.items() if other != code}
        found[f"one too few: {code}"] = {**rest, **({code: number - 1} if number > 1 else {})}
        found[f"another reason: {code}"] = {**rest, "key.refused": number}
    return found


def _live(world: World, chance: Random, campaigns: list[str], day: str) -> None:
    """Let a day pass, in which somebody approves, rejects, stops, pauses or does nothing, or no engine runs."""
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
    """Replay the journal up to the opening; the run's own changes come right before its row."""
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


def _true(world: World, row: Mapping[str, Any], code: str, number: int, size: int, lacking: int) -> bool:
    before, noted = _before(world, row), json.loads(row["data"])
    left = size - lacking - before.drawn
    most = {
        "approvals.wanting": before.statuses["pending"] + before.today,
        "profiles.unread": before.statuses["queued"],
        "text.wanting": lacking,
        "draw.behind": left,
    }
    if code in most:
        return number <= most[code]
    match code:
        case "source.low":
            return bool(left < row["cohort"])
        case "finished":
            return left == 0 and not any(before.statuses[status] for status in OPEN)
        case "share":
            return bool(noted["share"] < noted["want"])
        case "limit.day" | "limit.ramp" | "limit.week":
            return bool(number == noted["want"] - max(0, _limit(world, row, code)))
        case "slot.full":
            minutes = (row["closes"] - row["opened"]) // 60_000_000
            return bool(row["planned"] < noted["share"] and minutes <= 12)
        case "engine.down" | "late" | "stopped" | "member.paused":
            return bool(row["cause"] == code)
    return False


def _limit(world: World, row: Mapping[str, Any], code: str) -> int:
    """Return the invitations that a limit leaves as a run opens; below 0 for a limit that is exceeded."""
    if code == "limit.week":
        return HARD_WEEK - _used(world, row)
    cap = day_cap(_cap(world), "acc-ada", local_date(from_us(row["opened"]), PARIS))
    if code == "limit.ramp":
        cap = ramped(cap, _days_since_the_first(world, row))
    return cap - _used_that_day(world, row)


def _cap(world: World) -> int:
    return int(world.sql("SELECT day_cap FROM member")[0][0])


def _days_since_the_first(world: World, row: Mapping[str, Any]) -> int:
    """Return the local days since the first invitation; 0 before it."""
    opened = row["opened"]
    ((first,),) = world.sql("SELECT min(invited_at) FROM outreach WHERE invited_at <= ?", opened)
    days = [local_date(from_us(at), PARIS) for at in (opened, opened if first is None else first)]
    return (days[0] - days[1]).days


def _used_that_day(world: World, row: Mapping[str, Any]) -> int:
    """Count the day's send times that earlier runs gave, except those that were given back before this opening."""
    return _used(world, row, "AND r.local_date = ?", row["day"])


def _used(world: World, row: Mapping[str, Any], which: str = "", *values: object) -> int:
    """Count the send times that earlier runs gave and did not take back. All of them are within the 168 hours."""
    ((used,),) = world.sql(
        "SELECT count(*) FROM booking b JOIN run r ON r.id = b.run_id WHERE b.kind = 'invitation'"
        f" AND r.id < ? AND NOT (b.state = 'not_sent' AND b.settled_at <= ?) {which}",
        row["id"],
        row["opened"],
        *values,
    )
    return int(used)
