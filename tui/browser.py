"""Check for a browser with a window: one in the terminal would write over the app."""

from __future__ import annotations

import os
import sys


def has_browser() -> bool:
    """Return whether this machine shows windows to the person at the terminal."""
    if any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY")):
        return False
    return sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))
