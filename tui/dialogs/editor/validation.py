"""The part of the editor that checks its form against the rules, and marks faults."""

from __future__ import annotations

import copy

from rich.text import Text
from textual import on, work
from textual.message import Message
from textual.timer import Timer
from textual.widgets import Button, Static
from textual.worker import Worker, WorkerState

from core.errors import OvertureError
from core.services.campaigns.editor_data import Fault
from core.text import clean
from core.workspace import Workspace
from tui.app_base import Overture, around, stands
from tui.dialogs.base import Dialog
from tui.dialogs.editor.editor_tabs import EditorTabs
from tui.dialogs.editor.error_text import by_field, shown, why_not
from tui.dialogs.editor.form_state import Form
from tui.dialogs.editor.preview_data import PreviewRequest, Seen, check_content
from tui.dialogs.editor.tab import Edited
from tui.style.cells import cut

DEBOUNCE_S = 0.2
"""Seconds after the last change until everything is checked again."""


class CheckedDialog(Dialog[int | None]):
    """A dialog that checks its form in a thread after every change; with a fault, Save is grey with a reason."""

    class CheckDone(Message):
        """The result of a check has arrived."""

        def __init__(self, seen: Seen) -> None:
            super().__init__()
            self.seen = seen

    class Ended(Message):
        """The campaign was saved; or it could not be read, checked or saved, and `error` is the reason."""

        def __init__(self, ident: int | None, error: OvertureError | None) -> None:
            super().__init__()
            self.ident = ident
            self.error = error

    def __init__(self, workspace: Workspace, ident: int | None, *, clone: bool = False) -> None:
        super().__init__()
        self.workspace = workspace
        self.ident = ident
        self.edits = ident is not None and not clone
        self.form = Form()
        self.seen: Seen | None = None
        self._touched: set[str] = set()
        self._everything = ident is not None
        """True if faults of untouched fields are shown too."""
        self._refused: tuple[Fault, ...] = ()
        """Faults found by saving itself."""
        self._serial = 0
        self._saving = False
        """True if a person wants the present content saved."""
        self._timer: Timer | None = None

    @property
    def overture(self) -> Overture:
        """The app, typed."""
        return around(self)

    @property
    def tabs(self) -> EditorTabs:
        """The tabs; they exist once the campaign was read."""
        return self.query_one(EditorTabs)

    @property
    def settled(self) -> bool:
        """Return whether the result shown is that of the present content."""
        return self.seen is not None and self.seen.asked.serial == self._serial

    async def proceed(self, seen: Seen) -> None:
        """Save the content that was checked."""
        raise NotImplementedError

    # -- looking

    @on(Edited)
    def _edited(self, message: Edited) -> None:
        message.stop()
        if message.key is not None:
            self._touched.add(message.key)
            self._refused = ()
            self._saving = False
        self._serial += 1
        if self._timer is not None:
            self._timer.stop()
        self._timer = self.set_timer(DEBOUNCE_S, self.look_now)

    def look_now(self) -> None:
        """Check the form as it is now."""
        if self._timer is not None:
            self._timer.stop()
        if not stands(self):
            return  # closed before the check began
        messages = self.tabs.messages
        asked = PreviewRequest(
            serial=self._serial,
            values=copy.deepcopy(self.form.values()),
            languages=self.form.usable_languages,
            step=messages.step,
            language=messages.usable_language,
            person=messages.person,
            campaign=self.ident if self.edits else None,
            saving=self._saving,
        )
        self._look(asked)

    @work(thread=True, exclusive=True, group="editor-check", exit_on_error=False, description="check a campaign")
    def _look(self, asked: PreviewRequest) -> None:
        try:
            with self.workspace.store.session():
                seen = check_content(self.workspace, asked)
        except OvertureError as error:
            self.post_message(self.Ended(None, error))
            return
        self.post_message(self.CheckDone(seen))

    @on(CheckDone)
    async def _show(self, message: CheckDone) -> None:
        if message.seen.asked.serial != self._serial or not stands(self):
            return
        self.seen = message.seen
        with self.app.batch_update():
            self.tabs.show(self.seen, self.overture.colours)
            self.show_faults()
        if self._saving and self.seen.asked.saving:
            self._saving = False
            await self.proceed(self.seen)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show an unexpected error of a check or of saving; everything typed stays."""
        if event.state is WorkerState.ERROR and stands(self):
            self._saving = False
            self.say(self.overture.words_of(event.worker.error), fault=True)

    # -- faults

    @property
    def faults(self) -> dict[str, str]:
        """Return every fault by its field."""
        found = self.seen.checked.faults if self.seen is not None else ()
        return by_field((*found, *self._refused))

    def show_faults(self, *, everything: bool = False) -> None:
        """Show each fault under its field, mark its tab, and disable Save with the reason."""
        self._everything = self._everything or everything
        faults = self.faults
        visible = shown(faults, self._touched, everything=self._everything)
        self.tabs.faults(faults, visible)
        self.say(why_not(faults, visible) if faults else "", fault=bool(visible))
        self.query_one("#save", Button).disabled = bool(faults)

    def say(self, text: str, *, fault: bool) -> None:
        """Show a line beside Save."""
        why = self.query_one("#why", Static)
        why.set_class(fault, "error")
        why.update(Text(cut(text, 300)))
        why.tooltip = Text(clean(text, 300)) if text else None

    async def go_to_fault(self) -> None:
        """Put the cursor into the first field with a fault."""
        path = next(iter(self.faults))
        pane = await self.tabs.open_holder(path)
        if pane is not None:
            self.call_after_refresh(pane.go_to, path)
