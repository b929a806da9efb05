"""Five hundred campaigns of a hundred members, eight days old: the world that the app shows while it is measured."""

from __future__ import annotations

import contextlib
import shutil
import tempfile
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path

from tests.bench import agency
from tests.support.story import CONFIG
from tests.support.world import START, World

MEMBERS, DAYS = 100, 8
KEPT = agency.KEPT / "app-500"
"""Folder in which the world is kept between runs."""
SETTINGS = '[clock]\nstart = "2026-01-05T07:00:00Z"\n\n[workspace]\ntime_zone = "Europe/Paris"\n'
"""The settings of `CONFIG` as a file, for processes that read one."""


@contextlib.contextmanager
def copied() -> Iterator[Path]:
    """Yield a home of this world, removed afterwards."""
    if not (KEPT / "done").exists():
        shutil.rmtree(KEPT, ignore_errors=True)
        KEPT.mkdir(parents=True)
        _make(KEPT)
        (KEPT / "done").touch()
    with tempfile.TemporaryDirectory(prefix="overture-bench-") as folder:
        yield Path(shutil.copytree(KEPT / "home", Path(folder) / "home"))


def _make(folder: Path) -> None:
    lived = World(folder, CONFIG, start=START, relation_lag=timedelta(hours=2), durable=False)
    try:
        agency.live(lived, DAYS)
        with lived.ws.store.session():
            agency.copy(lived.ws.store, MEMBERS - 1)
    finally:
        lived.close()
    (folder / "home" / "config.toml").write_text(SETTINGS, encoding="utf-8")
