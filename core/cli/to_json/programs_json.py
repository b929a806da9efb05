"""The JSON of `overture program`."""

from __future__ import annotations

from typing import Any

from core.views.programs_view import ProgramSummary


def program(view: ProgramSummary) -> dict[str, Any]:
    """Return an element of `program list`."""
    totals = view.totals
    return {
        "program": view.program,
        "members": totals.members,
        "campaigns": totals.campaigns,
        "archived": totals.ended,
        "active": totals.active,
        "sent": totals.sent,
        "accepted": totals.accepted,
        "ratio": totals.conversion.ratio,
        "good": totals.conversion.good,
        "replied": totals.replied,
        "waiting": totals.waiting,
    }
