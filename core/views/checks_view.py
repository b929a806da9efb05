"""The checks of `overture doctor`."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One condition that must hold, and whether it does."""

    name: str
    """Stable name, such as `store.integrity`."""
    ok: bool
    text: str
    action: str
    """The remedy; empty if the check passed."""
