"""Drawing people from a source for one run."""

from __future__ import annotations

import secrets
from datetime import date, datetime, timedelta
from typing import TYPE_CHECKING

from core.engine import bulkhead
from core.engine.epoch import assert_epoch
from core.engine.planning.planner import batch_of, date_of
from core.rules.holds import READING
from core.rules.language import choose
from core.rules.limits import AFTER_WITHDRAWAL
from core.rules.planning import draw_size, replacement_reads
from core.rules.schedule import opening_on
from core.seeds import generator
from core.store import campaigns, held_items, holds, journal, members, outreach_counts, outreach_plans, slots
from core.store.campaigns import CampaignRow
from core.store.database import Reading, Writing
from core.store.fields import to_us
from core.store.held_items import Item
from core.store.journal import ENGINE
from core.store.views.candidates import candidates

if TYPE_CHECKING:
    from core.engine.context import Context

MOST = 1_000
"""A number above any cohort, for a draw that no hold limits."""
READ_GAP_S = (15.0, 45.0)
"""Shortest and longest time, in seconds, between two profile reads of a member; drawn at random."""


def draw_due(context: Context, slot_id: int, now: datetime) -> None:
    """Draw the cohort of the slot's next run, up to 12 hours before it, if approval is off."""
    with context.store.write() as store:
        assert_epoch(context, store)
        slot = slots.get(store, slot_id)
        campaign = campaigns.get(store, slot.campaign_id)
        slots.note_drawn(store, slot_id)
        if slot.next_open_at is None or not campaign.active or campaign.archived:
            return
        day = date_of(slot, slot.next_open_at)
        cohort(context, store, campaign, batch_of(slot, slot.next_open_at), day, now)


def cohort(context: Context, store: Writing, campaign: CampaignRow, batch: str, day: date, now: datetime) -> int:
    """Draw the next cohort of a campaign; return how many people were drawn."""
    waiting = outreach_counts.count_waiting(store, campaign.id)
    if context.held:  # held people take no place from others, but only up to one cohort, or everybody would be drawn
        waiting -= min(held_items.waiting_people(store, campaign.id), campaign.cohort_size)
    wanted = draw_size(campaign.cohort_size, slots_on(store, campaign.id, day), waiting)
    return take(context, store, campaign, batch, min(wanted, _most_under_holds(store, campaign)), now)


def _reading_is_held(store: Reading, campaign: CampaignRow) -> bool:
    return any(holds.of_call(store, campaign.id, campaign.member_id, call) for call in READING)


def _most_under_holds(store: Reading, campaign: CampaignRow) -> int:
    """Return the most people to draw: `MOST`; while profile reads are held, 1 for a trial, or 0 if one is queued."""
    if not _reading_is_held(store, campaign):
        return MOST
    return 0 if outreach_counts.any_queued(store, campaign.id) else 1


def slots_on(store: Reading, campaign_id: int, day: date) -> int:
    """Return how many slots of a campaign open on a local date."""
    return sum(opening_on(slot.rule, day) is not None for slot in slots.of_campaign(store, campaign_id))


def replace(context: Context, store: Writing, campaign: CampaignRow, batch: str, now: datetime) -> None:
    """Draw one person in place of one who cannot be invited, with at most 2 x cohort reads per run."""
    if _reading_is_held(store, campaign):
        return
    drawn = outreach_counts.count_of_batch(store, campaign.id, batch)
    if campaign.active and not campaign.archived and drawn < replacement_reads(campaign.cohort_size):
        take(context, store, campaign, batch, 1, now)


def take(context: Context, store: Writing, campaign: CampaignRow, batch: str, count: int, now: datetime) -> int:
    """Draw up to `count` people in import order into the queue; return how many."""
    if count <= 0:
        return 0
    stamp = context.workspace.stamp
    held = {part for part, _person, _since in held_items.parts(store, "take", campaign.id)} if context.held else set()
    after = to_us(now - AFTER_WITHDRAWAL)
    found = candidates(store, campaign, dedupe=stamp.dedupe, withdrawn_after=after, limit=count + len(held))
    found = sorted(found, key=lambda person: str(person[0]) in held)[:count]  # people who failed before come last
    moments = read_moments(store, campaign.member_id, len(found), now, seed=campaign.name)
    drawn = 0
    for (person, language), read_at in zip(found, moments, strict=True):
        item = Item("take", campaign.id, str(person), campaign.id, None, campaign.member_id)
        with bulkhead.within(context, item, now):
            _draw(store, campaign, batch, person, choose(language, campaign.languages), read_at, now)
            drawn += 1
    return drawn


def _draw(
    store: Writing, campaign: CampaignRow, batch: str, contact: int, language: str, read_at: datetime, now: datetime
) -> None:
    """Put one person into the queue."""
    ident = outreach_plans.draw(
        store,
        key=secrets.token_hex(8),
        campaign=campaign.id,
        contact=contact,
        member=campaign.member_id,
        language=language,
        batch=batch,
        read_at=read_at,
        now=now,
    )
    journal.about(store, ident, now, ENGINE, "drawn", data={"to": "queued", "batch": batch})


def read_moments(store: Writing, member: int, count: int, now: datetime, *, seed: str) -> list[datetime]:
    """Return the time of each profile read: after the reads already planned, spaced at random."""
    row = members.get(store, member)
    at = now if row.next_read_at is None else max(now, row.next_read_at)
    chance = generator("reads", row.account_id, seed, now.isoformat())
    moments = []
    for _index in range(count):
        moments.append(at)
        at += timedelta(seconds=chance.uniform(*READ_GAP_S))
    members.set_next_read(store, member, at)
    return moments
