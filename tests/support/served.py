"""A workspace whose network is the provider's, played by a sandbox behind a loopback socket."""

from __future__ import annotations

import contextlib
import threading
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from werkzeug.serving import BaseWSGIServer, WSGIRequestHandler, make_server

from core.clock import SteppedClock
from core.config import ClockConfig, Config, ProviderConfig
from core.network.sandbox import Sandbox
from core.services.network import gateway
from core.services.provider_key import KEY_VARIABLE
from core.workspace import opened
from tests.support.world import PARIS, SEED, START, World


class Quiet(WSGIRequestHandler):
    """Writes no log lines."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Nothing."""


class Server:
    """The sandbox of a file, served; it can be stopped and started again at its port."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self.port = 0
        self._server: BaseWSGIServer | None = None
        self.start()

    @property
    def address(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    def start(self) -> None:
        """Serve what the file holds; after a stop this is what a restart of the server does."""
        self.sandbox = Sandbox(self.path, SEED, durable=False, relation_lag=timedelta(0))
        self._server = make_server("127.0.0.1", self.port, self.sandbox.app, threaded=True, request_handler=Quiet)
        self.port = self._server.server_port
        self._thread = threading.Thread(target=self._server.serve_forever, args=(0.01,), daemon=True)
        self._thread.start()

    def stop(self) -> None:
        """From now on nothing answers there."""
        if self._server is None:
            return
        self._server.shutdown()
        self._thread.join(10)
        self._server.server_close()
        self.sandbox.close()
        self._server = None


class ServedWorld(World):
    """`kind = "unipile"` at the loopback address of a server that is not ours."""

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
        super().__init__(folder, config, start=START, relation_lag=timedelta(0), durable=True)

    def open(self) -> None:
        """Open the store and the way to the server, which runs or not."""
        self.keys.setenv(KEY_VARIABLE, self.key)
        with contextlib.ExitStack() as stack:
            clock = SteppedClock(self._start)
            self.ws = stack.enter_context(opened(self.home, config=self.config, clock=clock))
            self.gateway = stack.enter_context(gateway(self.ws))
            self.sandbox = self.server.sandbox
            self._open = stack.pop_all()

    def restart_server(self) -> None:
        """The server ends and starts again, from what it wrote down."""
        self.server.stop()
        self.server.start()
        self.sandbox = self.server.sandbox

    def elsewhere(self, address: str) -> None:
        """Nothing but the way to the network changes: another address, as behind a cable that was moved."""
        self.close()
        with contextlib.ExitStack() as stack:
            clock = SteppedClock(self._start)
            self.ws = stack.enter_context(opened(self.home, config=self.config, clock=clock))
            self.ws.config = replace(self.config, provider=ProviderConfig("unipile", base_url=address))
            self.gateway = stack.enter_context(gateway(self.ws))
            self._open = stack.pop_all()
