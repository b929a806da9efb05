"""One line above every page: network, engine, pause, the next thing to happen."""

from __future__ import annotations

from rich.text import Text
from textual.events import Resize
from textual.widgets import Static

from core.engine.beat import SILENT_S
from core.rules.coming import coming_words
from core.rules.schedule import in_zone
from core.services.heading import Heading
from tui.engine_host import EngineHost
from tui.look import Palette, cut, glyph
from tui.widgets.entitled import write

SHORTEST_NAME = 8
"""Fewer cells of a campaign's name tell nothing."""
NETWORK_WIDTH = 24
"""Cells for the name of the network: on 80 columns a pause and the engine stand beside it."""


class StatusLine(Static):
    """Who runs the engine, and what happens next."""

    def __init__(self) -> None:
        super().__init__(Text(" Overture"), id="status")
        self._told: tuple[Heading, EngineHost | None, Palette] | None = None

    def on_resize(self, _event: Resize) -> None:
        """The line is as wide as the screen."""
        if self._told is not None:
            self.show(*self._told)

    def show(self, around: Heading, host: EngineHost | None, colours: Palette) -> None:
        """Write the line as wide as the screen is: what comes next gives way first."""
        self._told = (around, host, colours)
        left = Text("Overture ", style="bold")
        left.append(f"{in_zone(around.now, around.time_zone):%a %d %b %H:%M}", style=colours.dim)
        room = self.size.width - 3
        right = standing_words(around, host, colours)
        if left.cell_len + right.cell_len > room:
            left = Text("Overture", style="bold")
        coming = next_words(around, room - 3 - left.cell_len - right.cell_len)
        if coming:
            right.append(f" {glyph('dot')} {coming}", style=colours.text)
        gap = max(1, self.size.width - 2 - left.cell_len - right.cell_len)
        write(self, Text.assemble(left, " " * gap, right, no_wrap=True), layout=False)

    def show_damage(self, colours: Palette, remedy: str) -> None:
        """The store cannot be read at all, so nothing else can be told but what to do."""
        self._told = None
        told = Text.assemble(Text("Overture ", style="bold"), damage_words(colours))
        room = self.size.width - 2 - told.cell_len - 3
        self.update(told.append(f" {glyph('dot')} {cut(remedy, max(1, room))}", style=colours.text), layout=False)


def damage_words(colours: Palette) -> Text:
    """That the store is damaged, in the place of who runs the engine."""
    return Text("STORE DAMAGED, nothing is sent", style=f"bold {colours.error}", no_wrap=True)


def standing_words(around: Heading, host: EngineHost | None, colours: Palette) -> Text:
    """What must never be cut off: a pause, who runs the engine, and which network it is."""
    dot = f" {glyph('dot')} "
    text = Text(no_wrap=True)
    if around.paused:
        text.append("PAUSED", style=f"bold {colours.warning}")
        text.append(dot)
    if around.clock:
        text.append("CLOCK", style=f"bold {colours.error}")
        text.append(dot)
    colour = colours.accent if around.sandbox else colours.warning
    text.append(cut(around.network, NETWORK_WIDTH), style=f"bold {colour}")
    text.append(dot)
    if around.trouble:
        text.append(around.trouble, style=f"bold {colours.error}")
        text.append(dot)
    return text.append_text(engine_words(around, host, colours))


def engine_words(around: Heading, host: EngineHost | None, colours: Palette) -> Text:
    """Who runs the engine: here, another process, nobody, or somebody silent."""
    if around.damaged:
        return damage_words(colours)
    if around.holder is not None and around.holder.fault:
        return Text("STORE FAILING, nothing is sent", style=f"bold {colours.error}")
    if host is not None and host.running:
        return Text("engine here")
    if host is not None and host.fault:
        return Text(f"no engine: {cut(host.fault, 40)}", style=f"bold {colours.error}")
    if around.holder is None:
        return Text("no engine", style=f"bold {colours.error}")
    words = f"{cut(around.holder.kind, 12)} {around.holder.pid}"
    if host is not None and host.handed_to:
        words = f"handed over to {words}"
    if around.silent_s > SILENT_S:
        return Text(f"{words} silent for {int(around.silent_s)} s", style=f"bold {colours.warning}")
    return Text(words)


def next_words(around: Heading, room: int) -> str:
    """The next thing to happen and when, in the workspace's zone; the name gives way to the time, or nothing fits."""
    if around.next_at is None:
        return ""
    zone, now = around.time_zone, around.now
    words = coming_words(around.next_at, zone, zone, now, around.next_state, around.next_what)
    when = words.removeprefix(f"{around.next_what} ").removeprefix("overdue ")
    for end in (words, when, when.partition(" (")[0]):
        left = room - len("next:  ") - len(end)
        if left >= SHORTEST_NAME:
            return f"next: {cut(around.next_campaign, left)} {end}"
    return ""
