"""The stage of the real client over the sandbox: HTML pages, empty, slow and invalid answers, parsed as in real use.

The sandbox's ledger is the oracle. As the sandbox, like LinkedIn, refuses a second invitation of the same person, an
attempt at one counts as twice, too; the store shows it.
"""

from __future__ import annotations

import contextlib
import random
import shutil
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

import httpx

from core.network.open_gateway import SANDBOX_KEY
from core.network.sandbox import Sandbox, faults, people
from core.network.sandbox.inprocess import InProcess
from core.network.unipile.client import UnipileClient
from core.workspace import home_of
from tests.support.draft import INVITATION, WELCOME, draft, slot
from tests.support.oracle import Entry
from tests.support.world import SEED, World, slugs
from tests.torture import cases, scene
from tests.torture.cases import Case
from tests.torture.scene import EVE, EVERY_DAY, Kind

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

WRITES = (
    "html",
    "no_body",
    "garbage",
    "gzip",
    "half",
    "empty",
    "no_id",
    "other_id",
    "slow 5",
    "slow 90",
    "slow_headers 90",
    "drip 90",
    "timeout_before",
    "timeout_after",
    "reset_before",
    "reset_after",
    "late 600",
    "unknown",
    "retry_after 900",
    "cannot_resend_yet",
    "no_client_session",
)
"""Faults of one write, each with its delay in seconds. An answer slower than a minute never arrives."""
READS = (
    "html",
    "no_body",
    "garbage",
    "gzip",
    "half",
    "empty",
    "slow 90",
    "reset_after",
    "lag 600",
    "gap",
    "retry_after 900",
    "bad_record",
    "number_id",
    "no_time",
    "not_ours",
    "cursor_loop",
    "bad_page",
)
"""Faults of every list, chat and profile for the next hours, after a write whose answer was lost."""
READS_FAIL_FOR = timedelta(hours=2)
CONTROL = slugs("control", 1)
"""A person invited outside Overture long ago: the list of sent invitations is never empty."""
READ: tuple[faults.Kind, ...] = ("read", "profile")
KIND: dict[Kind, faults.Kind] = {"invitation": "invite", "message": "message"}
FIRST_HOURS = 110
"""Points from the eve to about where the first answers are read and the first doubts settled."""


def few(seed: int) -> list[Case]:
    """Return each answer once, for each kind, without dry runs: every third dies twice."""
    chance = random.Random(seed)
    found = []
    for number, (kind, fault) in enumerate((kind, fault) for kind in cases.KINDS for fault in Parsed.faults):
        second = (chance.randint(1, cases.SOON),) if number % 3 == 2 else ()
        found.append(Case(kind, fault, (chance.randint(1, FIRST_HOURS), *second), chance.choice(cases.AWAY)))
    return found


class Points(httpx.BaseTransport):
    """The connection to the sandbox, with the points at which a process may be killed, before and after the network."""

    def __init__(self, app: WSGIApplication, point: Callable[[str], None]) -> None:
        self._app = app
        self._point = point
        self._writes = False
        self._inner = InProcess(self._carry)

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        """Pass a call on: once sent, it is carried out even if a process dies; its answer may be lost."""
        self._writes = request.method != "GET"
        self._point("call begins" if self._writes else f"{request.url.path} asked")
        response = self._inner.handle_request(request)
        if self._writes:
            self._point("answered")
        return response

    def _carry(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if self._writes:
            self._point("first byte left")
        answer: Iterable[bytes] = self._app(environ, start_response)
        if self._writes:
            self._point("carried out")
        return answer


class Wired(UnipileClient):
    """The real client, with a network behind it that outlives every process."""

    def __init__(self, sandbox: Sandbox) -> None:
        self.now: Callable[[], datetime] = lambda: scene.CREATED
        self.point: Callable[[str], None] = lambda _name: None
        self._sandbox = sandbox
        way = Points(sandbox.app, lambda name: self.point(name))
        super().__init__("http://sandbox", SANDBOX_KEY, way, now=lambda: self.now())

    def _entries(self, kind: str) -> list[Entry]:
        found = [Entry(**entry) for entry in self._sandbox.ledger()]  # type: ignore[arg-type]
        return [entry for entry in found if entry.kind == kind]

    @property
    def invited(self) -> Counter[str]:
        """Return the number of invitations by person."""
        return Counter(people.provider_id(entry.person) for entry in self._entries("invite"))

    @property
    def written(self) -> Counter[tuple[str, str]]:
        """Return the number of messages by person and text."""
        return Counter((people.provider_id(entry.person), entry.text or "") for entry in self._entries("message"))


class Parsed:
    """The stage of the real client: one fault of a write, alone or with faulty reads after it."""

    faults: Sequence[str] = (
        *WRITES,
        *(f"timeout_{when}, then {read}" for when in ("before", "after") for read in READS),
    )

    def __init__(self, root: Path) -> None:
        self._root = root
        for kind in EVE:
            _make(root / kind, kind)

    @contextlib.contextmanager
    def enter(self, kind: Kind, fault: str, folder: Path) -> Iterator[Wired]:
        """Yield the network over a copy of the sandbox, beside a copy of the store, about to answer with the fault."""
        shutil.copytree(self._root / kind / "home", folder, dirs_exist_ok=True)
        with contextlib.closing(_sandbox(folder)) as sandbox:
            write, _, read = fault.partition(", then ")
            what, seconds = _fault(write)
            sandbox.fault(what, kind=KIND[kind], remaining=1, seconds=seconds)
            begins = EVE[kind] + timedelta(minutes=10)
            if read:
                what, seconds = _fault(read)
                for asked in READ:
                    sandbox.fault(what, kind=asked, start=begins, until=begins + READS_FAIL_FOR, seconds=seconds)
            with contextlib.closing(Wired(sandbox)) as network:
                yield network


def _fault(words: str) -> tuple[str, float]:
    what, _, seconds = words.partition(" ")
    return what, float(seconds or 90)


def _sandbox(folder: Path) -> Sandbox:
    return Sandbox(home_of(folder).sandbox, SEED, durable=False, relation_lag=timedelta(0))


def _make(folder: Path, kind: Kind) -> None:
    """Approve two people for the next run, by way of the real client."""
    folder.mkdir()
    world = World(folder, scene.CONFIG, start=scene.CREATED, relation_lag=timedelta(0), durable=False)
    with contextlib.closing(world):
        world.member()
        world.invite_outside(*CONTROL)
        due = world.source(2)
        if kind == "message":
            world.accepts(*due, after=timedelta(minutes=30))
        world.campaign(draft(cohort=len(due), slots=(slot(days=EVERY_DAY),), steps=(INVITATION, WELCOME)))
        world.approve_drawn("2026-01-06")
        if kind == "message":
            world.approve_drawn("2026-01-07")
        world.until(EVE[kind])
