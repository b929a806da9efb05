"""The editor: every field of a campaign, new, cloned or edited, in four tabs."""

from __future__ import annotations

import copy
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Input, Static

from core.errors import ChangedMeanwhileError, InvalidInputError, OvertureError
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import CampaignDraft
from core.services.campaigns.editor_data import EditorData, fault_of
from core.text import clean
from core.workspace import Workspace
from tui.actions import EDITOR
from tui.app_base import stands
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.editor.editor_tabs import EditorTabs
from tui.dialogs.editor.effects_dialog import EffectsDialog
from tui.dialogs.editor.form_state import blank, form_of
from tui.dialogs.editor.general_tab import GeneralPane
from tui.dialogs.editor.messages_tab import MessagesPane
from tui.dialogs.editor.preview_data import Seen
from tui.dialogs.editor.rules_tab import RulesPane
from tui.dialogs.editor.schedule_tab import SchedulePane
from tui.dialogs.editor.tab import EditorPane
from tui.dialogs.editor.validation import CheckedDialog
from tui.dialogs.overwrite import ask_to_overwrite
from tui.style.cells import cut


class EditorDialog(CheckedDialog):
    """A dialog whose result is the saved campaign's id, or None if nothing was saved."""

    CSS_PATH = "dialog.tcss"
    scopes = ("editor", "steps")
    BINDINGS: ClassVar[list[BindingType]] = [action.binding for action in EDITOR[:4]]

    def __init__(self, workspace: Workspace, ident: int | None, *, read: EditorData, clone: bool = False) -> None:
        """Take `read`, a function that reads the campaign to edit or clone, if any, and the choices for the fields."""
        super().__init__(workspace, ident, clone=clone)
        self._read, opened = read, read.opened
        fixed = self.edits and opened is not None and opened.sender_fixed
        self.form = blank(read.choices) if opened is None else form_of(opened, read.choices, keep_sender=fixed)
        self._before = copy.deepcopy(self.form)
        self._opened = opened.draft if self.edits and opened is not None else None
        """The stored campaign as the person has seen it; if it has changed since, a save asks before overwriting it."""
        self._sender = opened.sender_name if opened is not None and fixed else None

    @property
    def changed(self) -> bool:
        """Return whether any value differs from the opened ones."""
        return self.form != self._before

    # -- opening

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog editor") as box:
            box.border_title = Text(self._title())
            box.border_subtitle = Text(" ctrl+t next tab · F3 previous tab ")
            yield EditorTabs(self._panes())
            with Horizontal(id="bottom"):
                yield Static("", id="why")
                yield Button(Text("Cancel (esc)"), id="cancel", compact=True)
                yield Button(Text("Save (ctrl+s)"), id="save", compact=True, disabled=True)

    def on_mount(self) -> None:
        """Put the cursor into the first field, and check the campaign that was read."""
        self.query_one(GeneralPane).enter()
        self.call_later(self.look_now)  # later, since the pane must be mounted by then

    def _panes(self) -> tuple[EditorPane, ...]:
        found = self._read.choices
        fixed = None if self._sender is None else Text(clean(self._sender))
        return (
            GeneralPane(self.form, found, sender=fixed),
            MessagesPane(self.form, found),
            SchedulePane(self.form, found),
            RulesPane(self.form, found),
        )

    def _title(self) -> str:
        if self._read.opened is None:
            return "New campaign"
        name = cut(self._read.opened.draft.name, 50)
        return f"Edit “{name}”" if self.edits else f"New campaign like “{name}”"

    # -- moving about

    async def action_tab(self) -> None:
        """Go to the next tab, and to its first field."""
        await self.tabs.open_beside(1)

    async def action_tab_before(self) -> None:
        """Go to the previous tab, and to its first field."""
        await self.tabs.open_beside(-1)

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    # -- leaving

    @on(Button.Pressed, "#cancel")
    def action_leave(self) -> None:
        """Close; ask first if there are changes."""
        if not self.changed:
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
        if self.edits and not self.changed:
            self.dismiss(None)
            return
        self._saving = True
        self._serial += 1
        self.look_now()

    async def proceed(self, seen: Seen) -> None:
        draft = seen.checked.draft
        if draft is None:
            self.show_faults(everything=True)
            await self.go_to_fault()
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
                    lifecycle.edit(self.workspace, str(self.ident), draft, ask_again=ask_again, opened=self._opened)
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
        self._saving = False
        if message.error is None:
            self.pop_until_active()  # a question or the palette that was opened meanwhile goes with it
            self.dismiss(message.ident)
        elif isinstance(message.error, InvalidInputError):
            self._refused = tuple(fault_of(fault) for fault in message.error.faults)
            self.show_faults(everything=True)
        elif isinstance(message.error, ChangedMeanwhileError):
            self._ask_to_overwrite(message.error)
        else:
            self.say(message.error.text, fault=True)

    def _ask_to_overwrite(self, error: ChangedMeanwhileError) -> None:
        """Show somebody else's changes and ask whether to overwrite them; a yes does not cover later changes."""

        def answered(yes: bool | None) -> None:
            if yes:
                self._opened = error.now
                self.action_save()  # it shows the effects on the present state

        self.app.push_screen(ask_to_overwrite(error), answered)
