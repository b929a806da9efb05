"""A story is run once by each process of the tests; each test that continues it gets a copy of its home."""

from __future__ import annotations

import atexit
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache
from pathlib import Path

from core.config import ClockConfig, Config
from tests.support.world import PARIS, SEED, START, World, Worlds

Story = Callable[[World], None]
CONFIG = Config(clock=ClockConfig(START), time_zone=PARIS, seed=SEED)


def after(story: Story, folder: Path) -> World:
    """Open a world in which a story has happened, in a folder of its own; no other world may be open."""
    return _lived(story, on_server=False).copied_to(folder)


def world_after(story: Story, worlds: Worlds) -> World:
    """Open a world as `after` does, for a fixture: it is closed when the test ends."""
    made = _lived(story, worlds.on_server).copied_to(worlds.new_folder())
    worlds.stack.callback(made.end)
    return made


@cache
def _lived(story: Story, on_server: bool) -> World:
    """Return the closed world that a story left; nobody opens it again."""
    folder = Path(tempfile.mkdtemp(prefix="overture-story-"))
    atexit.register(shutil.rmtree, folder, ignore_errors=True)
    config = CONFIG
    if on_server:
        from tests.support import postgres

        config = replace(CONFIG, store_url=postgres.new_database())
    world = World(folder, config, start=START, relation_lag=timedelta(0), durable=False)
    try:
        story(world)
    finally:
        world.close()
    return world
