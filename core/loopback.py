"""Whether an address stays on this machine."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(address: str) -> bool:
    """Whether an address such as `http://127.0.0.1:8765` stays on this machine.

    Only `localhost` and numbers count: `127.example.com` is a name that somebody else may own.
    """
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
