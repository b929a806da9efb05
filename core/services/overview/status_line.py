"""What every page shows around itself: network, engine, pause, what comes next, counts."""

from __future__ import annotations

from core.rules.states import DOUBTFUL, NOT_YET_OUT, Status
from core.services.overview.status import workspace_state
from core.store import campaigns, members, outreach_counts
from core.store.people import contacts, sources
from core.views.status_view import Heading
from core.workspace import Workspace

IN_QUEUE = (*NOT_YET_OUT, Status.SENDING, *DOUBTFUL)
"""What the page of the queue shows unasked: what is not out yet, or may not be."""


def heading(workspace: Workspace) -> Heading:
    """Read the state of the workspace and the counts of its pages; ask the kernel who holds the engine's lock."""
    with workspace.store.read() as store:
        counts = {"invites": campaigns.count(store), "contacts": contacts.count(store)}
        counts |= {"members": members.count(store), "sources": sources.count(store)}
        counts |= {
            "approvals": outreach_counts.count_pending(store),
            "queue": outreach_counts.count_in(store, IN_QUEUE),
        }
        return Heading(workspace_state(workspace), counts)
