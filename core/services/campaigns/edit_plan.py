"""The changes that saving a campaign's file would make: its fields before and after, and the effects on people."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

from core.services.campaigns import lifecycle
from core.services.campaigns.draft import CampaignDraft
from core.services.campaigns.edit_effects import effects_told, of_edit
from core.services.lookup import find
from core.store import campaigns, members
from core.store.people import sources
from core.views.campaign_changes_view import EditPlan, FieldChange
from core.workspace import Workspace


def plan(workspace: Workspace, ref: str, draft: CampaignDraft, *, ask_again: bool = False) -> EditPlan:
    """Return what `lifecycle.edit` would do with a draft; reads only. Raises InvalidInputError, NotFoundError."""
    effects = effects_told(of_edit(workspace, ref, draft), ask_again=ask_again)
    with workspace.store.read() as store:
        ident = find(store, "campaign", ref)
        name = campaigns.get(store, ident).name
    return EditPlan(ident, name, changes(workspace, ident, draft), tuple(effects))


def changes(workspace: Workspace, ident: int, draft: CampaignDraft) -> tuple[FieldChange, ...]:
    """Return each field of a campaign that a draft changes, before and after. Raises NotFoundError."""
    with workspace.store.read() as store:
        # A draft names its sender and source as the file does, or by id; they are compared as account and name.
        sender = members.get(store, find(store, "member", draft.sender)).account_id
        source = sources.get(store, find(store, "source", draft.source)).name
    before = dict(_fields(lifecycle.draft_of(workspace, ident), None))
    after = dict(_fields(replace(draft, source=source), sender))
    if draft.time_zone is None:
        after["time_zone"] = workspace.stamp.time_zone
    names = [*before, *(field for field in after if field not in before)]
    changed = (FieldChange(field, before.get(field), after.get(field)) for field in names)
    return tuple(one for one in changed if one.before != one.after)


def _fields(draft: CampaignDraft, sender: str | None) -> Iterator[tuple[str, Any]]:
    """Yield each field by its path in the file, with a plain value."""
    yield "name", draft.name
    yield "program", draft.program
    yield "description", draft.description
    yield "sender", sender or draft.sender
    yield "source", draft.source
    yield "time_zone", draft.time_zone
    yield "languages", list(draft.languages)
    yield "approval", draft.approval
    yield "note_rule", draft.note_rule
    yield "withdraw_after_days", draft.withdraw_after_days
    yield "cohort_size", draft.cohort_size
    for place, slot in enumerate(draft.slots):
        yield f"slots[{place}].days", list(slot.days)
        yield f"slots[{place}].start", f"{slot.start:%H:%M}"
        yield f"slots[{place}].minutes", slot.minutes
    for place, step in enumerate(draft.steps):
        yield f"steps[{place}].kind", step.kind
        yield f"steps[{place}].after_days", step.after_days
        for language, text in sorted(step.texts.items()):
            yield f"steps[{place}].text.{language}", text
