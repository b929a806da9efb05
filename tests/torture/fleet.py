"""Three machines with a daemon each, on one server behind a proxy and one served sandbox, on a fast clock."""

from __future__ import annotations

import contextlib
import shutil
import signal
import subprocess
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

from core.home import Home
from core.workspace import home_of
from tests.support.cluster import Cluster, cluster
from tests.support.patience import DEADLINE_S
from tests.support.processes import SPEED, ServedFast
from tests.support.proxy import Proxy

DATABASE = "fleet"
LAUNCHER = "tests.support.launcher"
HOSTS = ("one", "two", "three")


@dataclass
class Fleet(ServedFast):
    """A workspace on a server, and the daemons of three homes."""

    cluster: Cluster = field(kw_only=True)
    proxy: Proxy = field(kw_only=True)
    daemons: dict[str, subprocess.Popen[str]] = field(default_factory=dict)

    def prepare(self) -> None:
        with self.cluster.connected() as connection:
            connection.execute(f"CREATE DATABASE {DATABASE}".encode())
        super().prepare()

    @property
    def provider(self) -> str:
        return f'{super().provider}[store]\nurl = "{self.cluster.address(DATABASE, self.proxy.port)}"\n'

    def stored(self, sql: str) -> int:
        """Return a number from the store, by a connection that no fault touches."""
        with self.cluster.connected(DATABASE) as connection:
            found = connection.execute(sql.encode()).fetchone()
        assert found is not None
        return int(found[0])

    def home_of(self, host: str) -> Home:
        """Return the home of a host."""
        return home_of(self.folder / host)

    def launch(self, host: str, point: str = "none", nth: int = 1) -> None:
        """Start the daemon of a host as a standby, which dies at a point if one is named."""
        home = self.home_of(host)
        if not home.config.exists():
            home.make()
            shutil.copy(self.home.config, home.config)
        home.starts.unlink(missing_ok=True)  # kills in a row would begin safe mode, which sends nothing
        words = (point, str(nth), "--home", str(home.folder), "daemon", "--standby")
        self.daemons[host] = self.run(LAUNCHER, *words, TEST_HURRY="1")

    def holder(self) -> str | None:
        """Return the host whose daemon has the engine's place and runs; None while there is none."""
        pid = self.stored("SELECT coalesce(max(pid), 0) FROM engine WHERE heartbeat IS NOT NULL")
        return next((host for host, each in self.daemons.items() if each.pid == pid and each.poll() is None), None)

    def pause(self, seconds: float) -> None:
        """Let some real seconds pass."""
        threading.Event().wait(seconds)

    def wait_for(self, until: Callable[[], bool], what: str) -> None:
        """Wait for a condition; the deadline fails the test."""
        deadline = time.monotonic() + DEADLINE_S
        while not until():
            assert time.monotonic() < deadline, f"never: {what}"
            self.pause(0.02)

    def finish(self) -> None:
        """End all daemons in order."""
        for daemon in self.daemons.values():
            if daemon.poll() is None:
                daemon.send_signal(signal.SIGTERM)
        for daemon in self.daemons.values():
            daemon.wait(DEADLINE_S)


@contextlib.contextmanager
def fleet(speed: int = SPEED) -> Iterator[Fleet]:
    """Yield a fleet; everything that it started has ended afterwards."""
    with tempfile.TemporaryDirectory(prefix="overture-torture-") as text, contextlib.ExitStack() as stack:
        server = stack.enter_context(cluster(Path(text).resolve() / "server"))
        proxy = stack.enter_context(contextlib.closing(Proxy(server.port)))
        made = Fleet(Path(text).resolve() / "home", speed, cluster=server, proxy=proxy)
        stack.callback(made.end)
        yield made
