"""A workspace on the eve of a send, made once and copied for each case."""

from __future__ import annotations

import contextlib
import copy as copies
import os
import shutil
import tempfile
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Literal, Protocol, TypeAlias

from core.clock import SteppedClock
from core.config import ClockConfig, Config
from core.engine import runner as engines
from core.services.audience import import_contacts
from core.services.campaigns import lifecycle
from core.services.members import members
from core.services.queue import approvals
from core.workspace import Workspace, home_of, opened
from tests.support.draft import INVITATION, WELCOME, draft, slot
from tests.torture.crash import Killed
from tests.torture.provider import FAULTS, Provider

if TYPE_CHECKING:
    from tests.torture.scenes.wired import Wired

CREATED = datetime(2026, 1, 5, 7, tzinfo=UTC)
PEOPLE = ("ann-person", "bob-person")
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
Kind = Literal["invitation", "message"]
EVE: dict[Kind, datetime] = {
    "invitation": datetime(2026, 1, 7, 7, 50, tzinfo=UTC),
    "message": datetime(2026, 1, 8, 7, 50, tzinfo=UTC),
}
"""Ten minutes before the slot (09:00 in Paris) in which the two people are due."""
Network: TypeAlias = "Provider | Wired"
"""The network, which outlives every process and counts what it carried out."""
LIFE = timedelta(days=3, hours=14)
"""Simulated time of a case: enough for a doubt to be settled and for three more runs."""
MEMORY = Path("/dev/shm")  # noqa: S108 - a file system in memory, if there is one, to spare the disk
CONFIG = Config(clock=ClockConfig(CREATED), time_zone="Europe/Paris")


@contextlib.contextmanager
def scratch() -> Iterator[Path]:
    """Yield a folder for many short lives."""
    where = MEMORY if os.access(MEMORY, os.W_OK) else None
    with tempfile.TemporaryDirectory(prefix="overture-torture-", dir=where) as folder:
        yield Path(folder).resolve()


@contextlib.contextmanager
def workspace(folder: Path, moment: datetime, *, durable: bool = False, config: Config = CONFIG) -> Iterator[Workspace]:
    """Open the workspace of a folder, at a moment."""
    with opened(home_of(folder), config=config, clock=SteppedClock(moment), durable=durable) as found:
        yield found


def make(folder: Path, kind: Kind, people: Sequence[str] = PEOPLE, config: Config = CONFIG) -> Provider:
    """Approve some people for the next run; return the provider at that moment."""
    provider = Provider(lambda: CREATED)
    home_of(folder).make()
    with workspace(folder, CREATED, config=config) as ws:
        provider.now = ws.now
        members.add(ws, "Ada Wong", "acc-ada", plan="premium", ramp=False)
        path = folder / "people.csv"
        path.write_text("First Name,URL\n" + "".join(f"{slug[:3]},linkedin.com/in/{slug}\n" for slug in people))
        import_contacts.import_file(ws, path, "people")
        plan = draft(cohort=len(people), slots=(slot(days=EVERY_DAY),), steps=(INVITATION, WELCOME))
        lifecycle.start(ws, str(lifecycle.create(ws, plan)))
        with engines.engine(ws, provider, "scene") as context:
            engines.advance(context, datetime(2026, 1, 6, 20, tzinfo=UTC))
            approvals.approve_all(ws, None)
            engines.advance(context, EVE["invitation"])
            if kind == "message":
                engines.advance(context, datetime(2026, 1, 7, 12, tzinfo=UTC))
                provider.connected |= set(provider.invited)
                engines.advance(context, datetime(2026, 1, 7, 20, tzinfo=UTC))
                approvals.approve_all(ws, None)
                engines.advance(context, EVE["message"])
    provider.now = lambda: CREATED
    return provider


class Stage(Protocol):
    """A stage for cases: an eve for each kind, and a network that answers in its own ways."""

    faults: Sequence[str]

    def __init__(self, root: Path) -> None: ...

    def enter(self, kind: Kind, fault: str, folder: Path) -> AbstractContextManager[Network]:
        """Put the eve into a new folder, with the network of that moment, about to answer with the fault."""


class Counting:
    """The stage of `provider.py`, which forbids nothing."""

    faults: Sequence[str] = FAULTS

    def __init__(self, root: Path) -> None:
        self._root = root
        self._providers = {kind: make(root / kind, kind) for kind in EVE}

    @contextlib.contextmanager
    def enter(self, kind: Kind, fault: str, folder: Path) -> Iterator[Network]:
        """Yield a copy of the provider, beside a copy of the store."""
        copy(self._root / kind, folder)
        provider = copies.deepcopy(self._providers[kind])
        provider.faults = [fault]
        yield provider


def lives(folder: Path, network: Network, start: datetime, end: datetime, away: timedelta) -> Iterator[datetime]:
    """Run one process after the other, each some time after the death of the last; yield each moment of death."""
    died = _dies(folder, network, start, end)
    while died is not None:
        yield died
        died = _dies(folder, network, min(died + away, end), end)


def _dies(folder: Path, network: Network, start: datetime, end: datetime) -> datetime | None:
    """Run one process; return when it was killed, None if it lived to the end."""
    with workspace(folder, start) as ws:
        network.now = ws.now
        try:
            with engines.engine(ws, network, "torture") as context:
                engines.advance(context, end)
        except Killed:
            return ws.now()
    return None


def copy(template: Path, target: Path) -> None:
    """Copy a closed store, which is one file, with its side journal."""
    home_of(target).make()
    for path in (home_of(template).store, home_of(template).intents):
        if path.exists():
            shutil.copy(path, target / path.name)
