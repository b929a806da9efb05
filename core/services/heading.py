"""What every screen shows around itself: network, engine, pause, what comes next, counts."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from core.engine.lock import Holder
from core.rules.coming import Due
from core.services.life import life
from core.services.status import clock_words, next_event
from core.store import damage
from core.workspace import Workspace


@dataclass(frozen=True)
class Heading:
    """One reading of the surroundings; `now` and `next_at` are workspace time, UTC."""

    network: str
    sandbox: bool
    now: datetime
    time_zone: str
    holder: Holder | None
    silent_s: float
    """Real seconds for which the engine has shown no sign of life."""
    paused: bool
    clock: str
    """What is wrong with the computer's clock, in a sentence; empty where nothing is."""
    next_at: datetime | None
    next_what: str
    next_campaign: str
    counts: dict[str, int]
    damaged: str = ""
    """What is wrong with the store, and what to do; empty while no damage is known."""
    next_state: Due = "to come"
    trouble: str = ""
    """The provider refuses our key, or gives no usable answer; nothing where all is well."""


_COUNTS = {
    "invites": "SELECT count(*) FROM campaign WHERE archived_at IS NULL",
    "approvals": "SELECT count(*) FROM outreach WHERE status = 'pending'",
    "queue": """SELECT count(*) FROM outreach WHERE status IN
        ('queued', 'pending', 'approved', 'scheduled', 'sending', 'in_doubt', 'unresolved')""",
    "sources": "SELECT count(*) FROM source WHERE archived_at IS NULL",
    "contacts": "SELECT count(*) FROM contact WHERE merged_into_id IS NULL",
    "members": "SELECT count(*) FROM member WHERE archived_at IS NULL",
}


def heading(workspace: Workspace) -> Heading:
    """Read the surroundings; asks the kernel who holds the engine's lock."""
    alive = life(workspace)
    found = damage.known(workspace.home)
    kind, address = workspace.stamp.network
    with workspace.store.read() as store:
        row = store.row("SELECT paused_at, key_refused_at, provider_down_since FROM engine")
        coming = next_event(workspace, alive) if found is None else None
        clock = clock_words(workspace, workspace.now())
        counts = {name: int(store.scalar(sql)) for name, sql in _COUNTS.items()}
    paused, refused, down = row if row is not None else (None, None, None)
    return Heading(
        network="SANDBOX" if kind == "sandbox" else f"{kind} {address}",
        sandbox=kind == "sandbox",
        now=workspace.now(),
        time_zone=workspace.stamp.time_zone,
        holder=alive.holder,
        silent_s=alive.silent_s,
        paused=paused is not None,
        clock=clock,
        next_at=None if coming is None else datetime.fromisoformat(coming["at"]),
        next_what="" if coming is None else coming["what"],
        next_campaign="" if coming is None else str(coming["campaign"]),
        counts=counts,
        damaged="" if found is None else f"{found.words}. {found.remedy}",
        next_state="to come" if coming is None else coming["state"],
        trouble="key refused" if refused is not None else "provider down" if down is not None else "",
    )
