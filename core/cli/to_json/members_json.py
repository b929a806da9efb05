"""The JSON of `overture member`, and of the members in `overture status`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.cli.to_json.moments_json import iso
from core.cli.to_json.obstacle_json import obstacle
from core.services.versions import member_version

if TYPE_CHECKING:
    from core.views.accounts_view import Attempt, ProviderAccount
    from core.views.members_view import Member


def member(view: Member) -> dict[str, Any]:
    """Return one member."""
    week, today = view.week, view.today
    return {
        "id": str(view.id),
        "name": view.name,
        "account": view.account,
        "owner": view.owner,
        "plan": view.plan,
        "time_zone": view.time_zone,
        "day_cap": view.day_cap,
        "ramp": view.ramp,
        "days_off": view.days_off,
        "state": view.state,
        "words": view.provider_words,
        "since": iso(view.since),
        "paused": view.paused,
        "cooldown_until": iso(view.cooldown_until),
        "checked": view.checked,
        "week": {"sent": week.sent, "limit": week.limit, "frees": iso(week.frees)},
        "today": {"sent": today.sent, "cap": today.cap, "ramped": today.ramped},
        "campaigns": view.campaigns,
        "added": iso(view.added),
        "problem": obstacle(view.problem),
    }


def versioned_member(view: Member) -> dict[str, Any]:
    """Return one member with the version that `member edit --if-version` takes."""
    return {**member(view), "version": member_version(view)}


def account(view: ProviderAccount) -> dict[str, Any]:
    """Return one account at the provider, with the member who has it."""
    return {
        "id": view.id,
        "name": view.name,
        "public_id": view.public_id,
        "status": view.status,
        "words": view.provider_words,
        "premium": view.premium,
        "member": None if view.member is None else {"id": str(view.member.id), "name": view.member.name},
    }


def attempt(view: Attempt) -> dict[str, Any]:
    """Return the sign-in link with which an account is connected, and for whom."""
    return {
        "url": view.url,
        "expires": iso(view.expires),
        "name": view.name,
        "member": None if view.member is None else str(view.member),
        "account": view.account,
    }
