"""The results of a backup, a restore, or an advance of the sandbox's time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """The facts that a store holds about itself."""

    store_id: str
    network: str
    """Kind and address of the network, as one text."""
    people: int
    """Number of outreaches."""


@dataclass(frozen=True, slots=True)
class BackupResult:
    """A backup that was written and checked."""

    file: Path
    bytes: int
    at: datetime
    """Real time, UTC."""
    facts: StoreFacts


@dataclass(frozen=True, slots=True)
class RestoreResult:
    """A backup that replaced the store."""

    file: Path
    store: str
    """The path or the address of the store."""
    aside: Path | None
    """The present path of the store that was replaced; None if there was none."""
    facts: StoreFacts


@dataclass(frozen=True, slots=True)
class StoreCopyResult:
    """A store that was moved to another place."""

    source: str
    target: str
    store_id: str
    rows: dict[str, int]
    """The number of rows of each table."""
    epoch: int
    """The epoch of the last engine before the copy's first one."""


@dataclass(frozen=True, slots=True)
class AdvanceResult:
    """An advance of the workspace's time; moments in workspace time, UTC."""

    started_at: datetime
    ended_at: datetime
    runs_opened: int
    sent: int
    """Invitations and messages sent, withdrawals included."""
