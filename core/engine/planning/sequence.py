"""The sequence after the invitation: acceptance, the welcome, follow-ups, and the end."""

from __future__ import annotations

from datetime import date, datetime, timedelta
from typing import Any

from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.planning import excluded
from core.engine.planning.render import text_for
from core.rules.codes import describe
from core.rules.message_due import followup_due, render_at, welcome_due
from core.rules.schedule import local_date
from core.rules.states import Status
from core.store import (
    bookings,
    campaign_steps,
    campaigns,
    deliveries,
    journal,
    members,
    outreach_plans,
    outreaches,
)
from core.store.campaign_steps import StepRow
from core.store.campaigns import CampaignRow
from core.store.database import Reading, Writing
from core.store.fields import to_us
from core.store.journal import ENGINE
from core.store.outreaches import OutreachRow

OF_THE_TEXT = ("text.unusable:", "text.foreign:")
"""Prefixes of a refusal that concerns a text, not a person."""


def approved_by_mode(campaign: CampaignRow, step: int) -> bool:
    """Return whether the campaign's mode approves this step by itself."""
    return campaign.approval == "off" or (campaign.approval == "invitations" and step > 0)


def render_step(
    store: Writing,
    campaign: CampaignRow,
    row: OutreachRow,
    position: int,
    before: Status,
    now: datetime,
    **columns: Any,
) -> str:
    """Render a step for approval, or cancel the outreach and return the reason; else return an empty text."""
    member = members.get(store, row.member_id)
    step = next(step for step in campaign_steps.of_campaign(store, campaign.id) if step.position == position)
    text = text_for(store, campaign, member, row, step, now)
    if text.refusal:
        outreaches.change(
            store,
            row.id,
            before,
            Status.CANCELLED,
            now=now,
            actor=ENGINE,
            kind="cancelled",
            reason=text.refusal,
            step=position,
            render_at=None,
            **columns,
        )
        if position > 0 and text.refusal.startswith(OF_THE_TEXT):
            data = {"words": describe(text.refusal)[0]}
            journal.about(store, row.id, now, ENGINE, "problem", code="text.broken", data=data)
        return text.refusal
    by_mode = approved_by_mode(campaign, position)
    outreaches.change(
        store,
        row.id,
        before,
        Status.APPROVED if by_mode else Status.PENDING,
        now=now,
        actor=ENGINE,
        kind="approved" if by_mode else "pending",
        reason="limit.notes" if text.note_dropped else None,
        data={"step": position, "text": text.text},
        step=position,
        text=text.text,
        revision=row.revision + 1,
        approved_at=to_us(now) if by_mode else None,
        approved_by="mode" if by_mode else "",
        render_at=None,
        **columns,
    )
    return ""


def render_due(context: Context, outreach_id: int, now: datetime) -> None:
    """Render the next message of an accepted person for approval, since it is due soon."""
    with context.store.write() as store:
        assert_epoch(context, store)
        row = outreaches.get(store, outreach_id)
        if row.status not in (Status.ACCEPTED, Status.MESSAGED):
            return
        campaign = campaigns.get(store, row.campaign_id)
        following = step_after(store, row)
        if following is None:
            finish(store, row, now)
            return
        refused = excluded.reason_against(context.workspace, store, row.contact_id)
        if refused:
            outreaches.change(
                store,
                row.id,
                row.status,
                Status.CANCELLED,
                now=now,
                actor=ENGINE,
                kind="cancelled",
                reason=refused,
                render_at=None,
            )
            return
        render_step(store, campaign, row, following.position, row.status, now)


def step_after(store: Reading, row: OutreachRow) -> StepRow | None:
    """Return the step after the outreach's last one, or None."""
    return next((step for step in campaign_steps.of_campaign(store, row.campaign_id) if step.position > row.step), None)


def finish(store: Writing, row: OutreachRow, now: datetime) -> None:
    """Finish an outreach whose steps were all sent."""
    outreaches.change(
        store,
        row.id,
        row.status,
        Status.FINISHED,
        now=now,
        actor=ENGINE,
        kind="finished",
        render_at=None,
    )


def accept(store: Writing, row: OutreachRow, accepted_at: datetime, now: datetime) -> None:
    """Note that an invitation was accepted at `accepted_at`, and plan the next message."""
    if row.status == Status.REPLIED:
        # They replied before the list of relations showed them: the sequence is over, but the acceptance counts.
        outreach_plans.add_acceptance(store, row.id, accepted_at, now)
        journal.about(store, row.id, now, ENGINE, "accepted", data={"at": accepted_at.isoformat()})
        return
    campaign = campaigns.get(store, row.campaign_id)
    following = step_after(store, row)
    due = None if following is None else _due_after_acceptance(row, following, accepted_at, campaign.time_zone)
    outreaches.change(
        store,
        row.id,
        row.status,
        Status.ACCEPTED,
        now=now,
        actor=ENGINE,
        kind="accepted",
        data={"at": accepted_at.isoformat()},
        accepted_at=to_us(accepted_at),
        accepted_seen_at=to_us(now),
        due_date=None if due is None else due.isoformat(),
        render_at=to_us(now if due is None else render_at(due, campaign.time_zone, now)),
    )


def withdrawn(
    store: Writing, outreach: int, now: datetime, *, reason: str, actor: str = ENGINE, run: int | None = None
) -> None:
    """End a withdrawn invitation: the member may not invite the person again for 21 days."""
    outreaches.change(
        store,
        outreach,
        Status.INVITED,
        Status.WITHDRAWN,
        now=now,
        actor=actor,
        kind="withdrawn",
        reason=reason,
        run=run,
        withdraw_at=None,
        withdraw_by="",
    )
    deliveries.end_invitation(store, outreach, now)


def date_acceptance(store: Writing, row: OutreachRow, accepted_at: datetime, now: datetime) -> None:
    """Store the time that LinkedIn gives for an acceptance seen earlier, and plan an unsent first message by it."""
    outreach_plans.date_acceptance(store, row.id, accepted_at)
    journal.about(store, row.id, now, ENGINE, "accepted.dated", data={"at": accepted_at.isoformat()})
    campaign = campaigns.get(store, row.campaign_id)
    first = next((step for step in campaign_steps.of_campaign(store, campaign.id) if step.position > 0), None)
    waits = (Status.ACCEPTED, Status.PENDING, Status.APPROVED)
    if first is None or row.status not in waits or row.last_sent_at != row.invited_at:
        return
    due = _due_after_acceptance(row, first, accepted_at, campaign.time_zone)
    outreach_plans.set_due_date(store, row.id, due)
    if row.status == Status.ACCEPTED:
        outreach_plans.plan_rendering(store, row.id, render_at(due, campaign.time_zone, now))


def _due_after_acceptance(row: OutreachRow, step: StepRow, accepted_at: datetime, zone: str) -> date:
    if step.kind == "welcome":
        return welcome_due(accepted_at, zone, step.after_days)
    sent = row.last_sent_at or accepted_at
    return max(followup_due(sent, zone, step.after_days), local_date(accepted_at, zone) + timedelta(days=1))


def after_message(store: Reading, row: OutreachRow, sent_at: datetime) -> dict[str, Any]:
    """Return the columns that plan the next follow-up after a message was sent."""
    campaign = campaigns.get(store, row.campaign_id)
    following = step_after(store, row)
    if following is None:
        return {"due_date": None, "render_at": None}
    due = followup_due(sent_at, campaign.time_zone, following.after_days)
    return {
        "due_date": due.isoformat(),
        "render_at": to_us(render_at(due, campaign.time_zone, sent_at)),
    }


def end_by_reply(store: Writing, row: OutreachRow, now: datetime, *, reason: str, data: dict[str, object]) -> None:
    """End the sequence because the person, or the member outside Overture, wrote in the chat; cancel a planned send."""
    before = row.status
    if before is Status.SCHEDULED:
        bookings.give_back_of(store, row.id, reason, now)
    outreaches.change(
        store,
        row.id,
        before,
        Status.REPLIED,
        now=now,
        actor=ENGINE,
        kind=reason,
        reason=reason,
        data=data,
        send_at=None,
        render_at=None,
        read_at=None,
        replied_at=to_us(now),
    )


def journal_reply(store: Writing, row: OutreachRow, now: datetime, data: dict[str, object]) -> None:
    """Journal a further message of a person whose sequence is already over."""
    journal.about(store, row.id, now, ENGINE, "message.seen", data=data)
