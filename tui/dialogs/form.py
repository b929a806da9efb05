"""The base of forms: lines of fields, every error under its field, saving in a thread, one question before leaving."""

from __future__ import annotations

import re
from typing import Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widget import Widget
from textual.widgets import Button, Input, Label, Select, Static
from textual.worker import Worker, WorkerState

from core.errors import ChangedMeanwhileError, OvertureError
from core.text import clean
from core.workspace import Workspace
from tui.actions import bindings
from tui.app_base import around, stands
from tui.dialogs.base import Dialog
from tui.dialogs.overwrite import ask_to_overwrite

_OPTION = re.compile(r"--([a-z][a-z-]*)")
_HINT = re.compile(r": --[a-z-]+ [A-Z]+\.$")


class FormDialog(Dialog[str | None]):
    """The base of forms: a dialog whose result is the name of the saved object, or None."""

    CSS_PATH = "form.tcss"
    scopes = ("form",)
    BINDINGS: ClassVar[list[BindingType]] = bindings("form")
    first_field = "name"
    """The id of the field that has the focus at the start."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._first: dict[str, Any] = {}
        self._asked_to_leave = False
        self.seen: Any = None
        """The stored values that the person has seen; None for something new."""

    # -- the parts of a form

    def heading(self) -> str:
        """Return the title; outside text in it is cleaned."""
        raise NotImplementedError

    def fields(self) -> ComposeResult:
        """Yield the lines of the form."""
        raise NotImplementedError

    def values(self) -> dict[str, Any]:
        """Return the content of the fields, by their ids."""
        raise NotImplementedError

    def wrong(self, values: dict[str, Any]) -> tuple[str, str] | None:
        """Return a field and a sentence for an error that is found without a service, or None."""
        del values
        return None

    def save(self, values: dict[str, Any]) -> str:
        """Save the typed values and return the object's name; in a thread. Raises the errors of `core.errors`."""
        raise NotImplementedError

    def field_of(self, named: str) -> str:
        """Return the id of the field that a service's error names by the option of a command, such as `--day-cap`."""
        return named.removeprefix("--").partition("[")[0]

    # -- how it is shown

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog form") as box:
            box.border_title = Content(self.heading())
            box.border_subtitle = " ctrl+s saves · esc cancels "
            yield from self.fields()
            yield Static("", id="fault", classes="error")
            with Horizontal(classes="row"):
                yield Button("Cancel (esc)", id="cancel")
                yield Button("Save (ctrl+s)", id="save", variant="primary")

    def line(self, label: str, field: Widget) -> ComposeResult:
        """Return one field with its label, and below it a line for its error."""
        with Horizontal(classes="field -tall" if isinstance(field, Select) else "field"):
            yield Label(Content(label))
            yield field
        yield Static("", id=f"{field.id}-fault", classes="error fault")

    def on_mount(self) -> None:
        """Start on the first field."""
        self._first = self.values()
        self.query_one(f"#{self.first_field}", Input).focus()

    # -- leaving

    def action_cancel(self) -> None:
        """Close; typed text is discarded only at the second consecutive call."""
        if self._asked_to_leave or self.values() == self._first:
            self.dismiss(None)
            return
        self._asked_to_leave = True
        self._fault("", "Nothing is saved yet. Press escape again to close without saving.")

    # -- saving

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "save":
            self.action_save()
        else:
            self.action_cancel()

    @on(Input.Submitted)
    def _entered(self) -> None:
        self.focus_next()

    @on(Input.Changed)
    def _changed(self, event: Input.Changed) -> None:
        self._asked_to_leave = False
        self._fault(str(event.input.id), "")

    def action_save(self) -> None:
        """Save in a thread; the service finds faults."""
        values = self.values()
        for field in ("", *values):
            self._fault(field, "")
        wrong = self.wrong(values)
        if wrong is None:
            self._save(values)
        else:
            self._fault(*wrong)

    @work(thread=True, exclusive=True, group="save", exit_on_error=False, description="save a form")
    def _save(self, values: dict[str, Any]) -> str:
        with self._workspace.store.session():
            return self.save(values)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Close once saved, or show the error under its field; all typed text stays."""
        if not stands(self):
            return
        if event.state is WorkerState.SUCCESS:
            self.pop_until_active()
            self.dismiss(event.worker.result)
        elif event.state is WorkerState.ERROR:
            error = event.worker.error
            if isinstance(error, ChangedMeanwhileError):
                self._ask_to_overwrite(error)
            elif isinstance(error, OvertureError):
                field = self.field_of(error.field or "")
                self._fault(field if field in self._first else "", self._in_words(error.text))
            else:
                self._fault("", around(self).words_of(error))

    def _ask_to_overwrite(self, error: ChangedMeanwhileError) -> None:
        """Show somebody else's changes and ask whether to overwrite them; a yes does not cover later changes."""

        def answered(yes: bool | None) -> None:
            if yes:
                self.seen = error.now
                self.action_save()

        self.app.push_screen(ask_to_overwrite(error), answered)

    def _in_words(self, text: str) -> str:
        """Return a service's sentence for a form: options of the command line become field names."""
        text = _HINT.sub(".", text)
        whole = _OPTION.match(text)
        if whole is not None and text[whole.end() :].startswith(": "):
            text = text[whole.end() + 2 :]
            text = text[:1].upper() + text[1:]
        return _OPTION.sub(lambda found: self.label_of(found[1]), text)

    def label_of(self, option: str) -> str:
        """Return the form's label for an option of the command line."""
        return option.replace("-", " ")

    def _fault(self, field: str, words: str) -> None:
        line = self.query_one(f"#{field}-fault" if field else "#fault", Static)
        line.update(Text(clean(words, 400)))
        line.set_class(bool(words), "-on")
        if field and words:
            self.query_one(f"#{field}").focus()
