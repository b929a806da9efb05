"""What waits for a yes or no, with all that a person needs to decide it: text, person, why, and when it would leave."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from core.rules.codes import describe
from core.rules.identity import profile_address
from core.rules.limits import note_limit
from core.rules.schedule import INSTANT, Opening, SlotRule, local_date, next_opening, start_of_day
from core.services.lookup import find
from core.services.queue.approvals import LONGEST_MESSAGE
from core.store import outreach_counts, slots
from core.store.database import Store
from core.store.fields import from_us
from core.store.views.next_openings import next_text_at
from core.views.pending_view import PendingPage, PendingText
from core.workspace import Workspace

PAGE = 200
"""So many are read at once, the oldest first; the rest follows as they are decided."""


_ENTRIES = """
SELECT o.id, o.revision, o.step, coalesce(s.kind, ''), o.text, m.plan, o.reason, o.changed_at, o.due_date,
p.id, p.name, p.position, p.company, p.location, p.headline, p.public_id,
c.id, c.name, c.program, f.name, m.name, c.time_zone, c.active, m.state, m.archived_at,
(SELECT count(*) FROM step n WHERE n.campaign_id = o.campaign_id AND n.position <= o.step AND n.kind = 'follow-up')
FROM outreach o JOIN contact p ON p.id = o.contact_id JOIN campaign c ON c.id = o.campaign_id
JOIN member m ON m.id = o.member_id JOIN source f ON f.id = c.source_id
LEFT JOIN step s ON s.campaign_id = o.campaign_id AND s.position = o.step
WHERE o.status = 'pending' AND (?1 IS NULL OR o.campaign_id = ?1) ORDER BY o.id LIMIT ?2
"""


def waiting(workspace: Workspace, campaign: str | None = None, *, limit: int = PAGE) -> PendingPage:
    """What waits for approval, oldest first, at most `limit`; in a fixed number of statements."""
    now = workspace.now()
    with workspace.store.read() as store:
        ident = None if campaign is None else find(store, "campaign", campaign)
        total = outreach_counts.count_pending(store, ident)
        found = store.rows(_ENTRIES, ident, limit)
        coming = next_text_at(store)
        schedule = _Schedule(store, now) if found else None
    entries = [] if schedule is None else [_pending(row, schedule) for row in found]
    return PendingPage(now, total, tuple(entries), None if coming is None else max(now, coming))


def revisions(workspace: Workspace, campaign: int) -> list[tuple[int, int]]:
    """(id, revision) of all that waits in a campaign, oldest first: what "all of it" means at this moment."""
    with workspace.store.read() as store:
        return [(row.id, row.revision) for row in outreach_counts.pending(store, campaign)]


def _pending(row: tuple[Any, ...], schedule: _Schedule) -> PendingText:
    ident, revision, step, kind, text, plan, reason, since, due = row[:9]
    contact, name, position, company, location, headline, public_id = row[9:16]
    campaign, campaign_name, program, source, sender, zone, active, state, archived, number = row[16:]
    day = date.fromisoformat(due) if due else None
    return PendingText(
        id=ident,
        revision=revision,
        step=step,
        kind=kind or ("invitation" if step == 0 else "message"),
        number=number,
        text=text,
        limit=note_limit(plan) if step == 0 else LONGEST_MESSAGE,
        note_dropped=reason == "limit.notes",
        since=from_us(since),
        contact_id=contact,
        name=name,
        position=position,
        company=company,
        location=location,
        headline=headline,
        profile=profile_address(public_id) if public_id else None,
        campaign_id=campaign,
        campaign=campaign_name,
        program=program,
        source=source,
        sender=sender,
        zone=zone,
        leaves=schedule.message(campaign, day) if step > 0 else schedule.invitation(campaign),
        held=_held(sender, active=bool(active), state=state, archived=archived is not None),
    )


def _held(sender: str, *, active: bool, state: str, archived: bool) -> str:
    if archived:
        return describe("sender.archived", sender=sender)[0]
    if state != "ok":
        return describe(f"sender.{state}", sender=sender)[0]
    return "" if active else describe("stopped")[0]


class _Schedule:
    """The openings to come of every campaign, each worked out once."""

    def __init__(self, store: Store, now: datetime) -> None:
        self._now = now
        self._rules: dict[int, list[SlotRule]] = {}
        self._known: dict[tuple[int, date | None], datetime | None] = {}
        for slot in slots.of_live_campaigns(store):
            self._rules.setdefault(slot.campaign_id, []).append(slot.rule)

    def invitation(self, campaign: int) -> datetime | None:
        """The first opening on a later local date than today: what is approved today leaves then."""
        return self._first(campaign, None)

    def message(self, campaign: int, due: date | None) -> datetime | None:
        """The first opening from now on that is not before the date on which the message is due."""
        return self._first(campaign, due or date.min)

    def _first(self, campaign: int, day: date | None) -> datetime | None:
        key = campaign, day
        if key not in self._known:
            found = [opening_from(rule, self._now, day) for rule in self._rules.get(campaign, [])]
            self._known[key] = min((opening.opens for opening in found if opening is not None), default=None)
        return self._known[key]


def opening_from(rule: SlotRule, now: datetime, day: date | None) -> Opening | None:
    """A slot's first opening after `now` on a local date from `day` on; None: on a later date than today."""
    earliest = local_date(now, rule.zone) + timedelta(days=1) if day is None else day
    after = now if day == date.min else max(now, start_of_day(earliest, rule.zone) - INSTANT)
    found = next_opening(rule, after)
    while found is not None and found.date < earliest:
        found = next_opening(rule, found.opens)
    return found
