"""The doors that Overture itself opens on this machine: the served sandbox, and the health of a daemon."""

from __future__ import annotations

import contextlib
import io
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from werkzeug.test import EnvironBuilder, run_wsgi_app

from core.clock import SteppedClock
from core.local_host import local_only
from core.network.sandbox import Sandbox
from core.network.sandbox.fault_responses import FAULT_HEADER
from core.network.sandbox.flask_app import KEY
from core.network.sandbox.request_context import TIME_HEADER
from tests.fuzz import hostile
from tests.fuzz.answers import TOKENS
from tests.fuzz.door import Door
from tests.fuzz.oracle import holds
from tests.support.world import START

PATHS = (
    "/api/v1/users/invite",
    "/api/v1/users/invite/sent",
    "/api/v1/users/relations",
    "/api/v1/users/me",
    "/api/v1/users/@",
    "/api/v1/accounts",
    "/api/v1/accounts/@",
    "/api/v1/hosted/accounts/link",
    "/api/v1/linkedin/search",
    "/api/v1/chats",
    "/api/v1/chats/@",
    "/api/v1/chats/@/messages",
    "/api/v1/messages",
    "/api/v1/chat_attendees/@/chats",
    "/api/v1/users/invite/sent/@",
    "/sandbox/ledger",
    "/sandbox/faults",
    "/@",
    "/connect/@",
)
METHODS = ("GET", "GET", "GET", "POST", "POST", "DELETE", "HEAD")
HEADERS = (
    TIME_HEADER,
    FAULT_HEADER,
    "X-API-KEY",
    "Host",
    "Content-Type",
    "Content-Length",
    "Accept-Encoding",
    "Cookie",
)
HEADER_VALUES = (
    "9999-12-31T23:59:59Z",
    "0001-01-01T00:00:00Z",
    "2026-01-05T07:00:00+00:00",
    "2026-01-05T07:00:00+99:00",
    "nan",
    "slow nan",
    "late 1e999",
    "slow -1",
    "x",
    "",
    "9" * 9_000,
    "evil.example",
    "[::1",
    "multipart/form-data",
    "multipart/form-data; boundary=" + "a" * 500,
    "application/json; charset=x",
    "-1",
    "gap 1",
    "cut",
    "late 9999999999",
    "\xff",
)
QUERIES = ("account_id", "cursor", "limit", "after", "before")
BODY_KEYS = (
    "account_id",
    "provider_id",
    "message",
    "text",
    "attendees_ids",
    "expiresOn",
    "name",
    "type",
    "providers",
    "url",
    "keywords",
    "cursor",
)


@dataclass(frozen=True)
class Asked:
    """One request to the served sandbox."""

    method: str
    path: str
    query: tuple[tuple[str, str], ...] = ()
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes = b""
    form: tuple[tuple[str, str], ...] = field(default=())


@st.composite
def requests(draw: DrawFn) -> Asked:
    word = st.sampled_from(("acc", "acc-ada", "jane", "1", "100", "x:y")) | hostile.words(long=False)
    pieces = draw(st.sampled_from(PATHS)).split("@")
    path = pieces[0] + "".join(draw(word) + piece for piece in pieces[1:])
    query = draw(st.lists(st.tuples(st.sampled_from(QUERIES), word), max_size=3))
    headers = draw(st.lists(st.tuples(st.sampled_from(HEADERS), st.sampled_from(HEADER_VALUES)), max_size=2))
    pairs = draw(st.lists(st.tuples(st.sampled_from(BODY_KEYS), st.sampled_from(TOKENS)), max_size=5))
    body = ("{" + ", ".join(f'"{key}": {value}' for key, value in pairs) + "}").encode(errors="replace")
    body = draw(st.just(body) | hostile.mutated(body) | st.binary(max_size=40))
    form = draw(st.lists(st.tuples(st.sampled_from(BODY_KEYS), word), max_size=4)) if draw(st.booleans()) else []
    return Asked(draw(st.sampled_from(METHODS)), path, tuple(query), tuple(headers), body, tuple(form))


def use(case: Asked, folder: Path) -> None:
    """Check that the answer is no server error, and that the sandbox works afterwards."""
    sandbox = Sandbox(folder / "sandbox.sqlite", 1, durable=False)
    try:
        sandbox.configure_account("acc", name="Ada Wong", premium=True)
        faulty = any(name == FAULT_HEADER for name, _value in case.headers)
        with contextlib.suppress(*((ConnectionAbortedError,) if faulty else ())):  # the fault loses the answer
            status = _answer(sandbox, case)
            holds(status < 500 or faulty, f"FAULT: HTTP {status}")
        plain = _answer(sandbox, PLAIN)
        holds(plain == 200, f"AFTERWARDS: HTTP {plain}")
    finally:
        sandbox.close()


def _answer(sandbox: Sandbox, case: Asked) -> int:
    headers = {"X-API-KEY": KEY, TIME_HEADER: SteppedClock(START).now().isoformat(), "Host": "127.0.0.1"}
    headers.update(dict(case.headers))
    kind = headers.pop("Content-Type", "application/json")
    length = headers.pop("Content-Length", None)
    builder = EnvironBuilder(method=case.method, path="/", headers=list(headers.items()))
    if case.form:
        builder.form.update(dict(case.form))
        builder.content_type = "multipart/form-data"
    else:
        builder.input_stream, builder.content_type = io.BytesIO(case.body), kind
    environ = builder.get_environ()
    environ["PATH_INFO"] = case.path.encode(errors="replace").decode("latin-1")
    environ["QUERY_STRING"] = (
        "&".join(f"{name}={value}" for name, value in case.query).encode(errors="replace").decode("latin-1")
    )
    environ["CONTENT_LENGTH"] = length if length is not None else environ.get("CONTENT_LENGTH") or str(len(case.body))
    answer, told, _headers = run_wsgi_app(local_only(sandbox.app), environ, buffered=True)
    b"".join(answer)
    return int(told.split(" ", 1)[0])


PLAIN = Asked("GET", "/api/v1/users/me", (("account_id", "acc"),))


def twin(_case: Asked) -> Asked:
    return Asked("GET", "/api/v1/users/relations", (("account_id", "acc"),))


KEPT = (
    Asked("GET", "/api/v1/users/invite", PLAIN.query, ((FAULT_HEADER, "slow -1"),), b"{}"),
    Asked("POST", "/api/v1/users/invite", (), (), b'{"account_id": "\\ud800"}'),
)
DOOR = Door("served", requests(), use, twin, per_seed=100, kept=KEPT, size=lambda _case: 1)
