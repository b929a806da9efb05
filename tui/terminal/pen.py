"""Writing styled text for a terminal with as few bytes as its colours allow."""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

from rich.color import ColorSystem
from rich.console import Console
from rich.segment import Segment
from rich.style import Style

LEAST = "\x1b["
END = "\x1b[0m"


class Codes(NamedTuple):
    """The parts of the escape sequence for a style; each may be empty."""

    attributes: str
    ink: str
    ground: str


PLAIN = Codes("", "", "")


@lru_cache(4096)
def blank(style: Style | None) -> Style | None:
    """Return the style of an empty cell: only the background counts, not the colour of the text."""
    if style is None or style.reverse or style.underline or style.underline2 or style.strike or style.overline:
        return style
    return Style(bgcolor=style.bgcolor)


class Pen:
    """A writer that knows the terminal's present style and writes only its changes; plain at first and at the end."""

    def __init__(self, console: Console) -> None:
        self._system = COLOURS.get(console.color_system or "")
        self._now = PLAIN

    def write(self, segment: Segment) -> str:
        """Return the text of a segment, after the codes that set its style."""
        wanted = codes(segment.style, self._system)
        if segment.text.isspace() and not wanted.attributes and not self._now.attributes:
            wanted = wanted._replace(ink=self._now.ink)  # a space shows no ink
        change, self._now = self._change(wanted), wanted
        return change + segment.text

    def _change(self, wanted: Codes) -> str:
        if wanted == self._now:
            return ""
        if wanted.attributes != self._now.attributes:  # no code that removes one attribute works on every terminal
            return f"{LEAST}{';'.join(part for part in ('0', *wanted) if part)}m"
        ink = "" if wanted.ink == self._now.ink else wanted.ink or "39"
        ground = "" if wanted.ground == self._now.ground else wanted.ground or "49"
        return f"{LEAST}{';'.join(part for part in (ink, ground) if part)}m"

    def lift(self) -> str:
        """Return the codes that reset the terminal's style."""
        before, self._now = self._now, PLAIN
        return "" if before == PLAIN else END


COLOURS = {
    "standard": ColorSystem.STANDARD,
    "256": ColorSystem.EIGHT_BIT,
    "truecolor": ColorSystem.TRUECOLOR,
    "windows": ColorSystem.WINDOWS,
}


@lru_cache(4096)
def codes(style: Style | None, system: ColorSystem | None) -> Codes:
    """Return the codes of a style for a terminal's color `system`; empty ones without a style or a system."""
    if style is None:
        return PLAIN
    return Codes(
        _code(style.without_color, system),
        _code(Style(color=style.color), system),
        _code(Style(bgcolor=style.bgcolor), system),
    )


def _code(style: Style, system: ColorSystem | None) -> str:
    """Return the codes that Rich writes before a word in a style, without the escape around them."""
    before = style.render("x", color_system=system).partition("x")[0]
    return before.removeprefix(LEAST).removesuffix("m")
