"""The headless process: signals, the engine's lock, the alarm, a clean end."""

from __future__ import annotations

import contextlib
import logging
import os
import queue
import signal
import socket
import sys
from collections.abc import Callable
from datetime import datetime, timedelta
from types import FrameType
from typing import TYPE_CHECKING, Protocol

from core.clock import WorkspaceClock, boot_seconds, real_now
from core.daemon.health import served
from core.engine.context import Context
from core.engine.ownership import handover
from core.engine.ownership.lock import holder
from core.engine.runner import Lanes, engine
from core.errors import EngineElsewhereError, OvertureError, TryAgainError
from core.network.gateway import Gateway
from core.workspace import Workspace

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler

LONGEST_SLEEP_S = 1.0
"""The engine looks at its agenda at least this often, in real seconds, whatever the alarm does."""
ASK_S = 1.0
"""Real seconds between two questions to whoever runs the engine."""
LOOK_S = 0.2
"""Real seconds between two looks whether its lock is free."""
TICK, STOP, RELOAD = "tick", "stop", "reload"
log = logging.getLogger("overture.daemon")


class Alarm(Protocol):
    """Rings once, `delay` real seconds from now; arming it again replaces the last ring."""

    def arm(self, delay: float) -> None: ...
    def close(self) -> None: ...


class ScheduledAlarm:
    """APScheduler as an alarm clock: its job only rings, it never does the work (FEASIBILITY 3)."""

    def __init__(self, ring: Callable[[], None]) -> None:
        from apscheduler.executors.pool import ThreadPoolExecutor
        from apscheduler.schedulers.background import BackgroundScheduler

        self._ring = ring
        self._scheduler: BackgroundScheduler = BackgroundScheduler(
            timezone="UTC",
            executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"misfire_grace_time": None, "coalesce": True, "max_instances": 1},
        )
        self._scheduler.start()

    def arm(self, delay: float) -> None:
        at = real_now() + timedelta(seconds=delay)
        self._scheduler.add_job(self._ring, "date", run_date=at, id="alarm", replace_existing=True)

    def close(self) -> None:
        self._scheduler.shutdown(wait=False)


class NoAlarm:
    """Without any scheduler: the engine's own wait of a second does all of it."""

    def arm(self, delay: float) -> None:
        """Nothing rings."""

    def close(self) -> None:
        """Nothing to close."""


class Loop:
    """One thread that waits on a queue, does what is due, and arms the next alarm as its last act."""

    def __init__(
        self,
        context: Context,
        make_alarm: Callable[[Callable[[], None]], Alarm],
        inbox: queue.SimpleQueue[str] | None = None,
    ) -> None:
        self._context = context
        self.inbox: queue.SimpleQueue[str] = inbox if inbox is not None else queue.SimpleQueue()
        self.handed_to = ""
        """Who asked for the engine and gets it, once `run` has returned."""
        context.wake = lambda: self.inbox.put(TICK)
        self._alarm = make_alarm(context.wake)
        self._lanes = Lanes(context)

    def run(self) -> None:
        """Work until somebody puts `stop` into the inbox or asks for the engine; calls in flight end first."""
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
            self._alarm.close()
            self._lanes.close()
        if self._lanes.error is not None:
            raise self._lanes.error

    def _reload(self) -> None:
        """A configuration that cannot be used changes nothing and is told in the log."""
        try:
            self._context.workspace.reload()
        except OvertureError as error:
            log.error("config.toml was not taken over: %s", error.text)

    def _tick(self) -> float:
        now = self._context.workspace.now()
        upcoming = self._lanes.tick(now)
        delay = self._real_delay(upcoming, self._context.workspace.now())
        self._alarm.arm(delay)
        return min(delay, LONGEST_SLEEP_S) if delay > 0 else 0.001

    def _real_delay(self, due: datetime | None, now: datetime) -> float:
        clock = self._context.workspace.clock
        if due is None or not isinstance(clock, WorkspaceClock):
            return LONGEST_SLEEP_S
        return clock.real_delay(due, now)


def run_daemon(
    workspace: Workspace,
    gateway: Gateway,
    said: Callable[[str], None],
    *,
    wait: bool = False,
    health_port: int | None = None,
) -> None:
    """Run the engine until SIGTERM or SIGINT, or until somebody asks for it; a second signal exits at once.

    With `wait` it asks whoever runs the engine for it. Raises EngineElsewhereError without.
    """
    inbox: queue.SimpleQueue[str] = queue.SimpleQueue()
    _listen(inbox)
    with contextlib.ExitStack() as stack:
        context = _take_place(stack, workspace, gateway, said, inbox, wait=wait)
        if context is None:
            said("The wait for the engine has ended; it runs on where it ran.")
            return
        loop = Loop(context, ScheduledAlarm, inbox)
        if health_port is not None:
            said(f"Health: {stack.enter_context(served(context, health_port))}")
        said(f"The engine runs here, process id {os.getpid()}. Ctrl+C ends it after the call in flight.")
        loop.run()
    said(f"The engine was handed over to the {loop.handed_to}." if loop.handed_to else "The engine has stopped.")


def _take_place(
    stack: contextlib.ExitStack,
    workspace: Workspace,
    gateway: Gateway,
    said: Callable[[str], None],
    inbox: queue.SimpleQueue[str],
    *,
    wait: bool,
) -> Context | None:
    """The engine, at once or after a wait; None where a signal ended the wait."""
    while True:
        try:
            return stack.enter_context(engine(workspace, gateway, "daemon"))
        except EngineElsewhereError:
            if not wait:
                raise
        if not _wait_for_place(workspace, said, inbox):
            return None


def _wait_for_place(workspace: Workspace, said: Callable[[str], None], inbox: queue.SimpleQueue[str]) -> bool:
    """Ask for the engine until its lock is free; whether it is."""
    me = f"daemon with process id {os.getpid()} on {socket.gethostname()}"
    asked, told = -ASK_S, False
    while (found := holder(workspace.home.engine_lock)) is not None:
        if not told:
            said(f"Waiting for the {found.kind} with process id {found.pid} to hand the engine over.")
            told = True
        if boot_seconds() - asked >= ASK_S:
            with contextlib.suppress(TryAgainError):  # the holder stands still with the store in its hands
                handover.ask(workspace.store, me)
            asked = boot_seconds()
        with contextlib.suppress(queue.Empty):
            if inbox.get(timeout=LOOK_S) == STOP:
                with contextlib.suppress(TryAgainError):  # a question grows old by itself
                    handover.withdraw(workspace.store, me)
                return False
    return True


def _listen(inbox: queue.SimpleQueue[str]) -> None:
    """Signal handlers only put into the queue: anything else can deadlock inside one."""
    seen: list[int] = []

    def stop(number: int, _frame: FrameType | None) -> None:
        seen.append(number)
        if len(seen) > 1:
            sys.stderr.flush()
            os._exit(128 + number)
        inbox.put(STOP)

    def reload(_number: int, _frame: FrameType | None) -> None:
        inbox.put(RELOAD)

    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    signal.signal(signal.SIGHUP, reload)
