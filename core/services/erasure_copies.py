"""Sentences about copies of erased people's data in the store's own file, and clearing them by hand."""

from __future__ import annotations

from datetime import datetime

from core.errors import EngineElsewhereError, TryAgainError
from core.services.engine_alive import life
from core.store.upkeep import copies
from core.store.views import journal_queries
from core.views.erasure_view import ErasureCopies
from core.workspace import Workspace

_WAIT = (
    "A running engine clears them in its first quarter of an hour with nothing due; `overture doctor --compact` does "
    "it at once, with the engine stopped."
)


def found(workspace: Workspace) -> ErasureCopies | None:
    """Return since when copies may remain, and the remedy; None if none can remain. Raises TryAgainError."""
    with workspace.store.read() as store:
        noted = copies.known(store)
    if noted is None:
        return None
    why = copies.missing_room(workspace.home) or noted.why
    size = copies.size_of(workspace.home) // copies.MEGABYTE + 1
    return ErasureCopies(
        since=_moment(noted.since),
        text=f"Copies of erased people remain in the store's own file ({size:,} MB) until it is rewritten.",
        why=why,
        action=f"{why} {_WAIT}".strip(),
    )


def _moment(text: str) -> datetime | None:
    try:
        return datetime.fromisoformat(text)
    except ValueError:
        return None


def clear(workspace: Workspace, at_once: int = copies.LARGEST) -> None:
    """Rewrite the store now, if copies may remain.

    Raises EngineElsewhereError if a store of more than `at_once` bytes has a running engine, which could not write
    meanwhile, and TryAgainError if copies remain.
    """
    if copies.size_of(workspace.home) > at_once:
        running = life(workspace).holder
        if running is not None:
            raise EngineElsewhereError(
                f"The engine is run by the {running.kind} with process id {running.pid}, which could write nothing "
                "meanwhile. It clears the copies itself in its first quarter of an hour with nothing due; to do it "
                "now, stop the engine first."
            )
    why = copies.clear(workspace.store, workspace.home)
    if why:
        raise TryAgainError(f"Copies of erased people remain in the store. {why}")


def erasures(workspace: Workspace) -> int:
    """Count the people who were ever erased."""
    with workspace.store.read() as store:
        return journal_queries.erasures(store)
