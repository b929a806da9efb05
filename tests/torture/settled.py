"""Checks at the end of a life: the product's own recount, its data against the network's, nobody forgotten."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from core.services.maintenance.verify import verify
from core.store.database import Reading
from core.workspace import Workspace
from tests.torture.network import Network
from tests.torture.oracle import WrongError

ALARMS = {
    "queued": "o.read_at IS NOT NULL",
    "scheduled": "EXISTS (SELECT 1 FROM booking b WHERE b.outreach_id = o.id AND b.state = 'planned')",
    "in_doubt": "EXISTS (SELECT 1 FROM delivery d WHERE d.outreach_id = o.id AND d.state = 'in_doubt' "
    "AND d.look_at IS NOT NULL)",
    "unresolved": "EXISTS (SELECT 1 FROM delivery d WHERE d.outreach_id = o.id AND d.state = 'unresolved')",
    "accepted": "o.render_at IS NOT NULL",
    "messaged": "o.render_at IS NOT NULL",
    "cancelled": "o.reason <> ''",
    "failed": "o.reason <> ''",
    "rejected": "o.reason <> ''",
    "withdrawn": "o.reason <> ''",
    "sending": "0",
}
"""SQL condition, by status, that a person must meet so as not to be forgotten: an alarm or a reason."""


def check(ws: Workspace, network: Network) -> int:
    """Raise WrongError for the first contradiction; return how many doubts were settled."""
    found = verify(ws)
    for finding in found.duplicates:
        raise WrongError("twice", finding.text)
    for finding in found.differences:
        raise WrongError("broken", finding.text)
    with ws.store.read() as store:
        for words in [*_forgotten(store), *_not_carried_out(store, network), *_not_known(store, network)]:
            raise WrongError("lost", words)
        return int(store.scalar("SELECT count(*) FROM journal WHERE kind = 'settled'"))


def _forgotten(store: Reading) -> Iterator[str]:
    for status, beside in ALARMS.items():
        for ident, person in store.rows(
            f"SELECT o.id, o.person FROM outreach o WHERE o.status = ? AND NOT ({beside})", status
        ):
            yield f"outreach {ident} ({person}) is {status}, and nothing stands beside it"


def _not_carried_out(store: Reading, network: Network) -> Iterator[str]:
    """Yield sends of the store that the network did not carry out."""
    for account, person, kind, text in store.rows(
        "SELECT m.account_id, d.person, d.kind, d.text FROM delivery d JOIN member m ON m.id = d.member_id "
        "WHERE d.state = 'sent' AND d.kind <> 'withdrawal'"
    ):
        side = network.sides[account]
        if kind == "invitation":
            carried = side.invited[person] > 0 or person in side.connected  # connected people count as invited
        else:
            carried = any(who == person for who, _text in side.written)
        if not carried:
            yield f"{kind} to {person} ({text}) counts as sent, and never was"


def _not_known(store: Reading, network: Network) -> Iterator[str]:
    """Yield a line if more carried-out writes are unknown to the store than its quarantine holds by hash.

    An ended invitation is in no list: an older store that looks for it may take it for absent. A pending one that the
    store counts as made outside Overture is not known.
    """
    known = Counter(
        store.rows(
            "SELECT m.account_id, d.person, d.kind FROM delivery d JOIN member m ON m.id = d.member_id "
            "WHERE d.state IN ('sent', 'in_doubt', 'unresolved')"
        )
    )
    held = int(store.scalar("SELECT count(*) FROM quarantine"))
    for account, side in network.sides.items():
        carried = Counter((account, person, "invitation") for person in side.invited if person not in side.gone)
        carried.update((account, person, "message") for person, _text in side.written)
        strange = sum((carried - known).values())
        if strange > held:
            yield f"{strange} writes are unknown to the store, which holds {held}: {list(carried - known)[:3]}"
