"""Common beginnings of tests: each happens once in a process, and each test that continues it gets a copy."""

from __future__ import annotations

import atexit
import copy
import shutil
import tempfile
from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from functools import cache, wraps
from pathlib import Path
from typing import Any, Concatenate, ParamSpec, TypeVar, cast

from core.config import ClockConfig, Config
from tests.support.budget import LONG
from tests.support.world import PARIS, SEED, START, World, Worlds

P = ParamSpec("P")
R = TypeVar("R")
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


def lived_once(prepare: Callable[Concatenate[World, P], R]) -> Callable[Concatenate[World, P], R]:
    """Run a function of a new world once for the same arguments and settings; other worlds become copies of that one.

    It may return the world itself, or numbers and texts, but nothing else of the world, such as a path. A test that
    replaces code does so after `prepare`: what it replaced before may not run at all, or be in the copies of others.
    `make test-long` copies nothing.
    """
    left: dict[str, tuple[World, R, bool]] = {}

    @wraps(prepare)
    def prepared(world: World, *args: P.args, **kwargs: P.kwargs) -> R:
        assert _is_new(world), "only a world in which nothing happened can become another one"
        key = repr((args, sorted(kwargs.items()), _settings(world)))
        if key not in left:
            found = prepare(world, *args, **kwargs)
            itself = found is world
            left[key] = _closed_copy(world), found if itself else copy.deepcopy(found), itself
            return found
        copied, told, itself = left[key]
        world.become(copied)
        return cast(R, world) if itself else copy.deepcopy(told)

    return prepare if LONG else prepared


def _is_new(world: World) -> bool:
    begun = world.sql("SELECT id FROM journal UNION ALL SELECT id FROM member LIMIT 1")
    return not begun and world.now == world.config.clock.start and not world.foreign


def _settings(world: World) -> tuple[Any, ...]:
    """Return what a world was made with, without the address of its database."""
    on_server = world.config.store_url is not None
    return replace(world.config, store_url=None), on_server, world.relation_lag, world.durable


def _closed_copy(world: World) -> World:
    """Return a closed copy of an open world, beside the folders of the tests."""
    world.close()
    made = world.copied_to(Path(tempfile.mkdtemp(prefix="lived-", dir=world.folder.parents[1])))
    made.close()
    world.open()
    return made


@lived_once
def drawn(world: World, /, people: int, **options: Any) -> tuple[list[str], str]:
    """Add a member, people and a campaign, and draw its first run's people; return all people, and the campaign.

    It is Tuesday, 2026-01-06, 22:00 in Paris, and their texts wait for approval.
    """
    world.member()
    slugs, campaign = world.source(people), world.campaign(**options)
    world.until("2026-01-06 22:00")
    return slugs, campaign


@lived_once
def approved(world: World, /, people: int, **options: Any) -> tuple[list[str], str]:
    """Do the same as `drawn`, and approve the texts."""
    found = drawn(world, people, **options)
    world.approve()
    return found
