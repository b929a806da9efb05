"""A story is run once by each process of the tests; each test that continues it gets a copy of its home."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from datetime import timedelta
from functools import cache
from pathlib import Path

from core.config import ClockConfig, Config
from tests.support.world import PARIS, SEED, START, World, Worlds

Story = Callable[[World], None]
CONFIG = Config(clock=ClockConfig(START), time_zone=PARIS, seed=SEED)


def after(story: Story, folder: Path) -> World:
    """Open a world in which a story has happened, in a folder of its own; no other may be open."""
    return _lived(story).copied_to(folder)


def world_after(story: Story, worlds: Worlds) -> World:
    """Open a world as `after` does, for a fixture: it is closed when the test ends."""
    made = after(story, worlds.new_folder())
    worlds.stack.callback(made.close)
    return made


@cache
def _lived(story: Story) -> World:
    """Return the closed world that a story left; nobody opens it again."""
    folder = Path(tempfile.mkdtemp(prefix="overture-story-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    world = World(folder, CONFIG, start=START, relation_lag=timedelta(0), durable=False)
    try:
        story(world)
    finally:
        world.close()
    return world
