"""Sentences about items on hold after an unexpected error, for health, `status` and `verify`.

See docs/reliability.md#bulkheads.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.rules.bulkheads import CODE, DOING
from core.rules.codes import CODES, describe
from core.rules.health import Problem, told
from core.services.overview.snapshot import Facts
from core.services.unshown import data_of
from core.store import held_items
from core.store.database import Reading
from core.store.fields import from_us
from core.store.held_items import Held
from core.store.views.campaign_numbers import CampaignLine
from core.views.held_view import HeldItem


def what(row: Held) -> str:
    """Return the failed work in words, with the name of its person, member, source or campaign."""
    name = row.person or row.member or "the workspace"
    if not row.person and (row.source or row.campaign):
        name = f"“{row.source or row.campaign}”"
    whose = f" in “{row.campaign}”" if row.person and row.campaign else ""
    return f"{DOING.get(row.work, row.work)} {name}{whose}"


def problems(facts: Facts, line: CampaignLine) -> Iterator[Problem]:
    """Yield the problem of the items held for a campaign, its member or its source; if none is, of recent holds."""
    found = [row for row in facts.held if _concerns(row, line)]
    if found:
        row = found[0]
        until = told(row.until, line.time_zone, facts.workspace.stamp.time_zone, facts.now)
        again = f"at {until}" if row.until > facts.now else "at its next turn"
        more = f", and {len(found) - 1} more" if found[1:] else ""
        text, action = describe(CODE, what=what(row) + more, again=again)
        words = f"{row.error} at {row.place}"
        first, last = min(row.since for row in found), max(row.last for row in found)
        yield Problem(CODE, CODES[CODE].severity, text, action, len(found), first, last, words)
        return
    for event in facts.held_events.get(line.id, []):
        known = data_of(event.data)
        text, action = describe(CODE, what=f"{DOING.get(str(known.get('work')), 'something of')} “{line.name}”")
        words = f"{known.get('error', '')} at {known.get('place', '')}"
        moments = from_us(event.first_us), from_us(event.last_us)
        yield Problem(event.code, CODES[CODE].severity, text, action, event.events, *moments, words)


def _concerns(row: Held, line: CampaignLine) -> bool:
    if row.campaign_id is not None:
        return row.campaign_id == line.id
    return line.member_id == row.member_id or line.source_id == row.source_id


def sentences(store: Reading, now: datetime, zone: str) -> tuple[HeldItem, ...]:
    """Return every held item in words, with its next try in the time zone `zone`; for `status` and `verify`."""
    return tuple(_sentence(row, now, zone) for row in held_items.every(store, now))


def _sentence(row: Held, now: datetime, zone: str) -> HeldItem:
    again = f"at {told(row.until, zone, zone, now)}" if row.until > now else "at its next turn"
    text, action = describe(CODE, what=what(row), again=again)
    return HeldItem(
        code=CODE,
        work=row.work,
        campaign=row.campaign,
        person=row.person,
        member=row.member,
        source=row.source,
        outreach_id=row.outreach_id,
        error=row.error,
        place=row.place,
        failures=row.failures,
        since=row.since,
        until=row.until,
        text=text,
        action=action,
    )
