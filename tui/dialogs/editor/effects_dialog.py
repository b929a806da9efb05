"""The dialog before an edit is saved: each field before and after, and what that does to people, in numbers."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Checkbox, Static

from core.services.campaigns.edit_effects import Effects
from core.text import clean
from core.views.campaign_changes_view import FieldChange
from tui.actions import bindings
from tui.dialogs.base import Dialog
from tui.style.cells import cut, glyph
from tui.widgets.switches import ShapedCheckbox

MOST = 10
"""Fields that are shown; `overture campaign edit --dry-run` shows all."""
LONGEST = 60
"""Characters of a value that are shown."""


class EffectsDialog(Dialog[bool | None]):
    """A question whose result is None to go back, else to save: True if approved texts need approval again."""

    scopes = ("question", "effects")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("question", "effects"),
        Binding("left,up", "app.focus_previous", "", show=False),
        Binding("right,down", "app.focus_next", "", show=False),
    ]

    def __init__(self, name: str, effects: Effects, changes: Sequence[FieldChange] = ()) -> None:
        super().__init__()
        self._changes = changes
        self._name_of = cut(name, 50)
        self.effects = effects

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Text(f"Save “{self._name_of}”? This is what changes")
            if self._changes:
                yield Static(Text("\n").join(self._fields()), id="fields")
            lines = (f"{glyph('dot')} {clean(sentence, 600)}" for sentence in self.effects.sentences)
            yield Static(Text("\n".join(lines)), id="effects")
            if self.effects.keep:
                yield ShapedCheckbox(Text(f"Ask again for {self.effects.keep} approved"), id="ask-again", compact=True)
            with Horizontal(classes="row"):
                yield Button(Text("Back (n)"), id="back")
                yield Button(Text("Save (ctrl+s)"), id="save")

    def _fields(self) -> Iterator[Text]:
        """Yield the fields that change, each with its value before and after."""
        for one in self._changes[:MOST]:
            before, after = _value(one.before), _value(one.after)
            yield Text(f"{cut(one.field, 60)}: {before} {glyph('arrow')} {after}")
        if len(self._changes) > MOST:
            yield Text(f"{len(self._changes) - MOST} more fields change.", style="dim")

    def on_mount(self) -> None:
        """Focus Save, so that enter saves."""
        self.query_one("#save", Button).focus()

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        if event.button.id == "save":
            self.action_save()
        else:
            self.action_back()

    def action_answer(self, yes: bool) -> None:
        """Save, or go back, by key."""
        if yes:
            self.action_save()
        else:
            self.action_back()

    def action_cancel(self) -> None:
        """Return to the editor; nothing is saved."""
        self.action_back()

    def action_back(self) -> None:
        """Return to the editor; nothing is saved."""
        self.dismiss(None)

    def action_save(self) -> None:
        """Save, with the choice that was made."""
        self.dismiss(bool(self.effects.keep) and self.query_one("#ask-again", Checkbox).value)


def _value(value: object) -> str:
    """Return a field's value in one short line; a dash for none."""
    if value is None or value in ("", []):
        return glyph("dash")
    words = ", ".join(map(str, value)) if isinstance(value, list) else str(value)
    return cut(clean(words, 1000), LONGEST)
