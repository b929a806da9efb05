"""An alarm clock that wakes the engine for its next check of the agenda, built on APScheduler."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Protocol

from core.clock import real_now

if TYPE_CHECKING:
    from apscheduler.schedulers.background import BackgroundScheduler


class Alarm(Protocol):
    """An alarm that rings once, `delay` real seconds from now; arming it again replaces the ring set before."""

    def arm(self, delay: float) -> None: ...
    def close(self) -> None: ...


class ScheduledAlarm:
    """APScheduler as an alarm clock: its job only rings, and never does the work (docs/reliability.md#waking-up)."""

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
