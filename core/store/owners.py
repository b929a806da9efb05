"""The LinkedIn owner of a member: limits are the owner's, by however many member rows and account ids it is reached.

A member whose owner was not read yet (`provider_id` is null) stands alone, and sends nothing.
"""

from __future__ import annotations

from typing import Any

import peewee as pw

from core.store.database import Store
from core.store.tables.workspace import Member


def same_owner(member: str) -> str:
    """Return SQL for the ids of all member rows with the owner of one, archived ones too; `member` is SQL for its id.

    For `member_id IN …`: each id once.
    """
    return (
        f"(SELECT {member} UNION ALL SELECT twin.id FROM member mine JOIN member twin "
        f"ON twin.provider_id = mine.provider_id AND twin.id <> mine.id WHERE mine.id = {member})"
    )


def of_owner(field: pw.Field, member: Any) -> Any:
    """Return the condition that a field names a row of the owner of one member, archived rows too.

    `member` is `given("member")` or a field of a query around it.
    """
    mine, twin = Member.alias("mine"), Member.alias("twin")
    same = (twin.provider_id == mine.provider_id) & (twin.id != mine.id)
    twins = mine.select(twin.id).join(twin, on=same).where(mine.id == member)
    return field.in_(pw.Select(columns=[member]).union_all(twins))


def barred(member: str) -> str:
    """Return SQL for the code of the problem for which a member may not send; '' where there is none.

    `member` is the table's name or alias in the statement around it. Of two unarchived rows of one owner the
    older sends.
    """
    return (
        f"CASE WHEN {member}.account_owner <> {member}.provider_id THEN 'account.other' "
        f"WHEN EXISTS (SELECT 1 FROM member elder WHERE elder.provider_id = {member}.provider_id "
        f"AND elder.id < {member}.id AND elder.archived_at IS NULL) THEN 'sender.duplicate' ELSE '' END"
    )


def elder(store: Store, member: int) -> tuple[int, str] | None:
    """Return id and name of the unarchived member that sends for the owner of a younger row; None where it does."""
    row = store.row(
        """SELECT o.id, o.name FROM member m JOIN member o ON o.provider_id = m.provider_id AND o.id < m.id
        WHERE m.id = ? AND o.archived_at IS NULL ORDER BY o.id LIMIT 1""",
        member,
    )
    return None if row is None else (row[0], row[1])


def heir(store: Store, member: int) -> tuple[int, str] | None:
    """Return id and name of the unarchived member who has the owner of an archived row; None where nobody has."""
    row = store.row(
        """SELECT o.id, o.name FROM member m JOIN member o ON o.provider_id = m.provider_id AND o.id <> m.id
        WHERE m.id = ? AND o.archived_at IS NULL ORDER BY o.id LIMIT 1""",
        member,
    )
    return None if row is None else (row[0], row[1])


def lane(store: Store, member: int) -> int:
    """Return the id that stands for the owner of a member: that of its oldest row."""
    found = store.scalar(
        """SELECT min(twin.id) FROM member mine JOIN member twin ON twin.provider_id = mine.provider_id
        WHERE mine.id = ?""",
        member,
    )
    return member if found is None else int(found)


def lanes(store: Store) -> dict[int, int]:
    """Return the oldest row of each member's owner, by member."""
    found = store.rows("SELECT id, min(id) OVER (PARTITION BY coalesce(provider_id, 'member ' || id)) FROM member")
    return dict(found)


def share_rest(store: Store, member: int) -> None:
    """Give all rows of an owner the longest rest of any, and the latest time of the next profile read."""
    store.change(
        f"""UPDATE member SET (cooldown_until, cooldown_s, next_read_at) =
        (SELECT max(cooldown_until), max(cooldown_s), max(next_read_at) FROM member
         WHERE id IN {same_owner("?1")}) WHERE id IN {same_owner("?1")}""",
        member,
    )
