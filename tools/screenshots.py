"""Make `screenshots/`: run the app on the demo's workspace at a fixed moment and draw its screens.

Run as `python -m tools.screenshots [FOLDER]`. Every picture is an SVG; where `rsvg-convert` is on the path
there is a PNG beside it. The same program draws the same pictures.
"""

from __future__ import annotations

import asyncio
import re
import shutil
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

from textual.pilot import Pilot

from core.clock import SteppedClock
from core.demo import headless, scene
from core.services.maintenance.advance import advance
from core.services.provider.gateway import gateway
from core.workspace import Workspace, home_of, opened
from tui.app import OvertureApp
from tui.engine_host import EngineHost
from tui.style.theme import DARK, LIGHT

ROOT = Path(__file__).resolve().parent.parent
NOW = datetime(2026, 1, 15, 8, 20, tzinfo=UTC)
"""A Thursday, 09:20 in Paris: one of the demo's runs is open."""
FONT = "DejaVu Sans Mono"


@dataclass(frozen=True)
class Picture:
    """A picture to make: the name of its file, the keys to press before, and the terminal's size and theme."""

    name: str
    keys: tuple[str, ...]
    size: tuple[int, int] = (132, 38)
    theme: str = DARK.name


TO_FOUNDERS = ("down",) * 5
PICTURES = (
    Picture("invites", TO_FOUNDERS),
    Picture("why", (*TO_FOUNDERS, "w")),
    Picture("member-day", ("6", "w", "left_square_bracket")),
    Picture("runs", (*TO_FOUNDERS, "l")),
    Picture("forecast", ("8", "down", "enter")),
    Picture("approvals", ("2", "G")),
    Picture("queue", (*TO_FOUNDERS, "enter", "enter", "down")),
    Picture("editor", (*TO_FOUNDERS, "e")),
    Picture("archive", (*TO_FOUNDERS, "x")),
    Picture("narrow", TO_FOUNDERS, (80, 24)),
    Picture("light", TO_FOUNDERS, theme=LIGHT.name),
)


def main() -> None:
    """Draw every picture into the folder."""
    folder = Path(sys.argv[1]) if len(sys.argv) > 1 else ROOT / "screenshots"
    folder.mkdir(exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="overture-pictures-") as work:
        template = _template(Path(work))
        for picture in PICTURES:
            home = Path(work) / picture.name
            shutil.copytree(template, home)
            svg = _drawn(home, picture)
            (folder / f"{picture.name}.svg").write_text(svg, encoding="utf-8")
            _png(folder / f"{picture.name}.svg")
            sys.stdout.write(f"{folder / picture.name}.svg\n")


def _template(folder: Path) -> Path:
    """Return the demo's home, advanced to the moment of the pictures."""
    home = home_of(folder / "home")
    with opened(home, config=scene.config(1), clock=SteppedClock(scene.START), durable=False) as workspace:
        headless.perform(workspace, folder, (NOW - scene.START).days, lambda _day, _days: None)
        with gateway(workspace) as network:
            advance(workspace, network, NOW)
    return home.folder


def _drawn(home: Path, picture: Picture) -> str:
    with opened(home_of(home), config=scene.config(1), clock=SteppedClock(NOW), durable=False) as workspace:
        return portable(asyncio.run(_driven(workspace, picture)))


async def _driven(workspace: Workspace, picture: Picture) -> str:
    host = EngineHost(workspace)
    host.running = True  # nothing is due at this moment: the engine has just done its work
    app = OvertureApp(workspace, host=host)
    app.theme = picture.theme
    async with app.run_test(size=picture.size) as pilot:
        await _settled(pilot, app)
        for key in picture.keys:
            await pilot.press(key)
            await _settled(pilot, app)
        return app.export_screenshot(title="Overture")


async def _settled(pilot: Pilot[None], app: OvertureApp) -> None:
    """Wait until everything that a key started is on the screen."""
    await pilot.pause()
    while app.busy:
        await pilot.pause()
    await pilot.pause()


def portable(svg: str) -> str:
    """Return a picture that any viewer draws correctly: no external font, spaces kept, the width of its own font."""
    svg = re.sub(r"@font-face \{.*?\}", "", svg, flags=re.DOTALL)
    svg = svg.replace("<svg ", '<svg xml:space="preserve" ', 1)
    svg = svg.replace("Fira Code, monospace", f"{FONT}, monospace").replace("Fira Code", FONT)
    svg = re.sub(r"terminal-\d+", "terminal", svg)
    return svg.replace("font-size: 20px", "font-size: 20.266px")


def _png(svg: Path) -> None:
    convert = shutil.which("rsvg-convert")
    if convert is not None:
        subprocess.run([convert, "-o", str(svg.with_suffix(".png")), str(svg)], check=True)  # noqa: S603


if __name__ == "__main__":
    main()
