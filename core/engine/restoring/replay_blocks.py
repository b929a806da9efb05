"""Replay of blocks at start: people who were blocked or forgotten after the restored backup are blocked again.

The lines of the side journal hold keyed hashes of addresses, so the store's own addresses are hashed for comparison,
but only if a line records something that the store does not know.
"""

from __future__ import annotations

import contextlib
from datetime import datetime
from typing import Any

from core.engine import bulkhead, side_journal
from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.planning import excluded, hold_excluded
from core.engine.planning.cancel import cancel_all
from core.engine.refusal_lines import Words
from core.engine.restoring.erase import erase
from core.rules.exclusions.rule import kind_of
from core.store import journal, outreaches
from core.store.database import Reading, Writing
from core.store.held_items import Item
from core.store.journal import ENGINE
from core.store.people import addresses, blocks, contacts, delivery_traces, exclusions
from core.store.people.exclusions import RuleRow
from core.store.upkeep import copies

Line = dict[str, Any]


def block_again(context: Context, store: Writing, words: Words, now: datetime) -> None:
    """Apply the last line of each person: add a missing block, lift one that was lifted since."""
    known = blocks.hashes(store)
    lost = {person: line for person, line in words.blocked().items() if person not in known}
    for hashed, line in lost.items():
        blocks.add(store, hashed, datetime.fromisoformat(line["at"]), ENGINE)
    for contact in _contacts_by_hash(context, store, set(lost)):
        if contacts.block(store, contact, now):
            journal.write(store, now, ENGINE, "blocked", contact=contact)
    freed = {person for person in words.unblocked() if person in known and blocks.lift(store, person)}
    for contact in _contacts_by_hash(context, store, freed):
        _unblock_again(context, store, contact, now)


def exclude_again(context: Context, store: Writing, words: Words, now: datetime) -> None:
    """Apply the last line of each rule: add a missing rule, lift one that was lifted since."""
    lost: list[RuleRow] = []
    for (key, file), line in words.excluded().items():
        at = datetime.fromisoformat(line["at"])
        with contextlib.suppress(ValueError):  # a kind of rule that this version does not know
            kind, value = kind_of(key), str(line["value"])
            if exclusions.add(store, kind, value, key, file=file, reason="", at=at, actor=ENGINE):
                rule = exclusions.by_key(store, key, file)
                lost += [rule] if rule is not None else []
    if lost:
        held = exclusions.hold_everybody(store, lost, excluded.hash_of(context.workspace))
        hold_excluded.end(context.workspace, store, held, now, ENGINE)
    freed = words.lifted()
    lifted = [rule for rule in exclusions.in_force(store) if (rule.key, rule.file) in freed] if freed else []
    for rule in lifted:
        exclusions.lift(store, rule.id, now)
    for event, rules in (("exclusion.added", lost), ("exclusion.lifted", lifted)):
        for rule in rules:
            journal.write(store, now, ENGINE, event, data={"rule": rule.id, "kind": rule.kind})


def _unblock_again(context: Context, store: Writing, contact: int, now: datetime) -> None:
    """Unblock a contact unless another of their addresses is blocked."""
    key = context.workspace.stamp.hash_key
    hashes = [side_journal.person_hash(key, "", address) for address in addresses.of(store, contact)]
    if any(blocks.is_blocked(store, hashed) for hashed in hashes):
        return
    for ident in contacts.with_merged(store, contact):
        if contacts.unblock(store, ident):
            journal.write(store, now, ENGINE, "unblocked", contact=ident)


def erase_again(context: Context, lines: list[Line], now: datetime) -> None:
    """Erase again the forgotten people who are in the store.

    A person to whom a send is in doubt is erased at a later start.
    """
    with context.store.session():
        with context.store.read() as store:
            done = blocks.forgotten(store)
        lost = {str(line["person"]): line for line in lines if line.get("forgotten") is True}
        lost = {hashed: line for hashed, line in lost.items() if hashed not in done}
        if not lost:
            return
        context.store.overwrite_what_is_deleted()
        with context.store.write() as store:
            assert_epoch(context, store)
            waiting: set[str] = set()
            for contact, hashes in _contacts_by_hash(context, store, set(lost)).items():
                contacts.block(store, contact, now)  # blocked even if the erasure fails
                erased = False
                with bulkhead.within(context, Item("replay", 0, f"erasure of {contact}"), now):
                    erased = _erased(context, store, contact, now)
                if not erased:
                    waiting |= hashes
            for hashed in lost.keys() - waiting:
                blocks.forget(store, hashed, datetime.fromisoformat(lost[hashed]["at"]), ENGINE)
            copies.note(store, now)
        copies.clear_if_small(context.store, context.workspace.home)


def _contacts_by_hash(context: Context, store: Reading, hashes: set[str]) -> dict[int, set[str]]:
    """Return the contacts with an address whose hash is in `hashes`, by id, with the matching hashes."""
    found: dict[int, set[str]] = {}
    if not hashes:
        return found
    key = context.workspace.stamp.hash_key
    for address, contact in addresses.every(store):
        hashed = side_journal.person_hash(key, "", address)
        if hashed in hashes:
            found.setdefault(contact, set()).add(hashed)
    return found


def _erased(context: Context, store: Writing, contact: int, now: datetime) -> bool:
    """Erase a contact and all merged into it; return False if a send to them is still in doubt."""
    ids = contacts.with_merged(store, contact)
    if delivery_traces.count_open(store, ids):
        return False
    for ident in ids:
        contacts.block(store, ident, now)
        cancel_all(store, outreaches.ended_by_block(store, ident), reason="blocked", now=now, actor=ENGINE)
        erase(store, context.workspace.stamp.hash_key, ident)
    journal.write(store, now, ENGINE, "forgotten", contact=contact)
    return True
