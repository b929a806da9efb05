"""The JSON of `overture limits`."""

from __future__ import annotations

from typing import Any

from core.cli.to_json.moments_json import iso
from core.views.limits_view import CampaignUse, LimitUse, MemberLimits


def member_limits(view: MemberLimits) -> dict[str, Any]:
    """Return an element of `limits`."""
    return {
        "member": {"id": str(view.id), "name": view.name},
        "owner": view.owner,
        "limits": [_limit(one) for one in view.limits],
        "campaigns": [_campaign(one) for one in view.campaigns],
        "wants_per_day": view.wants_per_day,
        "fits_per_day": view.fits_per_day,
        "overbooked": view.overbooked,
        "unreadable": list(view.unreadable),
    }


def _limit(one: LimitUse) -> dict[str, Any]:
    return {
        "limit": one.limit,
        "used": one.used,
        "of": one.of,
        "left": one.left,
        "frees": [{"at": iso(freed.at), "count": freed.count} for freed in one.frees],
        "until": iso(one.until),
    }


def _campaign(one: CampaignUse) -> dict[str, Any]:
    found: dict[str, Any] = {
        "id": str(one.id),
        "name": one.name,
        "week": {"sent": one.sent, "holding": one.holding},
        "wants_per_day": one.wants_per_day,
        "gets_per_day": one.gets_per_day,
    }
    return found if one.would_get is None else {**found, "would_get": one.would_get}
