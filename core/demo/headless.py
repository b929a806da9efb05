"""The demo without a terminal: some days on the sandbox, then their result."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from datetime import datetime, timedelta
from pathlib import Path

from core.clock import SteppedClock
from core.demo import scene, story
from core.demo.throwaway import throwaway
from core.engine.context import Context
from core.engine.runner import advance, engine
from core.network import open_gateway
from core.services.maintenance import verify
from core.services.overview import campaign_list
from core.services.provider.gateway import sandbox
from core.store import bookings, runs
from core.store.database import Store
from core.views.demo_view import DemoCampaign, DemoResult, LedgerTotals, RunTotals
from core.workspace import Workspace, home_of, opened

CHECK_EVERY = timedelta(hours=1)
"""Time between two checks of every campaign's health."""


def run(days: int, seed: int, progress: Callable[[int, int], None]) -> DemoResult:
    """Simulate `days` days in a throw-away workspace; the same seed gives the same result."""
    with throwaway() as folder:
        home = home_of(folder / "home")
        with opened(home, config=scene.config(seed), clock=SteppedClock(scene.START), durable=False) as workspace:
            seen = perform(workspace, folder, days, progress)
            with sandbox(workspace) as network:
                ledger = network.ledger()
            return DemoResult(
                days=days,
                seed=seed,
                campaigns=_campaigns(workspace, seen),
                ledger=_ledger_totals(ledger),
                runs=_run_totals(workspace.store),
                verification=verify.verify(workspace),
            )


def perform(workspace: Workspace, folder: Path, days: int, progress: Callable[[int, int], None]) -> dict[int, set[str]]:
    """Build the scene in a fresh workspace and run its story; return the health states seen of each campaign.

    The workspace's clock must be a stepped one at the scene's start.
    """
    actor, workspace.actor = workspace.actor, scene.ACTOR
    scene.build(workspace, folder)
    with sandbox(workspace) as network:
        story.arrange(network)
        gateway = open_gateway.embedded(network, workspace.now)
        try:
            with engine(workspace, gateway, "demo") as context:
                return _live(context, days, progress)
        finally:
            gateway.close()
            workspace.actor = actor


def _live(context: Context, days: int, progress: Callable[[int, int], None]) -> dict[int, set[str]]:
    """Run the engine for some days, with the acts of the demo's story; return each campaign's health states seen."""
    workspace = context.workspace
    seen: dict[int, set[str]] = {}
    end = scene.START + timedelta(days=days)
    for moment, act in sorted([*_looks(seen, end), *story.moments(days)], key=lambda item: item[0]):
        if moment > end:
            break
        advance(context, moment)
        act(workspace)
        progress((moment - scene.START).days, days)
    advance(context, end)
    progress(days, days)
    return seen


def _looks(seen: dict[int, set[str]], end: datetime) -> Iterator[tuple[datetime, Callable[[Workspace], None]]]:
    def look(workspace: Workspace) -> None:
        for view in campaign_list.campaigns(workspace):
            if view.health.state is not None:
                seen.setdefault(view.id, set()).add(view.health.state)

    moment = scene.START + timedelta(minutes=1)
    while moment < end:
        yield moment, look
        moment += CHECK_EVERY


def _campaigns(workspace: Workspace, seen: dict[int, set[str]]) -> tuple[DemoCampaign, ...]:
    views = [*campaign_list.campaigns(workspace), *campaign_list.campaigns(workspace, archived=True)]
    return tuple(
        DemoCampaign(view, _not_sent(workspace, view.id), tuple(sorted(seen.get(view.id, set()))))
        for view in sorted(views, key=lambda view: view.id)
    )


def _not_sent(workspace: Workspace, campaign: int) -> dict[str, int]:
    with workspace.store.read() as store:
        return bookings.reasons(store, campaign)


def _ledger_totals(ledger: list[dict[str, object]]) -> LedgerTotals:
    """Count the effects that really happened, and the people whom one account invited twice."""
    kinds = Counter(entry["kind"] for entry in ledger)
    invited = Counter((entry["account"], entry["person"]) for entry in ledger if entry["kind"] == "invite")
    return LedgerTotals(kinds["invite"], kinds["message"], sum(times > 1 for times in invited.values()))


def _run_totals(store: Store) -> RunTotals:
    with store.read() as reading:
        states = runs.by_state(reading)
        sums = bookings.sums(reading)
    return RunTotals(
        runs=sum(states.values()),
        missed=states.get("missed", 0),
        planned=sum(sums.values()),
        sent=sums.get("sent", 0),
        in_doubt=sums.get("in_doubt", 0),
        not_sent=sums.get("not_sent", 0),
        waiting=sums.get("planned", 0) + sums.get("sending", 0),
    )
