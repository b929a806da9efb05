"""A walk through a home of its own: its beginning, its end, and the oracles after every step."""

from __future__ import annotations

import copy
import dataclasses
import shutil
import tempfile
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any, ClassVar
from zoneinfo import ZoneInfo

from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, invariant

from core.services.campaigns import lifecycle
from core.services.campaigns.draft import CampaignDraft
from core.services.members import members
from core.store.fields import from_us
from tests.torture import oracle, settled
from tests.torture.arena import (
    ACCOUNT,
    CAP,
    FIRST,
    SCENES,
    Known,
    Scene,
)
from tests.torture.life import Life
from tests.torture.line import Line
from tests.torture.network import Network, Write
from tests.torture.oracle import WrongError, told

MOST = 20
"""The highest cap that a walk may set."""


class Walker(RuleBasedStateMachine):
    """One walk: its home, its record, and the checks after each step. `tally` counts over all walks."""

    tally = Line("state machine", 0)
    scenes: ClassVar[dict[str, Scene]] = {}
    folder = Path()

    def __init__(self) -> None:
        super().__init__()
        self.steps: list[str] = []
        self.judged = 0
        self.edits = 0
        self.decided = 0
        self.caps: dict[date, int] = {}
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
        """End all faults, run everything for two more days, and check that the numbers add up."""
        self.life.arm()
        self.side.faults.clear()
        if self.known.paused:
            members.pause(self.ws, ACCOUNT, on=False)
        for tag in self.known.stopped:
            lifecycle.start(self.ws, self._id(tag))
        self.known.paused = False
        self.known.stopped.clear()
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
        """Forget the recorded approval of each text that waits again, then run an engine for some time."""
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

    # -- what must hold

    @invariant()
    def check(self) -> None:
        if not self.began or len(self.network.writes) == self.judged:
            return
        new = self.network.writes[self.judged :]
        self.judged = len(self.network.writes)
        oracle.nobody_twice(self.network)
        oracle.spaced(self.network.writes)
        oracle.unanswered(self.network, new)
        for write in new:  # a call from before the last decision may have been made under any cap
            self.allow(write.asked, self.known.cap if write.turn > self.decided else MOST)
        oracle.days(self.network.writes, self.zone, self.caps)
        outside = self.sql("SELECT at, seen_at FROM foreign_invitation")
        ours = [write.asked for write in self.network.writes if write.kind == "invite"]
        oracle.week(ours, [(from_us(at), from_us(seen)) for at, seen in outside])
        for write in new:
            self._judge(write)

    def allow(self, moment: datetime, cap: int) -> None:
        """Record a cap in force on the local date of a moment; the highest of a day counts."""
        day = moment.astimezone(ZoneInfo(self.zone)).date()
        self.caps[day] = max(cap, self.caps.get(day, CAP))

    def _judge(self, write: Write) -> None:
        if write.kind == "withdraw":
            if self.known.paused and write.turn > self.decided:
                raise WrongError("broken", f"{write} left while its member was paused")
            return  # a person asked for it: neither slot nor spacing applies
        about = told(write.text)
        oracle.inside(self.known.windows[about.campaign], write)
        if write.turn <= self.decided:
            return  # the call was made before; it is only carried out now
        if write.person in self.known.blocked:
            raise WrongError("broken", f"{write} left after a “do not contact”")
        if about.campaign == "alpha" and self.known.approved.get(("alpha", write.person, about.step)) != write.text:
            raise WrongError("broken", f"{write} left without an approval")
        if about.campaign in self.known.stopped or self.known.paused:
            raise WrongError("broken", f"{write} left while it was stopped or paused")

    def _id(self, tag: str) -> str:
        return str(self.sql("SELECT id FROM campaign WHERE name = ?", tag)[0][0])

    def _changed(self, tag: str, **changes: Any) -> CampaignDraft:
        return dataclasses.replace(self.plans[tag], **changes)
