"""The form of a person's values: a value corrected by hand is never changed again by an import or a profile."""

from __future__ import annotations

from typing import Any

from rich.text import Text
from textual.app import ComposeResult
from textual.widgets import Input, Static

from core.services.audience import contact_edit, value_words
from core.store.people.contact_values import CUSTOM
from core.text import clean
from core.views.people_view import ContactValue, EditedContact, Journey
from core.workspace import Workspace
from tui.dialogs.form import FormDialog
from tui.style.cells import cut
from tui.widgets.line_input import LineInput

FIELDS = (
    ("name", "Full name"),
    ("first_name", "First name"),
    ("last_name", "Last name"),
    ("company", "Company"),
    ("position", "Position"),
    ("location", "Location"),
    ("headline", "Headline"),
    ("email", "E-mail"),
    ("language", "Language"),
)
"""The fields that every person has: name in texts, and label. Below them, the form shows the person's other columns."""
ANOTHER = "another"
"""Id of the line for a column that the person does not have yet."""
LONGEST = 1000


class ContactDialog(FormDialog):
    """A dialog that corrects a person's values; its result is the changes in words, or None."""

    DEFAULT_CSS = "ContactDialog .origin { padding: 0 0 0 14; color: $foreground 60%; height: auto; }"

    def __init__(self, workspace: Workspace, view: Journey) -> None:
        super().__init__(workspace)
        self._view = view
        self._customs = sorted(name for name in view.values if name.startswith(CUSTOM))

    def heading(self) -> str:
        return f"Edit {cut(self._view.contact.name, 40) or 'a person'}"

    def _lines(self) -> list[tuple[str, str, str]]:
        """Return each line's field, id and label."""
        own = [(name, f"custom-{number}", cut(name, 40)) for number, name in enumerate(self._customs)]
        return [*((name, name, label) for name, label in FIELDS), *own]

    def fields(self) -> ComposeResult:
        for name, ident, label in self._lines():
            value = self._view.values.get(name)
            text = clean(value.text, LONGEST) if value else ""
            yield from self.line(label, LineInput(text, id=ident, max_length=LONGEST))
            if value is not None and (words := value_words.origin(value)):
                yield Static(Text(clean(words, 300)), classes="origin")
        another = LineInput("", id=ANOTHER, max_length=LONGEST)
        another.placeholder = "custom.city = Paris"
        yield from self.line("Another", another)

    def values(self) -> dict[str, Any]:
        return {ident: self.query_one(f"#{ident}", Input).value.strip() for ident in (*self._ids(), ANOTHER)}

    def _ids(self) -> list[str]:
        return [ident for _name, ident, _label in self._lines()]

    def wrong(self, values: dict[str, Any]) -> tuple[str, str] | None:
        field, equals, _text = values[ANOTHER].partition("=")
        if values[ANOTHER] and not (equals and field.strip()):
            return ANOTHER, "Enter a field and its value, such as custom.city = Paris."
        return None

    def field_of(self, named: str) -> str:
        return ANOTHER if named == "--set" else named.removeprefix("--").replace("-", "_")

    def save(self, values: dict[str, Any]) -> str:
        wanted = {name: values[ident] for name, ident, _label in self._lines() if values[ident] != self._before(name)}
        field, _equals, text = values[ANOTHER].partition("=")
        if field:
            wanted[field.strip()] = text.strip()
        if not wanted:
            return ""
        return done(contact_edit.edit(self._workspace, str(self._view.contact.id), wanted))

    def _before(self, name: str) -> str:
        value: ContactValue | None = self._view.values.get(name)
        return clean(value.text, LONGEST).strip() if value else ""


def done(view: EditedContact) -> str:
    """Return the message after a correction: the fact, and its effects on texts."""
    name = cut(view.contact.name, 40) or "The person"
    return " ".join([f"{name} was changed.", *value_words.edited(view, "t on Queue")])
