"""The JSON of `overture needs`."""

from __future__ import annotations

from typing import Any

from core.cli.to_json.moments_json import iso
from core.views.needs_view import Need


def need(view: Need) -> dict[str, Any]:
    """Return an element of `needs`."""
    return {
        "id": view.key,
        "kind": view.kind,
        "code": view.code or None,
        "severity": view.severity.value,
        "about": view.about,
        "text": view.text,
        "action": view.action,
        "count": view.count,
        "due": iso(view.due),
        "since": iso(view.since),
        "campaign": None if view.campaign_id is None else {"id": str(view.campaign_id), "name": view.campaign},
        "campaigns": view.campaigns,
        "member_id": _id(view.member_id),
        "source_id": _id(view.source_id),
        "contact_id": _id(view.contact_id),
        "outreach_id": _id(view.outreach_id),
    }


def _id(ident: int | None) -> str | None:
    return None if ident is None else str(ident)
