"""The sandbox behind a real socket: it answers the client as the embedded one does."""

from __future__ import annotations

import contextlib
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import httpx
import pytest

from core.clock import SteppedClock
from core.network.gateway import Gateway
from core.network.open_gateway import SANDBOX_KEY, embedded, loopback
from core.network.sandbox import Sandbox, people
from tests.network import conftest
from tests.network.conftest import START, Net, open_gate
from tests.support.patience import DEADLINE_S


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


@pytest.mark.parametrize("host", ["attacker.example", "127.0.0.1.attacker.example", "", "192.168.0.1"])
def test_a_name_of_another_machine_is_answered_by_nobody(net: Net, host: str) -> None:
    with conftest.served(net.sandbox, net.wait) as address, httpx.Client(trust_env=False) as client:
        assert client.get(f"{address}/api/v1/accounts", headers={"Host": host}).status_code in (400, 403)


def test_a_body_of_megabytes_is_refused(net: Net) -> None:
    head = b"POST /api/v1/users/invite HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 2000000000\r\n\r\n"
    with conftest.served(net.sandbox, net.wait) as address:
        place = ("127.0.0.1", int(address.rpartition(":")[2]))
        with socket.create_connection(place, DEADLINE_S) as connection:
            connection.sendall(head)
            assert connection.recv(4096).startswith(b"HTTP/1.1 413 ")


@pytest.mark.parametrize("year", ["0001", "1999", "2100", "9999"])
def test_a_time_near_the_ends_of_the_calendar_freezes_nobody(net: Net, year: str) -> None:
    with conftest.served(net.sandbox, net.wait) as address:
        for now, status in ((f"{year}-12-31T00:00:00Z", 400), (net.clock.now().isoformat(), 200)):
            headers = {"X-API-KEY": SANDBOX_KEY, "X-Sandbox-Now": now}
            answer = httpx.get(f"{address}/api/v1/accounts", headers=headers, trust_env=False)
            assert answer.status_code == status
