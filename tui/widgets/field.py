"""A field of a dialog: its name, its control, and below it a hint or its fault."""

from __future__ import annotations

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import Horizontal, Vertical
from textual.widget import Widget
from textual.widgets import Static

from core.text import clean


class FieldNote(Static):
    """A line that is shown only while it has text; a fault is bright, a hint is dim."""

    def __init__(self, text: str = "", *, id: str | None = None) -> None:  # noqa: A002 - the name of Textual's widgets
        super().__init__(Text(text), id=id, classes="said")
        self.display = bool(text)

    def say(self, text: str, *, fault: bool = False) -> None:
        """Show a text, or nothing."""
        self.set_class(fault, "error")
        self.display = bool(text)
        self.update(Text(clean(text, 400)))

    @property
    def words(self) -> str:
        """Return the text."""
        return str(self.content) if self.display else ""


class Field(Vertical):
    """One named control with its line below."""

    def __init__(self, label: str, control: Widget, *, key: str, hint: str = "", unit: str = "") -> None:
        super().__init__(id=f"field-{key}", classes="field")
        self.key = key
        self.control = control
        self._label = label
        self._hint = hint
        self._unit = unit
        self._said = FieldNote(hint)

    def compose(self) -> ComposeResult:
        with Horizontal(classes="field-row"):
            yield Static(Text(self._label), classes="label")
            yield self.control
            if self._unit:
                yield Static(Text(self._unit), classes="unit")
        yield self._said

    def hint(self, text: str) -> None:
        """Set the text that is shown below without a fault."""
        self._hint = text
        if not self.has_class("-fault"):
            self._said.say(text)

    def fault(self, text: str) -> None:
        """Set the fault of the control, or none."""
        self.set_class(bool(text), "-fault")
        self._said.say(text or self._hint, fault=bool(text))

    @property
    def words(self) -> str:
        """Return the text below the control."""
        return self._said.words
