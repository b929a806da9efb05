"""The counts that the store keeps of each campaign, counted again."""

from __future__ import annotations

from collections.abc import Iterator

from core.store import campaign_counts
from core.store.database import Reading
from core.views.verification_view import Finding


def counts_match(store: Reading) -> Iterator[Finding]:
    """Yield each count that is another one than its rows give."""
    kept, right = campaign_counts.every(store), campaign_counts.recounted(store)
    for campaign in sorted(kept.keys() | right.keys()):
        said, found = kept.get(campaign, {}), right.get(campaign, {})
        for what in sorted(what for what in said.keys() | found.keys() if said.get(what) != found.get(what)):
            text = f"Campaign {campaign} counts {said.get(what, 0)} as “{what}”, and has {found.get(what, 0)}."
            yield Finding("counts", text, {"campaign": campaign})
