"""The shared world of tests/support."""

from __future__ import annotations

from tests.support.world import world, worlds

__all__ = ["world", "worlds"]
