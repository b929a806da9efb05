"""Times for which a test waits before it gives up on another process or thread."""

from __future__ import annotations

DEADLINE_S = 300.0
"""Real seconds after which a wait fails: even with ten times the usual load, nothing in the tests takes as long."""
