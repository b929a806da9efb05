"""Three engines on one server: an engine is stopped at a point, a standby takes over, then the first one goes on."""

from __future__ import annotations

import contextlib
import random
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import timedelta
from pathlib import Path
from unittest import mock

from core.engine import runner as engines
from core.engine.epoch import EpochLostError
from core.engine.ownership.standby import Takeover
from core.engine.sending import send
from core.errors import TryAgainError
from core.workspace import Workspace, home_of
from tests.torture.cases import KINDS
from tests.torture.hosts import Hosts, hosts
from tests.torture.line import Line
from tests.torture.provider import Provider
from tests.torture.scene import EVE
from tests.torture.scenes.crashes import judge
from tests.torture.scenes.sessions import LIFE, Striker, Trouble, points

FAULTS = ("none", "lost after", "late")
AGES = "UPDATE engine SET heartbeat = heartbeat - 31000000"
UNDER_WAY = "first byte left"
"""The point at which the network has the call already: it is carried out before the settle time ends."""
SOON = timedelta(minutes=10)
STANDS = (timedelta(minutes=2), timedelta(minutes=40), LIFE)
"""Times for which an engine is stopped: less than the settle time; until its call was found absent; to the end."""
DEPOSED = "sent something after another engine had taken over"
Mutant = Callable[[Hosts], AbstractContextManager[object]]


def run(seed: int, count: int, made: Hosts | None = None) -> Line:
    """Let a standby take over at a point of an engine and, in half of the cases, a third engine from the standby."""
    line = Line("standby takes over", seed)
    with hosts(made) as stage:
        for case in drawn(stage, seed)[:count]:
            _meet(line, stage, case)
    return line


def hunt(seed: int, mutant: Mutant, name: str) -> Line:
    """Let a standby take over just before the first call of an engine with a planted bug."""
    line = Line(name, seed)
    with hosts() as stage, mutant(stage):
        _meet(line, stage, Trouble("invitation", "none", (), STANDS[1], way="taken over"), "call begins")
    return line


def _meet(line: Line, stage: Hosts, case: Trouble, *at: int | str) -> None:
    with stage.enter(case.kind, case.fault) as (folder, network):
        _Meeting(stage, line, case, folder, network, at or case.kills).run()


def drawn(stage: Hosts, seed: int) -> list[Trouble]:
    """Return the points around the sends in a seeded order; at half of them a third engine comes later."""
    chance = random.Random(seed)
    found = []
    for kind in KINDS:
        for point in points(stage, kind):
            kills = (point, chance.randint(1, 60)) if chance.random() < 0.5 else (point,)
            found.append(Trouble(kind, chance.choice(FAULTS), kills, chance.choice(STANDS), way="taken over"))
    chance.shuffle(found)
    return found


class _Meeting:
    """One case of the scene. All engines run in one thread: the next one runs inside a point of the one before.

    The time limit by which a call must begin is lifted: it would stop a deposed engine even if the epoch did not.
    """

    def __init__(
        self, stage: Hosts, line: Line, case: Trouble, folder: Path, network: Provider, at: Sequence[int | str]
    ) -> None:
        self._stage, self._line, self._case, self._folder, self._network = stage, line, case, folder, network
        self._at, self._left = len(at), list(at)
        self._homes = iter(("second", "third"))
        self._end = EVE[case.kind] + LIFE
        self._ws: Workspace

    def run(self) -> None:
        """Run the engines, and one more at the end; then judge."""
        self._line.cases += 1
        with (
            mock.patch.object(send, "SEND_BY_S", 3600.0),
            self._stage.workspace(self._folder, EVE[self._case.kind]) as ws,
        ):
            self._ws, self._network.now = ws, ws.now
            with (
                contextlib.suppress(EpochLostError),
                self._watched(),
                engines.engine(ws, self._network, "daemon") as first,
            ):
                engines.advance(first, self._end)
            with engines.engine(ws, self._network, "daemon") as last:
                engines.advance(last, self._end)
        came = self._at - len(self._left)
        self._line.kills += came
        if not came:
            self._line.fail(str(self._case), broken=[f"{self._case}: no other engine came"])
        with self._stage.workspace(self._folder, self._end, "third") as ws:
            judge(self._line, self._case, ws, self._network)

    @contextlib.contextmanager
    def _watched(self) -> Iterator[None]:
        """Let the next engine take over at its point; afterwards this one may only end the call that was under way."""
        if not self._left:
            yield
            return
        before = self._network.point
        came: list[int] = []

        def comes(point: str) -> None:
            self._comes(under_way=point == UNDER_WAY)
            came.append(len(striker.names))

        striker = Striker(self._left[0], comes, never="before commit")  # the engines share a connection
        self._network.point = striker.point
        try:
            with striker.installed():
                yield
        finally:
            self._network.point = before
            if came and UNDER_WAY in striker.names[came[0] :]:
                self._line.fail(str(self._case), broken=[f"{self._case}: the deposed engine {DEPOSED}"])

    def _comes(self, *, under_way: bool) -> None:
        """Take over, in another home, from an engine that is stopped."""
        self._left.pop(0)
        self._stage.before_takeover(self._folder.name)
        ws, before = self._ws, self._ws.home
        with self._stage.server.connected(self._folder.name) as connection:
            connection.execute(AGES)
        seen = ws.store.engine_seen()
        assert seen is not None
        ws.home = home_of(self._folder / next(self._homes))
        ws.home.make()
        until = min(self._end, ws.now() + (SOON if under_way else self._case.away))
        try:
            with (
                contextlib.suppress(EpochLostError, TryAgainError),  # the latter if its session is ended as it begins
                self._watched(),
                engines.engine(ws, self._network, "daemon", Takeover(seen, unbroken=True)) as context,
            ):
                engines.advance(context, until)
        finally:
            ws.home = before
