"""The account's lists: what it has sent, whom it is connected with."""

from __future__ import annotations

from datetime import datetime, timedelta

from core.engine import account_hashes, intents
from core.engine.context import Context
from core.engine.guard import assert_epoch
from core.network.gateway import Gateway, Relation, SentInvitation
from core.rules.limits import LIST_PAGES_PER_DAY
from core.rules.schedule import local_date, start_of_day
from core.store import journal, usage
from core.store.database import Store
from core.store.fields import to_us
from core.store.journal import ENGINE
from core.store.owners import same_owner
from core.store.rows import MemberRow

ONE_INVITATION = timedelta(days=21)
"""LinkedIn takes no second invitation to a person sooner than this after the first was withdrawn (PROVIDER 5)."""
_FOREIGN = f"""
INSERT INTO foreign_invitation (member_id, invitation_id, person, at, seen_at, noted) SELECT ?1, ?2, ?3, ?4, ?5, ?6
WHERE NOT EXISTS (SELECT 1 FROM foreign_invitation f WHERE f.member_id IN {same_owner("?1")}
    AND (f.invitation_id = ?2 OR f.person <> '' AND f.person = ?3 AND f.at > ?7))
"""
"""One invitation has another id under another account: the same person within those days is the same one."""
PAGES = 50
"""Pages of a list read at the most; a longer one counts as not read to its end."""


def pages_left(context: Context, member: MemberRow, now: datetime) -> bool:
    """Whether the account's lists may still be read today. Inside a door."""
    start = start_of_day(local_date(now, member.time_zone), member.time_zone)
    return usage.pages_since(context.store, member.id, start) < LIST_PAGES_PER_DAY


def _count(context: Context, member: MemberRow, pages: int) -> None:
    """Journal what was read, for the day's budget."""
    with context.store.write():
        assert_epoch(context)
        journal.write(
            context.store, context.workspace.now(), ENGINE, "lists.read", member=member.id, data={"pages": pages}
        )  # fmt: skip


def sent_list(context: Context, member: MemberRow) -> tuple[list[SentInvitation], bool]:
    """The pending invitations of a member, and whether the list was read to its end."""
    pages: list[int] = []
    try:
        return whole_sent_list(context.gateway, member.account_id, pages)
    finally:
        _count(context, member, len(pages))


def whole_sent_list(gateway: Gateway, account: str, pages: list[int]) -> tuple[list[SentInvitation], bool]:
    """The pending invitations of an account, and whether the list was read to its end; `pages` tells what was asked."""
    found: list[SentInvitation] = []
    cursor: str | None = None
    while len(pages) < PAGES:
        pages.append(len(pages))
        page = gateway.sent_invitations(account, cursor=cursor)
        found.extend(page.items)
        cursor = page.cursor
        if cursor is None:
            return found, True
    return found, False


def new_relations(context: Context, member: MemberRow, since: datetime | None) -> list[Relation]:
    """First degree contacts made since a moment; the list comes newest first, so older pages are not asked."""
    found: list[Relation] = []
    cursor: str | None = None
    pages = 0
    try:
        while pages < PAGES:
            pages += 1
            page = context.gateway.relations(member.account_id, cursor=cursor)
            new = [item for item in page.items if since is None or item.connected_at >= since]
            found.extend(new)
            cursor = page.cursor
            if cursor is None or since is None or len(new) < len(page.items):
                return found
        return found
    finally:
        _count(context, member, pages)


def read_again(store: Store, now: datetime) -> None:
    """Every account's list is read before anything leaves: it shows whom this store has forgotten. Inside a write."""
    store.change("UPDATE member SET sent_list_read_at = NULL, sync_at = ? WHERE archived_at IS NULL", to_us(now))


def names(item: SentInvitation, person: str | None, public_id: str | None, invitation: str | None) -> bool:
    """Whether an entry is about a person: by their own id, which the list may leave out, by ours or the public one."""
    if invitation and item.id == invitation:
        return True
    if item.provider_id is not None:
        return item.provider_id == person
    return bool(public_id and item.public_id) and (item.public_id or "").casefold() == (public_id or "").casefold()


def holds_something_known(context: Context, member: MemberRow, invitations: list[SentInvitation]) -> bool:
    """The positive control: the list holds an invitation that our journal, or an earlier read, knew."""
    people = [item.provider_id for item in invitations if item.provider_id]
    if not people:
        return False
    marks = ", ".join("?" * len(people[:200]))
    found = context.store.scalar(
        f"SELECT 1 FROM delivery WHERE member_id IN {same_owner('?1')} AND kind = 'invitation' AND state = 'sent' "
        f"AND person IN ({marks}) LIMIT 1",
        member.id,
        *people[:200],
    )
    if found is None:
        found = context.store.scalar(
            f"SELECT 1 FROM foreign_invitation WHERE member_id IN {same_owner('?1')} AND person IN ({marks}) LIMIT 1",
            member.id,
            *people[:200],
        )
    return found is not None


def note_foreign(context: Context, member: MemberRow, invitations: list[SentInvitation], now: datetime) -> int:
    """Journal what the account sent by other means; it counts against the limits too. Inside a write."""
    store = context.store
    ours, key = _ours(context, member), context.workspace.stamp.hash_key
    lost = {row[0] for row in store.rows("SELECT person_hash FROM quarantine")}  # ours, and counted there
    added = 0
    for item in invitations:
        if not ours.isdisjoint(_marks(item, key)):
            continue
        if lost and not lost.isdisjoint(account_hashes.of_person(context, member.id, item.provider_id or "")):
            continue
        added += store.change(
            _FOREIGN,
            member.id,
            item.id,
            item.provider_id or "",
            to_us(item.at or now),
            to_us(now),
            int(bool(item.text)),
            to_us((item.at or now) - ONE_INVITATION),
        )
    return added


def _marks(item: SentInvitation, key: str) -> set[str]:
    """By what an entry can be known: the public identifier only where the list leaves the person's own id out.

    Somebody who was forgotten is known by a keyed hash alone.
    """
    if item.provider_id is not None:
        return {f"person:{item.provider_id}", f"person:{intents.hidden(key, item.provider_id)}"}
    return {f"invitation:{item.id}", f"public:{(item.public_id or '').casefold()}"}


def _ours(context: Context, member: MemberRow) -> set[str]:
    """What we sent for a member, or may have, in the same marks.

    What was found not to have arrived, or was refused, is none of ours: if it stands in the list all the same,
    somebody did it by hand, or the network did it later than we ever waited.
    """
    found = context.store.rows(
        "SELECT d.person, d.provider_ref, c.public_id FROM delivery d JOIN contact c ON c.id = d.contact_id "
        f"WHERE d.member_id IN {same_owner('?1')} AND d.kind = 'invitation' AND d.state NOT IN ('not_sent', 'refused')",
        member.id,
    )
    marks = {f"person:{row[0]}" for row in found if row[0]}
    marks |= {f"invitation:{row[1]}" for row in found if row[1]}
    return marks | {f"public:{str(row[2]).casefold()}" for row in found if row[2]}
