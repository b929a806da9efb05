"""The JSON of `overture explain`."""

from __future__ import annotations

from typing import Any

from core.cli.to_json.campaign_json import run
from core.cli.to_json.moments_json import iso
from core.views.explain_view import Explanation, GateView, MemberDay, NextMoment, PersonExplanation


def explanation(view: Explanation) -> dict[str, Any]:
    """Return the explanation of a campaign at a moment."""
    first = view.first
    return {
        "campaign": {"id": str(view.id), "name": view.name},
        "at": iso(view.at),
        "recorded": view.recorded,
        "unreadable": list(view.unreadable),
        "gates": [_gate(one) for one in view.gates],
        "first": None if first is None else first.gate,
        "next": None if view.next is None else _next(view.next),
        "run": None if view.run is None else run(view.run),
        "runs": [run(one) for one in view.runs],
        "people": dict(view.people),
        "left": view.left,
    }


def _gate(view: GateView) -> dict[str, Any]:
    return {
        "gate": view.gate,
        "state": view.state,
        "code": view.code or None,
        "since": iso(view.since),
        "until": iso(view.until),
        "words": view.words or None,
        "action": view.action or None,
    }


def _next(view: NextMoment) -> dict[str, Any]:
    return {"at": iso(view.at), "what": view.what, "needs": list(view.needs), "awaits": list(view.awaits)}


def person(view: PersonExplanation) -> dict[str, Any]:
    """Return the explanation of one person of a campaign at a moment."""
    return {
        "person": {"id": str(view.contact_id), "name": view.name},
        "campaign": {"id": str(view.campaign_id), "name": view.campaign},
        "at": iso(view.at),
        "status": view.status,
        "reason": view.reason,
        "words": view.words,
        "action": view.action or None,
        "since": iso(view.since),
        "next": iso(view.next),
    }


def member_day(view: MemberDay) -> dict[str, Any]:
    """Return the runs of a member's campaigns on one day."""
    campaigns = [
        {"campaign": {"id": str(one.id), "name": one.name}, "runs": [run(each) for each in one.runs]}
        for one in view.campaigns
    ]
    return {
        "member": {"id": str(view.id), "name": view.name},
        "at": iso(view.at),
        "sent": view.sent,
        "unreadable_runs": list(map(str, view.unreadable_runs)),
        "campaigns": campaigns,
    }
