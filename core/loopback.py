"""A check for addresses that stay on this machine."""

from __future__ import annotations

import ipaddress
from urllib.parse import urlsplit


def is_loopback(address: str) -> bool:
    """Return whether an address such as `http://127.0.0.1:8765` stays on this machine.

    Only `localhost` and IP addresses count: `127.example.com` is a name that anybody may own.
    """
    try:
        host = urlsplit(address).hostname or ""
        return host == "localhost" or ipaddress.ip_address(host).is_loopback
    except ValueError:
        return False
