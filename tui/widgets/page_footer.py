"""The footer: the keys of the page, then of the app, at the left, and the key that quits the app at the right end.

A wide screen shows more keys of the page and of the app than a narrow one.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import ClassVar

from rich.segment import Segment
from rich.style import Style
from textual.events import MouseDown, MouseMove, MouseScrollDown, MouseScrollUp
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tui.actions import of_scope
from tui.app_base import around
from tui.key_table import key_name

QUIT = next(action for action in of_scope("app") if action.name == "quit")
GAP = 1
"""Empty cells after each key."""
WITH_ROOM = ("app.command_line", "app.command_palette", "app.messages")
"""Actions of the app that are shown behind its usual ones where there is room, by id."""
SCROLL = 8
"""Cells by which the mouse wheel moves the keys where they are wider than the page."""


@dataclass(frozen=True)
class Shown:
    """A key of the footer with its name and words; a disabled key does nothing now, and is dim."""

    key: str
    name: str
    words: str
    enabled: bool
    tooltip: str

    @property
    def width(self) -> int:
        """The width of the key with its words, in cells."""
        return Segment.get_line_length([Segment(f"{self.name} {self.words}")])


class PageFooter(Widget):
    """The footer in one widget: Textual's own has a widget for each key, which took a third of the app's start.

    The key to quit is apart from the page's keys; a narrow page shows it in the border of its list instead.
    """

    ALLOW_SELECT = False
    COMPONENT_CLASSES: ClassVar[set[str]] = {"page-footer--key", "page-footer--words"}
    DEFAULT_CSS = "PageFooter { dock: bottom; height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._shown: tuple[Shown, ...] = ()
        self._usual: tuple[tuple[Shown, ...], ...] = ((), ())
        self._more: tuple[tuple[Shown, ...], ...] = ((), ())
        """The keys of the page and those of the app: `_usual` on every width, `_more` as far as there is room."""
        self._from = 0
        """Cells of the keys that are hidden at the left."""

    @property
    def shown(self) -> tuple[Shown, ...]:
        """The keys, from the left, without the one that quits."""
        return self._shown

    def on_mount(self) -> None:
        """Draw again whenever the page's keys change."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_changed)

    def on_unmount(self) -> None:
        """Stop drawing when the page's keys change."""
        self.screen.bindings_updated_signal.unsubscribe(self)

    def _bindings_changed(self, screen: Screen[object]) -> None:
        if screen.app.app_focus and self.is_attached and screen is self.screen:
            self.call_after_refresh(self._update)

    def _update(self) -> None:
        """Draw the keys if they differ: Textual asks several times whenever the focus moves."""
        if not self.is_attached:  # the page has been removed meanwhile
            return
        usual: tuple[dict[str, Shown], ...] = ({}, {})
        more: tuple[dict[str, Shown], ...] = ({}, {})
        for node, binding, enabled, tooltip in self.screen.active_bindings.values():
            of_app = node is self.app
            offered = binding.id in WITH_ROOM if of_app else node is self.screen and binding.id in self._own
            if binding.show or offered:
                found = (usual if binding.show else more)[of_app]
                name = self.app.get_key_display(binding)
                key = Shown(binding.key, name, binding.description, enabled, tooltip)
                found.setdefault(binding.action, key)
        self._usual, self._more = _listed(usual), _listed(more)
        self._fit()

    @property
    def _own(self) -> frozenset[str]:
        """Return the ids of the page's own actions, without those of every page."""
        return frozenset(action.id for action in of_scope(getattr(self.screen, "page", "")))

    def _fit(self) -> None:
        """Choose the keys for the width, and draw them if they differ."""
        free = self._room(self._quit) - sum(one.width + GAP for keys in self._usual for one in keys)
        wanted: list[Shown] = []
        for keys, more in zip(self._usual, self._more, strict=True):
            wanted += keys
            for one in more:
                if one.width + GAP > free:
                    break
                free -= one.width + GAP
                wanted.append(one)
        if self._shown != tuple(wanted):
            self._shown = tuple(wanted)
            self._scroll(0)

    def on_resize(self) -> None:
        """Show as many keys as have room now, and scroll back as far as those scrolled out at the left have room."""
        self._fit()
        self._scroll(0)

    @property
    def _quit(self) -> Shown | None:
        if not any(self._usual) or self.screen.has_class("-narrow"):
            return None
        own = around(self).keys_of(QUIT)[0]
        return Shown(own, key_name(own), QUIT.label, enabled=True, tooltip=QUIT.help)

    def _room(self, leave: Shown | None) -> int:
        """Return the cells for the keys of the page."""
        return self.size.width - (leave.width + 2 * GAP if leave else 0)

    def render_line(self, y: int) -> Strip:
        """Draw the keys up to the one that quits, without a key that would be cut there."""
        del y
        leave, blank = self._quit, Style(bgcolor=self.rich_style.bgcolor)
        room = self._room(leave)
        segments: list[Segment] = []
        end = 0
        for one in self._shown:
            end += one.width
            if end > self._from + room:
                break
            segments += (*self._pieces(one), Segment(" " * GAP, blank))
            end += GAP
        line = Strip(segments).crop_extend(self._from, self._from + room, blank)
        if leave is None:
            return line
        pieces = [Segment(" " * GAP, blank), *self._pieces(leave), Segment(" " * GAP, blank)]
        return Strip.join([line, Strip(pieces)])

    def _pieces(self, one: Shown) -> tuple[Segment, Segment]:
        base = self.rich_style if one.enabled else self.rich_style + Style(dim=True)
        key, words = (self.get_component_rich_style(f"page-footer--{part}") for part in ("key", "words"))
        return Segment(one.name, base + key), Segment(f" {one.words}", base + words)

    # -- the mouse

    def _at(self, x: int) -> Shown | None:
        """Return the key in a column of the screen."""
        leave, room = self._quit, self._room(self._quit)
        if x >= room:
            return leave
        begins = -self._from
        for one in self._shown:
            if begins + one.width > room:  # not drawn
                return None
            if begins <= x < begins + one.width:
                return one
            begins += one.width + GAP
        return None

    def on_mouse_down(self, event: MouseDown) -> None:
        """Press the key under the mouse."""
        one = self._at(event.x)
        if one is not None and one.enabled:
            self.app.simulate_key(one.key)
        elif one is not None:
            self.app.bell()

    def on_mouse_move(self, event: MouseMove) -> None:
        """Explain the key under the mouse."""
        one = self._at(event.x)
        told = one.tooltip if one is not None else None
        if self.tooltip != (told or None):
            self.tooltip = told or None

    def on_mouse_scroll_down(self, event: MouseScrollDown) -> None:
        """Show the keys further right."""
        event.stop()
        self._scroll(SCROLL)

    def on_mouse_scroll_up(self, event: MouseScrollUp) -> None:
        """Show the keys further left."""
        event.stop()
        self._scroll(-SCROLL)

    def _scroll(self, cells: int) -> None:
        whole = sum(one.width + GAP for one in self._shown)
        self._from = max(0, min(self._from + cells, whole - self._room(self._quit)))
        self.refresh()


def _listed(found: tuple[dict[str, Shown], ...]) -> tuple[tuple[Shown, ...], ...]:
    return tuple(tuple(keys.values()) for keys in found)
