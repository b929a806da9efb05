"""Protection of the servers on this machine: limits, and an answer to loopback addresses only."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from core.loopback import is_loopback

if TYPE_CHECKING:
    from _typeshed.wsgi import StartResponse, WSGIApplication, WSGIEnvironment

LARGEST_BODY = 1_000_000
"""Largest body of a request, in bytes; the largest call of the provider's API has a tenth of it."""
LARGEST_HEAD = 65_536
"""Largest headers of a request, in bytes."""
CONNECTIONS, IDLE_S, CLEAN_S = 1_000, 10, 2
"""Connections at once; seconds until a silent one is closed; seconds between two checks for silent ones."""
_TEXT = "This is served only for programs on this machine, at http://127.0.0.1.\n"


def limits() -> dict[str, Any]:
    """Return the waitress settings that limit the memory and connections which a local program can take up."""
    return {
        "max_request_body_size": LARGEST_BODY,
        "max_request_header_size": LARGEST_HEAD,
        "connection_limit": CONNECTIONS,
        "channel_timeout": IDLE_S,
        "cleanup_interval": CLEAN_S,
    }


def local_only(app: WSGIApplication) -> WSGIApplication:
    """Answer 403 if the Host header names another machine, by whose name a web page could reach this server."""

    def call(environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        if is_loopback(f"http://{environ.get('HTTP_HOST', '')}"):
            return app(environ, start_response)
        start_response("403 Forbidden", [("Content-Type", "text/plain"), ("Content-Length", str(len(_TEXT)))])
        return [_TEXT.encode()]

    return call
