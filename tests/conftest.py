"""What every test runs under."""

from __future__ import annotations

import gc

gc.set_threshold(50_000, 20, 50)  # as `tui.run` does: Python's own 700 cost a third of each test of the app
