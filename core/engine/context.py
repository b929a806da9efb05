"""The state that all parts of the engine share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.clock import Clock, WorkspaceClock
from core.engine.store_check import StoreCheck
from core.network.gateway import Gateway
from core.store.database import Store, Writing
from core.store.engine.journal_tail import Seen
from core.store.held_items import Key
from core.store.views.agenda import Due
from core.workspace import Workspace

SETTLE = timedelta(minutes=15)
"""Time after an attempt for which the network's lists may still lag (docs/reliability.md#settling)."""
LEAST_REAL = timedelta(seconds=5)


@dataclass
class Context:
    """The state of a running engine that holds the lock, used by all its parts. Each of its writes asserts `epoch`."""

    workspace: Workspace
    gateway: Gateway
    epoch: int
    since: datetime
    """Workspace time at which this engine took over; work due earlier and not done was missed."""
    origin: str = ""
    """The server, database and timeline on which this engine began (`Store.origin`)."""
    stopping: threading.Event = field(default_factory=threading.Event)
    settle: timedelta = SETTLE
    failures_in_a_row: int = 0
    """Consecutive calls without a usable answer."""

    patience_s: float = 30.0
    """Real seconds for which writing an outcome is retried; 0 on a clock that is moved by hand."""
    rest: Callable[[float], object] = field(default_factory=lambda: threading.Event().wait)
    """Function that waits the given real seconds."""
    left_open: set[int] = field(default_factory=set)
    """Deliveries whose outcome could not be written; they are looked up once the store works again."""

    held: set[Key] = field(default_factory=set)
    """Items held after an unexpected error, as far as this engine knows; one that succeeds is released."""
    still_held: set[Key] = field(default_factory=set)
    """Items just skipped because they are held. Skipping one is no success, so its hold does not end."""
    judged: set[int] = field(default_factory=set)
    """Threads that have checked the store for damage since they began their present work."""
    overtaken: set[Due] = field(default_factory=set)
    """Due work that once failed because a person had just changed the same data; it is held if that happens again."""

    store_is_current: bool = False
    """True if a store on a server is known to have lost no refusal, so that a missing one was lifted."""
    seen: Seen | None = None
    """The state of a store on a server after the replay; None before the replay, and for a store in a file."""
    calling: set[int] = field(default_factory=set)
    """Threads between the commit of an intent and that of its outcome."""
    last_call: str = ""
    """Key of the delivery of this engine's last call; empty before the first."""
    replayed: bool = False
    """True once the side journal was replayed; nothing is sent before."""

    safe: bool = False
    """True in safe mode: after repeated crashes nothing is sent until a person runs `overture resume`."""

    check: StoreCheck | None = None
    """Check of the store, before anything is sent and once a day."""

    keep_mark: Callable[[Writing], None] = lambda _store: None
    """A function that writes the time mark of a real clock into the store, in the transaction of an intent."""
    wake: Callable[[], None] = lambda: None
    """A function that wakes the engine's thread after something finished or changed."""

    @property
    def store(self) -> Store:
        return self.workspace.store


def settle_time(clock: Clock) -> timedelta:
    """Return the settle time: 15 minutes, but at least 5 real seconds on a fast clock, as a call takes real time."""
    speed = clock.speed if isinstance(clock, WorkspaceClock) else 1.0
    return max(SETTLE, LEAST_REAL * speed)
