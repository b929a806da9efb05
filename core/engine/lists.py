"""The account's lists: what it has sent, whom it is connected with."""

from __future__ import annotations

from datetime import datetime

from core.engine.context import Context
from core.network.gateway import Gateway, Relation, SentInvitation
from core.store.fields import to_us
from core.store.rows import MemberRow

PAGES = 50
"""Pages of a list read at the most; a longer one counts as not read to its end."""


def sent_list(context: Context, member: MemberRow) -> tuple[list[SentInvitation], bool]:
    """The pending invitations of a member, and whether the list was read to its end."""
    return whole_sent_list(context.gateway, member.account_id)


def whole_sent_list(gateway: Gateway, account: str) -> tuple[list[SentInvitation], bool]:
    """The pending invitations of an account, and whether the list was read to its end."""
    found: list[SentInvitation] = []
    cursor: str | None = None
    for _page in range(PAGES):
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
    for _page in range(PAGES):
        page = context.gateway.relations(member.account_id, cursor=cursor)
        for item in page.items:
            if since is not None and item.connected_at < since:
                return found
            found.append(item)
        cursor = page.cursor
        if cursor is None or since is None:
            return found
    return found


def holds_something_known(context: Context, member: MemberRow, invitations: list[SentInvitation]) -> bool:
    """The positive control: the list holds an invitation that our journal, or an earlier read, knew."""
    people = [item.provider_id for item in invitations if item.provider_id]
    if not people:
        return False
    marks = ", ".join("?" * len(people[:200]))
    found = context.store.scalar(
        f"SELECT 1 FROM delivery WHERE member_id = ? AND kind = 'invitation' AND state = 'sent' "
        f"AND person IN ({marks}) LIMIT 1",
        member.id,
        *people[:200],
    )
    if found is None:
        found = context.store.scalar(
            f"SELECT 1 FROM foreign_invitation WHERE member_id = ? AND person IN ({marks}) LIMIT 1",
            member.id,
            *people[:200],
        )
    return found is not None


def note_foreign(context: Context, member: MemberRow, invitations: list[SentInvitation], now: datetime) -> int:
    """Journal what the account sent by other means; it counts against the limits too. Inside a write."""
    store = context.store
    ours = {
        row[0]
        for row in store.rows("SELECT person FROM delivery WHERE member_id = ? AND kind = 'invitation'", member.id)
    }
    added = 0
    for item in invitations:
        if item.provider_id is not None and item.provider_id in ours:
            continue
        added += store.change(
            "INSERT INTO foreign_invitation (member_id, invitation_id, person, at, seen_at) VALUES (?, ?, ?, ?, ?) "
            "ON CONFLICT (member_id, invitation_id) DO NOTHING",
            member.id,
            item.id,
            item.provider_id or "",
            to_us(item.at or now),
            to_us(now),
        )
    return added
