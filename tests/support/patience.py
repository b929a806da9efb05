"""Times for which a test waits before it gives up on another process or thread."""

from __future__ import annotations

DEADLINE_S = 300.0
"""Real seconds after which a wait fails: on a machine with ten times its usual load nothing here takes as long."""
