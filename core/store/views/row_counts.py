"""How many rows the tables have that a check of the whole store goes through."""

from __future__ import annotations

import peewee as pw

from core.store.compiled import Select
from core.store.database import Reading
from core.store.tables.journal import Journal
from core.store.tables.outreach import Booking, Delivery, Outreach, Run

_COUNTS = {
    name: Select(model.select(pw.fn.COUNT(pw.SQL("*"))), int)
    for name, model in (
        ("run", Run),
        ("booking", Booking),
        ("outreach", Outreach),
        ("delivery", Delivery),
        ("journal", Journal),
    )
}


def checked(store: Reading) -> dict[str, int]:
    """Return the number of rows by table."""
    return {name: count.one(store) for name, count in _COUNTS.items()}
