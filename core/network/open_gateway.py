"""The three ways to open a Gateway. The modules of each are loaded on its first use."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import TYPE_CHECKING, Final

from core.errors import UsageError
from core.loopback import is_loopback
from core.network.gateway import Gateway

if TYPE_CHECKING:
    from core.network.sandbox import Sandbox

SANDBOX_KEY: Final = "sandbox"


def embedded(sandbox: Sandbox, clock_now: Callable[[], datetime]) -> Gateway:
    """Return the sandbox inside this process, in the workspace's time; the caller closes both."""
    from core.network.sandbox.inprocess import InProcess
    from core.network.unipile.client import UnipileClient

    return UnipileClient("http://sandbox", SANDBOX_KEY, InProcess(sandbox.app), now=clock_now)


def loopback(address: str, clock_now: Callable[[], datetime]) -> Gateway:
    """Return a served sandbox on this machine; each request carries the workspace's time.

    Raises UsageError for other addresses.
    """
    from core.network.unipile.client import UnipileClient
    from core.network.unipile.wire import socket_transport

    if not is_loopback(address):
        raise UsageError(f"{address!r} is not an address of this machine.", field="provider.address")
    return UnipileClient(address, SANDBOX_KEY, socket_transport(address), now=clock_now)


def unipile(base_url: str, key: str, clock_now: Callable[[], datetime] | None = None) -> Gateway:
    """Return the provider itself. Raises UsageError, without the key, for a key that no request could carry.

    A sandbox that stands in for the provider on this machine gets the workspace's time; no other server does.
    """
    from core.network.unipile.client import UnipileClient
    from core.network.unipile.wire import socket_transport

    if not (key and key.isascii() and key.isprintable() and " " not in key):
        raise UsageError("The provider key must be printable ASCII without spaces.", field="provider.key")
    now = clock_now if is_loopback(base_url) else None
    return UnipileClient(base_url, key, socket_transport(base_url), now=now)
