"""Moving the workspace's clock forward and doing all work that falls due; only for embedded and loopback networks."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Iterator
from datetime import datetime, time, timedelta

from core.clock import SteppedClock, real_now
from core.engine import runner as engines
from core.errors import DamagedError, RefusedError
from core.network.gateway import Gateway
from core.rules.schedule import in_zone, local_date, to_utc
from core.store import runs
from core.store.stamp import move_clock
from core.store.views import sends
from core.views.maintenance_view import AdvanceResult
from core.workspace import Workspace

EVENING = time(22, 0)
"""Local time at which a day counts as over, for `--days`."""


def target_of_days(workspace: Workspace, days: int) -> datetime:
    """Return 22:00, in the workspace's zone, of the day this many days after today."""
    zone = workspace.stamp.time_zone
    return to_utc(local_date(workspace.now(), zone) + timedelta(days=days), EVENING, zone)


def advance(
    workspace: Workspace,
    gateway: Gateway,
    until: datetime,
    progress: Callable[[datetime], None] | None = None,
) -> AdvanceResult:
    """Do all work that falls due up to `until` (UTC) and leave the workspace's clock there.

    Raises RefusedError for a real network or a past time, EngineElsewhereError while an engine runs, and DamagedError
    for a damaged store.
    """
    if not workspace.config.may_move_time:
        raise RefusedError("A real network uses real time: nothing can be advanced. Run `overture daemon`.")
    start = workspace.now()
    if until < start:
        zone = workspace.stamp.time_zone
        wanted, now = (f"{in_zone(moment, zone):%Y-%m-%d %H:%M}" for moment in (until, start))
        raise RefusedError(f"{wanted} {zone} is past: the workspace's time is {now}, and it never goes back.")
    clock = SteppedClock(start)
    with _stepped(workspace, clock), engines.engine(workspace, gateway, "advance") as context:
        try:
            engines.advance(context, until, progress)
        except DamagedError:
            raise  # nothing more is written into that store
        except BaseException:
            move_clock(workspace.store, clock.now(), real_now())
            raise
        move_clock(workspace.store, clock.now(), real_now())
    with workspace.store.read() as store:
        return AdvanceResult(
            started_at=start,
            ended_at=clock.now(),
            runs_opened=runs.opened_since(store, start),
            sent=sends.count_since(store, start),
        )


@contextlib.contextmanager
def _stepped(workspace: Workspace, clock: SteppedClock) -> Iterator[None]:
    """Give the workspace this clock; restore its own if the engine was refused, or failed before time moved."""
    own, start = workspace.clock, clock.now()
    workspace.clock = clock
    try:
        yield
    except BaseException:
        if clock.now() == start:
            workspace.clock = own
        raise
