"""Answers of a server to a request for a new session: an error counts as an answer, silence does not."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator

import pytest

from core.store.postgres.store import PostgresStore
from tests.support.patience import DEADLINE_S

ERRORS = {
    "53300": "sorry, too many clients already",
    "28P01": "password authentication failed",
    "57P03": "the database system is starting up",
}


@pytest.fixture
def listener() -> Iterator[socket.socket]:
    """Yield a port that takes connections and says nothing by itself."""
    with socket.create_server(("127.0.0.1", 0)) as made:
        yield made


def store_at(listener: socket.socket) -> PostgresStore:
    address = f"postgresql://ada@127.0.0.1:{listener.getsockname()[1]}/overture?sslmode=disable&gssencmode=disable"
    return PostgresStore(address, address)


def refuse(listener: socket.socket, code: str) -> None:
    """Answer one request for a session with an error, as a server does."""
    fields = b"".join(f"{each}\0".encode() for each in ("SFATAL", "VFATAL", f"C{code}", f"M{ERRORS[code]}")) + b"\0"
    client, _address = listener.accept()
    with client:
        client.recv(4096)
        client.sendall(b"E" + (len(fields) + 4).to_bytes(4) + fields)


@pytest.mark.parametrize("code", ERRORS)
def test_an_error_of_the_server_is_an_answer(listener: socket.socket, code: str) -> None:
    server = threading.Thread(target=refuse, args=(listener, code), daemon=True)
    server.start()
    assert store_at(listener).answers(DEADLINE_S)
    server.join(DEADLINE_S)


def test_a_refused_connection_is_an_answer(listener: socket.socket) -> None:
    store = store_at(listener)
    listener.close()
    assert store.answers(DEADLINE_S)


def test_a_server_that_says_nothing_does_not_answer(listener: socket.socket) -> None:
    assert not store_at(listener).answers(0.05)
