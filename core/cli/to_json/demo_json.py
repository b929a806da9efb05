"""The JSON of `overture demo`."""

from __future__ import annotations

from typing import Any

from core.cli.to_json.campaign_json import summary
from core.cli.to_json.verification_json import verification
from core.views.demo_view import DemoCampaign, DemoResult


def demo(view: DemoResult) -> dict[str, Any]:
    """Return the result of the demo."""
    return {
        "days": view.days,
        "seed": view.seed,
        "campaigns": [_campaign(one) for one in view.campaigns],
        "ledger": {
            "invites": view.ledger.invites,
            "messages": view.ledger.messages,
            "people_twice": view.ledger.people_twice,
        },
        "runs": {
            "runs": view.runs.runs,
            "missed": view.runs.missed,
            "planned": view.runs.planned,
            "sent": view.runs.sent,
            "in_doubt": view.runs.in_doubt,
            "not_sent": view.runs.not_sent,
            "waiting": view.runs.waiting,
        },
        "verify": verification(view.verification),
    }


def _campaign(view: DemoCampaign) -> dict[str, Any]:
    return {
        **summary(view.summary),
        "not_sent": dict(view.not_sent),
        "replied": view.replied,
        "waiting": view.waiting,
        "health_seen": list(view.health_seen),
    }
