"""People a page at a time, with where each stands: quick however many there are."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from core.rules.states import NOT_YET_OUT, OPEN, Status
from core.services.audience import find_contact
from core.services.lookup import containing
from core.store.database import Store
from core.workspace import Workspace

PAGE = 100
ENDED_BY_BLOCK = (*NOT_YET_OUT, Status.ACCEPTED, Status.MESSAGED)
"""What a do-not-contact mark cancels (`cancelling.cancel_open`)."""
_IN_ORDER = """
SELECT id, name, position, company, location, language, blocked_at FROM contact
WHERE id > ? AND merged_into_id IS NULL AND (? = '' OR name LIKE ? ESCAPE '\\') ORDER BY id LIMIT ?
"""


@dataclass(frozen=True)
class People:
    """One page: contacts in the order of their import, and whether more follow."""

    people: list[dict[str, Any]]
    more: bool


def page(workspace: Workspace, *, search: str = "", after: int = 0, size: int = PAGE) -> People:
    """Contacts whose id is above `after` and whose name holds `search`; keyset paging, no offset is counted."""
    pattern = containing(search)
    with workspace.store.read() as store:
        found = store.rows(_IN_ORDER, after, search, pattern, size + 1)
        shown = found[:size]
        open_in = _open_in(store, [row[0] for row in shown])
    names = ("name", "position", "company", "location", "language")
    people = [
        {"id": str(row[0]), **dict(zip(names, row[1:6], strict=True)), "blocked": row[6] is not None,
         "open_in": open_in.get(row[0], 0)}
        for row in shown
    ]  # fmt: skip
    return People(people, len(found) > size)


def _open_in(store: Store, ids: list[int]) -> dict[int, int]:
    """In how many campaigns that are not archived each of these is not done with."""
    marks = ", ".join("?" * len(ids))
    states = ", ".join(f"'{status}'" for status in OPEN)
    return dict(
        store.rows(
            f"SELECT o.contact_id, count(*) FROM outreach o JOIN campaign c ON c.id = o.campaign_id "
            f"WHERE o.contact_id IN ({marks}) AND o.status IN ({states}) AND c.archived_at IS NULL "
            "GROUP BY o.contact_id",
            *ids,
        )
    )


def what_blocking_ends(workspace: Workspace, ref: str) -> dict[str, Any]:
    """The counts that are asked about before somebody is marked do not contact."""
    marks = ", ".join(f"'{status}'" for status in ENDED_BY_BLOCK)
    with workspace.store.read() as store:
        contact = find_contact(store, ref)
        name, blocked_at = store.rows("SELECT name, blocked_at FROM contact WHERE id = ?", contact)[0]
        found = store.rows(
            f"SELECT DISTINCT c.name FROM outreach o JOIN campaign c ON c.id = o.campaign_id "
            f"WHERE o.contact_id = ? AND o.status IN ({marks}) ORDER BY c.name",
            contact,
        )
    return {"id": str(contact), "name": name, "blocked": blocked_at is not None, "campaigns": [row[0] for row in found]}
