"""Failures of a call, each as one sentence that a person can act on."""

from __future__ import annotations

import socket
import ssl
from collections.abc import Iterator

import httpx


def of_failure(error: Exception, url: httpx.URL, *, byte_left: bool) -> str:
    """Return why a call has no answer; the address is named without its path and query."""
    where = f"{url.scheme}://{url.netloc.decode('ascii', 'replace')}"
    causes = list(_causes(error))
    if any(isinstance(cause, socket.gaierror) for cause in causes):
        return f"The host {url.host} is not known: no network, or base_url is wrong."
    certificate = next((cause for cause in causes if isinstance(cause, ssl.SSLCertVerificationError)), None)
    if certificate is not None:
        return f"The certificate of {where} is not trusted: {certificate.verify_message or certificate.reason}."
    if not byte_left and any(isinstance(cause, ssl.SSLError) for cause in causes):
        return f"No secure connection to {where}: the server there does not speak TLS correctly."
    if isinstance(error, httpx.ConnectTimeout):
        return f"No connection to {where} in time: no network, a firewall, or base_url is wrong."
    if any(isinstance(cause, ConnectionRefusedError) for cause in causes):
        return f"Nothing answers at {where}: the connection was refused."
    if isinstance(error, httpx.ConnectError) or not byte_left:
        return f"No connection to {where}: {_said(causes)}."
    if isinstance(error, httpx.TimeoutException):
        return f"{where} took the request and gave no answer in time ({type(error).__name__})."
    return f"The connection to {where} broke before the answer was complete ({type(error).__name__})."


def of_page(response: httpx.Response) -> str:
    """Return the sentence for an answer without JSON: another server answered, or base_url is wrong."""
    status = response.status_code
    kind = response.headers.get("content-type", "").partition(";")[0].strip().lower()
    if response.is_redirect:
        return f"HTTP {status} without JSON: the address redirects elsewhere, so base_url is not the provider's."
    what = "a web page" if kind == "text/html" else "an empty answer" if not response.content else "no JSON"
    if status in (404, 405) or response.is_success:
        return f"HTTP {status} without JSON: {what} came, so base_url is perhaps not the provider's."
    return f"HTTP {status} without JSON: {what} came; a proxy or load balancer answered, not the provider itself."


def _causes(error: BaseException | None) -> Iterator[BaseException]:
    seen: set[int] = set()
    while error is not None and id(error) not in seen:
        seen.add(id(error))
        yield error
        error = error.__cause__ or error.__context__


def _said(causes: list[BaseException]) -> str:
    system = next((cause for cause in causes if isinstance(cause, OSError) and cause.strerror), None)
    if isinstance(system, OSError) and system.strerror:
        return system.strerror.lower()
    return type(causes[0]).__name__
