"""The plan of saving a campaign file: the fields before and after, and the effects on people."""

from __future__ import annotations

from dataclasses import replace

from core.services.campaigns import lifecycle
from core.services.campaigns.draft import CampaignDraft
from core.services.campaigns.draft_fields import fields_of, version_of
from core.services.campaigns.edit_effects import effects_told, of_edit
from core.services.lookup import find
from core.services.meanwhile import refuse_version
from core.store import campaigns, members
from core.store.database import Reading
from core.store.people import sources
from core.store.views import journal_queries
from core.views.campaign_changes_view import EditPlan, EditResult, FieldChange
from core.workspace import Workspace


def plan(workspace: Workspace, ref: str, draft: CampaignDraft, *, ask_again: bool = False) -> EditPlan:
    """Return the changes that `lifecycle.edit` would make; reads only. Raises InvalidInputError, NotFoundError."""
    effects = effects_told(of_edit(workspace, ref, draft), ask_again=ask_again)
    with workspace.store.read() as store:
        ident = find(store, "campaign", ref)
        name = campaigns.get(store, ident).name
    return EditPlan(ident, name, changes(workspace, ident, draft), tuple(effects))


def save_version(
    workspace: Workspace, ref: str, draft: CampaignDraft, version: str, *, ask_again: bool = False
) -> EditResult:
    """Save a draft as `lifecycle.edit` does, if the campaign still has the version that was read.

    Otherwise raises ChangedMeanwhileError with the changes that the draft would make now.
    """
    with workspace.store.write() as store:  # so that nobody changes it between the check and the edit
        _refuse_other_version(workspace, store, find(store, "campaign", ref), draft, version)
        return lifecycle.edit(workspace, ref, draft, ask_again=ask_again)


def refuse_other_version(workspace: Workspace, ref: str, draft: CampaignDraft, version: str) -> None:
    """Raise ChangedMeanwhileError if a campaign has another version than `version`, and the draft would change it."""
    with workspace.store.read() as store:
        _refuse_other_version(workspace, store, find(store, "campaign", ref), draft, version)


def _refuse_other_version(workspace: Workspace, store: Reading, ident: int, draft: CampaignDraft, version: str) -> None:
    now = lifecycle.draft_of(workspace, ident)
    if version_of(now) != version:
        who = journal_queries.last_editor(store, ident)
        refuse_version(now.name, who, version_of(now), changes(workspace, ident, draft), now)


def changes(workspace: Workspace, ident: int, draft: CampaignDraft) -> tuple[FieldChange, ...]:
    """Return each field of a campaign that a draft changes, before and after. Raises NotFoundError."""
    with workspace.store.read() as store:
        # A draft names its sender and source as the file does, or by id; they are compared as account and name.
        sender = members.get(store, find(store, "member", draft.sender)).account_id
        source = sources.get(store, find(store, "source", draft.source)).name
    before = fields_of(lifecycle.draft_of(workspace, ident))
    after = fields_of(replace(draft, source=source, sender=sender))
    if draft.time_zone is None:
        after["time_zone"] = workspace.stamp.time_zone
    names = [*before, *(field for field in after if field not in before)]
    changed = (FieldChange(field, before.get(field), after.get(field)) for field in names)
    return tuple(one for one in changed if one.before != one.after)
