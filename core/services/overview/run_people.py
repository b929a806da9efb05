"""The people behind the numbers of one run."""

from __future__ import annotations

from core.rules.states import BookingState
from core.store import bookings
from core.views.campaign_detail_view import PeopleOfRun
from core.workspace import Workspace

TO_COME = frozenset({BookingState.PLANNED.value, BookingState.SENDING.value})
"""States of a send time that is still to be used."""


def people_of_run(workspace: Workspace, run: int) -> tuple[PeopleOfRun, ...]:
    """Return all people with a send time of a run, grouped by kind, state and reason: invitations first, sent first."""
    found: dict[tuple[str, str, str], list[int]] = {}
    with workspace.store.read() as store:
        for row in bookings.people_of(store, run):
            state = BookingState.PLANNED.value if row.state in TO_COME else row.state
            reason = row.reason if state == BookingState.NOT_SENT else ""
            found.setdefault((row.kind, state, reason), []).append(row.outreach_id)
    order = {BookingState.SENT.value: 0, BookingState.IN_DOUBT.value: 1, BookingState.PLANNED.value: 2}
    ranked = sorted(found, key=lambda key: (key[0], order.get(key[1], 3), -len(found[key]), key[2]))
    return tuple(PeopleOfRun(kind, state, reason, tuple(found[kind, state, reason])) for kind, state, reason in ranked)
