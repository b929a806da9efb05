"""What every page shows around itself: network, engine, pause, what comes next, counts."""

from __future__ import annotations

from core.services.overview.status import workspace_state
from core.store import campaigns, members
from core.store.people import contacts, sources
from core.views.status_view import Heading
from core.workspace import Workspace

_COUNTS = {
    "approvals": "SELECT count(*) FROM outreach WHERE status = 'pending'",
    "queue": """SELECT count(*) FROM outreach WHERE status IN
        ('queued', 'pending', 'approved', 'scheduled', 'sending', 'in_doubt', 'unresolved')""",
}


def heading(workspace: Workspace) -> Heading:
    """Read the state of the workspace and the counts of its pages; ask the kernel who holds the engine's lock."""
    with workspace.store.read() as store:
        counts = {name: int(store.scalar(sql)) for name, sql in _COUNTS.items()}
        counts |= {"invites": campaigns.count(store), "contacts": contacts.count(store)}
        counts |= {"members": members.count(store), "sources": sources.count(store)}
        return Heading(workspace_state(workspace), counts)
