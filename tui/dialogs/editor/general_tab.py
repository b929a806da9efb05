"""The editor's first tab: name, sender, source, languages."""

from __future__ import annotations

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.suggester import SuggestFromList
from textual.widgets import Input, Select

from core.services.campaigns.editor_data import Choices
from core.text import clean
from tui.dialogs.editor.form_state import Form
from tui.dialogs.editor.preview_data import Seen
from tui.dialogs.editor.tab import EditorPane
from tui.style.theme import Palette
from tui.widgets.field import Field
from tui.widgets.line_input import LineInput

FIXED = "People were drawn for this campaign, so its sender cannot change. Duplicate it (D) for another sender."
NOBODY = "There is no member yet: add one on the Members page (6)."
NOWHERE = "There is no source yet: import one on the Sources page (4)."
LISTED = "Such as en, fr: the first is used for everybody whose language is not among them."


class GeneralPane(EditorPane):
    """The tab with name, program, description, sender, source and languages."""

    keys = ("name", "program", "description", "sender", "source", "languages")

    def __init__(self, form: Form, choices: Choices, *, sender: Text | None) -> None:
        super().__init__(form, choices)
        self._fixed = sender
        """The sender's name if it can no longer change."""

    def compose(self) -> ComposeResult:
        with VerticalScroll(can_focus=False):
            yield self._line("name", "Name", self.choices.names)
            yield self._line("program", "Program", self.choices.programs)
            yield self._line("description", "Description", ())
            yield Field("Sender", self._senders(), key="sender", hint=self._sender_hint())
            yield Field("Source", self._sources(), key="source", hint="" if self.choices.sources else NOWHERE)
            yield self._line("languages", "Languages", (), hint=LISTED)

    def _line(self, key: str, label: str, known: tuple[str, ...], hint: str = "") -> Field:
        suggester = SuggestFromList([clean(name) for name in known], case_sensitive=False) if known else None
        value = str(getattr(self.form, key))
        control = LineInput(value, suggester=suggester, select_on_focus=False, compact=True, id=key)
        return Field(label, control, key=key, hint=hint)

    def _sender_hint(self) -> str:
        if self._fixed is not None:
            return FIXED
        return "" if self.choices.members else NOBODY

    def _senders(self) -> Select[str]:
        options = [
            (Text(clean(f"{member.name} · {member.plan} · {member.account}")), member.id)
            for member in self.choices.members
        ]
        if self._fixed is not None:
            options = [(self._fixed, self.form.sender)]
        return _select(options, self.form.sender, "sender", disabled=self._fixed is not None)

    def _sources(self) -> Select[str]:
        options = [
            (Text(clean(f"{source.name} · {source.contacts:,} contacts")), source.id) for source in self.choices.sources
        ]
        return _select(options, self.form.source, "source")

    @on(Input.Changed)
    def _typed(self, event: Input.Changed) -> None:
        event.stop()
        key = event.input.id or ""
        if getattr(self.form, key) != event.value:
            setattr(self.form, key, event.value)
            self.edited(key)

    @on(Select.Changed)
    def _chosen(self, event: Select.Changed) -> None:
        event.stop()
        key, value = event.select.id or "", "" if event.select.is_blank() else str(event.value)
        if getattr(self.form, key) != value:
            setattr(self.form, key, value)
            self.edited(key)

    def show(self, seen: Seen, colours: Palette) -> None:
        del colours
        gone = sorted(
            {code for step in self.form.steps for code, text in step.texts.items() if text} - set(self.form.listed)
        )
        hint = LISTED if not gone else f"Texts in {', '.join(gone)} are dropped when this is saved."
        self.query_one("#field-languages", Field).hint(hint)
        del seen


def _select(options: list[tuple[Text, str]], value: str, key: str, *, disabled: bool = False) -> Select[str]:
    known = value in {ident for _text, ident in options}
    return Select(
        options, prompt="choose …", value=value if known else Select.NULL, id=key, disabled=disabled, compact=True
    )
