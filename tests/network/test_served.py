"""The same app behind a real socket: the client cannot tell it from the embedded one."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
from werkzeug.serving import WSGIRequestHandler, make_server

from core.network.connect import loopback
from core.network.errors import ErrorClass, ProviderError
from core.network.gateway import Gateway
from core.network.sandbox import people
from tests.network.conftest import Net, open_gate


class Quiet(WSGIRequestHandler):
    """Writes no log lines."""

    def log(self, type: str, message: str, *args: object) -> None:  # noqa: A002 - werkzeug's name
        """Nothing."""


@pytest.fixture
def served(net: Net) -> Iterator[Gateway]:
    server = make_server("127.0.0.1", 0, net.sandbox.app, threaded=True, request_handler=Quiet)
    thread = threading.Thread(target=server.serve_forever, args=(0.02,), daemon=True)
    thread.start()
    gateway = loopback(f"http://127.0.0.1:{server.server_port}", net.clock.now)
    yield gateway
    gateway.close()
    server.shutdown()
    thread.join(10)
    server.server_close()


def test_the_same_network_by_both_ways(net: Net, served: Gateway) -> None:
    for slug in ("thomas-sandoval-ee69af", "zoë-müller-12ab", "李雷", "a%b"):
        assert served.profile("acc", slug) == net.gateway.profile("acc", slug)
    person = net.friend()
    sent = served.start_chat("acc", people.provider_id(person), "Grüße\nund mehr", open_gate)
    assert net.gateway.messages(str(sent.chat_id)).items == served.messages(str(sent.chat_id)).items
    assert served.accounts() == net.gateway.accounts()


@pytest.mark.parametrize(("what", "effects"), [("timeout_after", 1), ("timeout_before", 0), ("html", 0)])
def test_lost_answers(net: Net, served: Gateway, what: str, effects: int) -> None:
    net.sandbox.fault(what, kind="invite", remaining=1)
    with pytest.raises(ProviderError) as caught:
        served.invite("acc", people.provider_id(net.stranger()), None, open_gate)
    assert caught.value.klass is ErrorClass.uncertain
    assert len(net.sandbox.ledger()) == effects


def test_many_at_once(net: Net, served: Gateway) -> None:
    ids = [people.provider_id(net.stranger(number)) for number in range(40)]
    with ThreadPoolExecutor(8) as pool:
        list(pool.map(lambda each: served.invite("acc", each, None, open_gate), ids))
    assert len(net.sandbox.ledger()) == 40
