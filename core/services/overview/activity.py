"""The journal of the whole workspace, newest first."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from functools import lru_cache

from core.rules.addresses.identity import profile_address
from core.rules.codes import describe, lookup
from core.rules.filters import keys
from core.rules.filters.match import Cells, select
from core.rules.filters.parse import Condition, Filter
from core.services.list_filters import filter_of
from core.services.overview.journal_text import needs_data, sentence, step_words
from core.services.unshown import WORDS, data_of, shown
from core.store.database import Reading
from core.store.fields import EPOCH, from_us
from core.store.filters import filtered
from core.store.views import activity as lines
from core.store.views.activity import ActivityLine
from core.views.activity_view import JournalEntry
from core.workspace import Workspace

LIMIT = 300
SEARCHED = 100_000
"""Number of latest events searched for an order or for a condition on the sentence; other conditions search all."""
STEP = 2_000
"""Number of events that are read at once for an order, or for a condition on the sentence."""
_UNSHOWN = JournalEntry(
    id=0,
    at=EPOCH,
    actor="",
    kind="",
    code="",
    campaign=None,
    contact_id=None,
    person=None,
    profile=None,
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


def latest(workspace: Workspace, where: str = "", *, limit: int = LIMIT, skip: int = 0) -> list[JournalEntry]:
    """Return the events that match a filter, newest first or in its order, without the first `skip` ones.

    Raises UsageError for a filter that cannot be read.
    """
    wanted = filter_of(workspace, where, keys.ACTIVITY)
    stored, others = _split(wanted)
    with workspace.store.read() as store:
        if not others.conditions and others.order is None:
            return [_shown(row) for row in lines.latest(store, limit, stored, skip=skip)]
        found: list[ActivityLine] = []
        for rows in _searched(store, stored):
            found += select(rows, replace(others, order=None), CELLS)
            if others.order is None and len(found) >= skip + limit:
                break
    return [_shown(row) for row in select(found, Filter((), others.order), CELLS)[skip : skip + limit]]


def count(workspace: Workspace, where: str = "") -> int:
    """Count the events that match a filter. Raises UsageError for one that cannot be read."""
    stored, others = _split(filter_of(workspace, where, keys.ACTIVITY))
    with workspace.store.read() as store:
        if not others.conditions:
            return filtered.count(store, "journal", stored)
        return sum(len(select(rows, Filter(others.conditions), CELLS)) for rows in _searched(store, stored))


def _split(wanted: Filter) -> tuple[Filter, Filter]:
    """Return the conditions that the store can test, and the others with the order."""
    stored = tuple(one for one in wanted.conditions if _is_stored(one))
    return Filter(stored), replace(wanted, conditions=tuple(one for one in wanted.conditions if one not in stored))


def _is_stored(condition: Condition) -> bool:
    """Return whether the store can test a condition; it cannot for the sentence, nor for a missing name."""
    return "" not in condition.values and not any(key.name == "text" for key in condition.keys)


def _searched(store: Reading, stored: Filter) -> Iterator[list[ActivityLine]]:
    """Yield the latest events that match the stored conditions, newest first."""
    for skip in range(0, SEARCHED, STEP):
        found = lines.latest(store, STEP, stored, skip=skip)
        yield found
        if len(found) < STEP:
            return


@lru_cache(10_000)
def _sentence_of(kind: str, code: str, data: str | None, step: str) -> str:
    return sentence(kind, code, data_of(data), step)


def _sentence(row: ActivityLine) -> str:
    """Return the sentence of a row; cached, because many rows have the same sentence."""
    data = row.data if needs_data(row.kind) else None
    return _sentence_of(row.kind, row.code, data, step_words(row.step_kind, row.follow_up, row.step))


CELLS: Cells[ActivityLine] = {
    "id": lambda row: row.id,
    "at": lambda row: row.at_us,
    "actor": lambda row: row.actor,
    "kind": lambda row: row.kind,
    "code": lambda row: row.code,
    "campaign": lambda row: row.campaign or "",
    "member": lambda row: row.member or "",
    "person": lambda row: row.person or "",
    "text": lambda row: shown(lambda: _sentence(row), lambda _error: WORDS),
}


def campaign_changes(workspace: Workspace, campaign: int, limit: int) -> list[JournalEntry]:
    """Return the last edits, starts, stops and other changes of a campaign by people, newest first."""
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
        profile=profile_address(row.public_id) if row.public_id else None,
        member=row.member,
        source=row.source,
        step=row.step,
        text=_sentence(row),
        reason=None if row.kind == "problem" else reason,
        action=action,
        words=known.get("words") or None,
        said=known.get("text") or None,
    )
