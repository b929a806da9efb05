"""The status line around every page: network, engine, pause, next event, counts."""

from __future__ import annotations

from core.rules.states import TO_GO
from core.services.overview.status import workspace_state
from core.store import campaigns, members, outreach_counts
from core.store.people import contacts, sources
from core.views.status_view import Heading
from core.workspace import Workspace


def heading(workspace: Workspace) -> Heading:
    """Read the state of the workspace and the counts of its pages; ask the kernel who holds the engine's lock."""
    with workspace.store.read() as store:
        counts = {"invites": campaigns.count(store), "contacts": contacts.count(store)}
        counts |= {"members": members.count(store), "sources": sources.count(store)}
        counts |= {
            "approvals": outreach_counts.count_pending(store),
            "queue": outreach_counts.count_in(store, TO_GO),
        }
        return Heading(workspace_state(workspace, store), counts)
