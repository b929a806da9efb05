"""A new segment or finder: a few lines of text. Every error stands under its field."""

from __future__ import annotations

from typing import Any, ClassVar, NamedTuple

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.screen import ModalScreen
from textual.widgets import Button, Input, Label, Static
from textual.worker import Worker, WorkerState

from core.errors import OvertureError, UsageError
from core.services import finders, segments
from core.text import clean
from core.workspace import Workspace


class Asked(NamedTuple):
    """One line of a form; `key` is what the command line calls it."""

    key: str
    label: str
    placeholder: str = ""
    value: str = ""


class SourceDialog(ModalScreen[str | None]):
    """The name of the source that was saved, or None."""

    CSS_PATH = "form.tcss"
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+s", "save", "Save"),
        Binding("escape", "cancel", "Cancel"),
    ]
    TITLE = ""
    asked: ClassVar[tuple[Asked, ...]] = ()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__()
        self._workspace = workspace
        self._asked_to_leave = False

    def save(self, values: dict[str, str]) -> str:
        """Save what was typed and return its name; in a thread. Raises the errors of `core.errors`."""
        raise NotImplementedError

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog form") as box:
            box.border_title = self.TITLE
            box.border_subtitle = " ctrl+s saves · esc cancels "
            for line in self.asked:
                with Horizontal(classes="field"):
                    yield Label(line.label)
                    yield Input(line.value, placeholder=line.placeholder, id=line.key)
                yield Static("", id=f"{line.key}-fault", classes="error fault")
            yield Static("", id="fault", classes="error")
            with Horizontal(classes="row"):
                yield Button("Cancel (esc)", id="cancel")
                yield Button("Save (ctrl+s)", id="save", variant="primary")

    def on_mount(self) -> None:
        """Start on the name."""
        self.query_one("#name", Input).focus()

    def action_cancel(self) -> None:
        """Leave; what was typed is asked about once."""
        if self._asked_to_leave or self._values() == {line.key: line.value for line in self.asked}:
            self.dismiss(None)
            return
        self._asked_to_leave = True
        self._fault("", "Nothing is saved yet. Press escape again to leave without saving.")

    def _values(self) -> dict[str, str]:
        return {line.key: self.query_one(f"#{line.key}", Input).value for line in self.asked}

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
        """Save in a thread; the service decides what is wrong."""
        for key in ("", *(line.key for line in self.asked)):
            self._fault(key, "")
        self._save(self._values())

    @work(thread=True, exclusive=True, group="save", exit_on_error=False, description="save a source")
    def _save(self, values: dict[str, str]) -> str:
        with self._workspace.store.session():
            return self.save(values)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Saved, or what is wrong under its field; nothing typed is lost."""
        if event.state is WorkerState.SUCCESS:
            self.dismiss(event.worker.result)
        elif event.state is WorkerState.ERROR:
            error = event.worker.error
            if isinstance(error, OvertureError):
                field = (error.field or "").removeprefix("--").partition("[")[0]
                self._fault(field if field in self._values() else "", error.text)
            else:
                self._fault("", f"{type(error).__name__}: {error}")

    def _fault(self, field: str, words: str) -> None:
        line = self.query_one(f"#{field}-fault" if field else "#fault", Static)
        line.update(Text(clean(words, 400)))
        line.set_class(bool(words), "-on")
        if field and words:
            self.query_one(f"#{field}").focus()


def _listed(text: str) -> list[str]:
    return [part.strip() for part in text.split(",") if part.strip()]


class SegmentDialog(SourceDialog):
    """A filter over contacts."""

    TITLE = "New segment: whoever matches every line"
    asked = (
        Asked("name", "Name"),
        Asked("company", "Company", "a part of it; several with commas: any of them"),
        Asked("position", "Position"),
        Asked("location", "Location"),
        Asked("headline", "Headline"),
        Asked("language", "Language", "such as fr"),
        Asked("source", "Source", "only who is in this list or finder"),
    )

    def save(self, values: dict[str, str]) -> str:
        wanted = {key: _listed(text) for key, text in values.items() if key != "name"}
        return str(segments.add(self._workspace, values["name"], wanted)["name"])


class FinderDialog(SourceDialog):
    """A saved search."""

    TITLE = "New finder: a search that runs in its own slot"
    asked = (
        Asked("name", "Name"),
        Asked("owner", "Owner", "the member whose account searches"),
        Asked("keywords", "Keywords"),
        Asked("url", "or Address", "of a search for people, LinkedIn’s or Sales Navigator’s"),
        Asked("per-slot", "Per slot", value="10"),
        Asked("days", "Days", value="mon,tue,wed,thu,fri"),
        Asked("start", "Start", value="09:00"),
        Asked("minutes", "Minutes", value="60"),
        Asked("time-zone", "Time zone", "the workspace’s"),
    )

    def save(self, values: dict[str, str]) -> str:
        options: dict[str, Any] = {
            "url": values["url"].strip() or None,
            "keywords": values["keywords"].strip() or None,
            "per_slot": _number(values, "per-slot"),
            "days": _listed(values["days"]),
            "start": values["start"].strip(),
            "minutes": _number(values, "minutes"),
            "time_zone": values["time-zone"].strip() or None,
        }
        return str(finders.add(self._workspace, values["name"], values["owner"], **options)["name"])


def _number(values: dict[str, str], key: str) -> int:
    text = values[key].strip()
    if not (text.isascii() and text.isdigit() and len(text) < 6):
        raise UsageError(f"{key}: “{clean(text, 20)}” is no number.", field=key)
    return int(text)
