"""Shown before an edit is saved: what it does to people who are already in the campaign, in numbers."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Checkbox, Static

from core.services.campaigns.edit_effects import Effects
from core.text import clean
from tui.actions import bindings
from tui.dialogs.base import Dialog
from tui.style.cells import glyph
from tui.widgets.switches import ShapedCheckbox


class EffectsDialog(Dialog[bool | None]):
    """A question whose result is None to go back, else to save: True if approved texts need approval again."""

    scopes = ("question", "effects")
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("question", "effects"),
        Binding("left,up", "app.focus_previous", "", show=False),
        Binding("right,down", "app.focus_next", "", show=False),
    ]

    def __init__(self, name: str, effects: Effects) -> None:
        super().__init__()
        self._name_of = clean(name, 50)
        self.effects = effects

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Text(f"Save “{self._name_of}”? This is what changes")
            lines = (f"{glyph('dot')} {clean(sentence, 600)}" for sentence in self.effects.sentences)
            yield Static(Text("\n".join(lines)))
            if self.effects.keep:
                yield ShapedCheckbox(Text(f"Ask again for {self.effects.keep} approved"), id="ask-again", compact=True)
            with Horizontal(classes="row"):
                yield Button(Text("Back (n)"), id="back")
                yield Button(Text("Save (^s)"), id="save")

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
