"""Drawn people who can no longer be invited: found before they use up a send time, or at the latest at that time."""

from __future__ import annotations

from datetime import datetime

from core.engine import bulkhead
from core.engine.context import Context
from core.engine.planning import excluded, planner
from core.rules.limits import AFTER_WITHDRAWAL
from core.rules.schedule import Opening
from core.rules.states import Status
from core.store import outreaches
from core.store.campaigns import CampaignRow
from core.store.database import Reading, Writing
from core.store.held_items import Item
from core.store.journal import ENGINE
from core.store.outreaches import OutreachRow
from core.store.people import connections, foreign_invitations
from core.store.slots import SlotRow
from core.store.views import eligible, sends
from core.store.views.candidates import held_by_another

LOOKED_AT = 200
"""Most approved people who are checked at an opening; the gate checks each of them again."""


def reason_against(context: Context, store: Reading, row: OutreachRow, now: datetime) -> str:
    """Return why a person may not be contacted with this step, according to the store, or an empty text."""
    refused = excluded.reason_against(context.workspace, store, row.contact_id)
    if refused or row.step:
        return refused
    if connections.known(store, row.contact_id, row.member_id):
        return "connected"
    if row.person is None:
        return ""
    reason = sends.invited_before(store, row.member_id, row.person, now - AFTER_WITHDRAWAL)
    if not reason and foreign_invitations.seen_since_profile(store, row.id, row.member_id, row.person):
        reason = "invited.elsewhere"
    return reason or held_first(context, store, row, row.contact_id)


def held_first(context: Context, store: Reading, row: OutreachRow, contact: int) -> str:
    """Return `held.elsewhere` if another campaign of the group or the member had the person first, else an empty text.

    One person may be in two campaigns of a group if a rename joined them later, or an earlier version drew both.
    """
    dedupe = context.workspace.stamp.dedupe
    held = held_by_another(store, row.id, contact, row.campaign_id, row.member_id, dedupe=dedupe, first=True)
    return "held.elsewhere" if held else ""


def cancel_before_planning(
    context: Context, store: Writing, slot: SlotRow, campaign: CampaignRow, opening: Opening, now: datetime
) -> int:
    """Cancel approved people who cannot be invited, so that none takes a place in the run; return how many.

    The check stops once it has found twice a cohort of people who can be invited.
    """
    cancelled = possible = 0
    for row in eligible.oldest_invitations(
        store, campaign.id, *planner.run_moments(slot, opening.opens, now), limit=LOOKED_AT
    ):
        with bulkhead.within(context, Item("plan", row.id, "", campaign.id, row.id, row.member_id), now):
            reason = reason_against(context, store, row, now)
            if reason:
                outreaches.change(
                    store,
                    row.id,
                    Status.APPROVED,
                    Status.CANCELLED,
                    now=now,
                    actor=ENGINE,
                    kind="cancelled",
                    reason=reason,
                )
                cancelled += 1
            else:
                possible += 1
        if possible >= 2 * campaign.cohort_size:
            break
    return cancelled
