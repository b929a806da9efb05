"""The days off of a campaign as of a past moment: those of now, without the changes that the journal has since then."""

from __future__ import annotations

from datetime import date, datetime

from core.days_off import DaysOff, parse
from core.services.unshown import data_of
from core.store import campaign_days
from core.store.database import Reading
from core.store.views.explaining import gate_changes
from core.store.views.explaining.gate_changes import GateChange

_Around = tuple[GateChange | None, GateChange | None]


def was_off(store: Reading, campaign: int, member: int, day: date, at: datetime) -> bool | None:
    """Return whether a date was off for a campaign at a past moment; None if that is not known."""
    common, own = campaign_days.of_each(store, campaign)
    found = [
        _then(gate_changes.of_value(store, "days-off", at), common, ("before", "after")),
        _then(gate_changes.of_days_off(store, member, at), own, ("before", "days_off")),
    ]
    if any(days is not None and day in days for days in found):
        return True
    return None if None in found else False


def _then(around: _Around, now: DaysOff, keys: tuple[str, str]) -> DaysOff | None:
    """Return days off between two changes, by the keys of their data; None if neither tells them."""
    before, after = around
    if before is not None:
        return _told(before, keys[1])
    return now if after is None else _told(after, keys[0])


def _told(row: GateChange, key: str) -> DaysOff | None:
    text = data_of(row.data).get(key)
    try:
        return parse(text) if isinstance(text, str) else None
    except ValueError:
        return None
