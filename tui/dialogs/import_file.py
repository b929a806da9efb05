"""Importing a contact file: its path, a preview of its content, then the import with its progress."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any, ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.message import Message
from textual.widget import Widget
from textual.widgets import Button, Checkbox, Input, Label, Static
from textual.worker import Worker, WorkerState

from core.errors import OvertureError, UsageError
from core.files import expanded
from core.services.audience.contact_file import HowToRead
from core.services.audience.import_contacts import import_file
from core.text import clean
from core.views.sources_view import ImportedFile
from core.workspace import Workspace
from tui.actions import bindings
from tui.app_base import around, stands
from tui.dialogs.base import Dialog
from tui.dialogs.file_picker import FilePicker
from tui.style.cells import bar
from tui.widgets.field_suggester import FieldSuggester
from tui.widgets.import_preview import imported, in_app, preview
from tui.widgets.line_input import LineInput
from tui.widgets.path_suggester import PathSuggester
from tui.widgets.switches import ShapedCheckbox

BAR = 30
FIELDS = ("path", "name", "map", "reading", "connections")
FIELD_OF_ERROR = {
    "file": "path",
    "map": "map",
    "--name": "name",
    "--encoding": "reading",
    "--sheet": "reading",
    "--connections-of": "connections",
}
STOPPED = "stopped"
"""Code of the error that a stopped import raises."""


class ImportDialog(Dialog[bool]):
    """A dialog whose result is True if something was imported. Enter shows a preview of the file, then imports it."""

    CSS_PATH = "form.tcss"
    scopes = ("import",)
    BINDINGS: ClassVar[list[BindingType]] = bindings("import")

    class Progress(Message):
        """The number of lines of the file that were read so far."""

        def __init__(self, done: int, total: int) -> None:
            super().__init__()
            self.done = done
            self.total = total

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._file: ImportedFile | None = None
        """The result of a dry run of the file; None before it is read."""
        self._importing = False
        self._imported_something = False
        self._saved_some = False
        """True if an import was stopped: the people it read until then are in the store."""
        self._stop = threading.Event()
        """Set to stop the reading or the import that runs."""
        self._named = False

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog form") as box:
            box.border_title = "Import contacts"
            box.border_subtitle = " ctrl+o chooses · enter reads · ctrl+s imports · esc closes "
            path = LineInput(placeholder="~/contacts.csv", id="path", suggester=PathSuggester())
            yield from self._line("File", path)
            name = LineInput(placeholder="a new or existing source", id="name", max_length=100)
            yield from self._line("Source", name)
            hint = "if the preview is wrong: COLUMN=FIELD; COLUMN=FIELD"
            yield from self._line("Columns", LineInput(placeholder=hint, id="map", suggester=FieldSuggester()))
            hint = "if the preview is wrong: encoding=NAME; sheet=NAME"
            yield from self._line("Read as", LineInput(placeholder=hint, id="reading"))
            hint = "a member whose own connections these people are"
            yield from self._line("Connected", LineInput(placeholder=hint, id="connections", max_length=100))
            words = Content("Update known people, but not what was set by hand")
            yield from self._line("", ShapedCheckbox(words, id="update", compact=True))
            yield Static("", id="fault", classes="error")
            yield Static(
                Text("Enter reads the file and shows what is in it. Nothing is saved until you import.", style="dim"),
                id="preview",
            )
            with Horizontal(classes="row"):
                yield Button("Close (esc)", id="cancel")
                yield Button("Import (ctrl+s)", id="import", variant="primary", disabled=True)

    def _line(self, label: str, field: Widget) -> ComposeResult:
        with Horizontal(classes="field"):
            yield Label(label)
            yield field
        yield Static("", id=f"{field.id}-fault", classes="error fault")

    def on_mount(self) -> None:
        """Start on the path."""
        self.query_one("#path", Input).focus()

    def action_choose(self) -> None:
        """Choose the file in a tree of folders."""
        if not self._importing and not self._imported_something:
            self.app.push_screen(FilePicker(self.path), self._chosen)

    def _chosen(self, path: Path | None) -> None:
        if path is not None:
            line = self.query_one("#path", Input)
            with line.prevent(Input.Changed):  # the event would arrive after the file is read, and discard it
                line.value = str(path)
            self._path_changed()
            self._entered()

    # -- what is typed

    @property
    def path(self) -> Path:
        return expanded(self.query_one("#path", Input).value.strip())

    @property
    def source(self) -> str:
        return clean(self.query_one("#name", Input).value, 100)

    @on(Input.Changed, "#path")
    def _path_changed(self) -> None:
        self._forget()
        if not self._named:
            name = self.query_one("#name", Input)
            with name.prevent(Input.Changed):
                name.value = clean(self.path.stem, 100)

    @on(Input.Changed, "#name")
    def _name_changed(self, event: Input.Changed) -> None:
        self._named = bool(event.value)
        self._forget()

    @on(Input.Changed, "#map")
    @on(Input.Changed, "#reading")
    @on(Input.Changed, "#connections")
    @on(Checkbox.Changed, "#update")
    def _how_changed(self) -> None:
        self._forget()

    def _forget(self) -> None:
        """Drop the result of the dry run: it belongs to another path, source or mapping."""
        self._file = None
        self._clear()
        self.query_one("#import", Button).disabled = True

    @on(Input.Submitted)
    def _entered(self) -> None:
        """Read the file; if it is read already, go to the button that imports."""
        if self._importing or self._imported_something:
            return
        if self._file is not None:
            self.query_one("#import", Button).focus()
            return
        self._clear()
        self._read_file()

    # -- reading

    def _read_file(self) -> None:
        try:
            reading = self._reading()
        except UsageError as error:
            self._fault(error.field or "", error.text)
            return
        if not self.query_one("#path", Input).value.strip():
            self._fault("path", "Type the path of a contact file, or press ctrl+o to choose one.")
        elif not self.source:
            self._fault("name", "Give the source a name.")
        else:
            self._stop_what_runs()
            self.query_one("#preview", Static).update(Text("Reading …", style="dim"))
            self._read(self.path, self.source, self._how(reading))

    def _reading(self) -> HowToRead:
        """Return the typed settings for reading the file. Raises UsageError with the field that is wrong."""
        encoding, sheet = parse_reading(self.query_one("#reading", Input).value)
        return HowToRead(parse_mapping(self.query_one("#map", Input).value), encoding, sheet)

    def _how(self, reading: HowToRead) -> dict[str, Any]:
        """Return the arguments for `import_file`: how to read, and the hooks that show its progress and stop it."""

        def progress(done: int, total: int) -> None:
            self.post_message(self.Progress(done, total))

        return {
            "reading": reading,
            "update": self.query_one("#update", Checkbox).value,
            "connections_of": self.query_one("#connections", Input).value.strip() or None,
            "stopped": self._stop.is_set,
            "progress": progress,
        }

    def _stop_what_runs(self) -> None:
        """Stop the running read after its batch; make a new event for the next one."""
        self._stop.set()
        self._stop = threading.Event()

    @work(thread=True, exclusive=True, group="read", exit_on_error=False, description="read a contact file")
    def _read(self, path: Path, name: str, how: dict[str, Any]) -> tuple[Path, ImportedFile]:
        with self._workspace.store.session():
            return path, import_file(self._workspace, path, name, dry_run=True, **how)

    def _was_read(self, path: Path, file: ImportedFile) -> None:
        if path != self.path or file.name != self.source:
            return
        self._file = file
        self.query_one("#preview", Static).update(preview(file))
        button = self.query_one("#import", Button)
        button.disabled = False
        button.focus(scroll_visible=False)

    # -- importing

    def action_import(self) -> None:
        """Import the file of the preview."""
        if self._importing or self._imported_something:
            return
        if self._file is None:
            self._entered()
        else:
            self._stop_what_runs()
            how = self._how(self._reading())
            self._begin()
            self._import(self.path, self.source, how)

    def _begin(self) -> None:
        self._importing = True
        self._clear()
        self._enable(on=False)
        self.query_one("#import", Button).disabled = True
        self.query_one("#cancel", Button).label = "Stop (esc)"
        self._show_progress(self.Progress(0, 0))

    def _enable(self, *, on: bool) -> None:
        for field in self._fields():
            field.disabled = not on

    def _fields(self) -> Iterator[Widget]:
        for name in (*FIELDS, "update"):
            yield self.query_one(f"#{name}")

    @work(thread=True, exclusive=True, group="import", exit_on_error=False, description="import contacts")
    def _import(self, path: Path, name: str, how: dict[str, Any]) -> ImportedFile:
        with self._workspace.store.session():
            return import_file(self._workspace, path, name, **how)

    @on(Progress)
    def _show_progress(self, message: Progress) -> None:
        if self._importing or (self._file is None and self._reads()):
            share = message.done / message.total if message.total else 0.0
            count = f"{message.done:,} of {message.total:,} lines" if message.total else "beginning"
            doing = "Importing" if self._importing else "Reading"
            self.query_one("#preview", Static).update(Text(f"{doing}  {bar(share, BAR)}  {count}"))

    def _reads(self) -> bool:
        return any(worker.group == "read" and worker.is_running for worker in self.workers)

    def _imported(self, result: ImportedFile) -> None:
        self._importing, self._imported_something = False, True
        self.query_one("#cancel", Button).label = "Close (esc)"
        self.query_one("#preview", Static).update(imported(result))
        self.query_one("#import", Button).display = False
        self.query_one("#cancel", Button).focus()

    # -- what went wrong, and leaving

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show the result of a thread, or its error; nothing typed is lost."""
        if not stands(self):
            return
        worker = event.worker
        if event.state is WorkerState.SUCCESS and worker.result is not None:
            if worker.group == "import":
                self._imported(worker.result)
            else:
                self._was_read(*worker.result)
        elif event.state is WorkerState.ERROR:
            self._failed(worker.error)

    def _failed(self, error: BaseException | None) -> None:
        stopped = self._importing and isinstance(error, OvertureError) and error.code == STOPPED
        self._importing = False
        self._enable(on=True)
        self.query_one("#cancel", Button).label = "Close (esc)"
        self.query_one("#preview", Static).update("")
        if stopped:
            self._was_stopped(str(error))
            return
        if not isinstance(error, OvertureError):
            self._fault("", around(self).words_of(error))
            return
        field = FIELD_OF_ERROR.get(error.field or "", "")
        self._fault(field, in_app(error.text))
        self.query_one(f"#{field or 'path'}", Input).focus()

    def _was_stopped(self, words: str) -> None:
        """Show the result of a stopped import so far, and enable the import button, which continues it."""
        self._saved_some = True
        self.query_one("#preview", Static).update(Text(in_app(words)))
        button = self.query_one("#import", Button)
        button.disabled = False
        button.focus(scroll_visible=False)

    def _clear(self) -> None:
        for name in ("", *FIELDS):
            self._fault(name, "")

    def _fault(self, field: str, words: str) -> None:
        line = self.query_one(f"#{field}-fault" if field else "#fault", Static)
        line.update(Text(clean(words, 500)))
        line.set_class(bool(words), "-on")

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "import":
            self.action_import()
        else:
            self.action_cancel()

    def action_cancel(self) -> None:
        """Close; a running import is stopped after the present rows, and can be continued later."""
        if self._importing:
            self._stop.set()
            self._fault("", "Stopping after the rows that are being imported …")
        else:
            self._stop.set()
            self.dismiss(self._imported_something or self._saved_some)


def parse_mapping(text: str) -> dict[str, str]:
    """Parse `COLUMN=FIELD; COLUMN=FIELD`: a column's name may have a "=", a field's never does. Raises UsageError."""
    found: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        column, _equals, field = part.rpartition("=")
        if not column.strip() or not field.strip():
            raise UsageError(f"“{clean(part, 60)}” is not COLUMN=FIELD, such as URL=address.", field="map")
        found[column.strip()] = field.strip()
    return found


def parse_reading(text: str) -> tuple[str | None, str | None]:
    """Parse `encoding=NAME; sheet=NAME`, either or both. Raises UsageError."""
    found: dict[str, str] = {}
    for part in filter(None, (piece.strip() for piece in text.split(";"))):
        what, _equals, value = part.partition("=")
        if what.strip() not in {"encoding", "sheet"} or not value.strip():
            raise UsageError(
                f"“{clean(part, 60)}” is neither encoding=NAME nor sheet=NAME, such as encoding=windows-1251.",
                field="reading",
            )
        found[what.strip()] = value.strip()
    return found.get("encoding"), found.get("sheet")
