"""Limits in any course of events: no 168 hours, day or two minutes ever hold more sends than a member may make."""

from __future__ import annotations

from collections import Counter
from datetime import datetime, timedelta

from core.rules.limits import WEEK
from core.rules.schedule import local_date
from core.services.members import members
from core.store.fields import from_us
from tests.support import oracle
from tests.support.draft import INVITATION, WELCOME, slot
from tests.support.world import PARIS, World, Worlds, slugs

EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
HIGHEST_CAP = 40


def live(world: World, name: str, count: int) -> None:
    """Do one random thing."""
    if name == "days":
        world.until(world.now + timedelta(days=count))
    elif name == "hours paused":
        members.pause(world.ws, None, on=True)
        before = len(world.ledger())
        world.until(world.now + timedelta(hours=count))
        assert len(world.ledger()) == before
        members.pause(world.ws, None, on=False)
    elif name == "day cap":
        members.edit(world.ws, "acc-ada", day_cap=count)
    elif name == "by hand":
        world.invite_outside(*slugs(f"hand{len(world.foreign)}", count))
    elif name == "restart":
        world.reopen()
    else:
        world.sandbox.fault("cannot_resend_yet", kind="invite", remaining=1)


def most_known(world: World) -> int:
    """Return the most invitations in the 168 hours before one of Overture's; foreign ones count once read."""
    outside = {(entry.at, entry.person) for entry in world.foreign}
    ours = [entry.at for entry in world.ledger("invite") if (entry.at, entry.person) not in outside]
    known = [(from_us(at), from_us(seen)) for at, seen in world.sql("SELECT at, seen_at FROM foreign_invitation")]
    return max((_in_window(ours, known, moment) for moment in ours), default=0)


def _in_window(ours: list[datetime], known: list[tuple[datetime, datetime]], moment: datetime) -> int:
    start = moment - WEEK
    return sum(start < at <= moment for at in ours) + sum(start < at and seen < moment for at, seen in known)


# One life that meets every limit; with 40 a day, the week's 100 are reached on the third day.
LIFE = (
    ("day cap", 40),
    ("days", 2),
    ("by hand", 12),
    ("hours paused", 5),
    ("days", 2),
    ("restart", 0),
    ("days", 1),
    ("limit of the network", 0),
    ("day cap", 25),
    ("days", 3),
)


def test_no_window_is_ever_above_a_cap(worlds: Worlds) -> None:
    world = worlds()
    world.member(day_cap=HIGHEST_CAP)
    world.source(400)
    for name, hours in (("one", ("08:00", "14:00")), ("two", ("10:00", "17:30"))):
        slots = tuple(slot(start, 110, EVERY_DAY) for start in hours)
        world.campaign(name=name, cohort=20, approval="off", slots=slots, steps=(INVITATION, WELCOME))
    for name, count in LIFE:
        live(world, name, count)
    assert 90 <= most_known(world) <= 100
    ours = [entry for entry in world.ledger() if entry not in world.foreign]
    assert oracle.too_close(ours) == []
    days = Counter(local_date(entry.at, PARIS) for entry in ours if entry.kind == "invite")
    assert max(days.values(), default=0) <= HIGHEST_CAP
    assert oracle.people_twice(world.ledger()) == []
