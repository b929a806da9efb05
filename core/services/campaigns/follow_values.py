"""Texts of people whose values changed: waiting ones are rendered again, changed approved ones need approval again."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from core.engine.planning.cancel import cancel_all, free_send_time
from core.engine.planning.render import Text, text_for
from core.engine.planning.sequence import approved_by_mode
from core.rules.states import Status
from core.store import campaign_steps, campaigns, journal, members, outreach_plans, outreaches
from core.store.campaigns import CampaignRow
from core.store.database import Writing
from core.store.journal import ENGINE
from core.store.outreaches import OutreachRow
from core.store.views import journal_queries
from core.views.people_view import ChangedTexts

Changes = Mapping[str, tuple[str, str]]
"""Values of one contact that changed: by field, the text before and after."""


def follow(store: Writing, changes: Mapping[int, Changes], now: datetime, actor: str) -> ChangedTexts:
    """Render the texts of these contacts with their new values, inside the write that changed the values.

    An approved text stays as it is unless the values change it; a text that a person wrote by hand always stays.
    """
    done = ChangedTexts()
    rows = outreaches.written_to(store, list(changes)) if changes else []
    for row in rows:
        if not journal_queries.was_edited_by_hand(store, row.id, row.step):
            done += _follow(store, row, changes[row.contact_id], now, actor)
    return done


def _follow(store: Writing, row: OutreachRow, changed: Changes, now: datetime, actor: str) -> ChangedTexts:
    campaign = campaigns.get(store, row.campaign_id)
    text = _text(store, campaign, row, {}, now)
    if text is None or not _affected(store, campaign, row, text, changed, now):
        return ChangedTexts()
    if text.refusal:
        cancel_all(store, [row], reason=text.refusal, now=now, actor=actor)
        return ChangedTexts(ended=1)
    asks = row.status != Status.PENDING and not approved_by_mode(campaign, row.step)
    if asks:
        _ask_again(store, row, now, actor)
    outreach_plans.set_text(store, row.id, text.text, "limit.notes" if text.note_dropped else "")
    journal.about(store, row.id, now, ENGINE, "edited", data={"text": text.text})
    if row.status != Status.PENDING and not asks:
        outreach_plans.approve_by_mode(store, row.id)
        journal.about(store, row.id, now, ENGINE, "approved", data={"text": text.text})
    return ChangedTexts(rendered_again=int(not asks), asked_again=int(asks))


def _text(
    store: Writing, campaign: CampaignRow, row: OutreachRow, instead: Mapping[str, str], now: datetime
) -> Text | None:
    """Return the campaign's text for a person, with the values in `instead` for their own; None if the step is gone."""
    step = next((one for one in campaign_steps.of_campaign(store, campaign.id) if one.position == row.step), None)
    if step is None:
        return None
    member = members.get(store, row.member_id)
    return text_for(store, campaign, member, row, step, now, instead=instead)


def _affected(
    store: Writing, campaign: CampaignRow, row: OutreachRow, text: Text, changed: Changes, now: datetime
) -> bool:
    """Return whether the new values change a text.

    A text that was approved before its campaign was edited keeps the old wording as long as it holds none of the old
    values.
    """
    if not text.refusal and text.text == row.text:
        return False
    if row.status == Status.PENDING:
        return True
    before = _text(store, campaign, row, {name: old for name, (old, _new) in changed.items()}, now)
    if before is not None and before.text != row.text:
        return any(old and old in (row.text or "") for old, _new in changed.values())
    return before is None or (before.text, before.refusal) != (text.text, text.refusal)


def _ask_again(store: Writing, row: OutreachRow, now: datetime, actor: str) -> None:
    current = free_send_time(store, row, "revoked", now, actor)
    outreaches.change(
        store,
        row.id,
        current.status,
        Status.PENDING,
        now=now,
        actor=actor,
        kind="asked_again",
        approved_at=None,
        approved_by="",
        send_at=None,
    )
