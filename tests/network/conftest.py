"""A sandbox with a clock that a test moves, and the real client in front of it."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx
import pytest

from core.clock import SteppedClock
from core.network.gateway import Gateway, Invited
from core.network.open_gateway import SANDBOX_KEY, embedded
from core.network.provider_errors import ProviderError
from core.network.sandbox import Sandbox, people
from core.network.sandbox.inprocess import InProcess
from core.network.sandbox.request_context import TIME_HEADER
from core.network.sandbox.serve import Server
from core.network.unipile.client import UnipileClient
from core.network.unipile.wire import socket_transport
from tests.support.deadlines import HeldClock
from tests.support.patience import DEADLINE_S

WAYS = ("in process", "socket")
START = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)


def open_gate() -> None:
    """Refuse no call: this gate is always open."""


@dataclass
class Net:
    """The sandbox, its gateway, and the time of both. Account "acc" is premium, "basic" is not."""

    sandbox: Sandbox
    gateway: Gateway
    clock: SteppedClock
    wait: Callable[[float], object]
    """Function that lets the seconds of a slow answer pass, also for the client's deadline."""
    address: str | None = None
    gates: int = 0

    def gate(self) -> None:
        self.gates += 1

    def invite(self, person: str, note: str | None = None, account: str = "acc") -> Invited:
        return self.gateway.invite(account, people.provider_id(person), note, self.gate)

    def refused(self, person: str, note: str | None = None, account: str = "acc") -> ProviderError:
        with pytest.raises(ProviderError) as caught:
            self.invite(person, note, account)
        return caught.value

    def raw(
        self, method: str, path: str, *, json: object = None, form: dict[str, str] | None = None
    ) -> tuple[int, Any]:
        """Return the raw status and body of an answer, for fields that the client does not return."""
        transport = InProcess(self.sandbox.app) if self.address is None else None
        headers = {"X-API-KEY": SANDBOX_KEY, TIME_HEADER: self.clock.now().isoformat()}
        files = None if form is None else [(name, (None, value)) for name, value in form.items()]
        with httpx.Client(transport=transport, trust_env=False, headers=headers) as client:
            url = f"{self.address or 'http://sandbox'}/api/v1{path}"
            answer = client.request(method, url, json=json, files=files)
            return answer.status_code, answer.json()

    def later(self, **delta: float) -> None:
        self.clock.move_by(timedelta(**delta))

    def stranger(self, number: int = 0) -> str:
        """Return a person who was not connected before and never accepts."""
        found = f"stranger-number-{number}x0"
        while people.connected_before("1", "acc", found) or people.connected_before("1", "basic", found):
            found += "0"
        for account in ("acc", "basic"):
            self.sandbox.script(account, found)
        return found

    def friend(self, number: int = 0, note: str | None = None) -> str:
        """Invite a person from "acc" who accepts an hour later, and move the time on by two hours."""
        found = self.stranger(number)
        self.sandbox.script("acc", found, accepts_after=timedelta(hours=1))
        self.invite(found, note)
        self.later(hours=2)
        return found


@pytest.fixture(params=WAYS)
def net(request: pytest.FixtureRequest, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Net]:
    """Yield the network of the conformance suite, whose tests each run in process and over a socket."""
    with contextlib.ExitStack() as stack:
        sandbox = Sandbox(tmp_path / "sandbox.db", 1, durable=False, relation_lag=timedelta(hours=1))
        stack.callback(sandbox.close)
        sandbox.configure_account("acc", name="Ada Wong", premium=True)
        sandbox.configure_account("basic", name="Bo Li", premium=False)
        clock = SteppedClock(START)
        wait = HeldClock(monkeypatch).wait
        address = stack.enter_context(served(sandbox, wait)) if request.param == "socket" else None
        made = Net(sandbox, way(sandbox, clock, address), clock, wait, address)
        yield made
        made.gateway.close()


@contextlib.contextmanager
def served(sandbox: Sandbox, wait: Callable[[float], object]) -> Iterator[str]:
    """Serve a sandbox; a slow answer takes its seconds from `wait`."""
    server = Server(sandbox, wait=wait)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    try:
        yield server.address
    finally:
        server.stop()
        thread.join(DEADLINE_S)
        server.close()


def way(sandbox: Sandbox, clock: SteppedClock, address: str | None) -> Gateway:
    """Return the client, in process or over a socket."""
    if address is None:
        return embedded(sandbox, clock.now)
    return UnipileClient(address, SANDBOX_KEY, socket_transport(address), now=clock.now)
