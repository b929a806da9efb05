"""One HTTP call: the last gate before the first byte, the proof that none left, a total deadline.

No redirect, no retry, no keep-alive, no proxy of the machine: a call happens once or not at all.
"""

from __future__ import annotations

import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import NoReturn

import httpx

from core.network.errors import (
    Call,
    ErrorClass,
    GateClosed,
    ProviderError,
    from_answer,
    from_failure,
    unreadable,
)
from core.network.gateway import Gate
from core.network.unipile.deadline import Deadline

FIRST_BYTE = "send_request_headers.started"
TIMEOUT = httpx.Timeout(60.0, connect=5.0)  # seconds, per connection attempt, read and write
LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=0)


@dataclass(frozen=True)
class Ask:
    """A call to make; `form` goes as multipart/form-data, `body` as JSON, `path` is percent-encoded."""

    call: Call
    method: str
    path: str
    query: Mapping[str, str]
    body: Mapping[str, str] | None = None
    form: tuple[tuple[str, str], ...] | None = None


class _Trace:
    """Sees what httpcore does; an event that ends in `FIRST_BYTE` comes just before the first byte."""

    def __init__(self, gate: Gate | None, deadline: Deadline) -> None:
        self._gate = gate
        self._deadline = deadline
        self.byte_left = False

    def __call__(self, event: str, info: Mapping[str, object]) -> None:
        if event == "connection.connect_tcp.complete":
            stream = info["return_value"]
            self._deadline.watch(getattr(stream, "get_extra_info", lambda _: None)("socket"))
        elif event.endswith(FIRST_BYTE):
            if self._gate is not None:
                self._gate()
            self.byte_left = True


class Wire:
    """The provider's address and our key, over a given transport; safe to use from several threads."""

    def __init__(self, base_url: str, api_key: str, transport: httpx.BaseTransport, deadline_seconds: float) -> None:
        url = httpx.URL(base_url)
        self._base = str(url.copy_with(query=None)).rstrip("/").removesuffix("/api/v1") + "/api/v1"
        self._extra = dict(url.params)  # `?port=N`, where a firewall leaves only 443 (PROVIDER 1)
        self._key = api_key
        self._deadline_seconds = deadline_seconds
        self._client = httpx.Client(
            transport=transport,
            timeout=TIMEOUT,
            trust_env=False,
            follow_redirects=False,
            headers={"X-API-KEY": api_key, "Accept": "application/json", "Connection": "close"},
        )

    def close(self) -> None:
        self._client.close()

    def json(self, ask: Ask, gate: Gate | None, headers: Mapping[str, str]) -> dict[str, object]:
        """The JSON object of a success; everything else is a ProviderError, or the gate's own refusal."""
        try:
            return _understood(ask.call, self._send(ask, gate, headers))
        except ProviderError as error:
            error.title = self._without_key(error.title)
            error.detail = self._without_key(error.detail)
            raise

    def _send(self, ask: Ask, gate: Gate | None, headers: Mapping[str, str]) -> httpx.Response:
        try:
            request = self._request(ask, headers)
        except UnicodeEncodeError as error:  # half a character: no such text can ever leave
            raise ProviderError(ErrorClass.content_fail, detail=f"Cannot be written: {error.reason}") from error
        with Deadline(self._deadline_seconds) as deadline:
            trace = _Trace(gate, deadline)
            request.extensions["trace"] = trace
            try:
                return self._client.send(request)
            except GateClosed:
                raise
            except Exception as error:
                if not trace.byte_left and not isinstance(error, httpx.HTTPError):
                    raise  # the gate's or our own fault, and nothing left
                self._fail(ask.call, error, trace, deadline)

    def _request(self, ask: Ask, headers: Mapping[str, str]) -> httpx.Request:
        files = None if ask.form is None else [(name, (None, value.encode())) for name, value in ask.form]
        return self._client.build_request(
            ask.method,
            self._base + ask.path,
            params={**self._extra, **ask.query},
            json=ask.body,
            files=files,
            headers=dict(headers),
        )

    def _fail(self, call: Call, error: Exception, trace: _Trace, deadline: Deadline) -> NoReturn:
        why = f"{type(error).__name__}: {error}"
        if deadline.passed:
            why = f"No complete answer within {self._deadline_seconds:g} s ({type(error).__name__})"
        raise from_failure(call, why, byte_left=trace.byte_left) from error

    def _without_key(self, said: str) -> str:
        return said.replace(self._key, "***") if self._key else said


def _understood(call: Call, response: httpx.Response) -> dict[str, object]:
    try:
        body: object = response.json()
    except (ValueError, RecursionError):  # no JSON, no text, or nested beyond reason
        body = None
    if not response.is_success:
        raise from_answer(call, response.status_code, body, _retry_after(response))
    if not isinstance(body, dict):
        raise unreadable(call, response.status_code, f"HTTP {response.status_code} without a JSON object")
    return body


def _retry_after(response: httpx.Response) -> float | None:
    """Seconds; the form with a date is not used by this provider and counts as absent."""
    given = response.headers.get("retry-after", "")
    return float(given) if given.isascii() and given.isdigit() else None


def socket_transport(base_url: str) -> httpx.HTTPTransport:
    """A transport over sockets, HTTP/1.1 only.

    Loading the trusted certificates takes some 70 ms: an address without TLS gets a context that trusts
    nobody instead.
    """
    secure = httpx.URL(base_url).scheme != "http"
    verify = True if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.HTTPTransport(verify=verify, http1=True, http2=False, limits=LIMITS, trust_env=False, retries=0)
