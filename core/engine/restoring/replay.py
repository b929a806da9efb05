"""The replay of the side journal at start, so that a store restored from a backup invites nobody again.

A line whose delivery is not in the store records a call that was made after the restored backup, or whose row was lost
with the store's last writes. Its person is held in `quarantine` by a keyed hash, since the store may not know the
person yet, and is in doubt as soon as they are known.
"""

from __future__ import annotations

from datetime import datetime
from pathlib import Path
from typing import Any

from core.engine import bulkhead, side_journal
from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.reading import account_hashes, account_lists
from core.engine.refusal_lines import last_words
from core.engine.restoring import host_log, journal_check, replay_blocks, seen
from core.errors import TryAgainError
from core.rules.states import DeliveryState, Status
from core.seeds import digest
from core.store import bookings, deliveries, journal, named_values, outreaches
from core.store.database import Reading, Writing
from core.store.deliveries import REPLAYED, NewDelivery
from core.store.held_items import Item
from core.store.journal import ENGINE
from core.store.outreaches import OutreachRow
from core.store.people import quarantine
from core.store.stamp import RESTORED

CLAIMABLE = (Status.QUEUED, Status.PENDING, Status.APPROVED, Status.SCHEDULED)


def replay(context: Context, now: datetime) -> int:
    """Import the calls that the side journal knows and the store does not; return the number of such lines.

    `seen.json` is written only afterwards. If the engine ends before that, the next start compares a store on a server
    with the old `seen.json` again, and so recognises once more that the store is older.
    """
    found = _replay(context, now)
    if not context.store.in_file:
        with context.store.write() as store:  # no command commits and notes more between the look and the note
            assert_epoch(context, store)
            context.seen = seen.now(store, context.workspace)
            seen.note(context.workspace.home, context.seen)
    return found


def _replay(context: Context, now: datetime) -> int:
    path = context.workspace.home.intents
    numbered = _lines(path)
    lines = [line for _number, line in numbered]
    bad = journal_check.bad_lines(context.workspace)
    words = last_words(numbered, max((line.number for line in bad), default=0))
    replay_blocks.erase_again(context, lines, now)
    with context.store.write() as store:
        assert_epoch(context, store)
        unknown = context.store_is_current and seen.awaits(store, context.workspace.home)
        if context.store_is_current:
            host_log.add_lines(context.workspace, words, host_log.refusals_of(store), now, frees=not unknown)
        if unknown:
            words = host_log.words_of(path)  # with the store's refusals: none of either side is lifted
        if unknown or not context.store_is_current:
            replay_blocks.block_again(context, store, words, now)
            replay_blocks.exclude_again(context, store, words, now)
        found = _strange(store, lines)
        damaged = journal_check.noticed(store, bad, now)
        restored = named_values.delete(store, RESTORED)
        if found or damaged or restored:
            # The lost lines may be about calls that the network still carries out.
            late = now + context.settle if damaged or restored else None
            account_lists.read_again(store, now, counts_from=late)
        if not found:
            return 0
        accounts = account_hashes.members(context, store)
        for line in found:  # one that fails does no harm: the lists are read before anything is sent
            with bulkhead.within(context, Item("replay", 0, digest(line["delivery"])[:16]), now):
                _quarantine(store, line, accounts.get(str(line.get("member", ""))))
        journal.write(store, now, ENGINE, "journal.ahead", data={"lines": len(found)})
        for row in outreaches.known_not_out(store):
            # A person who cannot be put in doubt here is checked again before anything is sent to them.
            with bulkhead.within(context, Item("replay", row.id, "", row.campaign_id, row.id, row.member_id), now):
                claim(context, store, row, now)
    return len(found)


def _lines(path: Path) -> list[tuple[int, dict[str, Any]]]:
    """Return the whole side journal, each line with its number.

    Raises TryAgainError if it cannot be read: then it is unknown who was contacted.
    """
    try:
        side_journal.end_torn_line(path)
        return list(side_journal.numbered(path))
    except OSError as error:
        raise TryAgainError(
            f"The safety log {path} cannot be read ({error.strerror}), and nothing is sent without it. "
            "Repair the file, its permissions or its disk, then start again."
        ) from None


def claim(context: Context, store: Writing, row: OutreachRow, now: datetime) -> bool:
    """Put an outreach in doubt if its step is in quarantine; return whether that was done.

    The last call counts: calls before it had been found not to have arrived. A member has at most one pending or
    doubtful invitation to a person: while there is one, the line waits.
    """
    if row.person is None or quarantine.is_empty(store):
        return False
    hashes = account_hashes.of_person(context, store, row.member_id, row.person)
    call = quarantine.last_call(store, hashes, row.step)
    if call is None:
        return False
    if call.kind == "invitation" and deliveries.has_pending_invitation(store, row.member_id, row.person):
        return False
    _doubt(context, store, row, call, now)
    quarantine.delete(store, call)
    return True


def _doubt(context: Context, store: Writing, row: OutreachRow, call: quarantine.Call, now: datetime) -> None:
    before = _freed(store, row, now)
    new = NewDelivery(
        key=call.key,
        outreach=row.id,
        campaign=row.campaign_id,
        member=row.member_id,
        contact=row.contact_id,
        person=row.person or "",
        step=row.step,
        kind=call.kind,
        attempt=1 + deliveries.attempts(store, row.id, row.step),
        text=row.text,
        epoch=context.epoch,
        intent_at=call.at,
        state=DeliveryState.IN_DOUBT,
        error=REPLAYED,
        outcome_at=now,
        look_at=now + context.settle,
    )
    deliveries.add(store, new)
    outreaches.change(
        store,
        row.id,
        before,
        Status.IN_DOUBT,
        now=now,
        actor=ENGINE,
        kind="in_doubt",
        reason=REPLAYED,
        send_at=None,
        read_at=None,
    )


def _freed(store: Writing, row: OutreachRow, now: datetime) -> Status:
    """Release the send time of an outreach, if it has one, and return its status."""
    if row.status != Status.SCHEDULED:
        return row.status
    booking = bookings.planned_of(store, row.id)
    assert booking is not None  # noqa: S101 - a scheduled outreach has a send time
    bookings.give_back(store, booking.id, REPLAYED, now)
    outreaches.change(
        store,
        row.id,
        Status.SCHEDULED,
        Status.APPROVED,
        now=now,
        actor=ENGINE,
        kind="not_sent",
        run=booking.run_id,
        reason=REPLAYED,
        send_at=None,
    )
    return Status.APPROVED


def _strange(store: Reading, lines: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return the lines of sends that the store does not know."""
    known = deliveries.keys(store) | quarantine.keys(store)
    return [line for line in lines if line["kind"] in ("invitation", "message") and line["delivery"] not in known]


def _quarantine(store: Writing, line: dict[str, Any], member: int | None) -> None:
    quarantine.add(
        store,
        line["delivery"],
        person=line["person"],
        member=member,
        account=str(line.get("member", "")),
        step=line["step"],
        kind=line["kind"],
        at=datetime.fromisoformat(line["at"]),
    )
