"""The epoch, a number that keeps an engine from writing once another engine has taken its place."""

from __future__ import annotations

from typing import TYPE_CHECKING

from core.errors import EngineElsewhereError
from core.store.database import Reading
from core.store.engine import engine_state
from core.store.upkeep import damage

if TYPE_CHECKING:
    from core.engine.context import Context


class EpochLostError(EngineElsewhereError):
    """Another engine took over this store; this one must stop."""


class ServerReplacedError(EngineElsewhereError):
    """Another server answers at the store's address, and may lack this engine's last commits."""

    code = "store.replaced"


def replaced() -> ServerReplacedError:
    """Return the error for an engine whose store may lack its last commits."""
    return ServerReplacedError(
        "The address of this store leads to another server now, or to an older copy of the store, so this engine ends. "
        "The next engine first reads from LinkedIn what was sent."
    )


def assert_epoch(context: Context, store: Reading) -> None:
    """Raise EpochLostError if a later engine has raised the epoch; called in every transaction that writes.

    Raises DamagedError if the store is known to be damaged, so that nothing more is written into it. Raises
    ServerReplacedError if another database server took the place of the store's: the engine then begins again, and
    first reads all sent lists.
    """
    damage.refuse(context.workspace.home)
    if context.store.origin() != context.origin:
        raise replaced()
    place = engine_state.place(store)
    if place.epoch != context.epoch:
        raise EpochLostError(
            f"The {place.kind} with process id {place.pid} on {place.host} has taken the engine of this store over, so "
            "this one changed nothing more and has stopped. Start one engine only, on one machine."
        )
