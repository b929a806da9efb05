"""Sentences about errors on the way to the provider: each says where to look for the cause."""

from __future__ import annotations

import socket
import ssl

import httpx
import pytest

from core.network.provider_errors import ErrorClass, ProviderError
from core.network.unipile.client import UnipileClient
from core.network.unipile.words import of_failure, of_page

URL = httpx.URL("https://api1.unipile.com:13111/api/v1/users/me?account_id=acc")
WHERE = "https://api1.unipile.com:13111"


def caused(error: Exception, cause: Exception) -> Exception:
    """Return one error with another as its cause, as httpx raises it over httpcore and the operating system."""
    middle = RuntimeError("httpcore")
    middle.__context__ = cause
    error.__cause__ = middle
    return error


def untrusted() -> Exception:
    error = ssl.SSLCertVerificationError(1, "certificate verify failed")
    error.verify_message = "self-signed certificate"
    return error


@pytest.mark.parametrize(
    ("cause", "words"),
    [
        (socket.gaierror(-3, "try again"), "The host api1.unipile.com is not known: no network, or base_url is wrong."),
        (untrusted(), f"The certificate of {WHERE} is not trusted: self-signed certificate."),
        (ssl.SSLError(1, "wrong version"), f"No secure connection to {WHERE}: the server there does not speak TLS"),
        (ConnectionRefusedError(111, "refused"), f"Nothing answers at {WHERE}: the connection was refused."),
        (OSError(101, "Network is unreachable"), f"No connection to {WHERE}: network is unreachable."),
        (ValueError("odd"), f"No connection to {WHERE}: ConnectError."),
    ],
)
def test_before_a_byte_left(cause: Exception, words: str) -> None:
    said = of_failure(caused(httpx.ConnectError("[Errno 1] low words"), cause), URL, byte_left=False)
    assert said.startswith(words)
    assert said.endswith(".")
    assert "account_id" not in said


def test_nobody_opens() -> None:
    said = of_failure(httpx.ConnectTimeout("timed out"), URL, byte_left=False)
    assert said == f"No connection to {WHERE} in time: no network, a firewall, or base_url is wrong."


def test_after_the_first_byte() -> None:
    late = of_failure(httpx.ReadTimeout("timed out"), URL, byte_left=True)
    broken = of_failure(httpx.RemoteProtocolError("peer closed"), URL, byte_left=True)
    assert late == f"{WHERE} took the request and gave no answer in time (ReadTimeout)."
    assert broken == f"The connection to {WHERE} broke before the answer was complete (RemoteProtocolError)."


@pytest.mark.parametrize(
    ("response", "words"),
    [
        (httpx.Response(302, headers={"location": "https://x"}), "HTTP 302 without JSON: the address redirects"),
        (httpx.Response(200, html="<p>It works"), "HTTP 200 without JSON: a web page came, so base_url is perhaps"),
        (httpx.Response(404, text="no"), "HTTP 404 without JSON: no JSON came, so base_url is perhaps"),
        (httpx.Response(503), "HTTP 503 without JSON: an empty answer came; a proxy or load balancer"),
    ],
)
def test_an_answer_without_json(response: httpx.Response, words: str) -> None:
    assert of_page(response).startswith(words)
    assert of_page(response).endswith(".")


def _asked(headers: dict[str, str]) -> float | None:
    def handler(_request: httpx.Request) -> httpx.Response:
        return httpx.Response(429, json={"type": "errors/too_many_requests"}, headers=headers)

    client = UnipileClient("http://127.0.0.1", "key", httpx.MockTransport(handler))
    with pytest.raises(ProviderError) as caught:
        client.account("acc")
    client.close()
    assert caught.value.klass is ErrorClass.transient
    return caught.value.retry_after


DATE = "Mon, 06 Jul 2026 09:00:00 GMT"


@pytest.mark.parametrize(
    ("headers", "seconds"),
    [
        ({}, None),
        ({"Retry-After": "30"}, 30.0),
        ({"Retry-After": "9" * 400}, 7 * 86_400.0),
        ({"Retry-After": "-1"}, None),
        ({"Retry-After": "soon"}, None),
        ({"Retry-After": "Mon, 06 Jul 2026 09:01:30 GMT", "Date": DATE}, 90.0),
        ({"Retry-After": "Mon, 06 Jul 2026 08:00:00 GMT", "Date": DATE}, 0.0),
        ({"Retry-After": "Mon, 06 Jul 2026 09:01:30 GMT"}, None),
        ({"Retry-After": "Mon, 06 Jul 9999 09:01:30 GMT", "Date": DATE}, 7 * 86_400.0),
    ],
)
def test_retry_after_in_seconds_and_as_a_date(headers: dict[str, str], seconds: float | None) -> None:
    assert _asked(headers) == seconds
