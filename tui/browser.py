"""A person's profile in a browser with a window of its own: one inside the terminal would write over the app."""

from __future__ import annotations

import os
import sys

from core.text import clean
from tui.app_base import Overture


def has_browser() -> bool:
    """Return whether this machine shows windows to the person at the terminal."""
    if any(os.environ.get(name) for name in ("SSH_CONNECTION", "SSH_TTY")):
        return False
    return sys.platform == "darwin" or any(os.environ.get(name) for name in ("DISPLAY", "WAYLAND_DISPLAY"))


def open_profile(app: Overture, profile: str | None) -> None:
    """Open a person's profile in the browser; without a browser, copy its address."""
    address = clean(profile or "", 500)
    if not address:
        app.say("No profile address is known of this person.")
    elif has_browser():
        app.open_url(address)
        app.say(f"Opening {address}")
    else:
        app.copy_to_clipboard(address)
        app.say(f"No browser can be opened from here. Copied: {address}")


def copy(app: Overture, words: str | None) -> None:
    """Copy words to the terminal's clipboard."""
    text = clean(words or "", 500)
    if text:
        app.copy_to_clipboard(text)
    app.say(f"Copied: {text}" if text else "There is nothing to copy here.")
