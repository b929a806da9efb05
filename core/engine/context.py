"""The state that all parts of the engine share."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from core.engine.store_check import StoreCheck
from core.network.gateway import Gateway
from core.store.database import Store, Writing
from core.store.held_items import Key
from core.store.views.agenda import Due
from core.workspace import Workspace

SETTLE = timedelta(minutes=15)
"""How long after an attempt the network's lists may still lag (docs/reliability.md#settling)."""


@dataclass
class Context:
    """A running engine that holds the lock. Each of its writes asserts `epoch`."""

    workspace: Workspace
    gateway: Gateway
    epoch: int
    since: datetime
    """Workspace time at which this engine took over; what was due earlier and is not done was missed."""
    stopping: threading.Event = field(default_factory=threading.Event)
    settle: timedelta = SETTLE
    failures_in_a_row: int = 0
    """Calls without a usable answer since the last call that had one."""

    patience_s: float = 30.0
    """Real seconds for which an outcome is tried to be written; 0 on a clock that is moved by hand."""
    rest: Callable[[float], object] = field(default_factory=lambda: threading.Event().wait)
    """Waits so many real seconds."""
    left_open: set[int] = field(default_factory=set)
    """Deliveries whose outcome could not be written: they are looked up once the store works again."""

    held: set[Key] = field(default_factory=set)
    """What is held after an unexpected error, as far as this engine knows: what works again is looked for here."""
    still_held: set[Key] = field(default_factory=set)
    """What was passed over just now instead of done: it is no success, so it stays held."""
    judged: set[int] = field(default_factory=set)
    """Threads that have asked whether the store is whole since they began what they do."""
    overtaken: set[Due] = field(default_factory=set)
    """What somebody at the keyboard was faster with, and is still due."""

    replayed: bool = False
    """Whether the side journal was taken over: nothing is sent before."""

    check: StoreCheck | None = None
    """Asks whether the store is whole, before anything is sent and once a day."""

    keep_mark: Callable[[Writing], None] = lambda _store: None
    """Writes the mark of a real clock into the store, in the transaction of an intent."""
    wake: Callable[[], None] = lambda: None
    """Rings the engine's thread: something finished, or changed."""

    @property
    def store(self) -> Store:
        return self.workspace.store
