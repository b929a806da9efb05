"""Short words that several pages share: a moment, what is there of several parts."""

from __future__ import annotations

from datetime import datetime

from core.rules.health import relative, told


def ago(moment: datetime, now: datetime) -> str:
    """How long something has waited, in a few cells: 5 min, 3 h, 2 days."""
    return relative(moment - now).removesuffix(" ago") if moment < now else "now"


def when(moment: datetime, zone: str, viewer_zone: str, now: datetime) -> str:
    """A moment in a zone, in the viewer's too where that shows something else, and how far off it is."""
    return told(moment, zone, viewer_zone, now)


def joined(*parts: str, by: str = " · ") -> str:
    """What is there of several parts."""
    return by.join(part for part in parts if part)
