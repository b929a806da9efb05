"""Campaigns: create, edit, start, stop, clone, archive."""

from __future__ import annotations

import contextlib
from dataclasses import asdict, replace
from datetime import datetime
from typing import Any

from core.engine.planning import overdue_runs, planner, runs
from core.engine.planning.cancel import cancel_each
from core.engine.planning.sequence import approved_by_mode
from core.engine.sending import call_holds
from core.errors import RefusedError, UnreadableError
from core.rules.schedule import WEEKDAYS
from core.services import held_lifting
from core.services.campaigns import rerender_pending
from core.services.campaigns.check_against_store import Links, check_against_store, check_texts
from core.services.campaigns.draft import CampaignDraft, SlotDraft, StepDraft
from core.services.campaigns.draft_fields import fields_of
from core.services.campaigns.slot_edit import replace_slots, rule_of
from core.services.lookup import find
from core.services.meanwhile import refuse_changed
from core.store import (
    campaign_counts,
    campaign_steps,
    campaigns,
    groups,
    journal,
    members,
    outreach_counts,
    outreaches,
    slots,
)
from core.store.campaign_steps import StepRow
from core.store.campaigns import CampaignRow, Settings
from core.store.database import Reading, Writing
from core.store.outreaches import OutreachRow
from core.store.people import sources
from core.store.views import journal_queries
from core.views.campaign_changes_view import CampaignEnds, EditResult, Renamed
from core.views.campaign_detail_view import CampaignName
from core.workspace import Workspace


def create(workspace: Workspace, draft: CampaignDraft) -> int:
    """Save a new, inactive campaign, and return its id. Raises InvalidInputError and NotFoundError, saving nothing."""
    now = workspace.now()
    with workspace.store.write() as store:
        links = check_against_store(store, draft)
        campaign = campaigns.add(store, _settings(workspace, draft, links), now)
        for slot in draft.slots:
            slots.add(store, campaign, rule_of(slot, draft.time_zone or workspace.stamp.time_zone))
        campaign_steps.replace(store, campaign, steps_of(draft))
        groups.add(store, campaign, draft.name, draft.program, now)
        data = {"name": draft.name, "program": draft.program}
        journal.write(store, now, workspace.actor, "campaign.created", campaign=campaign, data=data)
    return campaign


def _settings(workspace: Workspace, draft: CampaignDraft, links: Links) -> Settings:
    return Settings(
        name=draft.name,
        program=draft.program,
        description=draft.description,
        member_id=links.member,
        source_id=links.source,
        time_zone=draft.time_zone or workspace.stamp.time_zone,
        languages=list(draft.languages),
        approval=draft.approval,
        note_rule=draft.note_rule,
        withdraw_after_days=draft.withdraw_after_days,
        cohort_size=draft.cohort_size,
    )


def steps_of(draft: CampaignDraft) -> list[StepRow]:
    """Return the steps of a draft as they would be saved; their ids are 0."""
    return [
        StepRow(0, position, step.kind, step.after_days, dict(step.texts)) for position, step in enumerate(draft.steps)
    ]


def readable_draft_of(workspace: Workspace, ident: int) -> CampaignDraft | None:
    """Return a campaign as `draft_of` does; None if its stored data cannot be read."""
    with contextlib.suppress(UnreadableError):
        return draft_of(workspace, ident)
    return None


def draft_of(workspace: Workspace, ident: int) -> CampaignDraft:
    """Return a stored campaign in the form of its file."""
    with workspace.store.read() as store:
        campaign = campaigns.get(store, ident)
        open_slots = [slot for slot in slots.of_campaign(store, ident) if slot.rule.last_date is None]
        return CampaignDraft(
            name=campaign.name,
            program=campaign.program,
            description=campaigns.description(store, ident),
            sender=members.get(store, campaign.member_id).account_id,
            source=sources.get(store, campaign.source_id).name,
            time_zone=campaign.time_zone,
            languages=tuple(campaign.languages),
            approval=campaign.approval,
            note_rule=campaign.note_rule,
            withdraw_after_days=campaign.withdraw_after_days,
            cohort_size=campaign.cohort_size,
            slots=tuple(
                SlotDraft(tuple(WEEKDAYS[day] for day in sorted(slot.rule.days)), slot.rule.start, slot.rule.minutes)
                for slot in open_slots
            ),
            steps=tuple(
                StepDraft(step.kind, step.after_days, step.texts) for step in campaign_steps.of_campaign(store, ident)
            ),
        )


def edit(
    workspace: Workspace,
    ref: str,
    draft: CampaignDraft,
    *,
    ask_again: bool = False,
    opened: CampaignDraft | None = None,
) -> EditResult:
    """Save a changed campaign; return the effects. Raises RefusedError for an archived one.

    Texts that wait for approval are rendered again; approved ones stay, or with `ask_again` wait for approval again.
    The sender cannot change once anybody was drawn. Raises ChangedMeanwhileError if the campaign is no longer as it was
    `opened`.
    """
    now = workspace.now()
    with workspace.store.write() as store:
        ident = find(store, "campaign", ref)
        before = campaigns.get(store, ident)
        if before.archived:
            raise RefusedError(f"“{before.name}” is archived: it cannot be changed. Clone it instead.")
        if opened is not None:
            refuse_overwriting(workspace, ident, opened)
        links = check_against_store(store, draft)
        _check_sender(store, before, links.member)
        steps_before = campaign_steps.of_campaign(store, ident)
        campaigns.edit(store, ident, _settings(workspace, draft, links))
        slots_from = replace_slots(workspace, store, ident, draft, now)
        renamed = _rename(store, before, draft, now)
        campaign_steps.replace(store, ident, steps_of(draft))
        asked, rendered = _follow_texts(workspace, store, before, steps_before, now, ask_again=ask_again)
        steps = campaign_steps.of_campaign(store, ident)
        if before.source_id != links.source or texts_changed(before, steps_before, campaigns.get(store, ident), steps):
            call_holds.edited(store, ident, now, workspace.actor)
        held_lifting.edited(store, now, workspace.actor, campaign=ident)
        asked += _approval_turned_on(workspace, store, before, now)
        planner.schedule_campaign(store, ident, now)
        done = EditResult(ident, slots_from, renamed, asked, rendered)
        journal.write(store, now, workspace.actor, "campaign.edited", campaign=ident, data=_journalled(done))
    return done


def refuse_overwriting(workspace: Workspace, ident: int, opened: CampaignDraft) -> None:
    """Raise ChangedMeanwhileError if a campaign is no longer as it was opened."""
    with workspace.store.read() as store:
        now, who = draft_of(workspace, ident), journal_queries.last_editor(store, ident)
        refuse_changed(campaigns.get(store, ident).name, who, fields_of(opened), fields_of(now), now)


def _journalled(done: EditResult) -> dict[str, Any]:
    """Return the journal data of an edit, without fields that did not change."""
    told: dict[str, Any] = {"slots_from": None if done.slots_from is None else done.slots_from.isoformat()}
    if done.renamed is not None:
        told["renamed"] = {"was": asdict(done.renamed.was), "now": asdict(done.renamed.now)}
    told["asks_again"] = done.asks_again
    return told if done.rendered_again is None else {**told, "rendered_again": done.rendered_again}


def _rename(store: Writing, before: CampaignRow, draft: CampaignDraft, now: datetime) -> Renamed | None:
    """Record the name and program of the draft for the campaign; return the change, None if neither differs."""
    groups.add(store, before.id, draft.name, draft.program, now)
    was, now_called = CampaignName(before.name, before.program), CampaignName(draft.name, draft.program)
    return None if was == now_called else Renamed(was, now_called)


def _check_sender(store: Reading, before: CampaignRow, member: int) -> None:
    if before.member_id != member and sender_fixed(store, before.id):
        raise RefusedError(
            "The sender cannot change once people were drawn for the campaign. Clone it for another sender.",
            field="sender",
        )


def sender_fixed(store: Reading, ident: int) -> bool:
    """Return whether anybody was drawn for a campaign; its sender can then no longer change."""
    return outreach_counts.any_drawn(store, ident)


def _follow_texts(
    workspace: Workspace,
    store: Writing,
    before: CampaignRow,
    steps_before: list[StepRow],
    now: datetime,
    *,
    ask_again: bool,
) -> tuple[int, int | None]:
    """Apply the saved texts to waiting people; return how many people wait again, and how many texts changed.

    The second number is None if the edit changed no steps, texts or languages.
    """
    after, steps = campaigns.get(store, before.id), campaign_steps.of_campaign(store, before.id)
    if not texts_changed(before, steps_before, after, steps):
        return 0, None
    asked = 0
    if ask_again:
        found = rerender_pending.keeping(store, before, steps_before, after, steps)
        asked = rerender_pending.ask_again(workspace, store, found, now)
    return asked, rerender_pending.render_again(store, before.id, now)


def texts_changed(before: CampaignRow, steps_before: list[StepRow], after: CampaignRow, steps: list[StepRow]) -> bool:
    """Return whether an edit changes the messages: the steps, their texts, or the languages."""
    one, two = ([(step.kind, step.after_days, step.texts) for step in some] for some in (steps_before, steps))
    return one != two or before.languages != after.languages


def _approval_turned_on(workspace: Workspace, store: Writing, before: CampaignRow, now: datetime) -> int:
    """Require approval of texts that the old mode approved, if the new mode needs it; return their number."""
    found = by_mode_no_longer(store, campaigns.get(store, before.id))
    return rerender_pending.ask_again(workspace, store, found, now)


def by_mode_no_longer(store: Reading, after: CampaignRow) -> list[OutreachRow]:
    """Return people approved by the old mode and not contacted yet, who need approval in the campaign's new mode."""
    found = outreaches.cleared_by_mode(store, after.id)
    return [row for row in found if not approved_by_mode(after, row.step)]


def start(workspace: Workspace, ref: str) -> int:
    """Start a campaign; if its run is still open, the people of that run get new send times.

    Raises RefusedError for an archived campaign, sender or source, InvalidInputError for texts that this version would
    not save: a text saved by an older version may hold a placeholder of another tool.
    """
    now = workspace.now()
    with workspace.store.write() as store:
        ident = find(store, "campaign", ref)
        campaign = campaigns.get(store, ident)
        _check_startable(store, campaign)
        check_texts(store, ident)
        if not campaign.active:
            campaigns.set_active(store, ident, active=True)
            journal.write(store, now, workspace.actor, "campaign.started", campaign=ident)
            planner.schedule_campaign(store, ident, now)
            runs.resume_open_runs(store, ident, now, workspace.actor)
    return ident


def _check_startable(store: Reading, campaign: CampaignRow) -> None:
    if campaign.archived:
        raise RefusedError(f"“{campaign.name}” is archived: it cannot run again. Clone it instead.")
    if members.get(store, campaign.member_id).archived:
        raise RefusedError(f"The sender of “{campaign.name}” is archived. Clone the campaign for another sender.")
    if sources.get(store, campaign.source_id).archived:
        raise RefusedError(f"The source of “{campaign.name}” is archived. Choose another source first.")


def stop(workspace: Workspace, ref: str) -> int:
    """Stop a campaign: its unused send times are given back; a call in flight still finishes."""
    overdue_runs.record_ahead(workspace, lambda store: [find(store, "campaign", ref)])
    now = workspace.now()
    with workspace.store.write() as store:
        ident = find(store, "campaign", ref)
        if campaigns.get(store, ident).active:
            _stop(workspace, store, ident, "stopped", now)
            journal.write(store, now, workspace.actor, "campaign.stopped", campaign=ident)
    return ident


def _stop(workspace: Workspace, store: Writing, ident: int, reason: str, now: datetime) -> None:
    overdue_runs.record(workspace, store, ident)
    campaigns.set_active(store, ident, active=False)
    runs.give_back_all(workspace, store, now, reason, campaign=ident, actor=workspace.actor)
    planner.schedule_campaign(store, ident, now)


def clone(workspace: Workspace, ref: str, *, name: str | None = None, sender: str | None = None) -> int:
    """Make an inactive copy of a campaign, with nobody drawn, and return its id."""
    with workspace.store.read() as store:
        ident = find(store, "campaign", ref)
    draft = draft_of(workspace, ident)
    return create(workspace, replace(draft, name=name or draft.name, sender=sender or draft.sender))


def what_ends(workspace: Workspace, ref: str) -> CampaignEnds:
    """Return the counts for the question before a campaign is stopped or archived. Raises NotFoundError."""
    with workspace.store.read() as store:
        ident = find(store, "campaign", ref)
        found = campaign_counts.of_campaign(store, ident)
        counts, sent = campaign_counts.statuses(found), found.get(campaign_counts.INVITATIONS, 0)
        name = campaigns.get(store, ident).name
    ends = {status: counts.get(status, 0) for status in ("queued", "pending", "approved", "scheduled")}
    return CampaignEnds(ident, name, ends, sent, counts.get("accepted", 0) + counts.get("messaged", 0))


def archive(workspace: Workspace, ref: str) -> int:
    """Archive a campaign for good: unsent steps are cancelled, sent ones stay in the history."""
    overdue_runs.record_ahead(workspace, lambda store: [find(store, "campaign", ref)])
    now = workspace.now()
    with workspace.store.write() as store:
        ident = find(store, "campaign", ref)
        if campaigns.get(store, ident).archived:
            return ident
        _stop(workspace, store, ident, "archived", now)
        call_holds.archived(store, ident, now, workspace.actor)
        held_lifting.edited(store, now, workspace.actor, campaign=ident)
        cancelled = cancel_each(
            workspace, store, outreaches.not_out_of(store, ident), reason="archived", now=now, actor=workspace.actor
        )
        campaigns.archive(store, ident, now)
        planner.schedule_campaign(store, ident, now)
        data = {"cancelled": cancelled}
        journal.write(store, now, workspace.actor, "campaign.archived", campaign=ident, data=data)
    return ident
