"""The demo in the app: some days are simulated first, then it runs live, a day in about twenty seconds."""

from __future__ import annotations

import shutil
import sys
from functools import partial

from core.clock import SteppedClock, real_now
from core.demo import headless, scene
from core.demo.throwaway import throwaway
from core.logs import dropped
from core.store.stamp import move_clock
from core.workspace import home_of, opened
from tui.process.run import run_app

SPEED = 4320.0
"""Workspace seconds in a real second: a day in twenty."""
DAYS_BEFORE = 9
"""Simulated days before the app opens."""


def run_demo(seed: int) -> None:
    """Open the app on a throw-away workspace of the sandbox."""
    with throwaway() as folder:
        home = home_of(folder / "home")
        config = scene.config(seed, SPEED)
        clock = SteppedClock(scene.START)
        with dropped(), opened(home, config=config, clock=clock, durable=False) as workspace:
            headless.perform(workspace, folder, DAYS_BEFORE, _progress)
            move_clock(workspace.store, workspace.now(), real_now())
        print(file=sys.stderr)  # noqa: T201 - narration goes to stderr
        with opened(home, config=config, durable=False) as workspace:
            run_app(workspace, remember=False, discard=partial(shutil.rmtree, folder, ignore_errors=True))


def _progress(day: int, _days: int) -> None:
    sys.stderr.write(f"\rSetting the scene on the sandbox: day {day} of {DAYS_BEFORE} ")
    sys.stderr.flush()
