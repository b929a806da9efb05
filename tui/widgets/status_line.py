"""One line above every page: network, engine, pause, the next thing to happen."""

from __future__ import annotations

from rich.text import Text
from textual.widgets import Static

from core.rules.health import told
from core.rules.schedule import in_zone
from core.services.heading import Heading
from tui.engine_host import EngineHost
from tui.look import Palette, cut, glyph

SILENT_S = 40.0
"""An engine without a heartbeat for so long is called silent (DESIGN 7)."""
NETWORK_WIDTH = 24
"""Cells for the name of the network: on 80 columns a pause and the engine stand beside it."""


class StatusLine(Static):
    """Who runs the engine, and what happens next."""

    def __init__(self) -> None:
        super().__init__(Text(" Overture"), id="status")

    def show(self, around: Heading, host: EngineHost | None, colours: Palette) -> None:
        """Write the line as wide as the screen is: what comes next gives way first."""
        left = Text("Overture ", style="bold")
        left.append(f"{in_zone(around.now, around.time_zone):%a %d %b %H:%M}", style=colours.dim)
        room = self.size.width - 3
        right = standing_words(around, host, colours)
        if left.cell_len + right.cell_len > room:
            left = Text("Overture", style="bold")
        coming = next_words(around)
        left_over = room - 3 - left.cell_len - right.cell_len
        if coming and left_over > 12:
            right.append(f" {glyph('dot')} {cut(coming, left_over)}", style=colours.text)
        gap = max(1, self.size.width - 2 - left.cell_len - right.cell_len)
        self.update(Text.assemble(left, " " * gap, right, no_wrap=True))


def standing_words(around: Heading, host: EngineHost | None, colours: Palette) -> Text:
    """What must never be cut off: a pause, who runs the engine, and which network it is."""
    dot = f" {glyph('dot')} "
    text = Text(no_wrap=True)
    if around.paused:
        text.append("PAUSED", style=f"bold {colours.warning}")
        text.append(dot)
    text.append(cut(around.network, NETWORK_WIDTH), style=f"bold {colours.accent if around.sandbox else colours.warning}")
    text.append(dot)
    return text.append_text(engine_words(around, host, colours))


def engine_words(around: Heading, host: EngineHost | None, colours: Palette) -> Text:
    """Who runs the engine: here, another process, nobody, or somebody silent."""
    if host is not None and host.running:
        return Text("engine here")
    if host is not None and host.fault:
        return Text(f"no engine: {cut(host.fault, 40)}", style=f"bold {colours.error}")
    if around.holder is None:
        return Text("no engine", style=f"bold {colours.error}")
    words = f"{cut(around.holder.kind, 12)} {around.holder.pid}"
    if around.silent_s > SILENT_S:
        return Text(f"{words} silent for {int(around.silent_s)} s", style=f"bold {colours.warning}")
    return Text(words)


def next_words(around: Heading) -> str:
    """The next thing to happen and when, in the workspace's zone."""
    if around.next_at is None:
        return ""
    when = told(around.next_at, around.time_zone, around.time_zone, around.now)
    return f"next: {around.next_campaign} {around.next_what} {when}"
