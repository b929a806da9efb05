"""The epoch: an engine that lost its place writes nothing more."""

from __future__ import annotations

from core.engine.context import Context


class EpochLostError(Exception):
    """Another engine took over this store; this one must stop."""


def assert_epoch(context: Context) -> None:
    """Inside a write: raise EpochLostError where a later engine has raised the epoch."""
    if context.store.scalar("SELECT epoch FROM engine") != context.epoch:
        raise EpochLostError
