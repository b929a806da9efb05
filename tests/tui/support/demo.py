"""The demo's workspace at a fixed moment: for the tests, and for the pictures that the project ships."""

from __future__ import annotations

from datetime import datetime
from pathlib import Path

from core.clock import SteppedClock
from core.demo import headless, scene
from core.services.maintenance.advance import advance
from core.services.provider.gateway import gateway
from core.workspace import home_of, opened


def build_demo(folder: Path, until: datetime) -> Path:
    """Run the demo's story up to a moment, into `folder`/home; return that path."""
    home = home_of(folder / "home")
    days = (until - scene.START).days
    with opened(home, config=scene.config(1), clock=SteppedClock(scene.START), durable=False) as workspace:
        headless.perform(workspace, folder, days, lambda _day, _days: None)
        with gateway(workspace) as network:
            advance(workspace, network, until)
    return home.folder
