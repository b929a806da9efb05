"""The journal of the whole workspace, newest first."""

from __future__ import annotations

from dataclasses import replace

from core.rules.codes import describe, lookup
from core.services.overview.journal_text import sentence, step_words
from core.services.unshown import WORDS, data_of, shown
from core.store.fields import EPOCH, from_us
from core.store.views import activity as lines
from core.store.views.activity import ActivityLine
from core.views.activity_view import JournalEntry
from core.workspace import Workspace

LIMIT = 300
_UNSHOWN = JournalEntry(
    id=0,
    at=EPOCH,
    actor="",
    kind="",
    code="",
    campaign=None,
    contact_id=None,
    person=None,
    member=None,
    source=None,
    step=None,
    text=WORDS,
    reason=None,
    action=None,
    words=None,
    said=None,
)
"""Replacement for a row that cannot be shown."""


def latest(workspace: Workspace, campaign: str = "", limit: int = LIMIT) -> list[JournalEntry]:
    """Return the last journal rows, newest first, each with its sentence.

    With `campaign` only those about campaigns whose name contains it.
    """
    with workspace.store.read() as store:
        return [_shown(row) for row in lines.latest(store, limit, campaign=campaign)]


def campaign_changes(workspace: Workspace, campaign: int, limit: int) -> list[JournalEntry]:
    """Return what people last did with a campaign itself, newest first: edits, starts, stops."""
    with workspace.store.read() as store:
        return [_shown(row) for row in lines.campaign_changes(store, campaign, limit)]


def _shown(row: ActivityLine) -> JournalEntry:
    return shown(lambda: _entry(row), lambda _error: replace(_UNSHOWN, id=row.id))


def _entry(row: ActivityLine) -> JournalEntry:
    known = data_of(row.data)
    reason, action = describe(row.code) if row.code and lookup(row.code) is not None else (None, None)
    return JournalEntry(
        id=row.id,
        at=from_us(row.at_us),
        actor=row.actor,
        kind=row.kind,
        code=row.code,
        campaign=row.campaign,
        contact_id=row.contact_id,
        person=row.person,
        member=row.member,
        source=row.source,
        step=row.step,
        text=sentence(row.kind, row.code, known, step_words(row.step_kind, row.follow_up, row.step)),
        reason=None if row.kind == "problem" else reason,
        action=action,
        words=known.get("words") or None,
        said=known.get("text") or None,
    )
