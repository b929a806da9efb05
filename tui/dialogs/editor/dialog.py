"""The editor: every field of a campaign, new, cloned or edited, in four tabs."""

from __future__ import annotations

import copy
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.message import Message
from textual.widgets import Button, Input, Static, TabbedContent, TabPane

from core.errors import InvalidInputError, OvertureError
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import CampaignDraft
from core.services.campaigns.editor_data import Choices, Opened, choices, fault_of, open_campaign
from core.text import clean
from core.workspace import Workspace
from tui.actions import EDITOR
from tui.app_base import stands
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.editor.effects_dialog import EffectsDialog
from tui.dialogs.editor.form_state import Form, blank, form_of
from tui.dialogs.editor.general_tab import GeneralPane
from tui.dialogs.editor.messages_tab import MessagesPane
from tui.dialogs.editor.preview_data import Seen
from tui.dialogs.editor.rules_tab import RulesPane
from tui.dialogs.editor.schedule_tab import SchedulePane
from tui.dialogs.editor.tab import EditorPane
from tui.dialogs.editor.validation import TABS, CheckedDialog


class EditorDialog(CheckedDialog):
    """A dialog whose result is the saved campaign's id, or None if nothing was saved."""

    CSS_PATH = "dialog.tcss"
    scopes = ("editor", "steps")
    BINDINGS: ClassVar[list[BindingType]] = [action.binding for action in EDITOR[:4]]

    class Read(Message):
        """The data to edit and to choose from has been read."""

        def __init__(self, found: Choices, opened: Opened | None) -> None:
            super().__init__()
            self.found = found
            self.opened = opened

    def __init__(self, workspace: Workspace, ident: int | None, *, clone: bool = False) -> None:
        super().__init__(workspace, ident, clone=clone)
        self._before = Form()
        self._filled = False

    @property
    def changed(self) -> bool:
        """Return whether any value differs from the opened ones."""
        return self.form != self._before

    # -- opening

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog editor") as box:
            box.border_title = Text("Campaign")
            box.border_subtitle = Text(" ^t next tab · F3 tab before ")
            yield Static(Text("Reading …"), classes="empty", id="reading")
            with Horizontal(id="bottom"):
                yield Static("", id="why")
                yield Button(Text("Cancel (esc)"), id="cancel", compact=True)
                yield Button(Text("Save (^s)"), id="save", compact=True, disabled=True)

    def on_mount(self) -> None:
        """Start to read, in a thread."""
        self._read()

    @work(thread=True, exclusive=True, group="editor-read", exit_on_error=False, description="read a campaign")
    def _read(self) -> None:
        try:
            with self.workspace.store.session():
                found = choices(self.workspace)
                opened = None if self.ident is None else open_campaign(self.workspace, self.ident)
        except OvertureError as error:
            self.post_message(self.Ended(None, error))
            return
        self.post_message(self.Read(found, opened))

    @on(Read)
    async def _fill(self, message: Read) -> None:
        if not stands(self):
            return
        opened = message.opened
        fixed = self.edits and opened is not None and opened.sender_fixed
        self.form = blank(message.found) if opened is None else form_of(opened, message.found, keep_sender=fixed)
        self._before = copy.deepcopy(self.form)
        box = self.query_one(".editor", Vertical)
        box.border_title = Text(self._title(opened))
        panes = self._panes(message.found, opened.sender_name if opened is not None and fixed else None)
        tabbed = TabbedContent()
        for (name, label), pane in zip(TABS, panes, strict=True):
            tabbed.compose_add_child(TabPane(label, pane, id=name))
        await self.query_one("#reading").remove()
        await box.mount(tabbed, before="#bottom")
        if not stands(self):
            return  # closed while it was built
        self._filled = True
        panes[0].enter()
        self.look_now()

    def _panes(self, found: Choices, sender: str | None) -> tuple[EditorPane, ...]:
        fixed = None if sender is None else Text(clean(sender))
        return (
            GeneralPane(self.form, found, sender=fixed),
            MessagesPane(self.form, found),
            SchedulePane(self.form, found),
            RulesPane(self.form, found),
        )

    def _title(self, opened: Opened | None) -> str:
        if opened is None:
            return "New campaign"
        name = clean(opened.draft.name, 50)
        return f"Edit “{name}”" if self.edits else f"New campaign like “{name}”"

    # -- moving about

    def action_tab(self) -> None:
        """Go to the next tab, and to its first field."""
        self._go(1)

    def action_tab_before(self) -> None:
        """Go to the tab before, and to its first field."""
        self._go(-1)

    def _go(self, way: int) -> None:
        if not self._filled:
            return
        tabbed = self.query_one(TabbedContent)
        names = [name for name, _label in TABS]
        tabbed.active = names[(names.index(tabbed.active) + way) % len(names)]
        tabbed.query_one(f"#{tabbed.active}", TabPane).query_one(EditorPane).enter()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    # -- leaving

    @on(Button.Pressed, "#cancel")
    def action_leave(self) -> None:
        """Close; ask first if there are changes."""
        if not self._filled or not self.changed:
            self.dismiss(None)
            return
        words = "Your changes are not saved."
        self.app.push_screen(ConfirmDialog("Discard changes?", words, yes="Discard"), self._discard)

    def _discard(self, yes: bool | None) -> None:
        if yes:
            self.dismiss(None)

    # -- saving

    @on(Button.Pressed, "#save")
    def action_save(self) -> None:
        """Check the present content, and save it if there is no fault."""
        if not self._filled:
            return
        if self.edits and not self.changed:
            self.dismiss(None)
            return
        self._saving = True
        self._serial += 1
        self.look_now()

    def proceed(self, seen: Seen) -> None:
        draft = seen.checked.draft
        if draft is None:
            self.show_faults(everything=True)
            self.go_to_fault()
        elif seen.effects is not None and (seen.effects.any or seen.changes):
            dialog = EffectsDialog(draft.name, seen.effects, seen.changes)
            self.app.push_screen(dialog, lambda answer: self._confirmed(draft, answer))
        else:
            self._save(draft, ask_again=False)

    def _confirmed(self, draft: CampaignDraft, answer: bool | None) -> None:
        if answer is not None:
            self._save(draft, ask_again=answer)

    @work(thread=True, exclusive=True, group="editor-save", exit_on_error=False, description="save a campaign")
    def _save(self, draft: CampaignDraft, *, ask_again: bool) -> None:
        try:
            with self.workspace.store.session():
                if self.edits:
                    lifecycle.edit(self.workspace, str(self.ident), draft, ask_again=ask_again)
                    ident = self.ident
                else:
                    ident = lifecycle.create(self.workspace, draft)
        except OvertureError as error:
            self.post_message(self.Ended(None, error))
            return
        self.post_message(self.Ended(ident, None))

    @on(CheckedDialog.Ended)
    def _ended(self, message: CheckedDialog.Ended) -> None:
        """Close if the campaign was saved; else say why not, and keep everything that was typed."""
        if not stands(self):
            return
        if message.error is None:
            self.pop_until_active()  # a question or the palette that was opened meanwhile goes with it
            self.dismiss(message.ident)
        elif not self._filled:
            self.overture.say_error(message.error.text)
            self.dismiss(None)
        elif isinstance(message.error, InvalidInputError):
            self._refused = tuple(fault_of(fault) for fault in message.error.faults)
            self.show_faults(everything=True)
        else:
            self.say(message.error.text, fault=True)
