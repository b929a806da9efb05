"""Exclude people by a rule: it blocks everybody whom it matches, now or later, until it is lifted."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime

from core.engine import refusal_lines
from core.engine.planning import excluded, hold_excluded
from core.engine.restoring import refused
from core.engine.restoring.erase import NAME
from core.errors import NotFoundError, UsageError
from core.rules.exclusions.rule import RuleKind, rule_key
from core.services.audience import block_contacts
from core.services.audience.exclusion_requeue import offered, queue_again
from core.services.audience.rule_holders import PERSON
from core.services.lookup import as_id
from core.store import journal
from core.store.database import Reading, Writing
from core.store.people import blocks, contacts, exclusions
from core.store.people.exclusions import RuleRow
from core.text import clean
from core.views.exclusions_view import AddedRule, ExclusionRule, LiftedRule
from core.workspace import Workspace

Scan = dict[int, set[str]]
"""Keys of the rules that match a person, by contact."""
ADDRESS = "address:"
"""Prefix of the shown id of a blocked address that nobody imported yet; the beginning of its hash follows."""
_HASH_SHOWN = 12


def add(workspace: Workspace, kind: RuleKind, value: str, *, reason: str = "") -> AddedRule:
    """Add a rule by hand. Raises UsageError for a value that names nothing.

    Everything planned for the people whom the rule matches is cancelled in the same transaction. To keep that
    transaction short, people are searched before it, and again after it for those who changed meanwhile.
    """
    key, now = rule_key(kind, value), workspace.now()
    found = scan(workspace, [key])
    with workspace.store.write() as store:
        before = exclusions.by_key(store, key)
        (rule,), cancelled = add_rules(workspace, store, [(kind, value, key)], now, found, reason=reason)
    cancelled += hold_changed(workspace, [rule], found, now)
    with workspace.store.read() as store:
        return AddedRule(view_of(rule, len(exclusions.people(store, rule.id))), before is None, cancelled)


def scan(workspace: Workspace, keys: Collection[str]) -> Scan:
    """Return the keys of these rules that match each person; people are read in slices, so that others can write."""
    return exclusions.scan(workspace.store.read, keys, excluded.hash_of(workspace)) if keys else {}


def hold_changed(workspace: Workspace, rules: Sequence[RuleRow], found: Scan, now: datetime) -> int:
    """Exclude people who were added or changed while rules were being added; return how many outreaches ended."""
    again = scan(workspace, {rule.key for rule in rules})
    late = {contact: keys - found.get(contact, set()) for contact, keys in again.items()}
    late = {contact: keys for contact, keys in late.items() if keys}
    if not late:
        return 0
    with workspace.store.write() as store:
        held = exclusions.hold_found(store, rules, late)
        return hold_excluded.end(workspace, store, held, now, workspace.actor)


def add_rules(
    workspace: Workspace,
    store: Writing,
    rules: Sequence[tuple[RuleKind, str, str]],
    now: datetime,
    scanned: Scan,
    *,
    file: str = "",
    reason: str = "",
) -> tuple[list[RuleRow], int]:
    """Add rules (kind, value, comparison key); return them, and the number of outreaches that this cancelled.

    `scanned` has the people whom the rules match. The side journal's lines are written before anything is committed.
    """
    reason = clean(reason, 300)
    for kind, value, key in rules:
        shown = "" if kind is RuleKind.PERSON else clean(value, 200)
        exclusions.add(store, kind, shown, key, file=file, reason=reason, at=now, actor=workspace.actor)
    found = [rule for _kind, _value, key in rules if (rule := exclusions.by_key(store, key, file)) is not None]
    lines = [refusal_lines.excludes(rule.key, file, rule.value, now) for rule in found]
    refused.write(workspace, store, lines)
    exclusions.hold_found(store, found, scanned)
    held = {contact for contact, keys in scanned.items() if any(rule.key in keys for rule in found)}
    for rule in found:
        journal.write(store, now, workspace.actor, "exclusion.added", data={"rule": rule.id, "kind": rule.kind})
    return found, hold_excluded.end(workspace, store, held, now, workspace.actor)


def remove(workspace: Workspace, ref: str, *, requeue: bool = False) -> LiftedRule:
    """Lift a rule, or the mark of a person; with `requeue`, put the people whom the rule had cancelled back.

    Raises NotFoundError, and RefusedError for somebody who was erased.
    """
    if ref.startswith(PERSON):
        return _remove_mark(workspace, ref)
    if ref.startswith(ADDRESS):
        return _remove_address(workspace, ref)
    now = workspace.now()
    with workspace.store.write() as store:
        rule = _rule_in_force(store, ref)
        view = view_of(rule, len(exclusions.people(store, rule.id)))
        freed = lift_rules(workspace, store, [rule], now)
        offers = offered(store, freed)
        requeued, left = queue_again(workspace, store, offers, now) if requeue else (0, ())
    return LiftedRule(view, len(freed), offers.campaigns, requeued, left)


def lift_rules(workspace: Workspace, store: Writing, rules: Sequence[RuleRow], now: datetime) -> list[int]:
    """Lift rules; return the people whom nothing excludes any more. Call it last, but for work on these people.

    The side journal's lines are written before the commit: after a kill between both, the next start lifts the rules.
    """
    held = {contact for rule in rules for contact in exclusions.lift(store, rule.id, now)}
    for rule in rules:
        journal.write(store, now, workspace.actor, "exclusion.lifted", data={"rule": rule.id, "kind": rule.kind})
    lines = [refusal_lines.lifts(rule.key, rule.file, now) for rule in rules]
    refused.write(workspace, store, lines)
    return sorted(one for one in held if not excluded.reason_against(workspace, store, one))


def _rule_in_force(store: Reading, ref: str) -> RuleRow:
    """Return the rule in force with an id, or the only one with a value. Raises NotFoundError."""
    ident = as_id(ref)
    found = exclusions.get(store, ident) if ident is not None else None
    if found is not None and not found.lifted:
        return found
    named = [rule for rule in exclusions.in_force(store) if rule.value.casefold() == ref.strip().casefold()]
    if len(named) == 1:
        return named[0]
    if named:
        ids = ", ".join(str(rule.id) for rule in named)
        raise NotFoundError(f"{len(named)} rules are for “{clean(ref, 80)}”: ids {ids}. Give one of the ids.")
    raise NotFoundError(f"There is no rule “{clean(ref, 80)}”. `overture exclude list` shows them.")


def _remove_mark(workspace: Workspace, ref: str) -> LiftedRule:
    view = next((one for one in list_rules(workspace) if one.id == ref), None)
    if view is None:
        raise NotFoundError(
            f"Nobody marked “do not contact” has the id “{clean(ref, 80)}”: `overture exclude list` shows the ids."
        )
    (done,) = block_contacts.unblock(workspace, ref.removeprefix(PERSON))
    return LiftedRule(view, int(done.unblocked), (), 0, ())


def _remove_address(workspace: Workspace, ref: str) -> LiftedRule:
    view = next((one for one in list_rules(workspace) if one.id == ref), None)
    if view is None:
        raise NotFoundError(f"There is no address “{clean(ref, 80)}”. `overture exclude list` shows them.")
    if view.reason == blocks.FORGOTTEN:
        raise block_contacts.erased(ref)
    now = workspace.now()
    with workspace.store.write() as store:
        hashes = [one for one in blocks.hashes(store) if one.startswith(ref.removeprefix(ADDRESS))]
        for hashed in hashes:
            blocks.lift(store, hashed)
        journal.write(store, now, workspace.actor, "address.unblocked")
        lines = [refusal_lines.unblocks(hashed, now) for hashed in hashes]
        refused.write(workspace, store, lines)
    return LiftedRule(view, 0, (), 0, ())


def list_rules(workspace: Workspace, *, kind: RuleKind | None = None) -> list[ExclusionRule]:
    """Return the rules in force, ordered by id, then the people who are marked “do not contact”, known ones first."""
    with workspace.store.read() as store:
        counts = exclusions.counts(store)
        found = [view_of(rule, counts.get(rule.id, 0), _name(store, rule)) for rule in exclusions.in_force(store)]
        if kind in (None, RuleKind.PERSON):
            found += _people(workspace, store)
    return [view for view in found if kind in (None, view.kind)]


def _name(store: Reading, rule: RuleRow) -> str:
    """Return the name of the person whom a rule about an address excludes; empty for other rules and unknown people."""
    held = exclusions.people(store, rule.id) if rule.kind == RuleKind.PERSON else []
    return contacts.summary(store, held[0]).name if held else ""


def _people(workspace: Workspace, store: Reading) -> list[ExclusionRule]:
    marked = contacts.marked(store)
    told = {row.person_hash: row for row in blocks.every(store)}
    hashes: dict[str, int] = {}
    for key, contact in contacts.addresses_of_marked(store):
        hashes[excluded.hash_of(workspace)(key)] = contact
    by_contact = {contact: told[hashed] for hashed, contact in hashes.items() if hashed in told}
    found = []
    for row in marked:
        if row.name == NAME:  # erased: only hashes of their addresses are kept
            continue
        block = by_contact.get(row.id)
        actor, at = ("", row.blocked_at) if block is None else (block.actor, block.at)
        found.append(ExclusionRule(f"{PERSON}{row.id}", RuleKind.PERSON, row.name, "", "", actor, at, 1))
    for hashed, block in told.items():
        if hashed not in hashes:
            ident = f"{ADDRESS}{hashed[:_HASH_SHOWN]}"
            reason = block.reason if block.reason == blocks.FORGOTTEN else ""
            found.append(ExclusionRule(ident, RuleKind.PERSON, "", "", reason, block.actor, block.at, 0))
    return found


def view_of(rule: RuleRow, holds: int, name: str = "") -> ExclusionRule:
    """Return the view of a rule that excludes `holds` people; `name` is the person's, for a rule about one person."""
    return ExclusionRule(
        str(rule.id), rule.kind, rule.value or name, rule.file, rule.reason, rule.actor, rule.at, holds
    )


def refuse_empty(values: Sequence[str | None]) -> None:
    """Raise UsageError if nothing is to be excluded."""
    if not any(value is not None for value in values):
        raise UsageError("Name what to exclude: --company NAME, --domain acme.com or --title WORDS.")
