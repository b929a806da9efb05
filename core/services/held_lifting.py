"""Actions of a person that end a hold after an unexpected error: `resume`, and an edit of a held item.

See docs/reliability.md#bulkheads.
"""

from __future__ import annotations

from datetime import datetime

from core.store import campaigns, held_items, journal
from core.store.database import Writing


def resumed(store: Writing, now: datetime, actor: str, member: int | None) -> None:
    """Lift all holds after unexpected errors, or those of one member and its campaigns."""
    if member is None:
        _tell(store, now, actor, held_items.try_all_again(store), None)
        return
    theirs = campaigns.of_member(store, member)
    count = held_items.try_again(store, "member_id", member)
    count += sum(held_items.try_again(store, "campaign_id", campaign) for campaign in theirs)
    _tell(store, now, actor, count, None, member)


def edited(
    store: Writing,
    now: datetime,
    actor: str,
    *,
    campaign: int | None = None,
    outreach: int | None = None,
    member: int | None = None,
    source: int | None = None,
) -> None:
    """Lift the holds on the edited campaign, outreach, member or source, so that its items are tried again at once."""
    for column, ident in (
        ("campaign_id", campaign),
        ("outreach_id", outreach),
        ("member_id", member),
        ("source_id", source),
    ):
        if ident is not None:
            _tell(store, now, actor, held_items.try_again(store, column, ident), campaign, member)


def _tell(
    store: Writing, now: datetime, actor: str, count: int, campaign: int | None, member: int | None = None
) -> None:
    if count:
        journal.write(store, now, actor, "held.ended", campaign=campaign, member=member, data={"count": count})
