"""The editor's tabs: each is mounted when it is first shown, so that the editor opens with the widgets of one."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping

from textual import on
from textual.content import Content
from textual.widgets import TabbedContent, TabPane

from tui.dialogs.editor.error_text import top
from tui.dialogs.editor.messages_tab import MessagesPane
from tui.dialogs.editor.preview_data import Seen
from tui.dialogs.editor.tab import EditorPane
from tui.style.cells import glyph
from tui.style.theme import Palette

TABS = (("general", "General"), ("messages", "Messages"), ("schedule", "Schedule"), ("rules", "Rules"))


class EditorTabs(TabbedContent):
    """Four tabs over one form; the form has the content of every tab, shown or not."""

    def __init__(self, panes: tuple[EditorPane, ...]) -> None:
        super().__init__()
        self._panes = {name: pane for (name, _label), pane in zip(TABS, panes, strict=True)}
        self._mounting = asyncio.Lock()
        self._seen: tuple[Seen, Palette] | None = None
        self._faults: Mapping[str, str] = {}
        first = TABS[0][0]
        for name, label in TABS:
            self.compose_add_child(TabPane(label, *([self._panes[name]] if name == first else ()), id=name))

    @property
    def messages(self) -> MessagesPane:
        """The tab of the texts, mounted or not; it knows the step, language and contact of the preview."""
        return next(pane for pane in self._panes.values() if isinstance(pane, MessagesPane))

    # -- moving about

    async def open_beside(self, way: int) -> None:
        """Show the tab that is `way` places further to the right, and focus its first field."""
        names = list(self._panes)
        pane = await self._open(names[(names.index(self.active) + way) % len(names)])
        pane.enter()

    async def open_holder(self, path: str) -> EditorPane | None:
        """Show the tab that holds a field, and return it; None if there is none."""
        for name, pane in self._panes.items():
            if top(path) in pane.keys:
                return await self._open(name)
        return None

    async def _open(self, name: str) -> EditorPane:
        await self._mount_pane(name)
        self.active = name
        return self._panes[name]

    @on(TabbedContent.TabActivated)
    async def _opened(self, event: TabbedContent.TabActivated) -> None:
        """Mount a tab that the mouse or an arrow chose."""
        await self._mount_pane(event.pane.id or "")

    async def _mount_pane(self, name: str) -> None:
        pane = self._panes[name]
        async with self._mounting:
            if pane.is_attached:
                return
            await self.get_pane(name).mount(pane)
            if self._seen is not None:
                pane.show(*self._seen)
            pane.faults(self._faults)

    # -- showing

    def show(self, seen: Seen, colours: Palette) -> None:
        """Show the results of a check; a tab that is mounted later shows the last ones."""
        self._seen = seen, colours
        for pane in self._mounted():
            pane.show(seen, colours)

    def faults(self, found: Mapping[str, str], visible: Mapping[str, str]) -> None:
        """Show the visible faults under their fields, and mark the tabs that hold one."""
        self._faults = visible
        for pane in self._mounted():
            pane.faults(visible)
        for name, label in TABS:
            words, tab = _label(label, self._panes[name], found, visible), self.get_tab(name)
            if tab.label != words:
                tab.label = words

    def _mounted(self) -> list[EditorPane]:
        return [pane for pane in self._panes.values() if pane.is_mounted]


def _label(label: str, pane: EditorPane, found: Mapping[str, str], visible: Mapping[str, str]) -> Content:
    """Return a tab's label: with a bright mark if it shows a fault, with a dim one if its faults are all hidden."""
    if any(top(path) in pane.keys for path in visible):
        return Content.assemble(f"{label} ", (glyph("warnings"), "$error"))
    if any(top(path) in pane.keys for path in found):
        return Content.assemble(f"{label} ", (glyph("created"), "$foreground 50%"))
    return Content(label)
