"""Active campaigns that use a member or a source, and stop when it is archived."""

from __future__ import annotations

from core.plural import plural
from core.rules.filters.natural_order import natural
from core.rules.states import NOT_YET_OUT, Status
from core.services.lookup import find
from core.store.database import Reading
from core.store.views import dependents, names
from core.views.archiving_view import ArchivingEnds
from core.workspace import Workspace

Ground = dependents.Ground


def campaigns_on(store: Reading, ground: Ground) -> dict[int, tuple[str, ...]]:
    """Return the names of the active campaigns by member or source."""
    found: dict[int, list[str]] = {}
    for ident, name in dependents.active_campaigns(store, ground):
        found.setdefault(ident, []).append(name)
    return {ident: tuple(sorted(names, key=natural)) for ident, names in found.items()}


def would_stop(workspace: Workspace, ground: Ground, ref: str) -> tuple[str, ...]:
    """Return the names of the active campaigns that archiving this member or source would stop."""
    with workspace.store.read() as store:
        return campaigns_on(store, ground).get(find(store, ground, ref), ())


NEXT_MESSAGE = (Status.INVITED, Status.ACCEPTED, Status.MESSAGED)
"""Statuses of people who were contacted and may still get a message."""


def what_archiving_ends(workspace: Workspace, ground: Ground, ref: str) -> ArchivingEnds:
    """Return the counts for the question before a member or a source is archived."""
    with workspace.store.read() as store:
        ident = find(store, ground, ref)
        counts = dependents.people_by_status(store, ground, ident)
        named = names.by_id(store, ground, ident)
    waiting = {status.value: counts[status] for status in NOT_YET_OUT if counts.get(status)}
    campaigns = would_stop(workspace, ground, ref)
    return ArchivingEnds(
        "" if named is None else named.name, campaigns, waiting, sum(counts.get(status, 0) for status in NEXT_MESSAGE)
    )


def sentences(ends: ArchivingEnds, ground: Ground) -> list[str]:
    """Return the effects of archiving a member or a source, as sentences for the question before it."""
    stopped = len(ends.campaigns)
    told = [
        f"{stopped} active {plural(stopped, 'campaign becomes', 'campaigns become')} Stopped"
        + (
            ": a campaign keeps its sender, so clone it for another one."
            if ground == "member"
            else " until it gets another source."
            if stopped == 1
            else " until they get another source."
        )
        if stopped
        else "No active campaign sends from this account."
        if ground == "member"
        else "No active campaign draws from this source."
    ]
    waiting = sum(ends.waiting.values())
    if waiting:
        parts = ", ".join(f"{count} {status}" for status, count in reversed(list(ends.waiting.items())))
        told.append(f"{waiting} {plural(waiting, 'person is', 'people are')} not contacted ({parts}).")
    if ends.follow and (ground == "member" or stopped):
        told.append(f"{ends.follow} {plural(ends.follow, 'person gets', 'people get')} no further message.")
    return told
