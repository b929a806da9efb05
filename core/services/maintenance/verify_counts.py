"""The stored counts of each campaign, counted again."""

from __future__ import annotations

from collections.abc import Iterator

from core.store import campaign_counts
from core.store.database import Reading
from core.views.verification_view import Finding


def counts_match(store: Reading) -> Iterator[Finding]:
    """Yield each stored count that differs from the number of its rows."""
    for campaign, what, kept, found in campaign_counts.mismatched(store):
        text = f"Campaign {campaign} counts {kept} as “{what}”, and has {found}."
        yield Finding("counts", text, {"campaign": campaign})
