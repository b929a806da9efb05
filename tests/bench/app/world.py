"""The world of the bench's app: five hundred campaigns, or another number; five of each member, eight days old."""

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

CAMPAIGNS, DAYS = 500, 8
SETTINGS = '[clock]\nstart = "2026-01-05T07:00:00Z"\n\n[workspace]\ntime_zone = "Europe/Paris"\n'
"""The settings of `CONFIG` as a file, for processes that read one."""


@contextlib.contextmanager
def copied(campaigns: int = CAMPAIGNS) -> Iterator[Path]:
    """Yield a home whose world has that many campaigns; the home is removed afterwards, the world is cached."""
    kept = agency.KEPT / f"app-{campaigns}"
    if not (kept / "done").exists():
        shutil.rmtree(kept, ignore_errors=True)
        kept.mkdir(parents=True)
        _make(kept, campaigns // agency.CAMPAIGNS)
        (kept / "done").touch()
    with tempfile.TemporaryDirectory(prefix="overture-bench-") as folder:
        yield Path(shutil.copytree(kept / "home", Path(folder) / "home"))


def _make(folder: Path, members: int) -> None:
    lived = World(folder, CONFIG, start=START, relation_lag=timedelta(hours=2), durable=False)
    try:
        agency.live(lived, DAYS)
        with lived.ws.store.session():
            agency.copy(lived.ws.store, members - 1)
    finally:
        lived.close()
    (folder / "home" / "config.toml").write_text(SETTINGS, encoding="utf-8")
