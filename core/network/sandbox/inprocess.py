"""An in-process transport to the sandbox that behaves like a socket: with the gate, and with lost answers."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from typing import TYPE_CHECKING, Any, Final

import httpx

from core.network.sandbox.fault_responses import FAULT_HEADER, IN_PROCESS

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

READ_SECONDS: Final = 60.0  # our client's read timeout: a slower answer never arrives


class InProcess(httpx.BaseTransport):
    """A transport that calls a WSGI app; `httpx.WSGITransport` alone has no trace, no timeout and only ASCII paths."""

    def __init__(self, app: WSGIApplication) -> None:
        self._inner = httpx.WSGITransport(app=_latin(app))

    def handle_request(self, request: httpx.Request) -> httpx.Response:
        trace: Callable[[str, dict[str, Any]], None] | None = request.extensions.get("trace")
        if trace is not None:
            trace("inprocess.send_request_headers.started", {"request": request})
        response = self._inner.handle_request(request)
        self._spoil(request, response)
        return response

    def _spoil(self, request: httpx.Request, response: httpx.Response) -> None:
        """Raise the error that a client at a socket gets for an answer that is spoilt in transit."""
        fault, _, seconds = response.headers.pop(FAULT_HEADER, "").partition(" ")
        slow = fault in ("slow", "slow_headers", "drip")
        if fault == "cut" or (slow and float(seconds) >= READ_SECONDS):
            raise httpx.ReadTimeout("The sandbox gave no answer", request=request)
        if fault == "reset":
            raise httpx.ReadError("The sandbox broke the connection off", request=request)
        if fault == "half":
            raise httpx.RemoteProtocolError("The sandbox gave half an answer", request=request)


def _latin(app: WSGIApplication) -> WSGIApplication:
    """Pass the bytes of a path as latin-1 characters, as WSGI requires; WSGITransport passes real characters."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        environ["PATH_INFO"] = environ["PATH_INFO"].encode().decode("latin-1")
        environ[IN_PROCESS] = True
        return app(environ, start_response)

    return call
