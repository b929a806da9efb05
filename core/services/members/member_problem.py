"""The problem that bars a member from sending: the account is another person's, or the owner has an older row."""

from __future__ import annotations

from core.rules.codes import describe
from core.store import members, owners
from core.store.database import Reading
from core.views.obstacle_view import Obstacle


def fields(store: Reading, member: int) -> dict[str, object]:
    """Return the values for the sentences of `account.other` and `sender.duplicate`."""
    row = members.get(store, member)
    heir, name = owners.elder(store, member) or (None, None)
    return {"sender": row.name, "member": row.id, "account": row.account_id, "heir_id": heir, "heir": name}


def problem(store: Reading, member: int) -> Obstacle | None:
    """Return the problem with its code, sentence and remedy; None if the member may send."""
    code = members.get(store, member).barred
    if not code:
        return None
    text, action = describe(code, **fields(store, member))
    return Obstacle(code, text, action)
