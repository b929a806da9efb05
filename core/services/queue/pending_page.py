"""Texts that wait for approval, with everything needed to decide: text, person, and the time of sending."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import date, datetime, timedelta

from core.rules.addresses.identity import profile_address
from core.rules.codes import describe
from core.rules.filters.keys import QUEUE
from core.rules.filters.parse import Condition, Filter
from core.rules.limits import note_limit
from core.rules.schedule import INSTANT, Opening, SlotRule, local_date, next_opening, start_of_day
from core.rules.states import Status
from core.services.list_filters import filter_of
from core.services.lookup import find
from core.services.queue.approvals import LONGEST_MESSAGE
from core.store import outreach_counts, slots
from core.store.database import Reading
from core.store.filters import filtered
from core.store.views import outreach_people, pending_page
from core.store.views.next_openings import next_text_at
from core.store.views.pending_page import PendingLine
from core.views.pending_view import PendingPage, PendingText
from core.workspace import Workspace

PAGE = 200
"""Number of texts, the oldest ones, that a page reads at first."""


def waiting(
    workspace: Workspace, campaign: str | None = None, *, where: str = "", limit: int = PAGE, skip: int = 0
) -> PendingPage:
    """Return the texts that wait for approval, oldest first: at most `limit` after the first `skip`.

    `where` is a filter of the queue, which may have its own order. With `where` or `skip`, `campaign` is ignored.
    Raises UsageError for a filter that cannot be read.
    """
    now = workspace.now()
    wanted = _waiting_and(filter_of(workspace, where, QUEUE)) if where or skip else None
    with workspace.store.read() as store:
        if wanted is None:
            ident = None if campaign is None else find(store, "campaign", campaign)
            total = outreach_counts.count_pending(store, ident)
            found = pending_page.lines(store, ident, limit)
        else:
            total = filtered.count(store, "queue", wanted)
            after = filtered.id_at(store, "queue", wanted, skip) if skip else 0
            ids = filtered.ids(store, "queue", wanted, after=after, limit=limit) if after or not skip else []
            found = pending_page.lines_of(store, ids)
        coming = next_text_at(store)
        entries = _entries(store, found, now)
    return PendingPage(now, total, tuple(entries), None if coming is None else max(now, coming))


def texts_of(workspace: Workspace, ids: Sequence[int]) -> list[PendingText]:
    """Return the texts of these rows that still wait."""
    with workspace.store.read() as store:
        return _entries(store, pending_page.lines_of(store, ids), workspace.now())


def _entries(store: Reading, found: Sequence[PendingLine], now: datetime) -> list[PendingText]:
    if not found:
        return []
    schedule = _Schedule(store, now)
    open_in = outreach_people.open_by_contact(store, [row.contact_id for row in found])
    return [_pending(row, schedule, open_in.get(row.contact_id, 1)) for row in found]


def _waiting_and(wanted: Filter) -> Filter:
    """Return a filter that also requires that the text waits for approval."""
    waits = Condition((QUEUE.key("status"),), "=", (Status.PENDING.value,))
    return replace(wanted, conditions=(waits, *wanted.conditions))


def revisions(workspace: Workspace, campaign: int) -> list[tuple[int, int]]:
    """Return (id, revision) of all texts that wait now in a campaign, oldest first, to decide on all at once."""
    with workspace.store.read() as store:
        return [(row.id, row.revision) for row in outreach_counts.pending(store, campaign)]


def _pending(row: PendingLine, schedule: _Schedule, open_in: int) -> PendingText:
    day = date.fromisoformat(row.due_date) if row.due_date else None
    return PendingText(
        id=row.id,
        revision=row.revision,
        step=row.step,
        kind=row.kind or ("invitation" if row.step == 0 else "message"),
        number=row.number,
        text=row.text,
        limit=note_limit(row.plan) if row.step == 0 else LONGEST_MESSAGE,
        note_dropped=row.reason == "limit.notes",
        since=row.since,
        contact_id=row.contact_id,
        others=max(0, open_in - 1),
        name=row.name,
        position=row.position,
        company=row.company,
        location=row.location,
        headline=row.headline,
        profile=profile_address(row.public_id) if row.public_id else None,
        campaign_id=row.campaign_id,
        campaign=row.campaign,
        program=row.program,
        source=row.source,
        sender=row.sender,
        zone=row.time_zone,
        leaves=schedule.message(row.campaign_id, day) if row.step > 0 else schedule.invitation(row.campaign_id),
        held=_held(row.sender, active=row.active, state=row.sender_state, archived=row.sender_archived),
    )


def _held(sender: str, *, active: bool, state: str, archived: bool) -> str:
    if archived:
        return describe("sender.archived", sender=sender)[0]
    if state != "ok":
        return describe(f"sender.{state}", sender=sender)[0]
    return "" if active else describe("stopped")[0]


class _Schedule:
    """The coming openings of every campaign, each computed once."""

    def __init__(self, store: Reading, now: datetime) -> None:
        self._now = now
        self._rules: dict[int, list[SlotRule]] = {}
        self._known: dict[tuple[int, date | None], datetime | None] = {}
        for slot in slots.of_live_campaigns(store):
            self._rules.setdefault(slot.campaign_id, []).append(slot.rule)

    def invitation(self, campaign: int) -> datetime | None:
        """Return the first opening on a later local date than today: the run that can send today's approvals."""
        return self._first(campaign, None)

    def message(self, campaign: int, due: date | None) -> datetime | None:
        """Return the first opening from now on that is not before the date on which the message is due."""
        return self._first(campaign, due or date.min)

    def _first(self, campaign: int, day: date | None) -> datetime | None:
        key = campaign, day
        if key not in self._known:
            found = [opening_from(rule, self._now, day) for rule in self._rules.get(campaign, [])]
            self._known[key] = min((opening.opens for opening in found if opening is not None), default=None)
        return self._known[key]


def opening_from(rule: SlotRule, now: datetime, day: date | None) -> Opening | None:
    """Return a slot's first opening after `now` on the local date `day` or later; without `day`, tomorrow or later."""
    earliest = local_date(now, rule.zone) + timedelta(days=1) if day is None else day
    after = now if day == date.min else max(now, start_of_day(earliest, rule.zone) - INSTANT)
    found = next_opening(rule, after)
    while found is not None and found.date < earliest:
        found = next_opening(rule, found.opens)
    return found
