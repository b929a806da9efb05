"""One person's text, changed before it is sent; it then waits for approval again, as a new revision."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static, TextArea
from textual.worker import Worker, WorkerState

from core.text import clean, clean_block, utf16_length
from tui.actions import bindings
from tui.app_base import around, stands
from tui.dialogs.base import Dialog
from tui.style.cells import cut


class EditTextDialog(Dialog[bool]):
    """A dialog that edits one text; `save` runs in a thread, and a refusal is shown below the text."""

    DEFAULT_CSS = """
    EditTextDialog TextArea { height: 10; border: none; background: $panel; padding: 0 1; }
    EditTextDialog TextArea:focus { border: none; }
    EditTextDialog #count { height: auto; margin-top: 1; }
    """
    scopes = ("form",)
    BINDINGS: ClassVar[list[BindingType]] = bindings("form")

    def __init__(self, name: str, text: str, limit: int, save: Callable[[str], object], *, needed: bool) -> None:
        super().__init__()
        self._person = cut(name, 50) or "somebody"
        self._before = clean_block(text, 20_000)
        self._limit = limit
        self._save = save
        self._needed = needed
        self._warned = False

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content(f"Text for {self._person}")
            yield TextArea(self._before, soft_wrap=True, show_line_numbers=False, tab_behavior="focus")
            yield Static(id="count")
            with Horizontal(classes="row"):
                yield Button("Cancel (esc)", id="cancel")
                yield Button("Save (ctrl+s)", id="save", variant="primary")

    def on_mount(self) -> None:
        """Put the cursor at the end of the text."""
        area = self.query_one(TextArea)
        area.move_cursor(area.document.end)
        area.focus()
        self._count()

    @property
    def _text(self) -> str:
        return clean_block(self.query_one(TextArea).text, 20_000)

    def _why_not(self) -> str:
        """Return why the text cannot be saved, or an empty text."""
        text = self._text
        if utf16_length(text) > self._limit:
            return f"{utf16_length(text) - self._limit} characters too many."
        if not text and self._needed:
            return "A message needs a text."
        return "Nothing has changed." if text == self._before else ""

    @on(TextArea.Changed)
    def _count(self) -> None:
        self._warned = False
        reason = self._why_not()
        length = utf16_length(self._text)
        over = length > self._limit
        text = Text(f"{length} of {self._limit} characters", style="bold" if over else "")
        hint = reason or "After saving, the text waits for your approval again, as a new revision."
        self._tell(text.append(f"  {hint}", style="" if over else "dim"), wrong=over)
        save = self.query_one("#save", Button)
        save.disabled = bool(reason)
        save.tooltip = Content(reason) if reason else None

    def _tell(self, words: Text, *, wrong: bool) -> None:
        count = self.query_one("#count", Static)
        count.update(words)
        count.set_class(wrong, "error")

    @on(Button.Pressed, "#save")
    def _save_pressed(self) -> None:
        self.action_save()

    @on(Button.Pressed, "#cancel")
    def _cancel_pressed(self) -> None:
        self.action_cancel()

    def action_save(self) -> None:
        """Save, if the text can be saved."""
        if not self._why_not():
            self.query_one("#save", Button).disabled = True
            self._run(self._text)

    @work(thread=True, exclusive=True, group="save", exit_on_error=False, description="save the text")
    def _run(self, text: str) -> None:
        self._save(text)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Close once saved; a refusal is shown in words, and the text stays for another attempt."""
        if not stands(self):
            return
        if event.state is WorkerState.SUCCESS:
            self.pop_until_active()
            self.dismiss(True)
        elif event.state is WorkerState.ERROR:
            error = event.worker.error
            words = around(self).words_of(error)
            self._tell(Text(clean(words, 400)), wrong=True)
            self.query_one("#save", Button).disabled = False

    def action_cancel(self) -> None:
        """Close; changes are discarded only at the second consecutive call."""
        if self._text == self._before or self._warned:
            self.dismiss(False)
            return
        self._warned = True
        self._tell(Text("Your changes are not saved: escape again discards them, ctrl+s saves."), wrong=True)
