"""The journal of the whole workspace, newest first."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from core.rules.codes import describe, lookup
from core.services.lookup import containing
from core.services.overview.journal_text import STEP_OF, sentence, step_words
from core.services.unshown import WORDS, data_of, shown
from core.store.fields import EPOCH, from_us
from core.store.journal import journal_field
from core.views.activity_view import JournalEntry
from core.workspace import Workspace

LIMIT = 300
_UNSHOWN = JournalEntry(
    id=0,
    at=EPOCH,
    actor="",
    kind="",
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
"""What stands for a row that cannot be shown."""
QUIET = ("profile.read", "lists.read", "search.read")
"""Kinds that only the reading budget needs."""

_LATEST = f"""
SELECT j.id, j.at, j.actor, j.kind, j.code, j.step, j.data, c.name, p.id, p.name, m.name, f.name, {STEP_OF}
FROM (SELECT id FROM journal WHERE kind NOT IN ({", ".join(f"'{kind}'" for kind in QUIET)}) AND {{about}}
ORDER BY id DESC LIMIT ?) chosen JOIN journal j ON j.id = chosen.id
LEFT JOIN campaign c ON c.id = j.campaign_id LEFT JOIN contact p ON p.id = j.contact_id
LEFT JOIN member m ON m.id = j.member_id
LEFT JOIN source f ON j.kind LIKE 'source.%' AND f.id = {journal_field("source", "j.")}
ORDER BY j.id DESC
"""
_ABOUT = "campaign_id IN (SELECT id FROM campaign WHERE name LIKE ? ESCAPE '\\')"


def latest(workspace: Workspace, campaign: str = "", limit: int = LIMIT) -> list[JournalEntry]:
    """Return the last journal rows, newest first, each with its sentence; one statement.

    With `campaign` only those about campaigns whose name contains it.
    """
    about, values = ("1", []) if not campaign else (_ABOUT, [containing(campaign)])
    with workspace.store.read() as store:
        return [_shown(row) for row in store.rows(_LATEST.format(about=about), *values, limit)]


def _shown(row: tuple[Any, ...]) -> JournalEntry:
    return shown(lambda: _entry(*row), lambda: replace(_UNSHOWN, id=row[0]))


def _entry(
    ident: int,
    at: int,
    actor: str,
    kind: str,
    code: str,
    step: int | None,
    data: str | None,
    campaign: str | None,
    contact: int | None,
    person: str | None,
    member: str | None,
    source: str | None,
    step_kind: str | None,
    number: int,
) -> JournalEntry:
    known = data_of(data)
    reason, action = describe(code) if code and lookup(code) is not None else (None, None)
    return JournalEntry(
        id=ident,
        at=from_us(at),
        actor=actor,
        kind=kind,
        campaign=campaign,
        contact_id=contact,
        person=person,
        member=member,
        source=source,
        step=step,
        text=sentence(kind, code, known, step_words(step_kind, number, step)),
        reason=None if kind == "problem" else reason,
        action=action,
        words=known.get("words") or None,
        said=known.get("text") or None,
    )
