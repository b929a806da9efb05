"""The values of a member or a finder that a person edits, and their version, which shows whether they were changed."""

from __future__ import annotations

from core.services.meanwhile import version_of
from core.views.members_view import Member
from core.views.sources_view import Finder

OF_MEMBER = ("name", "account", "plan", "time_zone", "day_cap", "ramp", "days_off")


def member_values(view: Member) -> dict[str, object]:
    """Return the values that `members.edit` can change, by the names of its parameters."""
    return {key: getattr(view, key) for key in OF_MEMBER}


def member_version(view: Member) -> str:
    """Return the version of a member: a short hash of its values."""
    return version_of(member_values(view))


def finder_values(name: str, view: Finder) -> dict[str, object]:
    """Return the values that `finder_edit.edit` can change, by the names of its parameters."""
    search = {"url": view.search.get("url", ""), "keywords": view.search.get("keywords", "")}
    slot = {"days": list(view.days), "start": f"{view.start:%H:%M}", "minutes": view.minutes}
    return {"name": name, "owner": view.owner, **search, "per_slot": view.per_slot, **slot, "time_zone": view.time_zone}


def finder_version(name: str, view: Finder) -> str:
    """Return the version of a finder: a short hash of its values."""
    return version_of(finder_values(name, view))
