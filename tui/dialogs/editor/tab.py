"""The base of the editor's tabs: each changes the shared form, posts a message about it, and shows faults."""

from __future__ import annotations

from collections.abc import Mapping

from textual.containers import Vertical
from textual.message import Message
from textual.widget import Widget

from core.services.campaigns.editor_data import Choices
from tui.dialogs.editor.form_state import Form
from tui.dialogs.editor.preview_data import Seen
from tui.style.theme import Palette, palette
from tui.widgets.field import Field


class Edited(Message):
    """A value of the form changed; `key` is the field of a campaign file, None if only the view changed."""

    def __init__(self, key: str | None) -> None:
        super().__init__()
        self.key = key


class EditorPane(Vertical):
    """One tab of the editor. Its widgets write each change into the form at once."""

    keys: tuple[str, ...] = ()
    """The top-level fields of a campaign file that this tab holds."""

    def __init__(self, form: Form, choices: Choices) -> None:
        super().__init__(classes="editor-pane")
        self.form = form
        self.choices = choices

    @property
    def colours(self) -> Palette:
        """The colours of the present theme."""
        return palette(self.app.current_theme)

    def edited(self, key: str | None) -> None:
        """Post the message that a value changed."""
        self.post_message(Edited(key))

    def faults(self, found: Mapping[str, str]) -> None:
        """Show each fault under its field; `found`: all faults by field path."""
        for field in self.query(Field):
            field.fault(first(found, field.key))

    def show(self, seen: Seen, colours: Palette) -> None:
        """Show the results of a check."""
        raise NotImplementedError

    def go_to(self, path: str) -> None:
        """Put the cursor into a field."""
        for field in self.query(Field):
            if path == field.key or path.startswith(f"{field.key}["):
                field.control.focus()
                return

    def enter(self) -> None:
        """Put the cursor on the first widget that accepts it."""
        first_widget = next((widget for widget in self.query(Widget) if widget.focusable), None)
        if first_widget is not None:
            first_widget.focus()


def first(found: Mapping[str, str], key: str) -> str:
    """Return the first fault of a field or of a part of it, or an empty text."""
    return next((text for path, text in found.items() if path == key or path.startswith(f"{key}[")), "")
