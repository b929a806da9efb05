"""One line above every page: network, engine, pause, next event."""

from __future__ import annotations

from rich.text import Text
from textual.events import Resize
from textual.widgets import Static

from core.plural import plural
from core.rules.coming import coming_words
from core.rules.schedule import in_zone
from core.views.status_view import EngineState, WorkspaceState
from tui.engine_host import EngineHost
from tui.style.cells import cut, glyph
from tui.style.moment_text import date_time, since
from tui.style.theme import Palette
from tui.widgets.border_title import write

NAME = "Overture"
SHORTEST_NAME = 8
"""Cells below which a campaign's cut name is not recognisable."""
NETWORK_WIDTH = 24
"""Cells for the name of the network: on 80 columns a pause and the engine are beside it."""

HOST_WIDTH = 16
"""Cells for the name of the host on which the engine runs."""


class StatusLine(Static):
    """The line with the network, the process that runs the engine, and the next event."""

    def __init__(self) -> None:
        super().__init__(Text(" Overture"), id="status")
        self._told: tuple[WorkspaceState, EngineHost | None, Palette] | None = None

    def on_resize(self, _event: Resize) -> None:
        """Draw the line for the new width."""
        if self._told is not None:
            self.show(*self._told)

    def show(self, around: WorkspaceState, host: EngineHost | None, colours: Palette) -> None:
        """Write the line in the width of the screen; the next event is shortened first."""
        self._told = (around, host, colours)
        left = Text(f"{NAME} ", style="bold")
        left.append(date_time(in_zone(around.now, around.time_zone)), style=colours.dim)
        room = self.size.width - 3
        right = standing_words(around, host, colours)
        if left.cell_len + right.cell_len > room:
            left = Text(NAME, style="bold")
        if left.cell_len + right.cell_len > room:
            right = standing_words(around, host, colours, full=False)
        coming = next_words(around, room - 3 - left.cell_len - right.cell_len)
        if not coming and (coming := next_words(around, room - 3 - len(NAME) - right.cell_len)):
            left = Text(NAME, style="bold")  # the date gives way to the next event
        if coming:
            right.append(f" {glyph('dot')} {coming}", style=colours.text)
        gap = max(1, self.size.width - 2 - left.cell_len - right.cell_len)
        write(self, Text.assemble(left, " " * gap, right, no_wrap=True), layout=False)

    def show_damage(self, colours: Palette, remedy: str) -> None:
        """Show only the damage and its remedy: the store cannot be read at all."""
        self._told = None
        told = Text.assemble(Text("Overture ", style="bold"), damage_words(colours))
        room = self.size.width - 2 - told.cell_len - 3
        self.update(told.append(f" {glyph('dot')} {cut(remedy, max(1, room))}", style=colours.text), layout=False)


def damage_words(colours: Palette) -> Text:
    """Return the words for a damaged store; they take the place of those about the engine."""
    return Text("STORE DAMAGED, nothing is sent", style=f"bold {colours.error}", no_wrap=True)


def standing_words(around: WorkspaceState, host: EngineHost | None, colours: Palette, *, full: bool = True) -> Text:
    """Return the part that is never cut: a pause, alarms, the network, and the process that runs the engine.

    With `full`, it also says since when the provider is down, in the workspace's zone, and counts the standbys.
    """
    dot = f" {glyph('dot')} "
    text = Text(no_wrap=True)
    if around.readonly:
        text.append("READ-ONLY", style=f"bold {colours.accent}")
        text.append(dot)
    if around.paused:
        text.append("PAUSED", style=f"bold {colours.warning}")
        text.append(dot)
    if around.safe_since is not None:
        text.append("SAFE MODE", style=f"bold {colours.error}")
        text.append(dot)
    if around.clock:
        text.append("CLOCK", style=f"bold {colours.error}")
        text.append(dot)
    colour = colours.accent if around.network.is_sandbox else colours.warning
    text.append(cut(around.network.name, NETWORK_WIDTH), style=f"bold {colour}")
    text.append(dot)
    if around.provider.trouble:
        text.append(around.provider.trouble, style=f"bold {colours.error}")
        if full and (down := around.provider.down_for) is not None:
            text.append(f" since {since(down, around.now, around.time_zone).strip()}", style=colours.error)
        text.append(dot)
    text.append_text(engine_words(around, host, colours))
    return text.append(standby_words(around.engine)) if full else text


def standby_words(engine: EngineState) -> str:
    """Return the number of standbys, with the sign before it; empty without any."""
    number = len(engine.standbys)
    return f" {glyph('dot')} {number} {plural(number, 'standby')}" if number and engine.taking_over_s is None else ""


def engine_words(around: WorkspaceState, host: EngineHost | None, colours: Palette) -> Text:
    """Return where the engine runs: here, in another process, silent or not, or nowhere; a fault comes first."""
    engine = around.engine
    if around.damage is not None:
        return damage_words(colours)
    if engine.fault:
        return Text("STORE FAILING, nothing is sent", style=f"bold {colours.error}")
    if host is not None and host.running:
        return Text("engine here")
    if host is not None and host.fault:
        return Text(f"no engine: {cut(host.fault, 40)}", style=f"bold {colours.error}")
    if engine.taking_over_s is not None:
        return Text(f"engine: taking over ({engine.taking_over_s} s)", style=f"bold {colours.warning}")
    if engine.kind is None:
        return Text("no engine", style=f"bold {colours.error}")
    on_host = f"engine {cut(engine.host, HOST_WIDTH)} pid {engine.pid}"
    words = on_host if engine.host else f"{cut(engine.kind, 12)} {engine.pid}"
    if host is not None and host.handed_to:
        words = f"handed over to {words}"
    if engine.silent:
        return Text(f"{words} silent for {int(engine.silent_s)} s", style=f"bold {colours.warning}")
    return Text(words)


def next_words(around: WorkspaceState, room: int) -> str:
    """Return the next or the overdue event, with its time in the workspace's zone; the campaign's name is cut first."""
    coming = around.next
    if coming is None or around.paused:  # the line then says that nothing is sent
        return ""
    zone = around.time_zone
    words = coming_words(coming.at, zone, zone, around.now, coming.state, coming.what)
    late = words.startswith("overdue ")
    label = "overdue" if late else "next"
    words = words.removeprefix("overdue ")
    when = words.removeprefix(f"{coming.what} ")
    for end in (words, when, when.partition(" (")[0]):
        left = room - len(f"{label}:  ") - len(end)
        if left >= SHORTEST_NAME:
            return f"{label}: {cut(coming.campaign, left)} {end}"
    return ""
