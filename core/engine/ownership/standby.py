"""The watch of a standby: an engine that takes over once the running one gives no sign of life, and never sooner."""

from __future__ import annotations

import contextlib
from typing import NamedTuple

from core.clock import boot_seconds
from core.errors import TryAgainError, UsageError
from core.store.database import Store
from core.store.engine.engine_place import Seen

BEAT_S = 5.0
"""Seconds between two signs of life of a standby; every host lists the standbys that give them."""
WATCHED_S = 10.0
"""Seconds for which a standby itself sees the same heartbeat before it takes over.

An old heartbeat alone proves nothing: the server's clock may jump, and after a pause or a restart of the server every
heartbeat is old at first.
"""


class Takeover(NamedTuple):
    """An engine's place that a standby may take over now."""

    seen: Seen
    unbroken: bool
    """True if the standby saw that engine alive, and the store never went back since: no commit can be lost."""


class Watch:
    """The engine's place as a standby saw it so far; `check` is called about once a second."""

    def __init__(self, store: Store) -> None:
        """Begin to watch. Raises UsageError for a store in a file; `--wait` is for that."""
        if store.in_file:
            raise UsageError(
                "--standby is for a store on a server ([store] url in config.toml). Here only one machine can open the "
                "store: use --wait.",
                field="--standby",
            )
        self._store = store
        self._last: Seen | None = None
        self._since = boot_seconds()
        self._alive: int | None = None
        """Epoch of the engine whose heartbeat this standby saw move, if the store lost no write since; else None."""
        self._beat_at = -BEAT_S

    def close(self) -> None:
        """Stop being a standby: this process ends, or is the engine now. An unreachable server forgets it by itself."""
        with contextlib.suppress(TryAgainError):
            self._store.stand_down()

    def _beat(self) -> None:
        if boot_seconds() - self._beat_at >= BEAT_S:
            self._store.stand_by()
            self._beat_at = boot_seconds()

    def _read(self) -> Seen | None:
        with self._store.read() as reading:
            self._store.refuse_newer(reading)
        return self._store.engine_seen()

    def check(self) -> Takeover | None:
        """Look once; return the place to take over, or None if it is too early or the server does not answer.

        Raises NewerStoreError once a newer version has brought the store up to date.
        """
        now: Seen | None = None
        with contextlib.suppress(TryAgainError):
            now = self._read()
            self._beat()
        if now is None:
            self._alive = None  # another server may answer next, or an older store
            self._since = boot_seconds()
            return None
        before, self._last = self._last, now
        if before is None or before[:2] != now[:2]:
            self._since = boot_seconds()
        if before is not None and (now.epoch < before.epoch or now.last_journal < before.last_journal):
            self._alive = None
        elif before is not None and now.epoch == before.epoch and now.heartbeat not in (None, before.heartbeat):
            self._alive = now.epoch
        if not self._store.engine_may_be_replaced(now):
            return None
        if now.heartbeat is not None and boot_seconds() - self._since < WATCHED_S:
            return None
        return Takeover(now, unbroken=self._alive == now.epoch)
