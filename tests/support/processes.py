"""Engines as processes on a fast clock, and waits for their results."""

from __future__ import annotations

import contextlib
import os
import random
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

import apsw

from core.clock import SteppedClock
from core.config import load
from core.network.sandbox import Sandbox
from core.services.audience import import_contacts
from core.services.campaigns import lifecycle
from core.services.maintenance import advance
from core.services.members import members
from core.services.provider import gateway as network
from core.workspace import home_of, opened
from tests.support.draft import INVITATION, WELCOME, draft, slot
from tests.support.loaded import loaded
from tests.support.patience import DEADLINE_S
from tests.support.world import SEED, slugs

ROOT = Path(__file__).parents[2]
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
CREATED = datetime(2026, 1, 5, 22, 55, tzinfo=UTC)
READY = datetime(2026, 1, 5, 23, 29, tzinfo=UTC)
COHORT = 16
SPEED = 600
"""Workspace seconds in a real second: a slot of five hours lasts 30 real seconds."""
CONFIG = """
[clock]
start = {start}
speed = {speed}
[workspace]
time_zone = "Europe/Paris"
[sandbox]
seed = {seed}
"""


@dataclass
class Fast:
    """A home whose time runs `speed` times as fast as real time, with three members and a campaign for each."""

    folder: Path
    speed: int
    children: list[subprocess.Popen[str]] = field(default_factory=list)
    forks: bool = True
    """False to start children of this process, which report their stops; each of them loads everything itself."""

    def __post_init__(self) -> None:
        self.home = home_of(self.folder)
        self.home.make()
        self.network = self.home.sandbox
        self.prepare()
        # Created at 23:55 in Paris; the first runs open at 00:30, before or after the engines of the test start.
        config = CONFIG.format(start=CREATED.isoformat(), speed=self.speed, seed=SEED)
        self.home.config.write_text(self.provider + config)
        self._fill()

    def prepare(self) -> None:
        """Prepare the home before the store is made."""

    @property
    def provider(self) -> str:
        """Return the part of `config.toml` that names the network."""
        return ""

    def _fill(self) -> None:
        clock = SteppedClock(CREATED)
        settings = load(self.home.config)
        with opened(self.home, config=settings, clock=clock, durable=not settings.embedded) as workspace:
            sandbox = Sandbox(self.network, SEED, durable=False)
            for index, (name, account) in enumerate(
                [("Ada Wong", "acc-ada"), ("Ben Ito", "acc-ben"), ("Cleo Marsh", "acc-cleo")]
            ):
                sandbox.configure_account(account, name=name, premium=True)
                members.add(workspace, name, account, plan="premium", ramp=False)
                people = slugs(f"group{index}", 60)
                path = self.folder / f"group{index}.csv"
                rows = [f"Group,Person,https://www.linkedin.com/in/{slug}" for slug in people]
                path.write_text("\n".join(["First Name,Last Name,URL", *rows]), encoding="utf-8")
                import_contacts.import_file(workspace, path, f"group{index}")
                plan = draft(
                    name=f"group{index}",
                    source=f"group{index}",
                    sender=account,
                    approval="off",
                    cohort=COHORT,
                    slots=(slot("00:30", 300, EVERY_DAY),),
                    steps=(INVITATION, WELCOME),
                )
                lifecycle.start(workspace, str(lifecycle.create(workspace, plan)))
            sandbox.close()
            # Draw and read everybody before the real clock starts.
            with network.gateway(workspace) as gateway:
                advance.advance(workspace, gateway, READY)

    def start(self, *options: str) -> subprocess.Popen[str]:
        """Start an engine in a process of its own."""
        self.home.starts.unlink(missing_ok=True)  # kills in a row would begin safe mode, which sends nothing
        return self.run("core", "--home", str(self.folder), "daemon", *options)

    def run(self, module: str, *words: str, **env: str) -> subprocess.Popen[str]:
        """Start a module in a process of its own, which is ended with the home."""
        child = self._forked(module, *words, **env) if self.forks else self._child(module, *words, **env)
        self.children.append(child)
        return child

    def _child(self, module: str, *words: str, **env: str) -> subprocess.Popen[str]:
        return subprocess.Popen(
            [sys.executable, "-m", module, *words],
            cwd=ROOT,
            env={**os.environ, **env},
            stdout=subprocess.DEVNULL,
            stderr=subprocess.PIPE,
            text=True,
        )

    def _forked(self, module: str, *words: str, **env: str) -> subprocess.Popen[str]:
        read, write = os.pipe()
        with open(os.devnull, "r+b", buffering=0) as nowhere, os.fdopen(write, "wb") as stderr:  # noqa: PTH123
            files = {0: nowhere.fileno(), 1: nowhere.fileno(), 2: stderr.fileno()}
            said = os.fdopen(read)
            return loaded("core").run([module, *words], env={**os.environ, **env}, files=files, stderr=said)

    def end(self) -> None:
        """Kill the child processes that still run."""
        for child in self.children:
            if child.poll() is None:
                child.kill()
            child.wait(DEADLINE_S)
            if child.stderr is not None:
                child.stderr.close()

    def written(self) -> int:
        """Return the number of writes that the network carried out, read as another process reads it."""
        return self._count(self.network, "SELECT count(*) FROM ledger")

    def stored(self, sql: str) -> int:
        """Return a number from the store, read as another process reads it."""
        return self._count(self.home.store, sql)

    def _count(self, path: Path, sql: str) -> int:
        connection = apsw.Connection(str(path), flags=apsw.SQLITE_OPEN_READONLY)
        try:
            connection.set_busy_timeout(5000)
            return int(next(connection.execute(sql))[0])
        finally:
            connection.close()

    def in_flight(self) -> bool:
        """Return whether an intent is committed without its outcome."""
        return self.stored("SELECT count(*) FROM delivery WHERE state = 'sending'") > 0

    def run_over(self) -> bool:
        """Return whether nothing is left to send in the runs of today."""
        open_now = "SELECT count(*) FROM booking WHERE state IN ('planned', 'sending')"
        return self.stored("SELECT count(*) FROM run") == 3 and self.stored(open_now) == 0

    def wait(self, child: subprocess.Popen[str], until: Callable[[], bool], what: str, *, every: float = 0.01) -> None:
        """Wait for a condition while the child runs; its death or the deadline fails the test."""
        deadline = time.monotonic() + DEADLINE_S
        while not until():
            assert time.monotonic() < deadline, f"never: {what}"
            with contextlib.suppress(subprocess.TimeoutExpired):
                child.wait(every)
                said = child.stderr.read() if child.stderr else ""
                raise AssertionError(f"the engine ended by itself ({child.returncode}) before: {what}\n{said}")

    def live_on(self, child: subprocess.Popen[str], seconds: float) -> None:
        """Let the child run for some real seconds."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            child.wait(seconds)


@dataclass
class ServedFast(Fast):
    """A fast home whose sandbox is served by a separate process, from another home."""

    def prepare(self) -> None:
        with socket.create_server(("127.0.0.1", 0)) as free:
            self.port = free.getsockname()[1]
        served = home_of(self.folder / "network")
        served.make()
        self.network = served.sandbox
        self.serve()

    @property
    def provider(self) -> str:
        return f'[provider]\nkind = "sandbox"\naddress = "http://127.0.0.1:{self.port}"\n'

    def serve(self) -> None:
        """Start the server, or start it again after its death, and wait until it takes connections."""
        words = ("sandbox", "serve", "--port", str(self.port), "--seed", str(SEED))
        self.server = self.run("core", "--home", str(self.network.parent), *words)
        self.wait(self.server, self._answers, "the server")

    def _answers(self) -> bool:
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", self.port), 1):
            return True
        return False


@contextlib.contextmanager
def fast(folder: Path, speed: int = SPEED) -> Iterator[Fast]:
    """Yield a fast home; every process that it started has ended afterwards."""
    made = Fast(folder, speed)
    try:
        yield made
    finally:
        made.end()


def jitter(seed: int, count: int, longest: float) -> list[float]:
    """Return varied short times, the same in every run."""
    chance = random.Random(seed)
    return [chance.uniform(0, longest) for _ in range(count)]
