"""The last recorded time of a real clock, and whether a jump of it holds sending (table `engine`); moments are UTC."""

from __future__ import annotations

import json
from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.store import named_values
from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.fields import from_us, to_us
from core.store.spelled import greatest
from core.store.tables.workspace import EngineRow


class ClockState(NamedTuple):
    """The clock's latest recorded time (the mark), and the holds caused by its jumps."""

    mark: datetime | None
    """The moment of the latest send, below which time never falls."""
    boot_us: int | None
    """Microseconds since boot at the mark."""
    boot_id: str
    held_at: datetime | None
    """The moment before the jump that holds sending; None if nothing is held."""
    held_from: datetime | None
    """The beginning of the last hold that ended."""
    held_until: datetime | None


class ClockDifference(NamedTuple):
    """An engine whose machine's clock differs from the server's, which holds its work."""

    since: datetime
    """Workspace time, UTC."""
    seconds: float
    """Positive if the machine's clock is ahead."""
    host: str


DIFFERS = "clock.differs"
"""Key of the named value that holds the present `ClockDifference`, as JSON; absent while the clocks agree."""
DIFFERED = "clock.differed"
"""Key of the named value with the beginning and end of the last difference, in microseconds since 1970 UTC."""
_STATE = Select(
    EngineRow.select(
        EngineRow.clock_mark,
        EngineRow.clock_boot_us,
        EngineRow.clock_boot_id,
        EngineRow.clock_held_at,
        EngineRow.clock_held_from,
        EngineRow.clock_held_until,
    ),
    ClockState,
)
_ADVANCE = Change(
    EngineRow.update(
        {
            EngineRow.clock_mark: greatest(pw.fn.COALESCE(EngineRow.clock_mark, given("mark")), given("mark")),
            EngineRow.clock_boot_us: given("boot_us"),
            EngineRow.clock_boot_id: given("boot_id"),
        }
    ),
    about=touched.NOTHING,
)
_SET_BACK = Change(EngineRow.update({EngineRow.clock_mark: given("mark")}))
_HOLD = Change(EngineRow.update({EngineRow.clock_held_at: given("at")}))
_RELEASE = Change(
    EngineRow.update(
        {
            EngineRow.clock_held_from: EngineRow.clock_held_at,
            EngineRow.clock_held_until: given("now"),
            EngineRow.clock_held_at: None,
            EngineRow.clock_boot_id: "",
        }
    )
)


def get(store: Reading) -> ClockState:
    """Return the clock's mark and holds."""
    return _STATE.one(store)


def difference(store: Reading) -> ClockDifference | None:
    """Return the difference that holds the engine of a store on a server; None if there is none."""
    text = named_values.get(store, DIFFERS)
    if text is None:
        return None
    try:
        told = json.loads(text)
        return ClockDifference(from_us(int(told["since"])), float(told["seconds"]), str(told["host"]))
    except (ValueError, RecursionError, TypeError, KeyError, OverflowError):
        return None  # the engine compares again within seconds


def last_difference(store: Reading) -> tuple[datetime, datetime] | None:
    """Return the beginning and the end of the last difference that ended; None if there was none."""
    begin, _sign, end = (named_values.get(store, DIFFERED) or "").partition(" ")
    return (from_us(int(begin)), from_us(int(end))) if begin.isdecimal() and end.isdecimal() else None


def set_difference(store: Writing, found: ClockDifference | None, now: datetime) -> None:
    """Record the difference, or with None that it ended now (workspace time)."""
    if found is None:
        before = difference(store)
        if before is not None:
            named_values.put(store, DIFFERED, f"{to_us(before.since)} {to_us(now)}")
        named_values.delete(store, DIFFERS)
    else:
        told = {"since": to_us(found.since), "seconds": found.seconds, "host": found.host}
        named_values.put(store, DIFFERS, json.dumps(told))


def advance(store: Writing, mark: datetime, boot_us: int, boot_id: str) -> None:
    """Move the mark forward, never back, with the boot id and the time since boot at that moment."""
    _ADVANCE.run(store, mark=mark, boot_us=boot_us, boot_id=boot_id)


def set_back(store: Writing, mark: datetime) -> None:
    """Move the mark back after a person confirmed the clock."""
    _SET_BACK.run(store, mark=mark)


def hold(store: Writing, at: datetime) -> None:
    """Hold sending because of a jump; `at` is the moment before it."""
    _HOLD.run(store, at=at)


def release(store: Writing, now: datetime) -> None:
    """End the hold, and clear the boot id, so that the next engine does not find the same jump again."""
    _RELEASE.run(store, now=now)
