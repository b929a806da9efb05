"""The base of every dialog: its keys from the one registry, and help about them."""

from __future__ import annotations

from dataclasses import replace
from typing import ClassVar

from textual.await_complete import AwaitComplete
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, ScreenResultType

from core.workspace import Workspace
from tui.actions import of_scope
from tui.app_base import around
from tui.opening_screen import OpensOnce
from tui.thread_errors import ExplainsErrors

HELP = next(action.binding for action in of_scope("app") if action.name == "help")


class Dialog(ExplainsErrors, OpensOnce, ModalScreen[ScreenResultType]):
    """A dialog: it hides the keys of the page below it, but not those of help and palette."""

    scopes: ClassVar[tuple[str, ...]] = ()
    """Scopes of its keys in the registry, for help and palette."""
    about: ClassVar[str] = ""
    """The purpose of the dialog, for the help."""
    BINDINGS: ClassVar[list[BindingType]] = [replace(HELP, action="app.help", show=False)]

    @property
    def searched(self) -> Workspace:
        return around(self).workspace

    def dismiss(self, result: ScreenResultType | None = None) -> AwaitComplete:
        """Close; an answer typed right after is dropped, since it was meant for this dialog."""
        around(self).note_closed()
        return super().dismiss(result)


class WordsDialog(Dialog[ScreenResultType]):
    """The base of dialogs with a text to read, scroll and close."""

    scopes: ClassVar[tuple[str, ...]] = ("words",)

    def action_scroll(self, lines: int) -> None:
        """Scroll the text."""
        self.query_one(VerticalScroll).scroll_relative(y=lines, animate=False)

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)

    def action_close_by_letter(self) -> None:
        """Close."""
        self.dismiss(None)
