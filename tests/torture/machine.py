"""A random walk over everything that happens to a workspace: the real store and the real engine, step by step.

The oracles stand outside: what the network carried out, what was approved, and the slots as they were written down.
"""

from __future__ import annotations

import copy
import dataclasses
import shutil
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant, rule, run_state_machine_as_test

from core.engine import engine as engines
from core.engine import handover
from core.engine.guard import EpochLostError
from core.errors import EngineElsewhereError
from core.services import approvals, audience, backup, campaigns, members
from core.services.campaign_draft import CampaignDraft, SlotDraft, StepDraft
from core.store import agenda
from core.store.fields import from_us
from tests.support.draft import draft, slot
from tests.torture import oracle, settled
from tests.torture.life import Life, Times
from tests.torture.line import Line
from tests.torture.network import Network, Write, strangers
from tests.torture.oracle import Window, Wrong, told, words
from tests.torture.provider import FAULTS

ACCOUNT = "acc-ada"
Mutant = Callable[[], AbstractContextManager[object]]
CAP = 7
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
BY_HAND = 90
"""Invitations that the member sent by hand in the days before: the hundred of a week is near from the start."""
SCENES = {
    "Europe/Paris": (datetime(2026, 3, 26, 6, tzinfo=UTC), "02:15"),
    "Australia/Lord_Howe": (datetime(2026, 4, 2, 0, tzinfo=UTC), "01:45"),
    "America/New_York": (datetime(2026, 10, 29, 12, tzinfo=UTC), "01:20"),
}
"""Zones, each a few days before a change of its clocks, and the start of a slot that the change meets."""
SLOTS: tuple[tuple[SlotDraft, ...], ...] = (
    (slot("09:00", 90, EVERY_DAY),),
    (slot("09:00", 40, EVERY_DAY), slot("16:30", 60, EVERY_DAY)),
    (slot("23:30", 60, EVERY_DAY),),
    (slot("02:00", 120, EVERY_DAY), slot("12:00", 45, EVERY_DAY)),
)
FIRST = 12
"""People in the source at the start."""


@dataclass
class Known:
    """What the people at the keyboard know: their approvals, slots, and whom they stopped or paused."""

    approved: dict[tuple[str, str, int], str] = field(default_factory=dict)
    windows: dict[str, list[Window]] = field(default_factory=dict)
    paused: bool = False
    stopped: set[str] = field(default_factory=set)
    blocked: set[str] = field(default_factory=set)
    cap: int = CAP


class Scene:
    """The workspace on the evening of its first day, made once for a zone and copied for each example."""

    def __init__(self, folder: Path, zone: str) -> None:
        self.folder = folder
        self.zone = zone
        created, self.night = SCENES[zone]
        self.times = Times(created)
        self.network = Network((ACCOUNT,), self.times.linkedin, lambda: self.times.wall)
        strangers(self.network, ACCOUNT, "before", BY_HAND, ago=timedelta(hours=30))
        self.known = Known()
        life = Life(folder, self.network, self.times, zone, created)
        life.begin()
        try:
            self._arrange(life)
        finally:
            life.end()

    def _arrange(self, life: Life) -> None:
        ws = life.ws
        members.add(ws, "Ada Wong", ACCOUNT, plan="premium", ramp=False, day_cap=CAP)
        path = self.folder / "people.csv"
        path.write_text(people(range(FIRST)))
        audience.import_file(ws, path, "people")
        for tag, plan in self.plans().items():
            campaigns.start(ws, str(campaigns.create(ws, plan)))
            self.known.windows[tag] = windows_of(plan, self.zone, self.times.wall, first=1)
        life.live(timedelta(hours=34))

    def plans(self) -> dict[str, CampaignDraft]:
        """One campaign that asks about every text, and one that asks about none, in the night of the change."""
        night = (slot(self.night, 60, EVERY_DAY),)
        return {
            "alpha": draft(name="alpha", zone=self.zone, cohort=4, slots=SLOTS[0], steps=steps("alpha", 0)),
            "beta": draft(
                name="beta", zone=self.zone, cohort=2, slots=night, steps=steps("beta", 0), approval="off"
            ),
        }


def steps(tag: str, edit: int) -> tuple[StepDraft, ...]:
    """An invitation, a welcome and a follow-up, whose texts say what they are."""
    return (
        StepDraft("invitation", 0, {"en": words(tag, 0, edit)}),
        StepDraft("welcome", 1, {"en": words(tag, 1, edit)}),
        StepDraft("follow-up", 2, {"en": words(tag, 2, edit)}),
    )


def windows_of(plan: CampaignDraft, zone: str, moment: datetime, *, first: int) -> list[Window]:
    """A draft's slots, from so many local dates after a moment."""
    start = moment.astimezone(ZoneInfo(zone)).date() + timedelta(days=first)
    return [
        Window(frozenset(EVERY_DAY.index(day) for day in one.days), one.start, one.minutes, zone, start)
        for one in plan.slots
    ]


def people(numbers: range, alias: bool = False) -> str:
    """A file of people; with `alias` by their second address, in another spelling."""
    lines = ["First Name,URL"]
    for number in numbers:
        slug = f"p{number}-{'alias' if alias else 'person'}"
        address = f"HTTP://fr.LinkedIn.com/in/{slug.upper()}/?x=1" if number % 2 else f"linkedin.com/in/{slug}"
        lines.append(f"P{number},{address}")
    return "\n".join(lines) + "\n"


MINUTES = st.sampled_from((1, 7, 40, 90, 6 * 60, 12 * 60, 24 * 60, 72 * 60))
WHICH = st.integers(0, 7)
POINT = st.integers(1, 90)


class Machine(RuleBasedStateMachine):
    """Rules are what happens; invariants are what must hold whatever does. `tally` counts over all examples."""

    tally = Line("state machine", 0)
    scenes: dict[str, Scene] = {}
    folder = Path()

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[str] = []
        self.judged = 0
        self.edits = 0
        self.decided = 0
        self.imported = FIRST
        self.snapshot: tuple[Path, Known] | None = None
        self.began = False

    # -- beginning and end

    @initialize(zone=st.sampled_from(sorted(SCENES)))
    def begin(self, zone: str) -> None:
        scene = type(self).scenes[zone]
        self.zone = zone
        self.home = Path(tempfile.mkdtemp(prefix="example-", dir=self.folder))
        shutil.copytree(scene.folder, self.home, dirs_exist_ok=True)
        self.times = copy.copy(scene.times)
        self.times.clock = copy.copy(scene.times.clock)
        self.network = Network((ACCOUNT,), self.times.linkedin, lambda: self.times.wall)
        self.network.like(scene.network)
        self.known = copy.deepcopy(scene.known)
        self.plans = dict(scene.plans())
        self.judged = len(self.network.writes)
        self.life = Life(self.home, self.network, self.times, zone, SCENES[zone][0])
        self.life.begin()
        self.began = True
        type(self).tally.cases += 1
        self.say(f"begins in {zone}")

    def say(self, text: str) -> None:
        self.steps.append(f"{text} [{self.times.wall:%m-%d %H:%M}]")

    def teardown(self) -> None:
        if not self.began:
            return
        try:
            self.ends_well()
        finally:
            type(self).tally.kills += self.life.kills
            self.life.end()
            shutil.rmtree(self.home)

    def ends_well(self) -> None:
        """All faults end, everything runs for two more days, and all of it must add up."""
        self.life.arm()
        self.side.faults.clear()
        if self.known.paused:
            self.pause_or_resume()
        for tag in list(self.known.stopped):
            self.stop_or_start(tag)
        self.say("ends")
        self.go(timedelta(hours=52))
        self.check()
        type(self).tally.reconciled += settled.check(self.ws, self.network)

    @property
    def ws(self) -> Any:
        return self.life.ws

    @property
    def side(self) -> Any:
        return self.network.sides[ACCOUNT]

    def go(self, delta: timedelta) -> None:
        """An engine runs for so long. What stands as pending before it is not approved."""
        for person, step, name in self.sql(
            "SELECT o.person, o.step, c.name FROM outreach o JOIN campaign c ON c.id = o.campaign_id "
            "WHERE o.status = 'pending'"
        ):
            self.known.approved.pop((name, person, step), None)
        self.decided = self.network.turns
        self.life.live(delta)
        self.life.arm()

    def sql(self, text: str, *values: object) -> list[tuple[Any, ...]]:
        with self.ws.store.read() as store:
            found: list[tuple[Any, ...]] = store.rows(text, *values)
            return found

    # -- time and death

    @rule(minutes=MINUTES)
    def tick(self, minutes: int) -> None:
        self.say(f"{minutes} minutes")
        self.go(timedelta(minutes=minutes))

    @rule(point=POINT, minutes=MINUTES)
    def killed(self, point: int, minutes: int) -> None:
        self.say(f"{minutes} minutes, killed at point {point}")
        self.life.arm(point)
        self.go(timedelta(minutes=minutes))

    @rule(first=POINT, second=POINT)
    def killed_twice(self, first: int, second: int) -> None:
        self.say(f"a day, killed at points {first} and {second}")
        self.life.arm(first, second)
        self.go(timedelta(days=1))

    @rule(minutes=MINUTES)
    def nobody_runs(self, minutes: int) -> None:
        self.say(f"{minutes} minutes without an engine")
        self.times.pass_by(timedelta(minutes=minutes))

    @rule()
    def restart(self) -> None:
        self.say("restart")
        self.life.reopen()

    @rule(engine=st.booleans())
    def to_the_change_of_clocks(self, engine: bool) -> None:
        """To an hour before the next change within three weeks; past that nothing happens."""
        delta = until_change(self.zone, self.times.wall) - timedelta(hours=1)
        if delta <= timedelta(0):
            return
        self.say(f"to the change of clocks, {'with' if engine else 'without'} an engine")
        if engine:
            self.go(delta)
        else:
            self.times.pass_by(delta)

    @rule(faults=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=3))
    def network_answers(self, faults: list[str]) -> None:
        self.say(f"the network answers {faults}")
        self.side.faults[:] = faults
        self.go(timedelta(days=1))

    @rule(minutes=st.sampled_from((-1440, -90, -3, 3, 90, 2880)), restart=st.booleans())
    def clock_set(self, minutes: int, restart: bool) -> None:
        """Our clock is moved for good."""
        self.say(f"the clock is moved by {minutes} minutes{', at a restart' if restart else ''}")
        self.go(timedelta(minutes=5))
        self.times.step(timedelta(minutes=minutes))
        if restart:
            self.life.reopen()
        self.go(timedelta(hours=2))

    @rule(minutes=st.sampled_from((3, 90, 2880, 14400)))
    def clock_wrong_for_a_while(self, minutes: int) -> None:
        """Our clock is far ahead for eight minutes: nothing may be done by it."""
        self.say(f"the clock is wrong by {minutes} minutes for a while")
        self.go(timedelta(minutes=5))
        writes = len(self.network.writes)
        wrong = timedelta(minutes=minutes)
        self.times.step(wrong)
        self.times.wrong = wrong
        self.go(timedelta(minutes=8))
        self.times.step(-wrong)
        self.times.wrong = timedelta(0)
        if len(self.network.writes) > writes:
            raise Wrong("broken", f"{self.network.writes[-1]} left by a clock that was wrong")
        self.go(timedelta(minutes=30))

    @rule(after=st.integers(0, 12), fails=st.sampled_from((1, 4, 25)), hours=st.sampled_from((2, 24)))
    def disk_full(self, after: int, fails: int, hours: int) -> None:
        self.say(f"the disk is full for {fails} writes")
        self.go(timedelta(minutes=after))
        self.life.disk.fails = fails
        self.go(timedelta(hours=hours))
        self.life.disk.fails = 0

    @rule(point=POINT)
    def second_engine(self, point: int) -> None:
        """Somebody starts another engine while this one is at a point; it must be refused."""
        self.say(f"a second engine at point {point}")
        passed = [0]
        kept = self.network.point

        def intrude(name: str) -> None:
            kept(name)
            passed[0] += 1
            if passed[0] == 1 + point // 10:
                with suppress(EngineElsewhereError), engines.engine(self.ws, self.network, "intruder"):
                    raise Wrong("broken", f"a second engine began at “{name}”")

        self.network.point = intrude
        try:
            self.go(timedelta(days=1))
        finally:
            self.network.point = kept

    @rule(hours=st.sampled_from((1, 12)))
    def handed_over(self, hours: int) -> None:
        """Somebody asks for the engine's place and gets it; the old one can do nothing any more."""
        self.say("handed over")
        self.go(timedelta(hours=hours))
        with engines.engine(self.ws, self.network, "old") as old:
            handover.ask(self.ws.store, "somebody")
        with self.ws.store.read() as store:
            due = agenda.first(store)
        with engines.engine(self.ws, self.network, "new"):
            writes = len(self.network.writes)
            with suppress(EpochLostError):
                if due is not None:
                    engines.do(old, due, self.times.wall)
            if len(self.network.writes) > writes:
                raise Wrong("broken", "an engine that handed over went on sending")

    # -- people at the keyboard

    def pending(self) -> list[tuple[int, str, str, int, str]]:
        return self.sql(
            "SELECT o.id, c.name, o.person, o.step, o.text FROM outreach o JOIN campaign c ON c.id = o.campaign_id "
            "WHERE o.status = 'pending' ORDER BY o.id"
        )  # type: ignore[return-value]

    @rule(every=st.sampled_from((1, 1, 2, 3)))
    def approve(self, every: int) -> None:
        found = self.pending()[::every]
        self.say(f"{len(found)} approved")
        for _id, name, person, step, text in found:
            self.known.approved[name, person, step] = text
        approvals.approve(self.ws, [row[0] for row in found])

    @rule(which=WHICH)
    def reject(self, which: int) -> None:
        found = self.sql("SELECT id FROM outreach WHERE status IN ('pending', 'approved', 'scheduled') ORDER BY id")
        if found:
            ident = found[which % len(found)][0]
            self.say(f"{ident} rejected")
            approvals.reject(self.ws, [ident])

    @rule(which=WHICH)
    def undo(self, which: int) -> None:
        found = self.sql(
            "SELECT o.id, c.name, o.person, o.step FROM outreach o JOIN campaign c ON c.id = o.campaign_id "
            "WHERE o.status IN ('approved', 'scheduled', 'rejected') ORDER BY o.id"
        )
        if found:
            ident, name, person, step = found[which % len(found)]
            self.say(f"the decision about {ident} is taken back")
            approvals.undo(self.ws, [ident])
            self.known.approved.pop((name, person, step), None)

    @rule(tag=st.sampled_from(("alpha", "beta")), slots=st.sampled_from(SLOTS))
    def edit_slots(self, tag: str, slots: tuple[SlotDraft, ...]) -> None:
        plan = self._changed(tag, slots=slots)
        self.say(f"{tag} gets slots at {[str(one.start)[:5] for one in slots]}")
        if plan.slots == self.plans[tag].slots:
            return
        campaigns.edit(self.ws, self._id(tag), plan)
        self.plans[tag] = plan
        today = self.times.wall.astimezone(ZoneInfo(self.zone)).date()
        kept = [_until(window, today) for window in self.known.windows[tag]]
        self.known.windows[tag] = kept + windows_of(plan, self.zone, self.times.wall, first=1)

    @rule(tag=st.sampled_from(("alpha", "beta")), ask_again=st.booleans())
    def edit_texts(self, tag: str, ask_again: bool) -> None:
        self.edits += 1
        plan = self._changed(tag, steps=steps(tag, self.edits))
        self.say(f"{tag} gets other texts{', asks again' if ask_again else ''}")
        campaigns.edit(self.ws, self._id(tag), plan, ask_again=ask_again)
        self.plans[tag] = plan

    @rule(cap=st.sampled_from((2, 5, CAP, 20)))
    def edit_cap(self, cap: int) -> None:
        self.say(f"a cap of {cap}")
        members.edit(self.ws, ACCOUNT, day_cap=cap)
        self.known.cap = cap

    @rule()
    def pause_or_resume(self) -> None:
        self.known.paused = not self.known.paused
        self.say("paused" if self.known.paused else "resumed")
        members.pause(self.ws, ACCOUNT, on=self.known.paused)

    @rule(tag=st.sampled_from(("alpha", "beta")))
    def stop_or_start(self, tag: str) -> None:
        if tag in self.known.stopped:
            self.say(f"{tag} starts")
            campaigns.start(self.ws, self._id(tag))
            self.known.stopped.discard(tag)
        else:
            self.say(f"{tag} stops")
            campaigns.stop(self.ws, self._id(tag))
            self.known.stopped.add(tag)

    @rule(new=st.integers(0, 5), again=st.integers(0, 6), alias=st.booleans(), kill=st.integers(0, 12))
    def import_more(self, new: int, again: int, alias: bool, kill: int) -> None:
        """New people, with some of those already there, perhaps under another address; it may be killed."""
        start = max(0, self.imported - again)
        self.say(f"people {start} to {self.imported + new} imported{' by another address' if alias else ''}")
        path = self.home / "more.csv"
        path.write_text(people(range(start, self.imported + new), alias))
        self.imported += new
        if kill:
            self.life.arm(kill)
        try:
            audience.import_file(self.ws, path, "people")
        except BaseException as error:
            if not self.life.killer.dead:
                raise
            self.say(f"killed: {error}")
            self.life.kills += 1
            self.life.reopen()
        self.life.arm()

    @rule(which=WHICH)
    def block(self, which: int) -> None:
        slug = f"p{which}-person"
        self.say(f"{slug} is never to be contacted")
        audience.block(self.ws, f"linkedin.com/in/{slug}")
        self.known.blocked.add(f"id-{slug}")

    # -- people out there

    @rule(which=WHICH)
    def accepts(self, which: int) -> None:
        found = sorted(set(self.side.invited) - self.side.connected)
        if found:
            self.say(f"{found[which % len(found)]} accepts")
            self.side.accept(found[which % len(found)])

    @rule(which=WHICH, ours=st.booleans())
    def answers(self, which: int, ours: bool) -> None:
        found = sorted(set(self.side.invited) & self.side.connected)
        if found:
            person = found[which % len(found)]
            self.say(f"{person} {'is written to by hand' if ours else 'answers'}")
            self.side.write_in(person, ours=ours)

    @rule(which=WHICH)
    def connects_by_itself(self, which: int) -> None:
        """Somebody whom nobody invited is connected with the member from now on."""
        self.say(f"p{which} connects by itself")
        self.side.accept(f"id-p{which}-person")

    @rule(count=st.integers(1, 4))
    def by_hand(self, count: int) -> None:
        self.say(f"{count} invitations by hand")
        strangers(self.network, ACCOUNT, f"hand{len(self.side.by_hand)}x", count)

    # -- a store that is older than the world

    @rule()
    def backed_up(self) -> None:
        self.say("backup")
        path = self.home / f"backup-{len(self.steps)}.sqlite"
        backup.backup(self.ws, path)
        self.snapshot = path, copy.deepcopy(self.known)

    @rule()
    def restored(self) -> None:
        if self.snapshot is None:
            return
        self.say("restored")
        path, known = self.snapshot
        self.life.close()
        backup.restore(self.life.home, path)
        self.life.reopen()
        blocked = self.known.blocked  # a "no" is kept beside the store
        self.known = copy.deepcopy(known)
        self.known.blocked |= blocked
        self.plans = {tag: campaigns.draft_of(self.ws, int(self._id(tag))) for tag in self.plans}

    # -- what must hold

    @invariant()
    def check(self) -> None:
        if not self.began or len(self.network.writes) == self.judged:
            return
        new = self.network.writes[self.judged :]
        self.judged = len(self.network.writes)
        oracle.nobody_twice(self.network.writes)
        oracle.spaced(self.network.writes)
        oracle.unanswered(self.network, new)
        oracle.days(new, self.zone, 20)
        by_hand = self.sql("SELECT at, seen_at FROM foreign_invitation")
        ours = [write.asked for write in self.network.writes if write.kind == "invite"]
        oracle.week(ours, [(from_us(at), from_us(seen)) for at, seen in by_hand])
        for write in new:
            self._judge(write)

    def _judge(self, write: Write) -> None:
        about = told(write.text)
        oracle.inside(self.known.windows[about.campaign], write)
        if write.turn < self.decided:
            return  # the call was made before; it is only carried out now
        if write.person in self.known.blocked:
            raise Wrong("broken", f"{write} left after a “do not contact”")
        if about.campaign == "alpha" and self.known.approved.get(("alpha", write.person, about.step)) != write.text:
            raise Wrong("broken", f"{write} left without an approval")
        if about.campaign in self.known.stopped or self.known.paused:
            raise Wrong("broken", f"{write} left while it was stopped or paused")

    def _id(self, tag: str) -> str:
        return str(self.sql("SELECT id FROM campaign WHERE name = ?", tag)[0][0])

    def _changed(self, tag: str, **changes: Any) -> CampaignDraft:
        return dataclasses.replace(self.plans[tag], **changes)


def _until(window: Window, last: date) -> Window:
    return dataclasses.replace(window, last=min(window.last, last))


def until_change(zone: str, moment: datetime) -> timedelta:
    """How long until the zone's clocks change next, within three weeks; nothing where they do not."""
    offset = moment.astimezone(ZoneInfo(zone)).utcoffset()
    for hours in range(1, 21 * 24):
        if (moment + timedelta(hours=hours)).astimezone(ZoneInfo(zone)).utcoffset() != offset:
            return timedelta(hours=hours)
    return timedelta(0)


def run(
    seed: int, examples: int, length: int, mutant: Mutant = nullcontext, name: str = "state machine",
    phases: tuple[Phase, ...] = (Phase.generate, Phase.shrink),
) -> Line:  # fmt: skip
    """Walk so often so far; the first failure is told with its steps, as short as they could be made."""
    line = Line(name, seed)
    with tempfile.TemporaryDirectory(prefix="overture-torture-") as text, mutant():
        folder = Path(text).resolve()

        @hypothesis.seed(seed)
        class Walk(Machine):
            last: Walk | None = None

            def __init__(self) -> None:
                super().__init__()
                Walk.last = self

        Walk.tally, Walk.folder = line, folder
        Walk.scenes = {zone: Scene(folder / zone.replace("/", "-"), zone) for zone in SCENES}
        told_by = settings(
            max_examples=examples, stateful_step_count=length, deadline=None, database=None, print_blob=False,
            suppress_health_check=list(HealthCheck), phases=phases, report_multiple_bugs=False,
        )  # fmt: skip
        try:
            run_state_machine_as_test(Walk, settings=told_by)
        except Exception as error:  # whatever goes wrong is told with the steps that lead to it
            _tell(line, error, Walk.last)
    return line


def _tell(line: Line, error: Exception, walk: Machine | None) -> None:
    steps = "; ".join(walk.steps) if walk is not None else ""
    kind, words = (error.kind, error.words) if isinstance(error, Wrong) else ("broken", repr(error))
    case = f"{words}\n  after: {steps}"
    line.fail(case, twice=kind == "twice", lost=kind == "lost", broken=[words] if kind == "broken" else [])
