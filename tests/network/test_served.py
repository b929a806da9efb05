"""The same app behind a real socket: the client cannot tell it from the embedded one."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from core.clock import SteppedClock
from core.network.connect import embedded, loopback
from core.network.gateway import Gateway
from core.network.sandbox import Sandbox, people
from tests.network import conftest
from tests.network.conftest import START, Net, open_gate


@pytest.fixture
def net(tmp_path: Path) -> Iterator[Net]:
    with contextlib.closing(Sandbox(tmp_path / "sandbox.db", 1, durable=False)) as sandbox:
        clock = SteppedClock(START)
        with contextlib.closing(embedded(sandbox, clock.now)) as gateway:
            yield Net(sandbox, gateway, clock, lambda _seconds: None)


@pytest.fixture
def served(net: Net) -> Iterator[Gateway]:
    with (
        conftest.served(net.sandbox, net.wait) as address,
        contextlib.closing(loopback(address, net.clock.now)) as gateway,
    ):
        yield gateway


def test_the_same_network_by_both_ways(net: Net, served: Gateway) -> None:
    for slug in ("thomas-sandoval-ee69af", "zoë-müller-12ab", "李雷", "a%b"):
        assert served.profile("acc", slug) == net.gateway.profile("acc", slug)
    person = net.friend()
    sent = served.start_chat("acc", people.provider_id(person), "Grüße\nund mehr", open_gate)
    assert net.gateway.messages(str(sent.chat_id)).items == served.messages(str(sent.chat_id)).items
    assert served.accounts() == net.gateway.accounts()


def test_many_at_once(net: Net, served: Gateway) -> None:
    ids = [people.provider_id(net.stranger(number)) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda each: served.invite("acc", each, None, open_gate), ids))
    assert len(net.sandbox.ledger()) == 40
