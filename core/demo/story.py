"""The events of the demo's two weeks: approvals, and typical troubles."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from core.demo import scene
from core.seeds import fraction
from core.services.campaigns import lifecycle
from core.services.queue import approvals
from core.store import outreaches
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.network.sandbox import Sandbox

UNREAD_DAYS = (3, 4)
"""Days on which the sender of one campaign approves nothing."""
REJECTS_ONE_IN = 25
"""Average number of texts of which the sender rejects one."""


def arrange(sandbox: Sandbox) -> None:
    """Arrange the network's troubles, each at its time."""

    def at(day: int, hour: int) -> datetime:
        return scene.START.replace(hour=0) + timedelta(days=day, hours=hour)

    sandbox.fault("timeout_after", account=scene.ADA, kind="invite", start=at(2, 8), remaining=1)
    sandbox.fault("disconnected", account=scene.CLEO, start=at(3, 2), until=at(4, 1))
    sandbox.fault("invalid_recipient", account=scene.BEN, kind="invite", start=at(4, 14), remaining=1)
    sandbox.fault("service_unavailable", start=at(8, 8), until=at(8, 10))
    sandbox.fault("cannot_resend_yet", account=scene.BEN, kind="invite", start=at(9, 15), remaining=1)


def moments(days: int) -> Iterator[tuple[datetime, Callable[[Workspace], None]]]:
    """Yield people's acts in the demo, in order: moment (UTC) and act."""
    for day in range(days + 1):
        evening = scene.START.replace(hour=20) + timedelta(days=day)
        if day == 7:
            yield evening.replace(hour=6, minute=30), lambda workspace: _ignore(scene.add(workspace, scene.LATECOMER))
        if day == 9:
            yield evening.replace(hour=8, minute=20), lambda workspace: _ignore(lifecycle.stop(workspace, "1"))
            yield evening.replace(hour=8, minute=50), lambda workspace: _ignore(lifecycle.start(workspace, "1"))
        if day == 11:
            yield evening.replace(hour=12), lambda workspace: _ignore(lifecycle.archive(workspace, "invite-press"))
        yield evening, _decide(day)


def _ignore(_result: int) -> None:
    """Discard the result of a service."""


def _decide(day: int) -> Callable[[Workspace], None]:
    def act(workspace: Workspace) -> None:
        with workspace.store.read() as store:
            waiting = [outreaches.get(store, ident) for ident in approvals.waiting(store)]
        for row in waiting:
            if row.campaign_id == 2 and day in UNREAD_DAYS:
                continue
            no = fraction("demo decides", row.person, row.step, row.revision) < 1 / REJECTS_ONE_IN
            (approvals.reject if no else approvals.approve)(workspace, [row.id])

    return act
