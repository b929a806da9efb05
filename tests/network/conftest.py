"""A sandbox with a clock that a test moves, and the real client in front of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from core.clock import SteppedClock
from core.network.connect import embedded
from core.network.errors import ProviderError
from core.network.gateway import Gateway, Invited
from core.network.sandbox import Sandbox, people

START = datetime(2026, 7, 6, 9, 0, tzinfo=UTC)


def open_gate() -> None:
    """A gate that refuses nothing."""


@dataclass
class Net:
    """The sandbox, the gateway to it, the time both live in. Account "acc" is premium, "basic" is not."""

    sandbox: Sandbox
    gateway: Gateway
    clock: SteppedClock
    gates: int = 0

    def gate(self) -> None:
        self.gates += 1

    def invite(self, person: str, note: str | None = None, account: str = "acc") -> Invited:
        return self.gateway.invite(account, people.provider_id(person), note, self.gate)

    def refused(self, person: str, note: str | None = None, account: str = "acc") -> ProviderError:
        with pytest.raises(ProviderError) as caught:
            self.invite(person, note, account)
        return caught.value

    def later(self, **delta: float) -> None:
        self.clock.move_by(timedelta(**delta))

    def stranger(self, number: int = 0) -> str:
        """Somebody who was no contact before and never accepts."""
        found = f"stranger-number-{number}x0"
        while people.connected_before("1", "acc", found) or people.connected_before("1", "basic", found):
            found += "0"
        for account in ("acc", "basic"):
            self.sandbox.script(account, found)
        return found

    def friend(self, number: int = 0, note: str | None = None) -> str:
        """Somebody whom "acc" invited, who accepted an hour later; it is two hours later."""
        found = self.stranger(number)
        self.sandbox.script("acc", found, accepts_after=timedelta(hours=1))
        self.invite(found, note)
        self.later(hours=2)
        return found


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    sandbox = Sandbox(tmp_path / "sandbox.db", 1, durable=False, relation_lag=timedelta(hours=1))
    sandbox.configure_account("acc", name="Ada Wong", premium=True)
    sandbox.configure_account("basic", name="Bo Li", premium=False)
    clock = SteppedClock(START)
    gateway = embedded(sandbox, clock.now)
    yield Net(sandbox, gateway, clock)
    gateway.close()
    sandbox.close()
