"""What `overture doctor` looked at."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Check:
    """One thing that must be well."""

    name: str
    """Stable name, such as `store.integrity`."""
    ok: bool
    text: str
    action: str
    """What to do; empty where it is well."""
