"""Settings: facts about this workspace, how to change each, and the theme."""

from __future__ import annotations

from collections.abc import Iterator
from functools import partial
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option

from core.services.overview.preferences import store_theme
from core.services.overview.settings_page import Section, about
from core.text import clean
from core.workspace import Workspace
from tui.actions import bindings
from tui.dialogs.workspace_values import WorkspaceValuesDialog
from tui.screens.page import PageScreen
from tui.style.cells import glyph
from tui.style.theme import THEMES
from tui.undo import Undo
from tui.widgets.border_title import write_rows
from tui.widgets.choices import Choices

LABEL = 19
WORDS = {
    "overture-dark": "Dark",
    "overture-light": "Light",
    "overture-colour-blind": "Colour-blind: blue and orange instead of green and red",
}


class SettingsScreen(PageScreen[list[Section]]):
    """The page of facts about this workspace, each with the way to change it, and of the themes."""

    page = "settings"
    about = (
        "The settings of this workspace, and where each is changed. e changes what belongs to the workspace on every "
        "machine: time zone, days off, notes a month, and which campaigns may not contact the same person; the rest is "
        "in config.toml of the home folder. Choose a theme with the arrows and enter; ctrl+p offers more themes."
    )
    CSS_PATH = "settings.tcss"
    hint_on = "#facts"
    BINDINGS: ClassVar[list[BindingType]] = bindings("settings")

    def __init__(self) -> None:
        super().__init__()
        self._sections: list[Section] = []

    def content(self) -> ComposeResult:
        with VerticalScroll(classes="pane", id="facts") as facts:
            facts.border_title = "Workspace"
            yield Static("", id="words")
        themes = Choices(*self._options(""), id="themes", classes="pane")
        themes.border_title = f"Theme ─ {len(THEMES)}, enter switches at once"
        yield themes

    def _options(self, current: str) -> list[Option]:
        return [
            Option(Content(f"{glyph('mark') if theme.name == current else ' '} {WORDS[theme.name]}"), id=theme.name)
            for theme in THEMES
        ]

    def on_mount(self) -> None:
        """Focus the themes: nothing else here can be chosen."""
        self._mark()
        self.query_one("#themes", OptionList).focus()

    def load(self, workspace: Workspace, asked: None) -> list[Section]:
        del asked
        return about(workspace)

    def show(self, data: list[Section]) -> None:
        self._sections = data
        rows = [row for section in data for row in self._rows(section)]
        write_rows(self.query_one("#words", Static), rows, label=LABEL)

    def _rows(self, section: Section) -> Iterator[tuple[Text, Text]]:
        yield Text(section.title, style="bold"), Text("")
        for fact in section.facts:
            value = Text(clean(fact.value, 300), style=self.colours.text)
            if fact.change:
                value.append(f"  {glyph('arrow')} {fact.change}", style=self.colours.dim)
            yield Text(f" {fact.name}", style=self.colours.dim), value

    def forget(self) -> None:
        """Move the mark and redraw the words after the theme changed."""
        if self.composed:
            self._mark()
            self.show(self._sections)

    def _mark(self) -> None:
        themes = self.query_one("#themes", OptionList)
        for option in self._options(self.app.theme):
            themes.replace_option_prompt(str(option.id), option.prompt)

    def action_edit(self) -> None:
        """Open the form of the workspace's values."""
        self.app.push_screen(WorkspaceValuesDialog(self.workspace), self._saved)

    def _saved(self, names: str | None) -> None:
        if names is not None:
            self.overture.say(f"Changed: {names}." if names else "Nothing was changed.")
            if names:
                self.overture.remember(Undo(final=f"u does not undo a change of {names}; e changes it again."))
            self.overture.refresh_page()

    @on(OptionList.OptionSelected, "#themes")
    def _choose(self, event: OptionList.OptionSelected) -> None:
        name = str(event.option_id)
        self.app.theme = name
        self.overture.act(partial(store_theme, self.workspace, name))
