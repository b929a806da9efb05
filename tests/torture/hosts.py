"""The stage of the tortures on a server: a server of their own, a proxy before it, and a database for each case."""

from __future__ import annotations

import contextlib
import copy as copies
import itertools
import shutil
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from core.workspace import Workspace, home_of
from tests.support import postgres
from tests.support.cluster import Cluster, cluster
from tests.support.proxy import Proxy
from tests.torture import scene
from tests.torture.provider import Provider
from tests.torture.scene import CONFIG, Kind

HOME = "first"
"""The home of the engine that ran until now; other homes are other machines, without a side journal of its calls."""


class Hosts:
    """A stage of worlds just before a send, in databases of one server; engines reach the server through the proxy."""

    def __init__(self, root: Path, server: Cluster) -> None:
        postgres.accept_marks()
        self.root = root
        self.server = server
        self.proxy = Proxy(server.port)
        self.before_takeover: Callable[[str], None] = lambda _database: None
        """Called with the name of the database before a standby takes over."""
        self.points: dict[Kind, dict[int, str]] = {}
        """The points of a send that a dry run has passed."""
        self._providers: dict[Kind, Provider] = {}
        self._numbers = itertools.count(1)

    def close(self) -> None:
        """Close the proxy."""
        self.proxy.close()

    @contextlib.contextmanager
    def workspace(self, folder: Path, moment: datetime, home: str = HOME) -> Iterator[Workspace]:
        """Open the workspace of a case from one of its homes, with its clock at a moment, on durable storage."""
        config = replace(CONFIG, store_url=self.server.address(folder.name, self.proxy.port))
        with scene.workspace(folder / home, moment, config=config) as ws:
            ws.store.durable = True
            yield ws

    def eve(self, kind: Kind) -> Provider:
        """Return the provider on the eve; the first call of a kind makes its database."""
        if kind not in self._providers:
            folder = self.root / f"eve_{kind}"
            folder.mkdir()
            self._empty(folder.name)
            config = replace(CONFIG, store_url=self.server.address(folder.name))
            self._providers[kind] = scene.make(folder / HOME, kind, config=config)
        return copies.deepcopy(self._providers[kind])

    def _empty(self, database: str) -> None:
        """Make a database with the schema and without a row."""
        with self.server.connected() as connection:
            if connection.execute("SELECT 1 FROM pg_database WHERE datname = 'schema'").fetchone() is None:
                connection.execute("CREATE DATABASE schema")
                postgres.make_schema(self.server.address("schema"))
        self.server.copy(database, "schema")

    @contextlib.contextmanager
    def enter(self, kind: Kind, fault: str) -> Iterator[tuple[Path, Provider]]:
        """Yield a folder, whose name is that of its database, and the provider, about to answer with the fault."""
        provider = self.eve(kind)
        provider.faults = [fault]
        folder = self.root / f"case_{next(self._numbers)}"
        folder.mkdir()
        self.server.copy(folder.name, f"eve_{kind}")
        for path in (home_of(self.root / f"eve_{kind}" / HOME).intents,):
            home_of(folder / HOME).make()
            if path.exists():
                shutil.copy(path, folder / HOME / path.name)
        try:
            yield folder, provider
        finally:
            self.server.drop(folder.name)
            shutil.rmtree(folder)


@contextlib.contextmanager
def hosts(made: Hosts | None = None) -> Iterator[Hosts]:
    """Yield the stage that was made before, or one with a new server, which is ended afterwards."""
    if made is not None:
        yield made
        return
    with scene.scratch() as root, cluster(root / "server") as server, contextlib.closing(Hosts(root, server)) as new:
        yield new
