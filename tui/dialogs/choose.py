"""A dialog for one choice of a few, such as the kind of a new source."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from core.text import typed_line
from tui.actions import bindings
from tui.dialogs.base import Dialog
from tui.style.cells import cut
from tui.widgets.choices import Choices


class _AtOnce(Choices):
    """A list in which enter calls the dialog itself: a message would arrive late for a key that follows at once."""

    def action_select(self) -> None:
        """Choose the highlighted option."""
        dialog, option = self.screen, self.highlighted_option
        if isinstance(dialog, ChooseDialog) and option is not None:
            dialog.choose(option.id)


class ChooseDialog(Dialog[str | None]):
    """A dialog whose result is the id of the chosen option, or None."""

    DEFAULT_CSS = """
    ChooseDialog OptionList { height: auto; max-height: 74vh; border: none; background: $background; padding: 0; }
    ChooseDialog OptionList:focus { border: none; background-tint: $background 0%; }
    """
    scopes = ("choice", "choices")
    BINDINGS: ClassVar[list[BindingType]] = bindings("choice")

    def __init__(
        self,
        title: str,
        choices: Sequence[tuple[str, str]],
        *,
        act: Callable[[str], None] | None = None,
        first: str | None = None,
    ) -> None:
        """Take the choices, as (id, words). `first` is the id of the choice that is highlighted at the beginning.

        `act` is called before the dialog closes, since the next key may be for a widget that `act` makes.
        """
        super().__init__()
        self._heading = cut(title, 60)
        self._choices = choices
        self._act = act
        ids = [ident for ident, _words in choices]
        self._first = ids.index(first) if first in ids else 0

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content(self._heading)
            box.border_subtitle = " enter chooses · esc closes "
            yield _AtOnce(*(Option(Content(typed_line(words)[:100]), id=ident) for ident, words in self._choices))

    def on_mount(self) -> None:
        """Highlight the first choice, or the present one."""
        choices = self.query_one(Choices)
        choices.highlighted = self._first
        choices.focus()

    @on(OptionList.OptionSelected)
    def _clicked(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.choose(event.option_id)

    def choose(self, ident: str | None) -> None:
        """Take a choice and close."""
        if self._act is not None and ident is not None:
            self._act(ident)
        self.dismiss(ident)

    def action_cancel(self) -> None:
        """Close without a choice."""
        self.dismiss(None)
