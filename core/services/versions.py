"""The values that a person edits of a member or a finder, and their version: both show whether somebody changed it."""

from __future__ import annotations

from core.services.meanwhile import version_of
from core.views.members_view import Member
from core.views.sources_view import Finder

OF_MEMBER = ("name", "account", "plan", "time_zone", "day_cap", "ramp", "days_off")


def member_values(view: Member) -> dict[str, object]:
    """Return the values that `members.edit` changes, by its names."""
    return {key: getattr(view, key) for key in OF_MEMBER}


def member_version(view: Member) -> str:
    """Return a short text that differs for other values of a member."""
    return version_of(member_values(view))


def finder_values(name: str, view: Finder) -> dict[str, object]:
    """Return the values that `finder_edit.edit` changes, by its names."""
    search = {"url": view.search.get("url", ""), "keywords": view.search.get("keywords", "")}
    slot = {"days": list(view.days), "start": f"{view.start:%H:%M}", "minutes": view.minutes}
    return {"name": name, "owner": view.owner, **search, "per_slot": view.per_slot, **slot, "time_zone": view.time_zone}


def finder_version(name: str, view: Finder) -> str:
    """Return a short text that differs for other values of a finder."""
    return version_of(finder_values(name, view))
