"""Driving the editor in a test."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any, TypeVar

from textual.widget import Widget
from textual.widgets import Button, Input, Static, TabbedContent

from core.services.campaigns import lifecycle
from core.services.campaigns.editor_data import editor_data
from core.services.campaigns.file import parse_campaign
from core.workspace import Workspace
from tests.tui.support.driving import NARROW, Driven, driven, settled, sql, until
from tui.dialogs.editor.dialog import EditorDialog
from tui.dialogs.editor.messages_tab import MessagesPane
from tui.dialogs.editor.schedule_tab import SchedulePane
from tui.widgets.field import Field, FieldNote

Kind = TypeVar("Kind", bound=Widget)
TABLES = {
    "campaign": "name, program, description, member_id, source_id, time_zone, languages, approval, note_rule, "
    "withdraw_after_days, cohort_size, active, created_at, archived_at",
    "slot": "days, start, minutes, time_zone, first_date, last_date",
    "step": "position, kind, after_days, texts",
}


@dataclass
class Editor:
    """An open editor, with methods that use it and read it as a person does."""

    on: Driven
    dialog: EditorDialog
    ended: list[int | None]
    """Results with which it was closed."""

    async def quiet(self) -> None:
        """Wait until the editor has checked its present content."""
        await settled(self.on.pilot)
        if not self.ended:
            await until(self.on.pilot, lambda: bool(self.ended) or self.dialog.settled)
        await settled(self.on.pilot)

    async def press(self, *keys: str) -> None:
        """Press keys, then wait."""
        for key in keys:
            await self.on.pilot.press(key)
        await self.quiet()

    async def write(self, text: str) -> None:
        """Type a text at the cursor, in place of the present one."""
        await self.on.pilot.press("end", "ctrl+u", *("space" if sign == " " else sign for sign in text))
        await self.quiet()

    async def put(self, key: str, text: str) -> None:
        """Replace the text of a field of the first or last tab, as a paste does."""
        self.find(f"#{key}", Input).value = text
        await self.quiet()

    def find(self, selector: str, kind: type[Kind]) -> Kind:
        """Return a widget of the dialog."""
        return self.dialog.query_one(selector, kind)

    def below(self, key: str) -> str:
        """Return the text below a field."""
        return self.find(f"#field-{key}", Field).words

    def said(self, ident: str) -> str:
        """Return a line that is shown only while it has a text."""
        return self.find(f"#{ident}", FieldNote).words

    @property
    def why(self) -> str:
        """Return the text beside Save."""
        return str(self.find("#why", Static).content)

    @property
    def grey(self) -> bool:
        """Return whether Save is disabled."""
        return self.find("#save", Button).disabled

    @property
    def preview(self) -> str:
        """Return the preview below the text."""
        return str(self.find("#preview", Static).content)

    async def open(self, name: str) -> None:
        """Click on a tab."""
        self.find("TabbedContent", TabbedContent).active = name
        await self.quiet()

    @property
    def messages(self) -> MessagesPane:
        return self.dialog.tabs.messages

    @property
    def schedule(self) -> SchedulePane:
        return self.find("SchedulePane", SchedulePane)

    def tab(self, name: str) -> str:
        """Return a tab's label with its mark."""
        return str(self.find("TabbedContent", TabbedContent).get_tab(name).label)


def editor_dialog(workspace: Workspace, ident: int | None, *, clone: bool = False) -> EditorDialog:
    """Return an editor that is not open yet."""
    return EditorDialog(workspace, ident, read=editor_data(workspace, ident), clone=clone)


@contextlib.asynccontextmanager
async def editor(
    workspace: Workspace, ident: int | None = None, *, clone: bool = False, size: tuple[int, int] = NARROW
) -> AsyncIterator[Editor]:
    """Open the editor over the home page."""
    async with driven(workspace, size=size) as on:
        ended: list[int | None] = []
        dialog = editor_dialog(workspace, ident, clone=clone)
        on.app.push_screen(dialog, ended.append)
        await settled(on.pilot)
        made = Editor(on, dialog, ended)
        await made.quiet()
        yield made


def saved(workspace: Workspace, ident: int) -> dict[str, list[tuple[Any, ...]]]:
    """Return a campaign's rows, without their ids."""
    found = {}
    for table, columns in TABLES.items():
        key = "id" if table == "campaign" else "campaign_id"
        found[table] = sql(workspace, f"SELECT {columns} FROM {table} WHERE {key} = ? ORDER BY id", ident)
    return found


def from_file(workspace: Workspace, text: str) -> int:
    """Save what `campaign create FILE` saves; return its id."""
    return lifecycle.create(workspace, parse_campaign(text, "file"))
