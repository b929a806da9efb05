"""The engine's loop: one thread that does due work on every tick of the alarm."""

from __future__ import annotations

import contextlib
import logging
import queue
from collections.abc import Callable
from datetime import datetime

from core.clock import WorkspaceClock, boot_seconds
from core.daemon.alarm import Alarm
from core.daemon.loop_watch import Unwatched, Watch
from core.daemon.notices import Notices
from core.engine.context import Context
from core.engine.runner import Lanes
from core.errors import OvertureError, TryAgainError

LONGEST_SLEEP_S = 1.0
"""Real seconds after which the engine reads its agenda at the latest, even without an alarm."""
VALUES_S = 30.0
"""Real seconds between two checks for workspace values that another process changed."""
TICK, STOP, RELOAD = "tick", "stop", "reload"
log = logging.getLogger("overture.daemon")


class Loop:
    """One thread that waits on a queue, does due work, and arms the next alarm as its last act."""

    def __init__(
        self,
        context: Context,
        make_alarm: Callable[[Callable[[], None]], Alarm],
        inbox: queue.SimpleQueue[str] | None = None,
        watch: Watch | None = None,
    ) -> None:
        self._context = context
        self.inbox: queue.SimpleQueue[str] = inbox if inbox is not None else queue.SimpleQueue()
        self.handed_to = ""
        """The process to which the engine is handed over, once `run` has returned."""
        context.wake = lambda: self.inbox.put(TICK)
        self._alarm = make_alarm(context.wake)
        self._lanes = Lanes(context)
        self._watch: Watch = watch or Unwatched()
        self._notices = Notices(context, self._watch.noticed)
        self._values_at = boot_seconds()

    def run(self) -> None:
        """Work until `stop` is put into the inbox or another process asks for the engine; calls in flight end first."""
        try:
            wait = 0.0
            while True:
                try:
                    word = self.inbox.get(timeout=wait) if wait > 0 else TICK
                except queue.Empty:
                    word = TICK
                if word == STOP or self._lanes.error is not None:
                    break
                if word == RELOAD:
                    self._reload()
                wait = self._tick()
                if self._lanes.asked_by:
                    self.handed_to = self._lanes.asked_by
                    break
        finally:
            self._watch.ends()
            self._notices.close()
            self._alarm.close()
            self._lanes.close()
        if self._lanes.error is not None:
            raise self._lanes.error

    def stop(self) -> None:
        """End the loop; from now on no intent is committed, even if the loop's own thread waits for a server."""
        self._context.stopping.set()
        self.inbox.put(STOP)

    def calling(self) -> bool:
        """Return whether a send's intent is committed, or about to be, and its outcome is not."""
        return bool(self._context.calling)

    def _reload(self) -> None:
        """Reload the configuration; an unusable one changes nothing and is logged."""
        self._watch.reloading()
        fault = ""
        try:
            self._context.workspace.reload()
        except OvertureError as error:
            fault = error.text
            log.error("config.toml was not applied: %s", fault)
        self._watch.reloaded(fault)

    def _tick(self) -> float:
        now = self._context.workspace.now()
        upcoming = self._lanes.tick(now)
        delay = self._real_delay(upcoming, self._context.workspace.now())
        self._alarm.arm(delay)
        self._notices.check()
        self._take_values()
        self._watch.turned(self._words(upcoming))
        return min(delay, LONGEST_SLEEP_S) if delay > 0 else 0.001

    def _take_values(self) -> None:
        """Take over, every half minute, the values that `overture set` changed in another process."""
        if boot_seconds() - self._values_at < VALUES_S:
            return
        self._values_at = boot_seconds()
        with contextlib.suppress(TryAgainError):  # the engine reports that the store cannot be used
            self._context.workspace.take_values()

    def _words(self, upcoming: datetime | None) -> str:
        """Return one line about the engine's work, without anybody's name."""
        if self._lanes.storage.words:
            return "The store cannot be used; nothing is sent"
        if self._context.safe:
            return "Safe mode: nothing is sent until `overture resume`"
        due = "nothing is due" if upcoming is None else f"next due {upcoming:%Y-%m-%d %H:%M} UTC"
        return f"{self._lanes.in_flight()} at work, {due}"

    def _real_delay(self, due: datetime | None, now: datetime) -> float:
        clock = self._context.workspace.clock
        if due is None or not isinstance(clock, WorkspaceClock):
            return LONGEST_SLEEP_S
        return clock.real_delay(due, now)
