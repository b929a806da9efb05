"""The JSON of `overture queue`."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.cli.to_json.moments_json import iso

if TYPE_CHECKING:
    from core.views.queue_view import QueueEntry


def queue_entry(view: QueueEntry) -> dict[str, Any]:
    """Return one row of the queue."""
    return {
        "id": str(view.id),
        "campaign": view.campaign,
        "campaign_id": str(view.campaign_id),
        "program": view.program,
        "contact": {"id": str(view.contact.id), "name": view.contact.name, "profile": view.contact.profile},
        "owner": view.sender,
        "step": view.step,
        "kind": view.kind,
        "number": view.number,
        "status": view.status,
        "reason": view.reason,
        "why": view.why,
        "revision": view.revision,
        "text": view.text,
        "send_at": iso(view.send_at),
        "sent_at": iso(view.sent_at),
        "approved_at": iso(view.approved_at),
        "approved_by": view.approved_by,
        "left_out": view.left_out,
    }
