"""The workspace at a glance: network, engine, pauses, what comes next, what is held back."""

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
        """Whether nobody real is contacted."""
        return self.kind == "sandbox"

    @property
    def name(self) -> str:
        """The network as a screen names it."""
        return "SANDBOX" if self.is_sandbox else f"{self.kind} {self.address}"


@dataclass(frozen=True, slots=True)
class EngineState:
    """Who runs the engine of a workspace; `kind` and `pid` are None where nobody does."""

    kind: str | None
    pid: int | None
    heartbeat: datetime | None
    """Last sign of life, in real time, UTC; None where there never was one."""
    silent_s: float
    """Real seconds since then."""
    silent: bool
    """Whether somebody has the engine's place and shows no sign of life any more."""
    fault: str
    """What keeps the engine from writing its store; empty where nothing does."""

    @property
    def runs(self) -> bool:
        """Whether somebody has the engine's place."""
        return self.kind is not None


@dataclass(frozen=True, slots=True)
class StoreDamage:
    """Damage of the store: nothing is sent while it lasts."""

    at: datetime | None
    """When it was found, in real time, UTC; None where that cannot be read any more."""
    words: str
    backup: str
    """Path of the newest whole backup; empty where none is known."""
    remedy: str


@dataclass(frozen=True, slots=True)
class ProviderState:
    """What is known of the provider; moments in workspace time, UTC."""

    down_since: datetime | None
    key_refused: bool
    words: str
    """What the provider said last about either."""

    @property
    def trouble(self) -> str:
        """Why the network cannot be used, in two words; empty where it can."""
        return "key refused" if self.key_refused else "provider down" if self.down_since is not None else ""


@dataclass(frozen=True, slots=True)
class NextEvent:
    """The next thing that the engine does; `at` in UTC."""

    at: datetime
    what: Literal["opens", "closes", "sends"]
    campaign: str
    state: Due


@dataclass(frozen=True, slots=True)
class WorkspaceState:
    """What every page and `overture status` say about the workspace; `now` in workspace time, UTC."""

    network: Network
    now: datetime
    time_zone: str
    engine: EngineState
    damage: StoreDamage | None
    paused: bool
    clock: str
    """What is wrong with the computer's clock, in a sentence; empty where nothing is."""
    provider: ProviderState
    next: NextEvent | None
    """None where nothing comes by itself, or the store is damaged."""
    safe_since: datetime | None = None
    """Since when the engine sends nothing after crashes in a row; None where it does not."""


@dataclass(frozen=True, slots=True)
class Heading:
    """What the app shows around each page."""

    state: WorkspaceState
    counts: Mapping[str, int]
    """Number of rows by page: invites, approvals, queue, sources, contacts, members."""


@dataclass(frozen=True, slots=True)
class HoldSummary:
    """Calls that are held back for one campaign, or for a whole member; moments in UTC."""

    code: str
    campaign: str | None
    """None where the hold is the member's."""
    member: str
    call: str
    """The kind of call that is held back."""
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
    """When it was made, in real time, UTC; None where there is none."""
    hours_too_old: int
    """Its age in hours where that is too much; else 0."""


@dataclass(frozen=True, slots=True)
class Status:
    """The workspace as `overture status` tells it."""

    state: WorkspaceState
    home: Path
    moved: str
    """Why the engine does not start here, where the store was copied or moved; else empty."""
    erasure: ErasureCopies | None
    backup: BackupState
    side_journal: SideJournalDamage | None
    holds: tuple[HoldSummary, ...]
    """What the provider's answers hold back."""
    held: tuple[HeldItem, ...]
    """What unexpected errors hold back."""
    members: tuple[Member, ...]
    campaigns: Mapping[str, int]
    """Number of unarchived campaigns by state of health; `inactive` where they are off."""
    waiting_for_approval: int
    in_doubt: int
    """Outreaches in doubt or unresolved."""
    unresolved: int
    withdrawals_in_doubt: int
