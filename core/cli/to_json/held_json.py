"""The JSON of items held after an unexpected error, in `overture status` and `overture verify`."""

from __future__ import annotations

from typing import Any

from core.cli.to_json.moments_json import iso
from core.views.held_view import HeldItem


def held_item(view: HeldItem) -> dict[str, Any]:
    """Return one held item."""
    return {
        "code": view.code,
        "work": view.work,
        "campaign": view.campaign,
        "person": view.person,
        "member": view.member,
        "source": view.source,
        "outreach": None if view.outreach_id is None else str(view.outreach_id),
        "error": view.error,
        "place": view.place,
        "failures": view.failures,
        "since": iso(view.since),
        "until": iso(view.until),
        "text": view.text,
        "action": view.action,
    }
