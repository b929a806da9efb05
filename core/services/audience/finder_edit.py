"""Changes to a finder: its name, its search, the member whose account searches, its slot, and whether it runs."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from core.engine.reading import finder_search as engine_find
from core.errors import RefusedError, UsageError
from core.rules.schedule import WEEKDAYS, SlotRule, before_day, local_date, start_of_day
from core.services import held_lifting, meanwhile
from core.services.audience.finders import check_zone, finder_view, owner_of, per_slot_of, rule_of, search_of
from core.services.audience.segments import name_of, refuse_taken
from core.services.lookup import find
from core.services.versions import finder_values
from core.store import journal, members
from core.store.database import Reading, Writing
from core.store.people import finders, sources
from core.store.people.finders import FinderRow
from core.store.views import journal_queries
from core.text import clean
from core.views.sources_view import SavedFinder
from core.workspace import Workspace

SLOT = {"days", "start", "minutes", "time_zone"}
"""Fields of a finder that make up its slot, by the names that the journal uses."""


def edit(
    workspace: Workspace,
    ref: str,
    *,
    name: str | None = None,
    owner: str | None = None,
    url: str | None = None,
    keywords: str | None = None,
    per_slot: int | None = None,
    days: Sequence[str] | None = None,
    start: str | None = None,
    minutes: int | None = None,
    time_zone: str | None = None,
    seen: SavedFinder | str | None = None,
) -> SavedFinder:
    """Change the given values; people already found stay. Raises the errors of `core.errors`.

    `seen` is the finder, or its version, as the caller read it. Raises ChangedMeanwhileError if a value to be changed
    is different by now.

    A new search or owner begins at the first result. A new slot opens today only if the finder has not searched today.
    """
    now = workspace.now()
    with workspace.store.write() as store:
        finder = _finder(store, ref)
        wanted, changed = finder, set[str]()
        if per_slot is not None:
            wanted, changed = replace(wanted, per_slot=per_slot_of(per_slot)), changed | {"per_slot"}
        if owner is not None:
            wanted, changed = replace(wanted, member_id=owner_of(store, owner)), changed | {"member_id"}
        if url is not None or keywords is not None:
            wanted, changed = replace(wanted, search=search_of(url, keywords)), changed | {"search"}
        if (days, start, minutes, time_zone) != (None, None, None, None):
            rule = _rule(finder.rule, days, start, minutes, time_zone)
            wanted, changed = replace(wanted, rule=rule), changed | SLOT
        if not changed and name is None:
            raise UsageError("Give at least one option to change.")
        name = None if name is None else name_of(name)
        if seen is not None:
            given: dict[str, object] = {"name": name, "owner": owner, "url": url, "keywords": keywords}
            given |= {"per_slot": per_slot, "days": days, "start": start, "minutes": minutes, "time_zone": time_zone}
            as_saved = _values(store, name, wanted)
            given = {key: as_saved[key] for key, value in given.items() if value is not None}
            _refuse_changed(workspace, store, finder.source_id, seen, given)
        if name is not None:
            _rename(store, finder.source_id, name)
        _keep(store, wanted, changed, now)
        held_lifting.edited(store, now, workspace.actor, source=finder.source_id)
        told = {"source": finder.source_id, "changed": sorted([*changed, *(["name"] if name is not None else [])])}
        journal.write(store, now, workspace.actor, "finder.edited", data=told)
        return _view(workspace, store, finder.source_id)


def _refuse_changed(
    workspace: Workspace, store: Reading, ident: int, seen: SavedFinder | str, wanted: dict[str, object]
) -> None:
    is_now = _view(workspace, store, ident)
    values = finder_values(is_now.name, is_now.finder)
    if isinstance(seen, str):
        meanwhile.refuse_other_version(is_now.name, "", seen, values, wanted, is_now)
        return
    before, after = ({key: found[key] for key in wanted} for found in (finder_values(seen.name, seen.finder), values))
    meanwhile.refuse_changed(is_now.name, "", before, after, is_now)


def _values(store: Reading, name: str | None, finder: FinderRow) -> dict[str, object]:
    """Return a finder's values as they are saved and shown, whatever the spelling in which they were given."""
    rule = finder.rule
    search = {"url": finder.search.get("url", ""), "keywords": finder.search.get("keywords", "")}
    slot: dict[str, object] = {"days": [WEEKDAYS[day] for day in sorted(rule.days)], "start": f"{rule.start:%H:%M}"}
    slot |= {"minutes": rule.minutes, "time_zone": rule.zone}
    owner = members.get(store, finder.member_id).name
    return {"name": name, "owner": owner, **search, "per_slot": finder.per_slot, **slot}


def stop(workspace: Workspace, ref: str) -> SavedFinder:
    """Stop a finder until it is started again; a search in flight ends. The people it found stay."""
    now = workspace.now()
    with workspace.store.write() as store:
        finder = _finder(store, ref)
        if not finder.stopped:
            finders.stop(store, finder.source_id, now)
            journal.write(store, now, workspace.actor, "finder.stopped", data={"source": finder.source_id})
        return _view(workspace, store, finder.source_id)


def start(workspace: Workspace, ref: str) -> SavedFinder:
    """Start a finder again; it continues with its next slot."""
    now = workspace.now()
    with workspace.store.write() as store:
        finder = _finder(store, ref)
        if finder.stopped:
            finders.start(store, finder.source_id)
            _plan(store, finder.source_id, now)
            journal.write(store, now, workspace.actor, "finder.started", data={"source": finder.source_id})
        return _view(workspace, store, finder.source_id)


def _finder(store: Reading, ref: str) -> FinderRow:
    ident = find(store, "source", ref)
    if sources.get(store, ident).kind != "finder":
        raise RefusedError(f"“{clean(ref, 80)}” is no finder: `overture source list` shows which sources are.")
    finder = finders.get(store, ident)
    if finder.archived:
        raise RefusedError(f"“{clean(ref, 80)}” is archived: it no longer searches. Make another with `source find`.")
    return finder


def _view(workspace: Workspace, store: Reading, ident: int) -> SavedFinder:
    name = sources.get(store, ident).name
    return SavedFinder(ident, name, finder_view(workspace, store, ident))


def _rule(
    rule: SlotRule, days: Sequence[str] | None, start: str | None, minutes: int | None, time_zone: str | None
) -> SlotRule:
    """Return the finder's slot with the given values changed."""
    changed = rule_of(
        [WEEKDAYS[day] for day in sorted(rule.days)] if days is None else days,
        start or f"{rule.start:%H:%M}",
        rule.minutes if minutes is None else minutes,
        zone=rule.zone if time_zone is None else time_zone,
    )
    if time_zone is not None:
        check_zone(time_zone)
    return changed


def _rename(store: Writing, ident: int, name: str) -> None:
    source = sources.get(store, ident)
    if name != source.name:
        refuse_taken(store, name)
        sources.rename(store, source, name)


def _keep(store: Writing, finder: FinderRow, changed: set[str], now: datetime) -> None:
    if not changed:
        return
    finders.edit(store, finder)
    if changed & {"search", "member_id"}:
        finders.restart(store, finder.source_id)
    if changed & SLOT:
        _plan(store, finder.source_id, now)


def _plan(store: Writing, ident: int, now: datetime) -> None:
    """Set the finder's next slot; not today if it has searched today, so that a moved slot gives no second search."""
    finder = finders.get(store, ident)
    today = local_date(now, finder.rule.zone)
    begun = start_of_day(today, finder.rule.zone)
    if journal_queries.searched_since(store, ident, begun):
        now = before_day(today + timedelta(days=1), finder.rule.zone)
    engine_find.plan(store, finder, now)
