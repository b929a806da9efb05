"""The app's first picture loads only what it shows."""

from __future__ import annotations

import subprocess
import sys
from datetime import timedelta
from pathlib import Path

from tests.bench.app.world import SETTINGS
from tests.support.draft import INVITATION, WELCOME
from tests.support.story import CONFIG
from tests.support.world import START, World

PICTURE = """
import asyncio, sys
from core.workspace import home_of, opened
from tui.app import OvertureApp
from tui.widgets.campaign_table import CampaignTable

async def show(workspace):
    app = OvertureApp(workspace)
    async with app.run_test(size=(140, 40)) as pilot:
        await pilot.pause()
        while app.busy:
            await pilot.pause()
        assert app.screen.query_one(CampaignTable).row_count == 1

with opened(home_of(sys.argv[1]), durable=False) as workspace:
    asyncio.run(show(workspace))
print(*sorted({name.partition(".")[0] for name in sys.modules}))
"""


def test_the_first_picture_needs_neither_the_servers_driver_nor_the_templates(tmp_path: Path) -> None:
    """Profiles provide all variables of these texts, so no text has to be parsed to check a file's values."""
    lived = World(tmp_path, CONFIG, start=START, relation_lag=timedelta(hours=2), durable=False)
    try:
        lived.member()
        lived.source(100)
        lived.campaign(steps=(INVITATION, WELCOME))
    finally:
        lived.close()
    (tmp_path / "home" / "config.toml").write_text(SETTINGS, encoding="utf-8")
    words = [sys.executable, "-c", PICTURE, str(tmp_path / "home")]
    loaded = set(subprocess.run(words, capture_output=True, text=True, check=True).stdout.split())
    assert "textual" in loaded
    assert not {"psycopg", "jinja2"} & loaded
