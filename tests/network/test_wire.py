"""Real sockets on loopback: the last gate, the proof that no byte left, the total deadline."""

from __future__ import annotations

import socket
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

import pytest

from core.errors import UsageError
from core.network.open_gateway import loopback, unipile
from core.network.provider_errors import ErrorClass, GateClosed, ProviderError
from core.network.unipile.client import UnipileClient
from core.network.unipile.wire import socket_transport
from tests.network.conftest import START, open_gate
from tests.support.deadlines import HeldClock
from tests.support.patience import DEADLINE_S

BODY = b'{"object":"UserInvitationSent","invitation_id":"7"}'
OK = b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(BODY), BODY)
Behaviour = Callable[[socket.socket, "Server"], None]


class Server:
    """A server that accepts connections one after the other; `got` are the bytes that arrived."""

    def __init__(self, behaviour: Behaviour, wait: Callable[[float], object] = lambda _seconds: None) -> None:
        self.got = b""
        self.wait = wait
        self.accepted = 0
        self.over = threading.Event()
        self._behaviour = behaviour
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.url = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def _serve(self) -> None:
        with suppress(OSError):
            while not self.over.is_set():
                connection, _ = self._socket.accept()
                self.accepted += 1
                connection.settimeout(DEADLINE_S)
                with connection, suppress(OSError):
                    self._behaviour(connection, self)

    def read(self, connection: socket.socket) -> None:
        while not self.got.endswith(b"}"):
            piece = connection.recv(4096)
            if not piece:
                return
            self.got += piece

    def close(self) -> None:
        self.over.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)
        self._socket.close()
        self._thread.join(DEADLINE_S)


@contextmanager
def serving(
    behaviour: Behaviour,
    deadline: float = DEADLINE_S,
    scheme: str = "http",
    wait: Callable[[float], object] = lambda _seconds: None,
) -> Iterator[tuple[Server, UnipileClient]]:
    server = Server(behaviour, wait)
    url = server.url.replace("http", scheme, 1)
    client = UnipileClient(url, "key", socket_transport(url), deadline_seconds=deadline)
    yield server, client
    client.close()
    server.close()


def invite(client: UnipileClient, gate: Callable[[], None] = open_gate) -> ProviderError:
    with pytest.raises(ProviderError) as caught:
        client.invite("acc", "ACoAAx", "Hello", gate)
    return caught.value


def answer(connection: socket.socket, server: Server) -> None:
    server.read(connection)
    connection.sendall(OK)


def test_a_call_passes_the_gate_once(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("HTTP_PROXY", "http://127.0.0.1:1")
    monkeypatch.setenv("ALL_PROXY", "http://127.0.0.1:1")
    gates: list[bytes] = []
    with serving(answer) as (server, client):
        assert client.invite("acc", "ACoAAx", "Hello", lambda: gates.append(server.got)).invitation_id == "7"
    assert gates == [b""]
    assert b"Connection: close\r\n" in server.got
    assert server.got.startswith(b"POST /api/v1/users/invite HTTP/1.1\r\n")


def test_every_call_has_a_connection_of_its_own() -> None:
    def one(connection: socket.socket, server: Server) -> None:
        server.got = b""
        answer(connection, server)

    with serving(one) as (server, client):
        client.invite("acc", "ACoAAx", None, open_gate)
        client.invite("acc", "ACoAAy", None, open_gate)
        assert server.accepted == 2


def test_a_closed_gate_lets_no_byte_out() -> None:
    def closed() -> None:
        raise GateClosed("send-by is past")

    def broken() -> None:
        raise LookupError("a bug of ours")

    with serving(answer) as (server, client):
        with pytest.raises(GateClosed):
            client.invite("acc", "ACoAAx", "Hello", closed)
        with pytest.raises(LookupError):
            client.invite("acc", "ACoAAx", "Hello", broken)
        client.invite("acc", "ACoAAx", "Hello", open_gate)
    assert server.got.count(b"POST") == 1


def test_refused_is_proof() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        url = f"http://127.0.0.1:{taken.getsockname()[1]}"
    client = UnipileClient(url, "key", socket_transport(url))
    gates: list[int] = []
    error = invite(client, lambda: gates.append(1))
    with pytest.raises(ProviderError) as caught:
        client.account("acc")
    client.close()
    assert (error.klass, gates) == (ErrorClass.not_sent, [])
    assert caught.value.klass is ErrorClass.transient


def test_tls_to_a_plain_port_is_proof() -> None:
    def plain(connection: socket.socket, server: Server) -> None:
        connection.recv(4096)
        connection.sendall(b"HTTP/1.1 400 Bad Request\r\n\r\n")

    with serving(plain, scheme="https") as (_, client):
        assert invite(client).klass is ErrorClass.not_sent


def test_a_silent_tls_handshake_is_cut_and_is_proof() -> None:
    def silent(connection: socket.socket, server: Server) -> None:
        server.over.wait(DEADLINE_S)

    with serving(silent, deadline=0.3, scheme="https") as (_, client):  # real seconds: the timer itself is tested
        error = invite(client)
        assert error.klass is ErrorClass.not_sent
        assert error.words.startswith("No complete answer within 0.3 s")


def lost(connection: socket.socket, server: Server) -> None:
    server.read(connection)


def reset(connection: socket.socket, server: Server) -> None:
    server.read(connection)
    connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, b"\1\0\0\0\0\0\0\0")


def garbage(connection: socket.socket, server: Server) -> None:
    server.read(connection)
    connection.sendall(b"\x00\x01\x02 not HTTP\r\n\r\n")


def truncated(connection: socket.socket, server: Server) -> None:
    server.read(connection)
    connection.sendall(b'HTTP/1.1 200 OK\r\nContent-Length: 500\r\n\r\n{"object"')


def wrong_gzip(connection: socket.socket, server: Server) -> None:
    server.read(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 5\r\n\r\nabcde")


@pytest.mark.parametrize("behaviour", [lost, reset, garbage, truncated, wrong_gzip])
def test_after_the_first_byte_nothing_is_proven(behaviour: Behaviour) -> None:
    with serving(behaviour) as (_, client):
        assert invite(client).klass is ErrorClass.uncertain
        with pytest.raises(ProviderError) as caught:
            client.account("acc")
        assert caught.value.klass is ErrorClass.transient


@pytest.mark.parametrize("body", [b"[]", b"null", b'"ok"', b"1", b'[{"object":"Account"}]'])
def test_json_that_is_no_object_is_an_answer_about_this_call_alone(body: bytes) -> None:
    def answers(connection: socket.socket, server: Server) -> None:
        server.read(connection)
        connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: %d\r\n\r\n%s" % (len(body), body))

    with serving(answers) as (_, client):
        assert invite(client).klass is ErrorClass.uncertain
        with pytest.raises(ProviderError) as caught:
            client.account("acc")
        assert (caught.value.klass, caught.value.no_answer) == (ErrorClass.unreadable, False)
        assert caught.value.words == "Unreadable answer: no object"


def drip_head(connection: socket.socket, server: Server) -> None:
    server.read(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Drip: ")
    while True:
        server.wait(1.0)
        connection.sendall(b"a")


def drip_body(connection: socket.socket, server: Server) -> None:
    server.read(connection)
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n")
    while True:
        server.wait(1.0)
        connection.sendall(b" ")


def mute(connection: socket.socket, server: Server) -> None:
    server.read(connection)
    server.wait(80.0)
    server.over.wait(DEADLINE_S)


@pytest.mark.parametrize("behaviour", [drip_head, drip_body, mute])
def test_the_deadline_is_total(behaviour: Behaviour, monkeypatch: pytest.MonkeyPatch) -> None:
    clock = HeldClock(monkeypatch)
    with serving(behaviour, deadline=75.0, wait=clock.wait) as (_, client):
        error = invite(client)
    assert error.klass is ErrorClass.uncertain
    assert error.words.startswith("No complete answer within 75 s")
    assert clock.seconds >= 75


def test_only_this_machine_is_told_a_time() -> None:
    with pytest.raises(UsageError):
        loopback("http://example.com:8765", lambda: START)
    loopback("http://127.0.0.1:8765", lambda: START).close()


@pytest.mark.parametrize("ours", [True, False])
def test_the_provider_itself_is_told_no_time(ours: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.network.open_gateway.is_loopback", lambda _address: ours)
    server = Server(answer)
    client = unipile(server.url, "key", lambda: START)
    client.invite("acc", "ACoAAx", "Hello", open_gate)
    client.close()
    server.close()
    assert (b"x-sandbox-now" in server.got.lower()) is ours


@pytest.mark.parametrize("key", ["", "a key", "schlüssel", "a\nb"])
def test_an_impossible_key_is_refused_without_showing_it(key: str) -> None:
    with pytest.raises(UsageError) as caught:
        unipile("https://api1.unipile.com:13111", key)
    assert not key or key not in str(caught.value)


def test_what_the_engine_imports_is_light() -> None:
    code = (
        "import sys, core.network.gateway, core.network.open_gateway, core.network.sandbox;"
        "import core.network.provider_errors;"
        "print([m for m in ('httpx', 'flask', 'pydantic', 'werkzeug') if m in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=DEADLINE_S)
    assert done.stdout.strip() == "[]"
