"""The workspace at a glance: network, engine, pauses, next event, holds."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Literal

from core.rules.coming import Due
from core.views.erasure_view import ErasureCopies
from core.views.held_view import HeldItem
from core.views.members_view import Member


@dataclass(frozen=True, slots=True)
class Network:
    """The network that a workspace uses."""

    kind: str
    """sandbox or unipile."""
    address: str

    @property
    def is_sandbox(self) -> bool:
        """Return True if nobody real is contacted."""
        return self.kind == "sandbox"

    @property
    def name(self) -> str:
        """The network's name on a screen."""
        return "SANDBOX" if self.is_sandbox else f"{self.kind} {self.address}"


@dataclass(frozen=True, slots=True)
class Standby:
    """A process that waits to take the engine over."""

    host: str
    pid: int


@dataclass(frozen=True, slots=True)
class EngineState:
    """The holder of a workspace's engine; `kind` and `pid` are None if nobody runs it."""

    kind: str | None
    pid: int | None
    heartbeat: datetime | None
    """Last heartbeat, in real time, UTC; None if there never was one."""
    silent_s: float
    """Real seconds since then."""
    silent: bool
    """True if a process holds the engine but its heartbeat has stopped."""
    fault: str
    """The error that keeps the engine from writing its store; empty if there is none."""
    host: str = ""
    """The host of the process that holds the engine; empty for a store in a file, whose host is this one."""
    standbys: tuple[Standby, ...] = ()
    taking_over_s: int | None = None
    """Real seconds since the last sign of life of an engine that a standby is about to replace; None otherwise."""

    @property
    def runs(self) -> bool:
        """Return True if a process holds the engine."""
        return self.kind is not None


@dataclass(frozen=True, slots=True)
class StoreDamage:
    """Damage of the store: nothing is sent while it lasts."""

    at: datetime | None
    """Real time at which it was found, UTC; None if that cannot be read."""
    words: str
    backup: str
    """Path of the newest whole backup; empty if none is known."""
    remedy: str


@dataclass(frozen=True, slots=True)
class ProviderState:
    """The known state of the provider; moments in workspace time, UTC."""

    down_since: datetime | None
    key_refused: bool
    words: str
    """The provider's latest answer about being down or refusing the key."""

    @property
    def trouble(self) -> str:
        """Return why the network cannot be used, in two words; empty if it can."""
        return "key refused" if self.key_refused else "provider down" if self.down_since is not None else ""

    @property
    def down_for(self) -> datetime | None:
        """Return the start of the provider's outage; None without one, or if the key is refused."""
        return None if self.key_refused else self.down_since


@dataclass(frozen=True, slots=True)
class NextEvent:
    """The next act of the engine; `at` in UTC."""

    at: datetime
    what: Literal["opens", "closes", "sends"]
    campaign: str
    state: Due


@dataclass(frozen=True, slots=True)
class WorkspaceState:
    """The workspace's state for every page and `overture status`; `now` in workspace time, UTC."""

    network: Network
    now: datetime
    time_zone: str
    engine: EngineState
    damage: StoreDamage | None
    paused: bool
    clock: str
    """A sentence about a fault of the computer's clock; empty if there is none."""
    provider: ProviderState
    next: NextEvent | None
    """None if nothing comes by itself, or the store is damaged."""
    safe_since: datetime | None = None
    """Time since which the engine sends nothing because of repeated crashes; None outside safe mode."""
    readonly: bool = False
    """True if this process may change nothing (`--readonly`)."""


@dataclass(frozen=True, slots=True)
class Heading:
    """The content of the frame around each page."""

    state: WorkspaceState
    counts: Mapping[str, int]
    """Number of rows by page: invites, approvals, queue, sources, contacts, members."""


@dataclass(frozen=True, slots=True)
class HoldSummary:
    """Calls that are held for one campaign, or for a whole member; moments in UTC."""

    code: str
    campaign: str | None
    """None if the hold is the member's."""
    member: str
    call: str
    """The kind of call that is held."""
    text: str
    action: str
    words: str
    """The provider's words."""
    since: datetime
    next_try: datetime


@dataclass(frozen=True, slots=True)
class SideJournalDamage:
    """Damaged lines of the side journal that nobody has accepted; `since` in workspace time, UTC."""

    lines: int
    since: datetime


@dataclass(frozen=True, slots=True)
class BackupState:
    """The last backup that is still there."""

    at: datetime | None
    """Real time at which it was made, UTC; None if there is none."""
    hours_too_old: int
    """Its age in hours if that is too much; else 0."""


@dataclass(frozen=True, slots=True)
class Status:
    """The workspace as `overture status` reports it."""

    state: WorkspaceState
    home: Path
    moved: str
    """The reason why the engine does not start here if the store was copied or moved; else empty."""
    erasure: ErasureCopies | None
    backup: BackupState
    side_journal: SideJournalDamage | None
    holds: tuple[HoldSummary, ...]
    """The calls held after the provider's answers."""
    held: tuple[HeldItem, ...]
    """The items held after unexpected errors."""
    members: tuple[Member, ...]
    campaigns: Mapping[str, int]
    """Number of unarchived campaigns by state of health; `inactive` for those without a state."""
    waiting_for_approval: int
    in_doubt: int
    """Outreaches in doubt or unresolved."""
    unresolved: int
    """Those of `in_doubt` that a person must decide."""
    withdrawals_in_doubt: int


@dataclass(frozen=True, slots=True)
class WorkspaceValue:
    """A value that belongs to the workspace, by the name that `overture set` knows."""

    name: str
    value: str
    meaning: str
    """The value's effect, in words."""
