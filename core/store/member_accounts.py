"""The account ids that a member had and has; a change of account drops whatever the old one gave out."""

from __future__ import annotations

from datetime import datetime

from core.store import members
from core.store.database import Store
from core.store.fields import from_us, to_us
from core.store.owners import same_owner


def add(store: Store, member: int, account: str, now: datetime) -> None:
    """Note the account that a member has from now on; inside a write."""
    store.change("UPDATE member_account SET until = ? WHERE member_id = ? AND until IS NULL", to_us(now), member)
    store.insert("member_account", member_id=member, account_id=account, since=to_us(now))


def change(store: Store, member: int, account: str, now: datetime) -> None:
    """Give a member another account; inside a write.

    Nothing leaves before its owner and its sent list were read. Ids of chats, messages and invitations belong to
    the account that gave them: they are dropped, and found anew by person.
    """
    add(store, member, account, now)
    members.change_account(store, member, account, now)
    store.change("UPDATE outreach SET chat_id = NULL, invitation_id = NULL WHERE member_id = ?", member)
    store.change("UPDATE delivery SET provider_ref = NULL WHERE member_id = ? AND provider_ref IS NOT NULL", member)


def of_owner(store: Store, member: int) -> list[str]:
    """Every account id that a member, or another row of its owner, has or had; the first one first."""
    found = store.rows(
        f"SELECT account_id, min(id) FROM member_account WHERE member_id IN {same_owner('?1')} "
        "GROUP BY account_id ORDER BY 2",
        member,
    )
    return [row[0] for row in found]


def members_by_account(store: Store) -> dict[str, int]:
    """The member of each account id that is or was one's; where it had several, the one who had it last."""
    return dict(store.rows("SELECT account_id, member_id FROM member_account ORDER BY id"))


def changed_at(store: Store, member: int) -> datetime | None:
    """When a member's account was changed last, UTC; None where it never was."""
    found = store.scalar(
        "SELECT max(since) FROM member_account WHERE member_id = ? HAVING count(*) > 1",
        member,
    )
    return None if found is None else from_us(found)
