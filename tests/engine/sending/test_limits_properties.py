"""A member's limits hold in any course of events, counted from the network's ledger."""

from __future__ import annotations

from collections import Counter
from datetime import date, datetime, timedelta
from fractions import Fraction
from typing import Any
from zoneinfo import ZoneInfo

from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from core.rules.limits import day_cap
from core.services.campaigns import lifecycle
from core.services.members import members
from core.store.fields import from_us
from tests.support import oracle
from tests.support.budget import budget
from tests.support.draft import INVITATION, slot
from tests.support.oracle import WEEK, Entry
from tests.support.world import PARIS, World, Worlds, slugs

EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
FIRST_REST, LONGEST_REST = timedelta(hours=6), timedelta(hours=72)
MOVES = st.one_of(
    st.tuples(st.just("days"), st.integers(1, 3)),
    st.tuples(st.just("hours"), st.integers(1, 20)),
    st.tuples(st.just("away"), st.sampled_from([1, 3, 31])),  # days without an engine
    st.tuples(st.just("cap"), st.integers(1, 40)),
    st.tuples(st.just("by hand"), st.integers(1, 15)),
    st.tuples(st.sampled_from(["limit", "lost", "restart", "paused", "stopped"]), st.integers(1, 2)),
)
STARTS = st.fixed_dictionaries(
    {"ramp": st.booleans(), "plan": st.sampled_from(["basic", "premium"]), "outside": st.sampled_from([0, 60, 95])}
)


class Member:
    """A world with one member and two campaigns, and the settings in force there."""

    def __init__(self, world: World, start: dict[str, Any]) -> None:
        self.world, self.ramp, self.basic = world, start["ramp"], start["plan"] == "basic"
        self.caps: dict[date, int] = {}
        self.cap = 40
        self.limited = False
        world.member(day_cap=self.cap, ramp=self.ramp, plan=start["plan"])
        self.campaigns = [self._campaign("one", "without", "08:00"), self._campaign("two", "hold", "15:30")]
        if start["outside"]:
            world.invite_outside(*slugs("first", start["outside"]))

    def _campaign(self, name: str, rule: str, begin: str) -> str:
        self.world.source(160, name)
        slots = (slot(begin, 235, EVERY_DAY),)
        return self.world.campaign(
            name=name, source=name, cohort=25, approval="off", note_rule=rule, slots=slots, steps=(INVITATION,)
        )

    def live(self, until: datetime) -> None:
        """Let time pass, and record the highest daily limit in force on each local date."""
        while self.world.now < until:
            self._remember()
            self.world.until(min(until, self.world.now + timedelta(hours=8)))
        self._remember()

    def _remember(self) -> None:
        day = local(self.world.now)
        self.caps[day] = max(self.cap, self.caps.get(day, 0))

    def meet(self, what: str, count: int) -> None:
        """Do one random thing."""
        world = self.world
        if what in ("days", "hours"):
            self.live(world.now + timedelta(**{what: count}))
        elif what == "away":
            world.skip_to(world.now + timedelta(days=count))
        elif what == "cap":
            self._remember()
            self.cap = count
            members.edit(world.ws, "acc-ada", day_cap=count)
            self._remember()
        elif what == "by hand":
            world.invite_outside(*slugs(f"hand{len(world.foreign)}", count))
        elif what == "restart":
            world.reopen()
        elif what == "paused":
            members.pause(world.ws, "acc-ada", on=True)
            before = len(world.ledger())
            self.live(world.now + timedelta(hours=7 * count))
            assert len(world.ledger()) == before
            members.pause(world.ws, "acc-ada", on=False)
        elif what == "stopped":
            lifecycle.stop(world.ws, self.campaigns[0])
            self.live(world.now + timedelta(hours=5))
            lifecycle.start(world.ws, self.campaigns[0])
        else:
            fault = {"limit": "cannot_resend_yet", "lost": "timeout_after"}[what]
            world.sandbox.fault(fault, kind="invite", remaining=count)
            self.limited |= what == "limit"

    # -- what must hold, from the ledger alone

    @property
    def ours(self) -> list[Entry]:
        return [entry for entry in self.world.ledger("invite") if entry not in self.world.foreign]

    def check(self) -> None:
        entries = self.ours
        assert oracle.too_close(entries) == []
        assert oracle.people_twice(self.world.ledger()) == []
        self._check_weeks(entries)
        self._check_days(entries)
        self._check_notes(entries)
        self._check_rests(entries)

    def _check_weeks(self, entries: list[Entry]) -> None:
        """Check that Overture sent no invitation while a hundred others of the last 168 hours were known."""
        known = [
            (from_us(at), from_us(seen)) for at, seen in self.world.sql("SELECT at, seen_at FROM foreign_invitation")
        ]
        for entry in entries:
            begin = entry.at - WEEK
            inside = sum(begin < other.at <= entry.at for other in entries)
            assert inside + sum(begin < at and seen < entry.at for at, seen in known) <= 100

    def _check_days(self, entries: list[Entry]) -> None:
        days = Counter(local(entry.at) for entry in entries)
        for day, count in days.items():
            base = day_cap(self.caps[day], "acc-ada", day)
            assert count <= base, day
            if self.ramp:
                share = Fraction(1, 5) + Fraction(4, 5) * Fraction(min(13, self._stretch(days, day)), 13)
                assert count <= max(1, int(base * share)), day

    @staticmethod
    def _stretch(days: Counter[date], day: date) -> int:
        """Return the days since the first send after the last 30 days without a send."""
        first = day
        for before in sorted((other for other in days if other < day), reverse=True):
            if (first - before).days >= 30:
                break
            first = before
        return (day - first).days

    def _check_notes(self, entries: list[Entry]) -> None:
        months = Counter((local(entry.at).year, local(entry.at).month) for entry in entries if entry.text)
        if self.basic:
            assert max(months.values(), default=0) <= 5
        if not self.limited:  # the network never had to say no: we knew
            assert self.world.sql("SELECT count(*) FROM journal WHERE kind = 'limit.network'") == [(0,)]

    def _check_rests(self, entries: list[Entry]) -> None:
        """Check the rest after each limit answer: 6 h, doubled by each further limit answer until a send succeeds."""
        rest, before = FIRST_REST, None
        answers = self.world.sql("SELECT at FROM journal WHERE kind = 'limit.network' ORDER BY id")
        for at in (from_us(moment) for (moment,) in answers):
            success = before is None or any(before < entry.at < at for entry in entries)
            rest = FIRST_REST if success else min(LONGEST_REST, 2 * rest)
            assert not [entry for entry in entries if at <= entry.at < at + rest], at
            before = at


def local(moment: datetime) -> date:
    """Return the member's local date."""
    return moment.astimezone(ZoneInfo(PARIS)).date()


@example(  # two limit answers in a row, a restart between them, and a third after a success
    start={"ramp": False, "plan": "premium", "outside": 0},
    moves=[("hours", 5), ("limit", 2), ("hours", 9), ("restart", 1), ("days", 2), ("limit", 1), ("days", 1)],
)
@example(  # more notes than a month has, by both rules
    start={"ramp": False, "plan": "basic", "outside": 0}, moves=[("hours", 20), ("restart", 1), ("days", 1)]
)
@example(  # 31 days without a send, then a ramp anew
    start={"ramp": True, "plan": "premium", "outside": 60}, moves=[("days", 1), ("away", 31), ("days", 1), ("lost", 2)]
)
@settings(
    max_examples=budget(1, 30),
    derandomize=True,
    deadline=None,
    database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)
@given(start=STARTS, moves=st.lists(MOVES, min_size=4, max_size=7))
def test_limits_hold_whatever_happens(worlds: Worlds, start: dict[str, Any], moves: list[tuple[str, int]]) -> None:
    world = worlds()
    member = Member(world, start)
    member.live(world.now + timedelta(days=2))
    for what, count in moves:
        member.meet(what, count)
    member.live(world.now + timedelta(days=2))
    member.check()
    world.close()
