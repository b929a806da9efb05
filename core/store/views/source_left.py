"""Counts, up to a limit, of the people of a campaign's source who may still be drawn, and of those who lack a value."""

from __future__ import annotations

from core.rules.holds import READING
from core.rules.shortage import BEHIND, IMPORTING, SourceLeft
from core.store import holds, outreach_counts
from core.store.database import Reading
from core.store.people import file_imports
from core.store.views.candidates import count_left, count_wanting
from core.store.views.lacking_values import lacks_of_campaign, values_of_lacks


def source_left(
    store: Reading, campaign: int, source: int, member: int, *, dedupe: str, withdrawn_after: int, most: int
) -> SourceLeft:
    """Count the people whom a source still has for a campaign, by the rule of the draw, up to `most`.

    `withdrawn_after`, in microseconds since 1970 UTC, is the moment before which a withdrawal is long enough ago.
    """
    if file_imports.into(store, source, file_imports.every(store)) is not None:
        return SourceLeft(barred=IMPORTING)
    lacks = lacks_of_campaign(store, campaign)
    left = count_left(
        store, source, campaign, member, dedupe=dedupe, withdrawn_after=withdrawn_after, most=most, lacks=lacks
    )
    lacking = 0
    if lacks.found and left < most:
        lacking = count_wanting(
            store,
            source,
            campaign,
            member,
            dedupe=dedupe,
            withdrawn_after=withdrawn_after,
            limit=left + most,
            lacks=values_of_lacks(*lacks),
        ).wanting
    nobody = not left and not lacking and not outreach_counts.any_uninvited(store, campaign)
    return SourceLeft(left, lacking, nobody, undrawn_code(store, campaign, member))


def undrawn_code(store: Reading, campaign: int, member: int, otherwise: str = BEHIND) -> str:
    """Return the code of the hold that prevents reading profiles and drawing people; `otherwise` if there is none."""
    found = (hold.code for call in READING for hold in holds.of_call(store, campaign, member, call))
    return next(found, otherwise)
