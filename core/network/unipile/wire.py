"""One HTTP call: the last gate before the first byte, the proof that none was sent, a total deadline.

There is no redirect, retry, keep-alive, cookie or system proxy: a call happens once or not at all. An `httpx.Client`
exists for these features and takes a quarter of an in-process call's time, so the transport is called without one.
"""

from __future__ import annotations

import contextlib
import math
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from functools import lru_cache
from typing import Final, NoReturn
from urllib.parse import urlencode

import httpx

from core.network import error_counts
from core.network.gateway import Gate
from core.network.provider_errors import (
    Call,
    ErrorClass,
    GateClosed,
    ProviderError,
    from_answer,
    from_failure,
    misshapen,
    unreadable,
)
from core.network.unipile import words
from core.network.unipile.body import bounded
from core.network.unipile.deadline import Deadline
from core.secrets import HIDDEN, Secret, without_secrets
from core.text import clean
from core.version import VERSION

FIRST_BYTE = "send_request_headers.started"
TIMEOUT = httpx.Timeout(60.0, connect=5.0)  # seconds, per connection attempt, read and write
LONGEST_WAIT_S: Final = 7 * 86_400.0
"""Longest `Retry-After` used, a week: the provider's longest limit lasts that long."""
LONGEST_TYPE: Final = 100
"""Most characters of an error's type; the longest documented one has 52."""
LONGEST_SAID: Final = 2000
"""Most characters of an error's title and of its detail; 300 of them are shown."""
MOST_SEARCHED: Final = 20_000
"""Most characters of an error's words in which the API key is searched for."""
LONGEST_NUMBER: Final = 40
"""Most digits of a number; Python refuses the whole text for a number of more than 4,300."""
NO_JSON: Final = object()
"""Marker of a body that is not JSON; `null` is JSON."""
HEADERS: Final = {
    "Accept": "application/json",
    "Accept-Encoding": "gzip",
    "Connection": "close",
    "User-Agent": f"overture/{VERSION}",
}
LIMITS = httpx.Limits(max_connections=64, max_keepalive_connections=0)


@dataclass(frozen=True)
class Ask:
    """A call to make; `form` is sent as multipart/form-data, `body` as JSON, `path` is percent-encoded."""

    call: Call
    method: str
    path: str
    query: Mapping[str, str]
    body: Mapping[str, object] | None = None
    form: tuple[tuple[str, str], ...] | None = None


class _Trace:
    """A trace of httpcore; an event that ends in `FIRST_BYTE` comes just before the first byte."""

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
    """The provider's address and the key, over a given transport; safe to use from several threads."""

    def __init__(self, base_url: str, api_key: str, transport: httpx.BaseTransport, deadline_seconds: float) -> None:
        url = httpx.URL(base_url)
        root = str(url.copy_with(query=None)).rstrip("/").removesuffix("/api/v1")
        self._base = root + "/api/v1"
        port = url.params.get("port", "")
        self.origin = str(httpx.URL(root).copy_with(port=int(port))).rstrip("/") if port.isdigit() else root
        """The address by which the provider's links lead back to it: the real port in place of `?port=N`."""
        self._extra = dict(url.params)  # `?port=N`, where a firewall allows only 443 (docs/provider.md#transport)
        self._key = Secret(api_key)
        self.answered_at: datetime | None = None
        """The provider's own time in its last answer (the Date header), to the second."""
        self._deadline_seconds = deadline_seconds
        self._transport = transport

    def close(self) -> None:
        self._transport.close()

    def json(self, ask: Ask, gate: Gate | None, headers: Mapping[str, str]) -> dict[str, object]:
        """Return the JSON object of a success. Raises ProviderError for anything else, or the gate's own refusal."""
        try:
            response = self._send(ask, gate, headers)
            self.answered_at = _date(response)
            return _understood(ask.call, response)
        except ProviderError as error:
            error_counts.count(error.klass)
            error.type = None if error.type is None else self._said(error.type, LONGEST_TYPE)
            error.title = self._said(error.title, LONGEST_SAID)
            error.detail = self._said(error.detail, LONGEST_SAID)
            raise

    def _send(self, ask: Ask, gate: Gate | None, headers: Mapping[str, str]) -> httpx.Response:
        try:
            request = self._request(ask, headers)
        except UnicodeEncodeError as error:  # half a surrogate pair: such text cannot be sent
            raise ProviderError(ErrorClass.content_fail, detail=f"Cannot be written: {error.reason}") from error
        except httpx.InvalidURL as error:  # an id that makes the address longer than 64 kB
            raise ProviderError(ErrorClass.unknown, detail=f"The call was not made: {error}") from error
        with Deadline(self._deadline_seconds) as deadline:
            trace = _Trace(gate, deadline)
            request.extensions = {"timeout": TIMEOUT.as_dict(), "trace": trace}
            try:
                return bounded(ask.call, request, self._transport.handle_request(request))
            except (GateClosed, ProviderError):
                raise
            except Exception as error:
                if not trace.byte_left and not isinstance(error, httpx.HTTPError):
                    raise  # the gate's fault or our own, and nothing was sent
                self._fail(ask.call, error, trace, deadline, request.url)

    def _request(self, ask: Ask, headers: Mapping[str, str]) -> httpx.Request:
        files = None if ask.form is None else [(name, (None, value.encode())) for name, value in ask.form]
        query = urlencode({**self._extra, **ask.query})
        return httpx.Request(
            ask.method,
            _url(f"{self._base}{ask.path}?{query}" if query else self._base + ask.path),
            json=ask.body,
            files=files,
            headers={**HEADERS, "X-API-KEY": self._key.reveal(), **headers},
        )

    def _fail(self, call: Call, error: Exception, trace: _Trace, deadline: Deadline, url: httpx.URL) -> NoReturn:
        why = words.of_failure(error, url, byte_left=trace.byte_left)
        if deadline.passed:
            why = f"No complete answer within {self._deadline_seconds:g} s ({type(error).__name__})"
        raise from_failure(call, why, byte_left=trace.byte_left) from error

    def _said(self, words: str, most: int) -> str:
        """Return an error's words without the API key, cleaned and cut to `most` characters.

        They are cleaned before the key is searched for, since an invisible character inside would hide it, and cut
        after, since half a key would remain.
        """
        key, said = self._key.reveal(), clean(words, MOST_SEARCHED)
        return without_secrets(said.replace(key, HIDDEN) if key else said)[:most]


@lru_cache(maxsize=512)
def _url(address: str) -> httpx.URL:
    """Return a parsed address; cached, since an account's reads repeat their addresses, and parsing one took 50 µs."""
    return httpx.URL(address)


def _understood(call: Call, response: httpx.Response) -> dict[str, object]:
    body: object = NO_JSON
    with contextlib.suppress(ValueError, RecursionError):  # no JSON, no text, or nested too deeply
        body = response.json(parse_int=_whole)
    if not response.is_success:
        raise from_answer(call, response.status_code, body, _retry_after(response), words.of_page(response))
    if body is NO_JSON:
        raise unreadable(call, response.status_code, words.of_page(response))
    if not isinstance(body, dict):
        raise misshapen(call, response.status_code, "Unreadable answer: no object")
    return body


def _whole(digits: str) -> int | float:
    """Return a whole number of JSON; an absurdly long one is infinite, and spoils only its own record."""
    return int(digits) if len(digits) <= LONGEST_NUMBER else math.inf


def _retry_after(response: httpx.Response) -> float | None:
    """Return the seconds to wait; a date counts from the answer's own Date, so that the local clock does not matter."""
    given = response.headers.get("retry-after", "").strip()
    if given.isascii() and given.isdigit():
        return min(float(given), LONGEST_WAIT_S)
    until, said = _moment(given), _date(response)
    if until is None or said is None:
        return None
    return min(max(0.0, (until - said).total_seconds()), LONGEST_WAIT_S)


def _date(response: httpx.Response) -> datetime | None:
    return _moment(response.headers.get("date", ""))


def _moment(words_of_http: str) -> datetime | None:
    """Return a moment written as in HTTP; None if it is invalid or without a zone."""
    try:
        at = parsedate_to_datetime(words_of_http)
    except (ValueError, OverflowError):
        return None
    return at if at.tzinfo is not None else None


def socket_transport(base_url: str) -> httpx.HTTPTransport:
    """Return a transport over sockets, HTTP/1.1 only.

    Loading the trusted certificates takes some 70 ms, so an address without TLS gets a context that trusts nobody
    instead.
    """
    secure = httpx.URL(base_url).scheme != "http"
    verify = True if secure else ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    return httpx.HTTPTransport(verify=verify, http1=True, http2=False, limits=LIMITS, trust_env=False, retries=0)
