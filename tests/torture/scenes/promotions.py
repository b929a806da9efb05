"""A standby that lags is promoted after its primary died: what the store has lost is read from the network first."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from functools import partial
from pathlib import Path

from core.clock import SteppedClock
from core.engine import runner as engines
from core.errors import EngineElsewhereError, TryAgainError
from core.services.maintenance.verify import verify
from core.workspace import Workspace
from tests.support.cluster import Cluster
from tests.torture.cases import KINDS
from tests.torture.crash import Killed, Killer
from tests.torture.hosts import HOME, Hosts, hosts
from tests.torture.line import Line
from tests.torture.provider import Provider
from tests.torture.scene import EVE, Kind

BATCH = 8
"""Cases of one promotion."""
LIVES = 6
LIFE = timedelta(hours=28)
"""Simulated time after the promotion: enough for every doubt to be settled and for the next run."""
AWAY = (timedelta(0), timedelta(minutes=20), timedelta(hours=5))
FAULTS = ("none", "none", "lost before", "lost after", "late")
NAMES = (
    "after commit",
    "before the side journal",
    "after the side journal",
    "call begins",
    "first byte left",
    "carried out",
    "answered",
)
EARLY = ("the engine began", 1)
"""A place after the start of an engine, and before its first send."""
RUNS, SAME, OTHER = "runs on", "in the same home", "in another home"
Mutant = Callable[[], AbstractContextManager[object]]


@dataclass(frozen=True)
class Case:
    """A life: the place at which the standby stops following, and the one at which the primary dies; '' is the eve."""

    kind: Kind
    fault: str
    seen: tuple[str, int]
    lost: tuple[str, int]
    goes_on: str
    away: timedelta = timedelta(0)

    def __str__(self) -> str:
        return (
            f"{self.kind}, answer “{self.fault}”, the standby follows to {self.seen}, the primary to {self.lost}, "
            f"the engine goes on {self.goes_on} after {self.away}"
        )


@dataclass
class Life:
    """The state of a case while it runs: the store's folder, the network, the simulated time and the home."""

    case: Case
    folder: Path
    network: Provider
    now: datetime
    home: str = HOME
    killer: Killer = field(default_factory=Killer)

    def __post_init__(self) -> None:
        self.network.point = self.killer.point


def run(seed: int, count: int) -> Line:
    """Run the cases: in turn, one whose engine runs on, and a batch whose engines die with their server."""
    line = Line("lagging standby promoted", seed)
    chance = random.Random(seed)
    while line.cases < count:
        _engine_alive(line, _drawn(chance, (RUNS,)))
        _engines_dead(line, [_drawn(chance, (SAME, OTHER)) for _ in range(min(BATCH, count - line.cases))])
    return line


def hunt(seed: int, mutant: Mutant, name: str) -> Line:
    """With a planted bug, lose the first send of an engine that runs on, then of one that died in another home."""
    line = Line(name, seed)
    lost = ("answered", 1)
    with mutant():
        _engine_alive(line, Case("invitation", "none", ("", 0), lost, RUNS))
        _engines_dead(line, [Case("invitation", "none", ("", 0), lost, OTHER)])
    return line


def _drawn(chance: random.Random, ways: tuple[str, ...]) -> Case:
    seen = chance.choice((("", 0), ("answered", 1), *((name, 1) for name in NAMES)))
    lost = chance.choice(NAMES), chance.choice((1, 2))
    return Case(chance.choice(KINDS), chance.choice(FAULTS), seen, lost, chance.choice(ways), chance.choice(AWAY))


def _engines_dead(line: Line, wanted: list[Case]) -> None:
    """Kill engines at their places, then the primary; each starts again on the promoted standby."""
    with hosts() as stage, contextlib.ExitStack() as stack:
        lives = [_entered(stack, stage, case) for case in wanted]
        for life in lives:
            _dies_at(stage, life, *life.case.seen)
        standby = stack.enter_context(_standby(stage))
        _withhold(stage, standby)
        for life in lives:
            _dies_at(stage, life, *life.case.lost)
        _promote(stage, standby)
        for life in lives:
            life.now += life.case.away
            _ends(stage, life, life.now + LIFE)
            _judge(line, stage, life)


def _engine_alive(line: Line, case: Case) -> None:
    """Promote the standby while an engine runs, which then continues as far as it can."""
    with hosts() as stage, contextlib.ExitStack() as stack:
        life = _entered(stack, stage, case)
        _dies_at(stage, life, "", 0)
        standby = stack.enter_context(_standby(stage))
        follows, dies = partial(_withhold, stage, standby), partial(_promote, stage, standby)
        seen = case.seen if case.seen[0] else EARLY
        steps = [(*seen, follows), (*case.lost, dies)]
        passed = [0]

        def point(name: str) -> None:
            passed[0] += bool(steps) and name == steps[0][0]
            if steps and passed[0] == steps[0][1]:
                passed[0] = 0
                steps.pop(0)[2]()

        life.killer.point = point  # type: ignore[method-assign]
        life.network.point = point
        _ends(stage, life, life.now + LIFE)
        life.killer = Killer()
        life.network.point = life.killer.point
        if steps:  # a send that failed passes fewer places: the promotion comes between two engines then
            for _name, _count, act in steps:
                act()
            _ends(stage, life, life.now + LIFE)
        _judge(line, stage, life)


def _entered(stack: contextlib.ExitStack, stage: Hosts, case: Case) -> Life:
    return Life(case, *stack.enter_context(stage.enter(case.kind, case.fault)), EVE[case.kind])


def _judge(line: Line, stage: Hosts, life: Life) -> None:
    line.cases += 1
    line.kills += 1
    with stage.workspace(life.folder, life.now, life.home) as ws:
        judge(line, life.case, ws, life.network)


@contextlib.contextmanager
def _standby(stage: Hosts) -> Iterator[Cluster]:
    """Yield a standby that follows the primary."""
    primary = stage.server
    standby = primary.copied(primary.folder.parent / "standby")
    try:
        yield standby
    finally:
        standby.end()
        stage.server = primary  # which is dead; its databases are no more to be dropped


def _withhold(stage: Hosts, standby: Cluster) -> None:
    """Let the standby have what the primary has now, and nothing more."""
    standby.catch_up(stage.server)
    standby.withhold()


def _promote(stage: Hosts, standby: Cluster) -> None:
    """Let the primary die, and let every engine find the standby in its place."""
    stage.server.stop()
    stage.proxy.cut()
    standby.promote()
    stage.server = standby
    stage.proxy.target = standby.port


def _dies_at(stage: Hosts, life: Life, name: str, count: int) -> None:
    """Run an engine to a place and kill it there; without a place it ends as soon as it has begun."""
    life.killer.arm()
    with (
        contextlib.suppress(Killed),
        life.killer.installed(),
        stage.workspace(life.folder, life.now, life.home) as ws,
    ):
        life.network.now = ws.now
        try:
            with engines.engine(ws, life.network, "torture") as context:
                if name:
                    life.killer.arm_at(name, count)
                    engines.advance(context, EVE[life.case.kind] + timedelta(hours=4))
        finally:
            life.now = ws.now()


def _ends(stage: Hosts, life: Life, end: datetime) -> None:
    """Run engines until all is settled; each starts after the one before it gave up."""
    if life.case.goes_on == OTHER:
        life.home = "second"
    life.killer.arm()
    with life.killer.installed():
        for _life in range(LIVES):
            if _lives(stage, life, end):
                return
    raise AssertionError(f"{life.case}: it never came back")


def _lives(stage: Hosts, life: Life, end: datetime) -> bool:
    clock = SteppedClock(life.now)
    with (
        contextlib.suppress(TryAgainError, EngineElsewhereError),
        stage.workspace(life.folder, life.now, life.home) as ws,
    ):
        ws.clock = clock
        life.network.now = ws.now
        with engines.engine(ws, life.network, "torture") as context:
            life.killer.point(EARLY[0])
            while clock.now() < end:
                with contextlib.suppress(TryAgainError):
                    engines.advance(context, end)
                    break
                clock.move_to(min(end, clock.now() + timedelta(minutes=1)))
            life.now = clock.now()
            return True
    life.now = min(end, clock.now() + timedelta(minutes=1))
    return False


def judge(line: Line, case: Case, ws: Workspace, network: Provider) -> None:
    """Judge by what the network carried out, and by the product's own recount; somebody missing from both is lost."""
    twice = sum(count > 1 for count in [*network.invited.values(), *network.written.values()])
    found = verify(ws)
    broken = [f"{case}: {finding.text}" for finding in [*found.differences, *found.duplicates]]
    lost = 0
    with ws.store.read() as store:
        line.reconciled += int(store.scalar("SELECT count(*) FROM journal WHERE kind = 'settled'"))
        twice += int(store.scalar("SELECT count(*) FROM delivery WHERE error = 'already_invited_recently'"))
        for person, state in store.rows("SELECT person, state FROM delivery WHERE kind = 'invitation'"):
            lost += state == "sent" and not network.invited[person]
        for person, status, step in store.rows("SELECT person, status, step FROM outreach"):
            invited = network.invited[person] > 0
            written = any(who == person for who, _text in network.written)
            carried = invited if case.kind == "invitation" else written
            ended = status in ("cancelled", "failed")
            lost += not carried and (ended or step > (case.kind == "message"))
    line.fail(str(case), twice=twice, lost=lost, broken=broken)
