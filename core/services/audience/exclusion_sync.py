"""Reading a list of exclusions again: add its new rules, name the rules no longer in it, and lift those on request."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from core.engine.planning import excluded
from core.errors import UsageError
from core.files import expanded
from core.plural import plural
from core.rules.exclusions.rule import RuleKind
from core.services.audience.exclusion_file import ReadExclusions, ReadRule, read_exclusions
from core.services.audience.exclusion_requeue import offered
from core.services.audience.exclusions import Scan, add_rules, hold_changed, lift_rules, scan, view_of
from core.store.database import Reading, Writing
from core.store.people import contacts, exclusions
from core.store.people.exclusions import RuleRow
from core.text import clean
from core.views.exclusions_view import ExclusionRule, SyncedList
from core.workspace import Workspace


def sync(workspace: Workspace, path: Path, *, lift: bool = False) -> SyncedList:
    """Add the new rules of a file, in one short write; with `lift` also lift those that are no longer in it.

    A rule belongs to its file: rules that were added by hand, or from another list, stay. So do rules that an earlier
    version made of a company, domain or title, as long as a row about one person names it. Nothing is lifted while a
    line of the file cannot be read, since that line may be the rule that seems to be gone. Raises UsageError if the
    file cannot be read or holds nothing; then nothing is added or lifted.
    """
    file = clean(str(expanded(path).resolve()), 1000)
    now = workspace.now()
    with workspace.store.read() as store:
        stand = {rule.key for rule in exclusions.of_file(store, file)}
    read = _read(workspace, path, len(stand))
    named = read.beside.union(rule.key for rule in read.rules)
    lift = lift and not read.refused
    found = scan(workspace, {rule.key for rule in read.rules} - stand)
    with workspace.store.write() as store:
        before = {rule.key: rule for rule in exclusions.of_file(store, file)}
        new = {rule.key: rule for rule in read.rules if rule.key not in before}
        gone = [rule for key, rule in before.items() if key not in named]
        gone_views = [_view(store, rule) for rule in gone]
        added, cancelled = _add(workspace, store, list(new.values()), now, file, found)
        freed = lift_rules(workspace, store, gone, now) if lift and gone else []
        offers = offered(store, freed)
    cancelled += hold_changed(workspace, added, found, now)
    with workspace.store.read() as store:
        views = tuple(_view(store, rule) for rule in added)
    return SyncedList(
        added=views,
        same=len(before) - len(gone),
        gone=tuple(gone_views),
        lifted=len(gone) if lift else 0,
        refused=tuple(read.refused),
        guessed=read.guessed,
        cancelled=cancelled,
        freed=len(freed),
        offered=offers.campaigns,
    )


def _read(workspace: Workspace, path: Path, stand: int) -> ReadExclusions:
    """Read the file; an error also says that the earlier rules of this file stay."""
    try:
        return read_exclusions(path, excluded.hash_of(workspace))
    except UsageError as error:
        if not stand:
            raise
        stay = plural(stand, "rule that came from it stays", "rules that came from it stay")
        raise UsageError(
            f"{error.text} The {stand:,} {stay} in force: `overture exclude remove ID` removes one.", field=error.field
        ) from error


def _add(
    workspace: Workspace, store: Writing, rules: list[ReadRule], now: datetime, file: str, found: Scan
) -> tuple[list[RuleRow], int]:
    by_reason: dict[str, list[tuple[RuleKind, str, str]]] = {}
    for rule in rules:
        by_reason.setdefault(rule.reason, []).append((rule.kind, rule.value, rule.key))
    added: list[RuleRow] = []
    cancelled = 0
    for reason, some in by_reason.items():
        rows, ended = add_rules(workspace, store, some, now, found, file=file, reason=reason)
        added, cancelled = added + rows, cancelled + ended
    return added, cancelled


def _view(store: Reading, rule: RuleRow) -> ExclusionRule:
    held = exclusions.people(store, rule.id)
    name = contacts.summary(store, held[0]).name if rule.kind == RuleKind.PERSON and held else ""
    return view_of(rule, len(held), name)
