"""The workspace at a glance: network, engine, pause, next event, doubts."""

from __future__ import annotations

import contextlib
from collections import Counter
from datetime import datetime
from typing import Literal

from core.engine.ownership import safe_mode
from core.engine.ownership.clock_watch import behind_s, last_mark
from core.engine.restoring import location
from core.rules.clock_steps import clock_seconds
from core.rules.codes import describe
from core.rules.coming import due_state
from core.services import erasure_copies
from core.services.engine_alive import Life, last_heartbeat, late_after, life
from core.services.members.member_view import list_members
from core.services.overview import backup_age, campaign_list, held_problems
from core.services.overview.hold_problems import sentences
from core.services.overview.snapshot import side_journal_damage
from core.store import campaign_counts, holds
from core.store.database import Reading
from core.store.engine import clock_state
from core.store.engine import engine_state as engine_rows
from core.store.upkeep import damage
from core.store.views import agenda, due_items
from core.store.views.agenda import Kind
from core.store.views.doubts import people_in_doubt, withdrawals_in_doubt
from core.views.status_view import (
    EngineState,
    Network,
    NextEvent,
    ProviderState,
    Standby,
    Status,
    StoreDamage,
    WorkspaceState,
)
from core.workspace import Workspace

_WHAT: dict[Kind, Literal["opens", "closes", "sends"]] = {
    Kind.OPEN: "opens",
    Kind.CLOSE: "closes",
    Kind.SEND: "sends",
}


def status(workspace: Workspace) -> Status:
    """Return the workspace at a glance; read the store and ask the kernel who holds the engine's lock."""
    with workspace.store.read() as store:
        state = workspace_state(workspace, store)
        states = Counter(entry.health.state or "inactive" for entry in campaign_list.campaigns(workspace))
        counts = campaign_counts.by_status(store)
        return Status(
            state=state,
            home=workspace.home.folder,
            moved=location.moved(workspace),
            erasure=erasure_copies.found(workspace),
            backup=backup_age.state(workspace),
            side_journal=side_journal_damage(store),
            holds=sentences(store, holds.every(store), state.now),
            held=held_problems.sentences(store, state.now, state.time_zone),
            members=tuple(list_members(workspace)),
            campaigns=states,
            waiting_for_approval=counts.get("pending", 0),
            in_doubt=people_in_doubt(store),
            unresolved=counts.get("unresolved", 0),
            withdrawals_in_doubt=withdrawals_in_doubt(store),
        )


def workspace_state(workspace: Workspace, store: Reading) -> WorkspaceState:
    """Return the state of the workspace that every page and `overture status` show."""
    now, alive = workspace.now(), life(workspace)
    told = engine_rows.interruptions(store)
    damaged = damage.known(workspace.home)
    return WorkspaceState(
        network=Network(*workspace.stamp.network),
        now=now,
        time_zone=workspace.stamp.time_zone,
        engine=engine_state(alive, last_heartbeat(workspace, alive)),
        damage=None if damaged is None else _damage(damaged),
        paused=told.paused_at is not None,
        clock=_clock_words(workspace, store, now),
        provider=ProviderState(told.provider_down_since, told.key_refused_at is not None, told.provider_words),
        next=None if damaged is not None else next_event(workspace, store, alive),
        safe_since=safe_mode.since(store),
        readonly=workspace.store.readonly,
    )


def engine_state(alive: Life, heartbeat: datetime | None) -> EngineState:
    """Return the state of the engine for screens; `heartbeat` is the time of its last heartbeat, in real time, UTC."""
    held = alive.holder
    return EngineState(
        kind=None if held is None else held.kind,
        pid=None if held is None else held.pid,
        heartbeat=heartbeat,
        silent_s=alive.silent_s,
        silent=alive.silent,
        fault="" if held is None else held.fault,
        host=held.host if held is not None and alive.shared else "",
        standbys=tuple(Standby(one.host, one.pid) for one in alive.standbys),
        taking_over_s=None if alive.taking_over_s is None else int(alive.taking_over_s),
    )


def _damage(found: damage.Damage) -> StoreDamage:
    at = None
    with contextlib.suppress(ValueError):  # the damage is shown even if its time cannot be read
        at = datetime.fromisoformat(found.at)
    return StoreDamage(at, found.words, found.backup, found.remedy)


def _clock_words(workspace: Workspace, store: Reading, now: datetime) -> str:
    """Return the fault of the computer's clock, in a sentence; empty if there is none."""
    if engine_rows.conditions(store).clock_held:
        return describe("clock.held")[0]
    differs = None if workspace.store.in_file else clock_state.difference(store)
    if differs is not None:
        return describe("clock.differs", host=differs.host, seconds=clock_seconds(differs.seconds))[0]
    mark = last_mark(store, workspace)
    return describe("clock.behind")[0] if mark is not None and behind_s(mark.wall, now) else ""


def next_event(workspace: Workspace, store: Reading, alive: Life) -> NextEvent | None:
    """Return the next opening, closing or send, with its campaign and state (to come, under way or overdue)."""
    now = workspace.now()
    for due in agenda.upcoming(store, 1):
        if due.kind in _WHAT:
            state = due_state(due.at, now, works=alive.works, late=late_after(workspace))
            return NextEvent(due.at, _WHAT[due.kind], due_items.campaign_name(store, due), state)
    return None
