"""Recount of statuses, pending invitations and runs from deliveries and send times."""

from __future__ import annotations

from collections.abc import Iterator

from core.store.database import Reading
from core.store.views import campaign_runs, verify_deliveries, verify_outreaches
from core.views.verification_view import Finding

_TOLD = {"sending": ("sending",), "in_doubt": ("in_doubt",), "unresolved": ("unresolved", "cancelled")}
"""Statuses that the outreach of an open delivery may have, by the delivery's state; a skipped outreach is cancelled."""


def statuses_match_sends(store: Reading) -> Iterator[Finding]:
    """Check that each status has its delivery or send time, and each open delivery its status."""
    for row in verify_outreaches.unproven(store):
        yield _finding(
            f"Outreach {row.id} is {row.status} at step {row.step}, but has no matching delivery or send time."
        )
    for late in verify_outreaches.overtaken(store):
        yield _finding(f"Outreach {late.id} is at step {late.step}, but step {late.sent} was sent already.")
    for sent in verify_deliveries.open_deliveries(store):
        if sent.status not in _TOLD[sent.state]:
            yield _finding(f"Delivery {sent.id} is {sent.state}, its outreach {sent.outreach} is {sent.status}.")


def _finding(text: str, check: str = "sends") -> Finding:
    return Finding(check, text)


def pending_invitations(store: Reading) -> Iterator[Finding]:
    """Yield invitations with a wrong time of sending, or a wrong pending mark, which prevents a second invitation."""
    for delivery in verify_deliveries.mismarked(store):
        yield _finding(f"Delivery {delivery} has a wrong mark for a pending invitation.", "standing")
    for outreach in verify_outreaches.invited_otherwise(store):
        yield _finding(f"Outreach {outreach} and its delivery have different times for the invitation.", "standing")


def sends_had_send_times(store: Reading) -> Iterator[Finding]:
    """Check that every send except withdrawals and replayed calls had a send time of its run."""
    for delivery in verify_deliveries.without_send_time(store):
        yield _finding(f"Delivery {delivery} was sent without a send time of its run.", "slots")


def runs_as_opened(store: Reading) -> Iterator[Finding]:
    """Yield runs whose number of send times changed since they opened, or that do not last as long as their slot."""
    for run, planned, count in campaign_runs.of_other_count(store):
        yield _finding(f"Run {run} opened with {planned} send times and has {count}.", "runs")
    for run, minutes in campaign_runs.of_wrong_length(store):
        yield _finding(f"Run {run} does not last the {minutes} minutes of its slot.", "runs")
