"""Erasure of people: the data that identifies them or was sent to them is removed; a keyed hash keeps the block."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from core.engine import refusal_lines, side_journal
from core.engine.restoring import erase as erasing
from core.engine.restoring import refused
from core.engine.restoring.erase import erase, provider_ids
from core.errors import RefusedError
from core.services import erasure_copies
from core.services.audience import erasure_files
from core.services.audience.block_person import block_one
from core.services.audience.contacts import find_contact
from core.store import journal
from core.store.database import Reading, Writing
from core.store.people import addresses, blocks, contacts, delivery_traces, replies
from core.store.upkeep import copies
from core.views.erasure_view import ErasedContact, ErasureCounts, ErasureResult
from core.workspace import Workspace

NAME = erasing.NAME
BACKUPS = "Earlier backups hold this person's data until you delete those backups."
SERVER = (
    "The store's server still has the erased data in its log, in its own backups, and in dead rows until they are "
    "vacuumed; Overture cannot erase those (docs/postgresql.md)."
)
MANY_BACKUPS = "Earlier backups hold these people's data until you delete those backups."


def what_it_erases(workspace: Workspace, *refs: str) -> ErasureCounts:
    """Return the counts that are shown before people are erased. Raises NotFoundError."""
    found = {"sent": 0, "replies": 0, "in_doubt": 0}
    with workspace.store.read() as store:
        people = _contacts(store, refs)
        for contact in people:
            ids = contacts.with_merged(store, contact)
            found["sent"] += delivery_traces.count_sent(store, ids)
            found["replies"] += replies.count(store, ids)
            found["in_doubt"] += delivery_traces.count_open(store, ids)
        name = contacts.summary(store, people[0]).name
    return ErasureCounts(people[0], name, len(people), **found)


def forget(workspace: Workspace, *refs: str, at_once: int = copies.LARGEST) -> ErasureResult:
    """Erase people for good, all of them or none.

    A store of at most `at_once` bytes is rewritten at once, so that no copy remains in it; a larger one is left to the
    engine's idle time. Raises NotFoundError, and RefusedError while a send to one of them is in doubt.
    """
    now = workspace.now()
    with workspace.store.session():
        workspace.store.overwrite_what_is_deleted()
        with workspace.store.write() as store:
            people = _contacts(store, refs)
            everybody = [contacts.with_merged(store, contact) for contact in people]
            _refuse_while_open(store, everybody)
            words = erasure_files.words_of(store, [ident for ids in everybody for ident in ids])
            cancelled = _cancelled(workspace, store, everybody, now)
            _keep_hashes(workspace, store, everybody, now)
            for contact, ids in zip(people, everybody, strict=True):
                for ident in ids:
                    erase(store, workspace.stamp.hash_key, ident)
                journal.write(store, now, workspace.actor, "forgotten", contact=contact)
            copies.note(store, now)
    copies.clear_if_small(workspace.store, workspace.home, at_once)
    return _told(workspace, dict(zip(people, cancelled, strict=True)), words)


def _told(workspace: Workspace, cancelled: dict[int, int], words: set[str]) -> ErasureResult:
    """Return the result of an erasure, with the places where data of these people may remain."""
    left = erasure_copies.found(workspace)
    files = erasure_files.holding(workspace.home, words)
    backups = BACKUPS if len(cancelled) == 1 else MANY_BACKUPS
    in_file = workspace.store.in_file
    sentences = [
        backups,
        *([] if in_file else [SERVER]),
        *([] if left is None else [left.text, left.action]),
        *erasure_files.sentences(files),
    ]
    return ErasureResult(
        contacts=tuple(ErasedContact(ident, count) for ident, count in cancelled.items()),
        compacted=left is None and in_file,
        files=tuple(files),
        backups=" ".join(sentences),
    )


def _contacts(store: Reading, refs: Sequence[str]) -> list[int]:
    """Return the contacts, each once, in the order given. Raises NotFoundError."""
    return list(dict.fromkeys(find_contact(store, ref) for ref in refs))


def _cancelled(workspace: Workspace, store: Writing, everybody: list[list[int]], now: datetime) -> list[int]:
    return [sum(block_one(workspace, store, ident, now, remember=False) for ident in ids) for ids in everybody]


def _refuse_while_open(store: Reading, everybody: list[list[int]]) -> None:
    held = [ids for ids in everybody if delivery_traces.count_open(store, ids)]
    if not held:
        return
    ids = held[0]
    found = delivery_traces.doubtful_outreach(store, ids)
    by_hand = "" if found is None else f", or say what became of it (`overture queue resolve {found}`)"
    who = "this person" if len(everybody) == 1 else f"contact {ids[0]}"
    more = f" The same holds for {len(held) - 1} more of them." if held[1:] else ""
    nobody = "" if len(everybody) == 1 else " Nobody was erased."
    raise RefusedError(
        f"A send to {who}, or a withdrawal, is under way or in doubt, and only the person's id can settle it: wait "
        f"until the engine has settled it{by_hand}, then forget them.{more}{nobody}"
    )


def _keep_hashes(workspace: Workspace, store: Writing, everybody: list[list[int]], now: datetime) -> None:
    """Store, here and in the side journal, a hash of every address by which these people could be imported again."""
    hashes = [
        side_journal.person_hash(workspace.stamp.hash_key, "", address)
        for ids in everybody
        for address in sorted(_addresses(store, ids))
    ]
    for hashed in hashes:
        blocks.forget(store, hashed, now, workspace.actor)
    lines = [refusal_lines.erases(hashed, now) for hashed in hashes]
    refused.write(workspace, store, lines)


def _addresses(store: Reading, ids: list[int]) -> set[str]:
    return set(addresses.of(store, *ids)) | {
        f"provider:{person}" for ident in ids for person in provider_ids(store, ident)
    }
