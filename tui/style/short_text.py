"""Short words that several pages share: a moment, what is there of several parts."""

from __future__ import annotations

from datetime import datetime

from core.rules.health import MONTHS, relative, told
from core.rules.schedule import in_zone, local_date


def ago(moment: datetime, now: datetime) -> str:
    """How long something has waited, in a few cells: 5 min, 3 h, 2 days."""
    return relative(moment - now).removesuffix(" ago") if moment < now else "now"


def since(moment: datetime, now: datetime, zone: str) -> str:
    """When something began, in six cells: 09:12 today, else 13 Jan. It stays the same all day."""
    local = in_zone(moment, zone)
    if local_date(moment, zone) == local_date(now, zone):
        return f"{local:%H:%M}"
    return f"{local.day} {MONTHS[local.month - 1]}"


def when(moment: datetime, zone: str, viewer_zone: str, now: datetime) -> str:
    """A moment in a zone, in the viewer's too where that shows something else, and how far off it is."""
    return told(moment, zone, viewer_zone, now)


def joined(*parts: str, by: str = " · ") -> str:
    """What is there of several parts."""
    return by.join(part for part in parts if part)
