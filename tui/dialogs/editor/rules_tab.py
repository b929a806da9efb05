"""The editor's last tab: approval, the rule for used-up notes, and when an invitation is withdrawn."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Input, RadioSet

from tui.dialogs.editor.preview_data import Seen
from tui.dialogs.editor.tab import EditorPane
from tui.style.theme import Palette
from tui.widgets.field import Field
from tui.widgets.line_input import LineInput
from tui.widgets.switches import ShapedRadio

APPROVAL = (
    ("every-message", "Every message needs approval"),
    ("invitations", "Only invitations need approval"),
    ("off", "Off: everything is sent without approval"),
)
NOTE_RULE = (
    ("without", "Send the invitation without a note; Approvals says so"),
    ("hold", "Keep the invitation until next month"),
)
WITHDRAW = "0 means never; otherwise 7 to 180, such as 21."


class RulesPane(EditorPane):
    """The tab with the rules of approval, of used-up notes, and of withdrawal."""

    keys = ("approval", "note_rule", "withdraw_after_days")

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield Field("Approval", self._radio("approval", APPROVAL), key="approval")
            yield Field("Notes used up", self._radio("note_rule", NOTE_RULE), key="note_rule")
            days = self.form.withdraw_after_days
            control = LineInput(days, compact=True, classes="short", max_length=5, id="withdraw_after_days")
            unit = "days after an invitation was sent and not accepted"
            yield Field("Withdraw", control, key="withdraw_after_days", hint=WITHDRAW, unit=unit)

    def _radio(self, key: str, options: tuple[tuple[str, str], ...]) -> RadioSet:
        chosen = getattr(self.form, key)
        buttons = [ShapedRadio(Text(words), value=name == chosen, name=name) for name, words in options]
        return RadioSet(*buttons, id=key, compact=True)

    @on(RadioSet.Changed)
    def _chosen(self, event: RadioSet.Changed) -> None:
        event.stop()
        key, value = event.radio_set.id or "", event.pressed.name or ""
        if getattr(self.form, key) != value:
            setattr(self.form, key, value)
            self.edited(key)

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        if self.form.withdraw_after_days != event.value:
            self.form.withdraw_after_days = event.value
            self.edited("withdraw_after_days")

    def show(self, seen: Seen, colours: Palette) -> None:
        del colours
        self.query_one("#field-note_rule", Field).hint(seen.notes)
