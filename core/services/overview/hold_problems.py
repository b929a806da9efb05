"""Problems that the network's answers cause: holds on calls, and notes that are used up."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from core.rules.codes import describe
from core.rules.health import told
from core.rules.holds import HOLD_CODES, NOTE, plural_of
from core.rules.schedule import local_date
from core.services.overview.condition import Condition
from core.services.overview.snapshot import Facts
from core.store import campaigns, members, notes
from core.store.database import Reading
from core.store.holds import HoldRow
from core.store.views.campaign_numbers import CampaignLine
from core.views.status_view import HoldSummary


def hold_condition(hold: HoldRow, *, sender: str, source: str, until: str) -> Condition:
    """Return the condition that a hold causes; `until` is the time of the next trial, in words."""
    return Condition(
        hold.code,
        count=hold.people,
        first=hold.since,
        words=hold.words.rstrip(". ") or f"HTTP {hold.status} {hold.type}".strip(),
        fields={"calls": plural_of(hold.call), "sender": sender, "source": source, "until": until},
    )


def held(facts: Facts, line: CampaignLine) -> Iterator[Condition]:
    """Yield the conditions for the holds of a campaign: its own, and those of its member."""
    for hold in facts.holds:
        own = hold.campaign_id == line.id
        if not own and (hold.campaign_id is not None or hold.member_id != line.member_id):
            continue
        if hold.call == NOTE and (hold.try_at <= facts.now or not _without(facts.store, line)):
            continue
        until = told(hold.try_at, line.time_zone, facts.workspace.stamp.time_zone, facts.now)
        yield hold_condition(hold, sender=line.member, source=line.source, until=until)


def fields_of_code(facts: Facts, line: CampaignLine, code: str) -> dict[str, object]:
    """Return the fields of a hold's sentence if it is named as a cause; empty for any other code.

    For a hold that has ended the count is empty, because most of its people were held back, not refused.
    """
    if code not in HOLD_CODES:
        return {}
    found = {one.code: one.sentence for one in held(facts, line)}
    return found.get(code, {"count": ""})


def _without(store: Reading, line: CampaignLine) -> bool:
    return campaigns.get(store, line.id).note_rule == "without"


def notes_short(facts: Facts, line: CampaignLine) -> Iterator[Condition]:
    """Yield the warning of a campaign that keeps its notes while the month's allowance is used up."""
    count = facts.notes_kept.get(line.id, 0)
    if not count:
        return
    member = members.get(facts.store, line.member_id)
    used = notes.used(facts.store, member.id, member.time_zone, facts.now)
    if not notes.allowed(facts.store, member.plan, used):
        yield Condition("limit.notes", count=count)


def sentences(store: Reading, found: list[HoldRow], now: datetime) -> tuple[HoldSummary, ...]:
    """Return every hold with its campaign or member, in words and with its remedy."""
    summaries = []
    for hold in found:
        if hold.call == NOTE and hold.try_at <= now:
            continue
        campaign = source = None
        if hold.campaign_id is not None:
            (named,) = campaigns.named(store, [hold.campaign_id])
            campaign, source = named.name, named.source
        member = members.get(store, hold.member_id)
        sender, until = member.name, local_date(hold.try_at, member.time_zone).isoformat()
        known = hold_condition(hold, sender=sender, source=source or "", until=until)
        text, action = describe(hold.code, **known.sentence)
        summaries.append(
            HoldSummary(
                code=hold.code,
                campaign=campaign,
                member=sender,
                call=hold.call,
                text=text,
                action=action,
                words=hold.words,
                since=hold.since,
                next_try=hold.try_at,
            )
        )
    return tuple(summaries)
