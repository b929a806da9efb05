"""The last recorded time of a real clock, and whether a jump of it holds sending (table `engine`); moments are UTC."""

from __future__ import annotations

from datetime import datetime
from typing import NamedTuple

import peewee as pw

from core.store.changes import touched
from core.store.compiled import Change, Select, given
from core.store.database import Reading, Writing
from core.store.spelled import greatest
from core.store.tables.workspace import EngineRow


class ClockState(NamedTuple):
    """The clock's mark, and its holds."""

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
    """End the hold, and forget the boot, so that the next engine does not find the same jump again."""
    _RELEASE.run(store, now=now)
