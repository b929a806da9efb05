"""The JSON of `overture replies` and `activity`, and of the journey in `overture contact show`."""

from __future__ import annotations

from typing import Any

from core.cli.to_json.moments_json import iso
from core.views.activity_view import JournalEntry, JourneyEvent, Reply


def event(view: JournalEntry) -> dict[str, Any]:
    """Return an element of `activity`."""
    return {
        "id": str(view.id),
        "at": iso(view.at),
        "actor": view.actor,
        "kind": view.kind,
        "code": view.code or None,
        "text": view.text,
        "campaign": view.campaign,
        "member": view.member,
        "person": view.person,
    }


def reply(view: Reply) -> dict[str, Any]:
    """Return an element of `replies`."""
    return {
        "id": str(view.id),
        "contact": {"id": str(view.contact_id), "name": view.person, "profile": view.profile},
        "person": view.person,
        "campaign": view.campaign,
        "campaign_id": str(view.campaign_id),
        "program": view.program,
        "owner": view.member,
        "at": iso(view.at),
        "text": view.text,
        "ours": view.ours,
    }


def journey_event(view: JourneyEvent) -> dict[str, Any]:
    """Return an element of a person's journey."""
    return {
        "at": iso(view.at),
        "actor": view.actor,
        "kind": view.kind,
        "text": view.text,
        "reason": view.reason,
        "step": view.step,
        "step_name": view.step_name,
        "campaign": view.campaign,
        "member": view.member,
        "data": view.data,
    }
