"""The three ways to a Gateway. What each needs is loaded when it is asked for."""

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
    """The sandbox inside this process, living in the workspace's time; the caller closes both."""
    from core.network.sandbox.inprocess import InProcess
    from core.network.unipile.client import UnipileClient

    return UnipileClient("http://sandbox", SANDBOX_KEY, InProcess(sandbox.app), now=clock_now)


def loopback(address: str, clock_now: Callable[[], datetime]) -> Gateway:
    """A served sandbox on this machine, told the workspace's time. UsageError for any other address."""
    from core.network.unipile.client import UnipileClient
    from core.network.unipile.wire import socket_transport

    if not is_loopback(address):
        raise UsageError(f"{address!r} is no address of this machine.", field="provider.address")
    return UnipileClient(address, SANDBOX_KEY, socket_transport(address), now=clock_now)


def unipile(base_url: str, key: str, clock_now: Callable[[], datetime] | None = None) -> Gateway:
    """The provider itself. UsageError for a key that no request could carry; it never shows the key.

    A sandbox that stands in for it on this machine is told the workspace's time; nobody else ever is.
    """
    from core.network.unipile.client import UnipileClient
    from core.network.unipile.wire import socket_transport

    if not (key and key.isascii() and key.isprintable() and " " not in key):
        raise UsageError("The provider key must be printable ASCII without spaces.", field="provider.key")
    now = clock_now if is_loopback(base_url) else None
    return UnipileClient(base_url, key, socket_transport(base_url), now=now)
