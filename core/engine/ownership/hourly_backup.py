"""The engine's own backups: one an hour, in a thread of its own that delays no send."""

from __future__ import annotations

import contextlib
import logging
import threading
from datetime import datetime, timedelta

from core.clock import boot_seconds, real_now
from core.engine.context import Context
from core.errors import OvertureError
from core.secrets import unexpected
from core.store.upkeep import kept_backups, online_backup
from core.store.upkeep.inspection import inspect

CHECK_S = 60.0
"""Least real seconds between two checks whether a backup is due."""
LONGEST_END_S = 5.0
"""Most real seconds for which a stopping engine waits for its running backup."""
AGAIN = timedelta(minutes=10)
"""Wait after a backup that failed, in real time."""
log = logging.getLogger("overture.engine")


class HourlyBackup:
    """The backups of one engine. All times are real, whatever the speed of the workspace's clock."""

    def __init__(self, context: Context) -> None:
        self._context = context
        self._home = context.workspace.home
        self._checked_at = -CHECK_S
        self._not_before: datetime | None = None
        self._thread: threading.Thread | None = None

    def start_if_due(self) -> None:
        """Start a backup if one is due and none is under way; reads the folder at most once a minute."""
        store = self._context.store
        if boot_seconds() - self._checked_at < CHECK_S or not (store.durable and store.in_file):
            return
        self._checked_at = boot_seconds()
        if self._thread is not None and self._thread.is_alive():
            return
        if self._is_due(real_now()):
            self._thread = threading.Thread(target=self._run, name="backup", daemon=True)
            self._thread.start()

    def close(self) -> None:
        """Wait a few seconds for the running backup, which abandons its copy once the engine stops.

        The check of a large backup may not end in time; the next backup then removes its file.
        """
        if self._thread is not None:
            self._thread.join(LONGEST_END_S)

    def _is_due(self, now: datetime) -> bool:
        if self._not_before is not None and now < self._not_before:
            return False
        newest = next(iter(kept_backups.own(self._home)), None)
        last = kept_backups.made_at(self._context.workspace.stamp.clock)
        if newest is not None:
            with contextlib.suppress(OSError):
                last = datetime.fromtimestamp(newest.stat().st_mtime, now.tzinfo)
        return abs(now - last) >= kept_backups.EVERY  # also where the clock was set back

    def _run(self) -> None:
        try:
            self.make(real_now())
        except Exception as error:  # noqa: BLE001 - no fault of a backup may end the engine; its age is told
            self._not_before = real_now() + AGAIN
            words = error.text if isinstance(error, OvertureError) else unexpected(error)
            log.error("The hourly backup failed: %s", words)

    def make(self, now: datetime) -> bool:
        """Make a backup, check it, name it by `now`, and remove surplus ones; return False if the engine stops.

        Raises OvertureError if the backup cannot be made or is not whole; nothing of it remains then.
        """
        part = self._home.folder / kept_backups.PART
        kept_backups.remove_part(self._home)  # left by an engine that was killed
        if lacking := kept_backups.missing_room(self._home):
            raise OvertureError(lacking)
        if not online_backup.copy(self._home.store, part, self._context.stopping.is_set):
            return False
        try:
            inspect(part)
            kept_backups.keep(self._home, part, now)
        finally:
            kept_backups.remove_part(self._home)
        return True
