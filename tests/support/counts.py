"""The stored counts, after SQL in a test has changed rows past the functions that update the counts."""

from __future__ import annotations

from core.store import campaign_counts
from core.store.database import Writing
from tests.support.rows import add_row


def recount(store: Writing) -> None:
    """Count all people of all campaigns again."""
    store.change("DELETE FROM campaign_count")
    for campaign, counts in campaign_counts.recounted(store).items():
        for what, number in counts.items():
            add_row(store, "campaign_count", campaign_id=campaign, what=what, number=number)
