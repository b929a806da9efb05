"""Campaigns and decisions in the person's own editor."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from core.errors import InvalidInputError, OvertureError, RefusedError
from core.plural import plural
from core.services.campaigns import edit_plan, lifecycle
from core.services.campaigns.draft import CampaignDraft, dump_campaign
from core.services.campaigns.file import parse_campaign
from core.services.queue import approvals
from core.views.pending_view import PendingText
from core.workspace import Workspace
from tui import external_editor
from tui.dialogs.confirm import ConfirmDialog
from tui.screens.page import PageScreen
from tui.screens.shared import decision_file
from tui.screens.shared.decision_file import Decided
from tui.undo import Undo

UNCHANGED = "Nothing was changed in the editor."


class _Edit(NamedTuple):
    """A campaign as it came back from the editor."""

    ident: str
    opened: CampaignDraft
    draft: CampaignDraft
    path: Path


def edit_campaign(page: PageScreen[Any], ident: str) -> None:
    """Open a campaign's file in the editor, then save it after a question with the effects."""
    page.ask_after(partial(_opened, page.workspace, ident), partial(_edit_campaign, page, ident))


def _opened(workspace: Workspace, ident: str) -> CampaignDraft:
    draft = lifecycle.readable_draft_of(workspace, int(ident))
    if draft is None:
        raise RefusedError("This campaign cannot be written as a file: its stored data cannot be read.")
    return draft


def _edit_campaign(page: PageScreen[Any], ident: str, opened: CampaignDraft) -> None:
    before = dump_campaign(opened)
    try:
        text, path = external_editor.edited(page.overture, f"edited-campaign-{ident}.toml", before)
    except OvertureError as error:
        page.overture.say_error(error.text)
        return
    if text == before:
        path.unlink()
        page.overture.say(UNCHANGED)
        return
    page.ask_after(partial(_planned, page.workspace, ident, opened, text, path), partial(_ask_to_save, page))


def _planned(workspace: Workspace, ident: str, opened: CampaignDraft, text: str, path: Path) -> tuple[_Edit, list[str]]:
    """Return the edit and its effects in words; if it is refused, the text stays in its file."""
    try:
        edit = _Edit(ident, opened, parse_campaign(text, path.name), path)
        lifecycle.refuse_overwriting(workspace, int(ident), opened)
        plan = edit_plan.plan(workspace, ident, edit.draft)
    except OvertureError as error:
        told = error.faults[0].text if isinstance(error, InvalidInputError) and error.faults else error.text
        raise RefusedError(f"{_unsaved(told)} the text is in {path}.") from None
    return edit, [*plan.sentences, *(f"{one.field}: changed" for one in plan.fields)]


def _unsaved(told: str) -> str:
    """Return an error's sentences, with "Nothing was saved;" at the end."""
    return f"{told.removesuffix(' Nothing was saved.')} Nothing was saved;"


def _ask_to_save(page: PageScreen[Any], found: tuple[_Edit, list[str]]) -> None:
    edit, words = found

    def decided(yes: bool | None) -> None:
        if yes:
            final = f"u does not undo the edit of “{edit.draft.name}”; E changes it again."
            page.overture.act(partial(_save, page.workspace, edit), "The campaign is saved.", final=final)
        else:
            page.overture.say(f"Nothing was saved; the text is in {edit.path}.")

    page.app.push_screen(ConfirmDialog(f"Save “{edit.draft.name}”?", "\n".join(words[:12]), yes="Save"), decided)


def _save(workspace: Workspace, edit: _Edit) -> None:
    try:
        lifecycle.edit(workspace, edit.ident, edit.draft, opened=edit.opened)
    except RefusedError as error:
        raise RefusedError(f"{_unsaved(error.text)} the text is in {edit.path}.", code=error.code) from None
    edit.path.unlink(missing_ok=True)


def decide_in_editor(page: PageScreen[Any], entries: Sequence[PendingText]) -> None:
    """Open the texts in the editor, a line each, then approve and reject as the lines say, all or none."""
    try:
        text, path = external_editor.edited(page.overture, "decisions.txt", decision_file.written(entries))
    except OvertureError as error:
        page.overture.say_error(error.text)
        return
    try:
        found = decision_file.read(text, entries)
    except OvertureError as error:
        page.overture.say_error(_kept(error, path))
        return
    if not any(found):
        path.unlink()
        page.overture.say("No text was approved or rejected.")
        return
    page.overture.act(partial(_decide, page, found, path), _told(found))


def _kept(error: OvertureError, path: Path) -> str:
    return f"{error.text} Nothing was decided; your lines are in {path}."


def _decide(page: PageScreen[Any], found: Decided, path: Path) -> None:
    """Carry the decisions out, and remember how to undo them; if they are refused, the file stays."""
    try:
        approvals.decide(page.workspace, *found)
    except RefusedError as error:
        raise RefusedError(_kept(error, path), code=error.code) from None
    path.unlink(missing_ok=True)
    ids = [ident for ident, _revision in (*found.approved, *found.rejected)]
    page.overture.remember(Undo(partial(page.overture.act, partial(_undo_each, page.workspace, ids), _undone)))


def _undo_each(workspace: Workspace, ids: Sequence[int]) -> tuple[int, int]:
    """Undo the decisions one by one; return how many texts wait again, and how many cannot, since they are sent."""
    back = 0
    for ident in ids:
        try:
            approvals.undo(workspace, [ident])
        except RefusedError:  # counted below
            continue
        back += 1
    return back, len(ids) - back


def _undone(counted: tuple[int, int]) -> str:
    back, left = counted
    told = f"{back:,} {plural(back, 'text waits', 'texts wait')} again."
    return f"{told} {left:,} cannot be taken back any more." if left else told


def _told(found: Decided) -> str:
    approved, rejected = len(found.approved), len(found.rejected)
    return f"{approved:,} {plural(approved, 'text')} approved, {rejected:,} rejected."
