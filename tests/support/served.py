"""A workspace with the real client, whose provider is `overture sandbox serve` on this machine."""

from __future__ import annotations

import contextlib
import json
import subprocess
import sys
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.clock import SteppedClock
from core.config import ClockConfig, Config, ProviderConfig
from core.network.sandbox import Sandbox
from core.services.provider.gateway import gateway
from core.services.provider.key import KEY_VARIABLE
from core.workspace import home_of, opened
from tests.support.patience import DEADLINE_S
from tests.support.processes import ROOT
from tests.support.world import PARIS, SEED, START, World

LAG = timedelta(hours=8)
"""Lag of relations in `sandbox serve`; an embedded world to compare with needs the same."""


class Server:
    """`overture sandbox serve` in a process of its own; it can be ended and started again at its port.

    `sandbox` is a second connection to its file, to script people and to read the ledger.
    """

    def __init__(self, folder: Path) -> None:
        self._home = home_of(folder)
        self._home.make()
        self.port = 0
        self._child: subprocess.Popen[str] | None = None
        self.start()
        self.sandbox = Sandbox(self._home.sandbox, SEED, durable=False)

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve the content of the file; after `stop` this restarts the server."""
        words = ["sandbox", "serve", "--port", str(self.port), "--seed", str(SEED)]
        self._child = subprocess.Popen(
            [sys.executable, "-m", "core", "--json", "--home", str(self._home.folder), *words],
            cwd=ROOT,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        told = ""
        assert self._child.stdout is not None
        while not told.endswith("}\n"):
            line = self._child.stdout.readline()
            assert line, self._child.communicate(timeout=DEADLINE_S)
            told += line
        self.port = int(json.loads(told)["address"].rpartition(":")[2])

    def stop(self) -> None:
        """Kill the server: from now on nothing answers there."""
        if self._child is not None:
            self._child.kill()
            self._child.communicate(timeout=DEADLINE_S)
            self._child = None

    def end(self) -> None:
        """End the server for good, and close its file."""
        self.stop()
        self.sandbox.close()


class ServedWorld(World):
    """A world with `kind = "unipile"` at the loopback address of a server in another process."""

    def __init__(self, folder: Path, server: Server, monkeypatch: pytest.MonkeyPatch, key: str = "sandbox") -> None:
        self.server = server
        self.keys = monkeypatch
        self.key = key
        config = Config(
            provider=ProviderConfig("unipile", base_url=server.address),
            clock=ClockConfig(START),
            time_zone=PARIS,
            seed=SEED,
        )
        super().__init__(folder, config, start=START, relation_lag=LAG, durable=True)

    def open(self) -> None:
        """Open the store and the client of the server, whether that runs or not."""
        self.keys.setenv(KEY_VARIABLE, self.key)
        with contextlib.ExitStack() as stack:
            clock = SteppedClock(self._start)
            self.ws = stack.enter_context(opened(self.home, config=self.config, clock=clock))
            self.gateway = stack.enter_context(gateway(self.ws))
            self.sandbox = self.server.sandbox
            self._open = stack.pop_all()

    def restart_server(self) -> None:
        """Kill the server and start it again, with the state that it had stored."""
        self.server.stop()
        self.server.start()

    def elsewhere(self, address: str) -> None:
        """Change only the address of the network, and keep the store."""
        self.close()
        with contextlib.ExitStack() as stack:
            clock = SteppedClock(self._start)
            self.ws = stack.enter_context(opened(self.home, config=self.config, clock=clock))
            self.ws.config = replace(self.config, provider=ProviderConfig("unipile", base_url=address))
            self.gateway = stack.enter_context(gateway(self.ws))
            self._open = stack.pop_all()
