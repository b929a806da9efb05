"""Who wrote back, newest first."""

from __future__ import annotations

from datetime import datetime
from functools import partial
from typing import Any

from core.rules.identity import profile_address
from core.services.lookup import containing
from core.services.unshown import WORDS, shown
from core.store.fields import from_us, to_us
from core.workspace import Workspace


def listed(
    workspace: Workspace, since: datetime | None = None, *, campaign: str = "", limit: int = 500
) -> list[dict[str, Any]]:
    """Replies later than `since` in campaigns whose name contains a text; by hand of the member is marked `ours`."""
    with workspace.store.read() as store:
        found = store.rows(
            r"""SELECT p.id, p.name, p.public_id, c.id, c.name, c.program, m.name, r.at, r.text, r.ours
            FROM reply r JOIN outreach o ON o.id = r.outreach_id JOIN contact p ON p.id = o.contact_id
            JOIN campaign c ON c.id = o.campaign_id JOIN member m ON m.id = o.member_id
            WHERE r.at > ? AND c.name LIKE ? ESCAPE '\' ORDER BY r.at DESC, r.id DESC LIMIT ?""",
            -1 if since is None else to_us(since),
            containing(campaign),
            limit,
        )
    return [shown(partial(_view, *row), partial(_unshown, *row)) for row in found]


def _view(
    contact: int, name: str, public: str | None, campaign_id: int, campaign: str, program: str, owner: str, at: int,
    text: str, ours: int,
) -> dict[str, Any]:  # fmt: skip
    return {
        "contact": {"id": str(contact), "name": name, "profile": profile_address(public) if public else None},
        "person": name,
        "campaign": campaign,
        "campaign_id": str(campaign_id),
        "program": program,
        "owner": owner,
        "at": from_us(at).isoformat(),
        "text": str(text),
        "ours": bool(ours),
    }


def _unshown(contact: int, _name: str, _public: str | None, campaign_id: int, *_rest: object) -> dict[str, Any]:
    """Stand for a reply that cannot be shown."""
    return _view(contact, "", None, campaign_id, "", "", "", 0, WORDS, 0)
