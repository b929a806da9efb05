"""Texts that wait for approval, rendered again after an edit of their campaign: as a preview, or saved."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from core.engine.planning.cancel import cancel_all, free_send_time
from core.engine.planning.render import Text, template_of, text_for
from core.rules.states import Status
from core.store import campaign_steps, campaigns, journal, members, outreach_plans, outreaches
from core.store.campaign_steps import StepRow
from core.store.campaigns import CampaignRow
from core.store.database import Reading, Writing
from core.store.outreaches import OutreachRow
from core.store.views import journal_queries
from core.workspace import Workspace


@dataclass(frozen=True)
class Again:
    """One waiting outreach, and the text that the edited campaign has for it; None if its step is gone."""

    row: OutreachRow
    text: Text | None

    @property
    def refusal(self) -> str:
        """Return the code of the reason why there is no longer a text; empty if there is one."""
        return "step.removed" if self.text is None else self.text.refusal

    @property
    def changed(self) -> bool:
        """Return whether there is a text and it differs from the one that waits."""
        return self.text is not None and not self.refusal and self.text.text != self.row.text


def waiting(store: Reading, campaign: int) -> list[OutreachRow]:
    """Return the outreaches of a campaign that wait for approval, ordered by id."""
    return outreaches.pending_of(store, campaign)


def new_texts(
    store: Reading, campaign: CampaignRow, steps: Sequence[StepRow], found: Sequence[OutreachRow], now: datetime
) -> list[Again]:
    """Return the new texts for these outreaches; reads only. `campaign` and `steps` need not be saved yet."""
    by_position = {step.position: step for step in steps}
    result: list[Again] = []
    ahead = 0
    for row in found:
        step = by_position.get(row.step)
        text = None
        if step is not None and journal_queries.was_edited_by_hand(store, row.id, row.step):
            text = Text(row.text)
        elif step is not None:
            member = members.get(store, row.member_id)
            text = text_for(store, campaign, member, row, step, now, notes_ahead=ahead)
        if row.step == 0:
            ahead += int(text is not None and text.text is not None) - int(row.text is not None)
        result.append(Again(row, text))
    return result


def render_again(store: Writing, campaign: int, now: datetime) -> int:
    """Render waiting texts again and end outreaches of a removed step; return how many texts changed."""
    steps = campaign_steps.of_campaign(store, campaign)
    plan = new_texts(store, campaigns.get(store, campaign), steps, waiting(store, campaign), now)
    for entry in plan:
        _apply(store, entry, now)
    _end_removed_steps(store, campaign, steps, now)
    return sum(entry.changed for entry in plan)


def _end_removed_steps(store: Writing, campaign: int, steps: Sequence[StepRow], now: datetime) -> None:
    """Cancel outreaches approved for a step that the campaign no longer has."""
    cancel_all(
        store,
        outreaches.beyond_step(store, campaign, steps[-1].position),
        reason="step.removed",
        now=now,
        actor=journal.ENGINE,
    )


def _apply(store: Writing, entry: Again, now: datetime) -> None:
    if entry.text is None or entry.refusal:
        outreaches.change(
            store,
            entry.row.id,
            Status.PENDING,
            Status.CANCELLED,
            now=now,
            actor=journal.ENGINE,
            kind="cancelled",
            reason=entry.refusal,
        )
    elif entry.changed:
        reason = "limit.notes" if entry.text.note_dropped else ""
        outreach_plans.set_text(store, entry.row.id, entry.text.text, reason)
        journal.about(store, entry.row.id, now, journal.ENGINE, "edited", data={"text": entry.text.text})


def keeping(
    store: Reading, before: CampaignRow, steps_before: Sequence[StepRow], after: CampaignRow, steps: Sequence[StepRow]
) -> list[OutreachRow]:
    """Return people approved for a text that the campaign no longer has, who have not been contacted yet."""
    old, new = ({step.position: step for step in some} for some in (steps_before, steps))
    found = outreaches.cleared_of(store, before.id)
    return [
        row
        for row in found
        if _template(old.get(row.step), before, row.language) != _template(new.get(row.step), after, row.language)
    ]


def _template(step: StepRow | None, campaign: CampaignRow, language: str) -> str | None:
    return None if step is None else template_of(step, campaign, language)


def ask_again(workspace: Workspace, store: Writing, found: Sequence[OutreachRow], now: datetime) -> int:
    """Revoke approvals, so that these people wait for approval again; return their number."""
    for row in found:
        current = free_send_time(store, row, "revoked", now, workspace.actor)
        outreaches.change(
            store,
            row.id,
            current.status,
            Status.PENDING,
            now=now,
            actor=workspace.actor,
            kind="asked_again",
            approved_at=None,
            approved_by="",
            send_at=None,
        )
    return len(found)
