"""Sends of the next hour, shown before everything, or a member, is paused or resumed."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from core.plural import plural
from core.services.lookup import find
from core.store import members
from core.store.views import next_sends
from core.store.views.next_openings import campaigns_opening
from core.workspace import Workspace

HOUR = timedelta(hours=1)


@dataclass(frozen=True)
class NextHour:
    """The sends of the next hour: those with a send time, and the campaigns whose runs open and may add more."""

    invitations: int
    messages: int
    openings: tuple[str, ...]
    """Names of the campaigns whose runs open, in the order of their openings."""
    disconnected: bool = False
    """True for a member whose account is not connected: nothing can be sent from it."""

    @property
    def words(self) -> str:
        """Return the sends and openings in words, without a full stop."""
        parts = [_count(self.invitations, "invitation"), _count(self.messages, "message")]
        sends = " and ".join(part for part in parts if part) or "no sends with a set time"
        if not self.openings:
            return sends
        names = ", ".join(f"“{name}”" for name in self.openings[:3])
        more = f" and {len(self.openings) - 3} more" if len(self.openings) > 3 else ""
        return f"{sends}, and sends of the runs that open then: {names}{more}"


def next_hour(workspace: Workspace, member: str | None = None) -> NextHour:
    """Count the sends of the next hour, of one member or of all not paused; a pause of the workspace is ignored.

    Raises NotFoundError.
    """
    until = workspace.now() + HOUR
    with workspace.store.read() as store:
        ident = None if member is None else find(store, "member", member)
        off = ident is not None and members.get(store, ident).state != "ok"
        counts = next_sends.planned_before(store, until, ident)
        openings = campaigns_opening(store, until, ident)
    return NextHour(counts.get("invitation", 0), counts.get("message", 0), tuple(openings), off)


def _count(number: int, what: str) -> str:
    return f"{number:,} {plural(number, what)}" if number else ""
