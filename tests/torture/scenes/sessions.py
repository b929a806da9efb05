"""The server of the store goes away at each numbered point of a send, and the engine goes on by itself."""

from __future__ import annotations

import contextlib
import random
import threading
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from core.clock import SteppedClock
from core.engine import runner as engines
from core.engine.context import Context
from core.errors import TryAgainError
from tests.torture.cases import KINDS, Case
from tests.torture.crash import Killed, Killer
from tests.torture.hosts import Hosts, hosts
from tests.torture.line import Line
from tests.torture.provider import Provider
from tests.torture.scene import EVE, Kind
from tests.torture.scenes.crashes import judge

LIFE = timedelta(hours=28)
"""Simulated time of a case: enough for a doubt to be settled and for the next run."""
SHORTLY_S = 0.05
LIVES = 12
"""Most processes of a case."""
AGAIN = timedelta(minutes=1)
"""Time after which an engine that could not use its store tries again."""
FAULTS = ("none", "none", "lost before", "lost after", "late", "refused")


@dataclass(frozen=True)
class Trouble(Case):
    """A case with a fault of the server, or of the engine, at one point."""

    way: str = "ended"
    patient: bool = False
    """True if a failed write of an outcome is tried again for a second before the engine gives up."""

    def __str__(self) -> str:
        told = ", outcomes tried again" if self.patient else ""
        return f"{self.kind}, answer “{self.fault}”, {self.way} at point {self.kills}{told}"


class Striker(Killer):
    """A killer that strikes at its point in another way than by killing, and lets the engine go on."""

    def __init__(self, at: int | str, strikes: Callable[[str], None], never: str = "") -> None:
        """Strike at a point by its number or name; in place of a point called `never`, strike at the next one."""
        super().__init__()
        self._at = at
        self._strikes = strikes
        self._never = never

    def point(self, name: str) -> None:
        """Count a point that the engine passes, and strike if it is the wanted one; only the first time."""
        super().point(name)
        reached = name == self._at if isinstance(self._at, str) else self.passed >= self._at > 0
        if reached and name != self._never:
            self._at = 0
            self._strikes(name)


def ended(stage: Hosts, database: str) -> None:
    """Have the server end all sessions of the store."""
    stage.server.end_sessions(database)


def restarted(stage: Hosts, _database: str) -> None:
    """Stop the server as a power cut does, and start it again."""
    stage.server.stop()
    stage.server.start()


def cut(stage: Hosts, _database: str) -> None:
    """Cut all connections."""
    stage.proxy.cut()


def unanswered(stage: Hosts, _database: str) -> None:
    """Lose the answer to the engine's next request, which is carried out; then cut all connections."""

    def later() -> None:
        stage.proxy.cut()
        stage.proxy.mute = False

    stage.proxy.mute = True
    threading.Timer(SHORTLY_S, later).start()


def delayed(stage: Hosts, _database: str) -> None:
    """Delay everything for a moment."""

    def later() -> None:
        stage.proxy.delay_s = 0.0

    stage.proxy.delay_s = SHORTLY_S / 10
    threading.Timer(SHORTLY_S, later).start()


def frozen(stage: Hosts, _database: str) -> None:
    """Freeze the server's processes for a moment."""
    stage.server.freeze()
    threading.Timer(SHORTLY_S, stage.server.thaw).start()


def died(stage: Hosts, database: str) -> None:
    """Kill the engine's process: its sessions are gone, and it reports nothing."""
    stage.server.end_sessions(database)
    raise Killed("with its sessions")


WAYS = (ended, unanswered, restarted, cut, died, frozen, delayed)


def run(seed: int, count: int, first: int = 0, made: Hosts | None = None) -> Line:
    """Run `count` cases, from the `first` of a seeded order on."""
    line = Line("server lost at any point", seed)
    with hosts(made) as stage:
        for case in drawn(stage, seed)[first : first + count]:
            with stage.enter(case.kind, case.fault) as (folder, network):
                _live(stage, line, case, folder, network)
    return line


def drawn(stage: Hosts, seed: int) -> list[Trouble]:
    """Return a case for each point around the sends and each way, with an answer of the network, in a seeded order."""
    chance = random.Random(seed)
    found = [
        Trouble(kind, chance.choice(FAULTS), (point,), way=way.__name__, patient=chance.random() < 0.5)
        for kind in KINDS
        for point in points(stage, kind)
        for way in WAYS
    ]
    chance.shuffle(found)
    return found


def points(stage: Hosts, kind: Kind) -> dict[int, str]:
    """Return the points from just before the first intent to just after the last outcome, as a dry run names them."""
    if kind in stage.points:
        return stage.points[kind]
    killer = Killer()
    with stage.enter(kind, "none") as (folder, network):
        network.point = killer.point
        with killer.installed(), stage.workspace(folder, EVE[kind]) as ws:
            network.now = ws.now
            with engines.engine(ws, network, "torture") as context:
                engines.advance(context, EVE[kind] + timedelta(hours=4))
    names = killer.names
    first = names.index("before the side journal") + 1
    last = len(names) - names[::-1].index("answered")
    stage.points[kind] = {number: names[number - 1] for number in range(first - 2, last + 3)}
    return stage.points[kind]


def _live(stage: Hosts, line: Line, case: Trouble, folder: Path, network: Provider) -> None:
    strike = next(way for way in WAYS if way.__name__ == case.way)
    struck: list[str] = []

    def strikes(point: str) -> None:
        struck.append(point)
        strike(stage, folder.name)

    striker = Striker(case.kills[0], strikes)
    network.point = striker.point
    now, end = EVE[case.kind], EVE[case.kind] + LIFE
    line.cases += 1
    with striker.installed():
        for _life in range(LIVES):
            ended, now = _one_life(stage, case, folder, network, now, end)
            if ended:
                break
            line.kills += striker.dead
            striker.revive()
        else:
            line.fail(str(case), broken=[f"{case}: it never came back"])
    network.point = lambda _name: None
    if not struck:
        line.fail(str(case), broken=[f"{case}: the point was never passed"])
    with stage.workspace(folder, end) as ws:
        judge(line, case, ws, network)


def _one_life(
    stage: Hosts, case: Trouble, folder: Path, network: Provider, now: datetime, end: datetime
) -> tuple[bool, datetime]:
    """Run one process; return whether it lived to the end, and its last moment."""
    clock = SteppedClock(now)
    with contextlib.suppress(Killed, TryAgainError), stage.workspace(folder, now) as ws:
        ws.clock = clock
        network.now = ws.now
        with engines.engine(ws, network, "torture") as context:
            context.patience_s = 1.0 if case.patient else 0.0
            while not _goes_on(context, end):
                clock.move_to(min(end, clock.now() + AGAIN))
            return True, end
    return False, min(end, clock.now() + AGAIN)


def _goes_on(context: Context, end: datetime) -> bool:
    """Do what falls due; return False if the store could not be used."""
    try:
        engines.advance(context, end)
    except TryAgainError:
        return False
    return True
