"""Settings fixed when a store was made: its network, clock, zone and keys."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from datetime import datetime

from core.clock import WorkspaceClock
from core.days_off import parse
from core.errors import RefusedError
from core.moments import is_possible
from core.rules.limits import NOTES_PER_MONTH
from core.store import named_values
from core.store.database import Reading, Store, Writing
from core.store.engine import engine_state
from core.store.fields import from_us, to_us
from core.time_zones import known_zones

FOLDER = "place.folder"
"""Key of the store's folder, recorded when the store is made, so that a copy made before any engine ran is found."""
MOST_NOTES = 1_000
"""Highest number of notes a month that is accepted; more than the possible invitations, so it sets no limit."""
FASTEST = 1_000_000
"""The highest speed of a clock that `config.toml` accepts."""
HASH_KEY = 64
"""Hexadecimal digits of the secret by which addresses are hashed."""
DAYS_OFF = "workspace.days_off"
"""Key of the workspace's days off; absent in a store that never had any."""
NOTES_A_MONTH = "workspace.notes_a_month"
"""Key of the notes that a basic account may send in a calendar month; if absent, the usual number holds."""
RESTORED = "restored"
"""Key set in a store that was restored from a backup, until an engine has started on it."""
STORE_ID = "store.id"
"""Key of the id that a store keeps for good; its copies have the same."""
GENERATION = "store.generation"
"""Key of a random text that each restore and each adoption of a copy renews; absent in a store of an older version."""
MOVED = "moved.to"
"""Key of the address to which a store was moved: nothing is sent from it any more."""
UNFINISHED = "copy.unfinished"
"""Key set in a copy of a store until it is complete, with the id of the store that is copied."""


@dataclass(frozen=True)
class Stamp:
    """The settings of one store."""

    store_id: str
    hash_key: str
    network: tuple[str, str]
    clock: WorkspaceClock
    time_zone: str
    dedupe: str
    seed: int
    days_off: str = ""
    """The workspace's days off; empty in a store that never had any."""
    notes_a_month: int = NOTES_PER_MONTH
    """Invitations of a basic account that may carry a note in a calendar month."""
    moved_to: str = ""
    """The address to which the store was moved; empty if it was not."""


def write_stamp(
    store: Writing,
    *,
    network: tuple[str, str],
    anchor: datetime,
    real_anchor: datetime,
    speed: float,
    time_zone: str,
    dedupe: str,
    seed: int,
    off: str = "",
    notes_a_month: int | None = None,
) -> None:
    """Stamp a new store; called once, inside its first transaction."""
    values = {
        STORE_ID: secrets.token_hex(16),
        GENERATION: new_generation(),
        "store.hash_key": secrets.token_hex(32),
        "network.kind": network[0],
        "network.address": network[1],
        "clock.anchor": str(to_us(anchor)),
        "clock.real_anchor": str(to_us(real_anchor)),
        "clock.speed": repr(speed),
        "workspace.time_zone": time_zone,
        "workspace.dedupe": dedupe,
        "sandbox.seed": str(seed),
    }
    if off:
        values[DAYS_OFF] = off
    if notes_a_month is not None:
        values[NOTES_A_MONTH] = str(notes_a_month)
    for key, value in values.items():
        named_values.add(store, key, value)
    engine_state.add(store)


def read_stamp(store: Store) -> Stamp | None:
    """Return the settings, or None if the store was never stamped. Raises RefusedError for an unfinished copy."""
    with store.read() as reading:
        found = named_values.every(reading)
    if UNFINISHED in found:
        raise RefusedError(
            f"{store.shown} holds an unfinished copy: run the command that made it again, from the same home, or "
            "remove the copy.",
            code="copy.unfinished",
        )
    return _stamp_of(found) if found else None


def _stamp_of(found: dict[str, str]) -> Stamp:
    clock = WorkspaceClock(
        from_us(int(found["clock.anchor"])),
        from_us(int(found["clock.real_anchor"])),
        float(found["clock.speed"]),
    )
    return Stamp(
        found[STORE_ID],
        found["store.hash_key"],
        (found["network.kind"], found["network.address"]),
        clock,
        found["workspace.time_zone"],
        found["workspace.dedupe"],
        int(found["sandbox.seed"]),
        found.get(DAYS_OFF, ""),
        notes_of(found.get(NOTES_A_MONTH)),
        found.get(MOVED, ""),
    )


def notes_of(text: str | None) -> int:
    """Return the notes a month from the text of the setting; the usual number for None. Raises ValueError."""
    if text is None:
        return NOTES_PER_MONTH
    number = int(text) if text.isascii() and text.isdigit() else -1
    if not 0 <= number <= MOST_NOTES:
        raise ValueError
    return number


def new_generation() -> str:
    """Return a random text that no store has had before."""
    return secrets.token_hex(16)


def generation(store: Reading) -> str:
    """Return the text that each restore renews; empty in a store of an older version that was never restored."""
    return named_values.get(store, GENERATION) or ""


def renew_generation(store: Writing) -> None:
    """Give the store a new generation: from here on its row ids may be those of other people or campaigns."""
    named_values.put(store, GENERATION, new_generation())


def move_clock(store: Store, anchor: datetime, real_anchor: datetime) -> None:
    """Let the workspace's time continue from `anchor`; only for embedded and loopback networks."""
    with store.write() as writing:
        for key, moment in (("clock.anchor", anchor), ("clock.real_anchor", real_anchor)):
            named_values.change(writing, key, str(to_us(moment)))


def unusable(settings: dict[str, str]) -> str | None:
    """Return, in words, the first setting of a stamp that the program cannot use; None if it can use all of them."""
    try:
        stamp = _stamp_of(settings)
        clock = (is_possible(stamp.clock.anchor), is_possible(stamp.clock.real_anchor))
        bytes.fromhex(stamp.hash_key)
        parse(stamp.days_off)
    except (KeyError, ValueError, OverflowError) as error:
        return f"an unusable setting ({type(error).__name__})"
    usable = {
        "clock": all(clock) and 0 < stamp.clock.speed <= FASTEST,
        "store.hash_key": len(stamp.hash_key) == HASH_KEY,
        "workspace.time_zone": stamp.time_zone in known_zones(),
        "workspace.dedupe": stamp.dedupe in ("group", "all"),
    }
    return next((f"an unusable setting ({name})" for name, well in usable.items() if not well), None)
