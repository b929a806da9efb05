"""The journal of the whole workspace, newest first; and what people wrote back."""

from __future__ import annotations

from typing import Any

from core.rules.codes import describe, lookup
from core.services import replies
from core.services.lookup import containing
from core.services.unshown import WORDS, data_of, shown
from core.services.words import STEP_OF, sentence, step_words
from core.store.fields import EPOCH, from_us
from core.store.journal import journal_field
from core.workspace import Workspace

LIMIT = 300
_EMPTY: dict[str, Any] = {
    "id": "", "at": EPOCH.isoformat(), "actor": "", "kind": "", "campaign": None, "contact": None, "person": None,
    "member": None, "source": None, "step": None, "text": WORDS, "reason": None, "action": None, "words": None,
    "said": None,
}  # fmt: skip
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


def latest(workspace: Workspace, campaign: str = "", limit: int = LIMIT) -> list[dict[str, Any]]:
    """The last journal rows, newest first, each with its sentence; one statement.

    With `campaign` only those about campaigns whose name contains it.
    """
    about, values = ("1", []) if not campaign else (_ABOUT, [containing(campaign)])
    with workspace.store.read() as store:
        return [_shown(row) for row in store.rows(_LATEST.format(about=about), *values, limit)]


def _shown(row: tuple[Any, ...]) -> dict[str, Any]:
    return shown(lambda: _event(*row), lambda: {**_EMPTY, "id": f"j{row[0]}"})


def _event(
    ident: int, at: int, actor: str, kind: str, code: str, step: int | None, data: str | None, campaign: str | None,
    contact: int | None, person: str | None, member: str | None, source: str | None,
    step_kind: str | None, number: int,
) -> dict[str, Any]:  # fmt: skip
    known = data_of(data)
    return {
        "id": f"j{ident}",
        "at": from_us(at).isoformat(),
        "actor": actor,
        "kind": kind,
        "campaign": campaign,
        "contact": None if contact is None else str(contact),
        "person": person,
        "member": member,
        "source": source,
        "step": step,
        "text": sentence(kind, code, known, step_words(step_kind, number, step)),
        "reason": describe(code)[0] if code and lookup(code) is not None and kind != "problem" else None,
        "action": describe(code)[1] if code and lookup(code) is not None else None,
        "words": known.get("words") or None,
        "said": known.get("text") or None,
    }


def written(workspace: Workspace, campaign: str = "", limit: int = LIMIT) -> list[dict[str, Any]]:
    """What people wrote back, newest first, in the same shape; what the sender wrote by hand says so."""
    found: dict[str, dict[str, Any]] = {}
    for view in replies.listed(workspace, campaign=campaign, limit=limit):
        ident = f"r{view['campaign_id']}:{view['contact']['id']}:{view['at']}"
        while ident in found:
            ident += "+"
        found[ident] = _reply(ident, view)
    return list(found.values())


def _reply(ident: str, view: dict[str, Any]) -> dict[str, Any]:
    return {
        "id": ident,
        "at": view["at"],
        "actor": view["owner"] if view["ours"] else view["person"],
        "kind": "taken_over" if view["ours"] else "replied",
        "campaign": view["campaign"],
        "contact": view["contact"]["id"],
        "person": view["person"],
        "member": view["owner"],
        "source": None,
        "step": None,
        "text": view["text"],
        "reason": None,
        "action": None,
        "words": None,
        "said": view["text"],
    }
