"""A random walk over everything that happens to a workspace: the real store and the real engine, step by step.

The oracles are outside: what the network carried out, what was approved, and the slots as they were written down.
"""

from __future__ import annotations

import copy
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext, suppress
from datetime import timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import hypothesis
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import rule, run_state_machine_as_test

from core.engine import runner as engines
from core.engine.epoch import EpochLostError
from core.engine.ownership import handover
from core.errors import EngineElsewhereError, RefusedError
from core.services.audience import block_contacts, import_contacts
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import SlotDraft
from core.services.maintenance import backup
from core.services.members import members
from core.services.queue import approvals, in_doubt, queue_edit, withdrawals
from core.store.views import agenda
from tests.torture.arena import (
    ACCOUNT,
    CAP,
    SCENES,
    SLOTS,
    Scene,
    people,
    steps,
    until,
    until_change,
    windows_of,
)
from tests.torture.line import Line
from tests.torture.network import strangers
from tests.torture.oracle import WrongError, step_of
from tests.torture.provider import FAULTS
from tests.torture.walker import Walker

Mutant = Callable[[], AbstractContextManager[object]]
MINUTES = st.sampled_from((1, 7, 40, 90, 6 * 60, 12 * 60, 24 * 60, 72 * 60))
WHICH = st.integers(0, 7)
IN_A_CALL = ("call begins", "first byte left", "carried out", "answered")
POINT = st.integers(1, 90)


class Machine(Walker):
    """A state machine whose rules are the events."""

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

    @rule(name=st.sampled_from(IN_A_CALL), count=st.integers(1, 6))
    def killed_in_a_call(self, name: str, count: int) -> None:
        self.say(f"a day, killed when “{name}” for the {count}. time")
        self.life.killer.arm_at(name, count)
        self.go(timedelta(days=1))

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
        """Go to an hour before the next change of clocks within three weeks; do nothing after it."""
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
        """Move our clock for good."""
        self.say(f"the clock is moved by {minutes} minutes{', at a restart' if restart else ''}")
        self.go(timedelta(minutes=5))
        self.times.step(timedelta(minutes=minutes))
        if restart:
            self.life.reopen()
        self.go(timedelta(hours=2))

    @rule(minutes=st.sampled_from((3, 90, 2880, 14400)))
    def clock_wrong_for_a_while(self, minutes: int) -> None:
        """Set our clock ahead for eight minutes: nothing may be sent meanwhile."""
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
            raise WrongError("broken", f"{self.network.writes[-1]} left by a clock that was wrong")
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
        """Start another engine while this one is at a point; it must be refused."""
        self.say(f"a second engine at point {point}")
        passed = [0]
        began: list[str] = []
        kept = self.network.point

        def intrude(name: str) -> None:
            kept(name)
            passed[0] += 1
            if passed[0] == 1 + point // 10:
                with suppress(EngineElsewhereError), engines.engine(self.ws, self.network, "intruder"):
                    began.append(name)  # judged later: an error raised within a call would be a lost answer

        self.network.point = intrude
        try:
            with suppress(EpochLostError):
                self.go(timedelta(days=1))
        finally:
            self.network.point = kept
        if began:
            raise WrongError("broken", f"a second engine began at “{began[0]}”")

    @rule(hours=st.sampled_from((1, 12)))
    def handed_over(self, hours: int) -> None:
        """Hand the engine over to another process; the old one can do nothing any more."""
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
                raise WrongError("broken", "an engine that handed over went on sending")

    # -- people at the keyboard

    def pending(self) -> list[tuple[int, str, str, int, str]]:
        return self.sql(
            "SELECT o.id, c.name, o.person, o.step, o.text FROM outreach o JOIN campaign c ON c.id = o.campaign_id "
            "WHERE o.status = 'pending' ORDER BY o.id"
        )

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
            with suppress(RefusedError):  # they said no meanwhile
                approvals.undo(self.ws, [ident])
            self.known.approved.pop((name, person, step), None)

    @rule(which=WHICH)
    def remove(self, which: int) -> None:
        found = self.sql("SELECT id FROM outreach WHERE status IN ('queued', 'pending', 'approved', 'scheduled')")
        if found:
            ident = found[which % len(found)][0]
            self.say(f"{ident} removed")
            queue_edit.remove(self.ws, [ident])

    @rule(which=WHICH)
    def requeue(self, which: int) -> None:
        """Put a person back into the queue where an invitation is due; an earlier approval no longer counts."""
        found = self.sql(
            "SELECT o.id, c.name, o.person FROM outreach o JOIN campaign c ON c.id = o.campaign_id "
            "WHERE o.status IN ('cancelled', 'rejected', 'withdrawn', 'failed') AND o.step = 0 ORDER BY o.id"
        )
        if found:
            ident, name, person = found[which % len(found)]
            self.say(f"{ident} requeued")
            with suppress(RefusedError):  # they said no meanwhile
                queue_edit.requeue(self.ws, [ident])
                self.known.approved.pop((name, person, 0), None)

    @rule(which=WHICH)
    def resolve(self, which: int) -> None:
        """Settle a doubt by hand, with the right decision."""
        found = self.sql("SELECT id, person, step FROM outreach WHERE status = 'unresolved' ORDER BY id")
        if found:
            ident, person, step = found[which % len(found)]
            done = any(write.person == person and step_of(write) == step for write in self.network.writes)
            self.say(f"{ident} was {'sent' if done else 'not sent'}, a person says")
            in_doubt.resolve(self.ws, ident, "sent" if done else "absent")

    @rule(which=WHICH)
    def withdraw(self, which: int) -> None:
        found = self.sql("SELECT id FROM outreach WHERE status = 'invited' ORDER BY id")
        if found:
            ident = found[which % len(found)][0]
            self.say(f"{ident} is to be taken back")
            withdrawals.withdraw(self.ws, [ident])

    @rule(tag=st.sampled_from(("alpha", "beta")), slots=st.sampled_from(SLOTS))
    def edit_slots(self, tag: str, slots: tuple[SlotDraft, ...]) -> None:
        plan = self._changed(tag, slots=slots)
        self.say(f"{tag} gets slots at {[str(one.start)[:5] for one in slots]}")
        if plan.slots == self.plans[tag].slots:
            return
        lifecycle.edit(self.ws, self._id(tag), plan)
        self.plans[tag] = plan
        today = self.times.wall.astimezone(ZoneInfo(self.zone)).date()
        kept = [until(window, today) for window in self.known.windows[tag]]
        self.known.windows[tag] = kept + windows_of(plan, self.zone, self.times.wall, first=1)

    @rule(tag=st.sampled_from(("alpha", "beta")), ask_again=st.booleans())
    def edit_texts(self, tag: str, ask_again: bool) -> None:
        self.edits += 1
        plan = self._changed(tag, steps=steps(tag, self.edits))
        self.say(f"{tag} gets other texts{', asks again' if ask_again else ''}")
        lifecycle.edit(self.ws, self._id(tag), plan, ask_again=ask_again)
        self.plans[tag] = plan

    @rule(cap=st.sampled_from((2, 5, CAP, 20)))
    def edit_cap(self, cap: int) -> None:
        self.say(f"a cap of {cap}")
        members.edit(self.ws, ACCOUNT, day_cap=cap)
        self.allow(self.times.wall, max(cap, self.known.cap))
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
            lifecycle.start(self.ws, self._id(tag))
            self.known.stopped.discard(tag)
        else:
            self.say(f"{tag} stops")
            lifecycle.stop(self.ws, self._id(tag))
            self.known.stopped.add(tag)

    @rule(new=st.integers(0, 5), again=st.integers(0, 6), alias=st.booleans(), kill=st.integers(0, 12))
    def import_more(self, new: int, again: int, alias: bool, kill: int) -> None:
        """Import new people, with some of those already there, perhaps under another address; it may be killed."""
        start = max(0, self.imported - again)
        if start == self.imported + new:
            return  # a file without anybody is refused
        self.say(f"people {start} to {self.imported + new} imported{' by another address' if alias else ''}")
        path = self.home / "more.csv"
        path.write_text(people(range(start, self.imported + new), alias))
        self.imported += new
        if kill:
            self.life.arm(kill)
        try:
            import_contacts.import_file(self.ws, path, "people")
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
        block_contacts.block(self.ws, f"linkedin.com/in/{slug}")
        self.known.blocked.add(f"id-{slug}")

    # -- people out there

    @rule(which=WHICH)
    def accepts(self, which: int) -> None:
        found = sorted(set(self.side.invited) - self.side.connected - self.side.gone)
        if found:
            self.say(f"{found[which % len(found)]} accepts")
            self.side.accept(found[which % len(found)])

    @rule(which=WHICH)
    def declines(self, which: int) -> None:
        found = sorted(set(self.side.invited) - self.side.connected - self.side.gone)
        if found:
            self.say(f"{found[which % len(found)]} declines")
            self.side.decline(found[which % len(found)])

    @rule(which=WHICH, ours=st.booleans())
    def answers(self, which: int, ours: bool) -> None:
        found = sorted(set(self.side.invited) & self.side.connected)
        if found:
            person = found[which % len(found)]
            self.say(f"{person} {'is written to outside Overture' if ours else 'answers'}")
            self.side.write_in(person, ours=ours)

    @rule(which=WHICH)
    def connects_by_itself(self, which: int) -> None:
        """Let a person whom nobody invited become connected with the member."""
        self.say(f"p{which} connects by itself")
        self.side.accept(f"id-p{which}-person")

    @rule(count=st.integers(1, 4))
    def by_hand(self, count: int) -> None:
        self.say(f"{count} invitations outside Overture")
        strangers(self.network, ACCOUNT, f"hand{len(self.side.outside)}x", count)

    # -- a restored store, older than the network's state

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
        self.plans = {tag: lifecycle.draft_of(self.ws, int(self._id(tag))) for tag in self.plans}


def run(
    seed: int,
    examples: int,
    length: int,
    mutant: Mutant = nullcontext,
    name: str = "state machine",
    phases: tuple[Phase, ...] = (Phase.generate,),
) -> Line:
    """Walk `examples` times up to `length` steps; report the first failure with its steps.

    With `Phase.shrink` they are made as few as can be, which may take minutes.
    """
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
            max_examples=examples,
            stateful_step_count=length,
            deadline=None,
            database=None,
            print_blob=False,
            suppress_health_check=list(HealthCheck),
            phases=phases,
            report_multiple_bugs=False,
        )
        try:
            run_state_machine_as_test(Walk, settings=told_by)
        except Exception as error:  # noqa: BLE001 - whatever goes wrong is told with the steps that lead to it
            _tell(line, error, Walk.last)
    return line


def _tell(line: Line, error: Exception, walk: Machine | None) -> None:
    steps = "; ".join(walk.steps) if walk is not None else ""
    kind, words = (error.kind, error.words) if isinstance(error, WrongError) else ("broken", repr(error))
    case = f"seed {line.seed}: {words}\n  after: {steps}"
    line.fail(case, twice=kind == "twice", lost=kind == "lost", broken=[words] if kind == "broken" else [])
