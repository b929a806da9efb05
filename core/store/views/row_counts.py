"""Numbers of rows of the tables that `verify` reads, to say how much was checked."""

from __future__ import annotations

from typing import NamedTuple

import peewee as pw

from core.store.compiled import Select
from core.store.database import Reading
from core.store.tables.journal import Journal
from core.store.tables.outreach import Booking, Delivery, Outreach, Run


class _Rows(NamedTuple):
    run: int
    booking: int
    outreach: int
    delivery: int
    journal: int


_COUNT = pw.fn.COUNT(pw.SQL("*"))
_ROWS = Select(
    pw.Select(columns=[table.select(_COUNT) for table in (Run, Booking, Outreach, Delivery, Journal)]), _Rows
)


def checked(store: Reading) -> dict[str, int]:
    """Return the number of rows by table."""
    return _ROWS.one(store)._asdict()
