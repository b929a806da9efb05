"""The views of a list: those that come with Overture, and those that were saved under a name."""

from __future__ import annotations

from collections.abc import Sequence
from typing import ClassVar, NamedTuple

from rich.cells import cell_len, set_cell_size
from textual import on
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Vertical
from textual.content import Content
from textual.widgets import OptionList
from textual.widgets.option_list import Option

from core.services.saved_views import SavedView
from tui.actions import bindings
from tui.app_base import around
from tui.dialogs.base import Dialog
from tui.style.cells import cut
from tui.widgets.choices import Choices


class Chosen(NamedTuple):
    """The wanted act: to show, save or remove a view, or to choose columns."""

    act: str
    view: SavedView | None = None


class ViewsDialog(Dialog[Chosen | None]):
    """A dialog whose result is the wanted act, or None."""

    DEFAULT_CSS = """
    ViewsDialog OptionList { height: auto; max-height: 74vh; border: none; background: $background; padding: 0; }
    ViewsDialog OptionList:focus { border: none; background-tint: $background 0%; }
    """
    scopes = ("views", "choices")
    about = (
        "A view is a filter with its order and columns. Enter shows the highlighted one, n saves what the list shows "
        "now, x removes a saved one. They are stored in the file views.toml of the home."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("views")

    def __init__(self, usual: Sequence[SavedView], saved: Sequence[SavedView], now: str) -> None:
        """Take the present filter of the list as `now`."""
        super().__init__()
        self._views = [*usual, *saved]
        self._own = len(usual)
        self._now = now

    def compose(self) -> ComposeResult:
        names = [cut(view.name, 40) for view in self._views]
        width = max(map(cell_len, names), default=0)
        with Vertical(classes="dialog") as box:
            box.border_title = Content("Views")
            box.border_subtitle = Content(" enter shows · n saves · x removes · L columns · esc closes ")
            yield Choices(
                *(
                    Option(Content(f"{set_cell_size(name, width)}  {cut(view.where, 90)}"), id=str(place))
                    for place, (name, view) in enumerate(zip(names, self._views, strict=True))
                )
            )

    def on_mount(self) -> None:
        """Highlight the view that is shown, or the first one."""
        choices = self.query_one(Choices)
        wheres = [view.where for view in self._views]
        choices.highlighted = wheres.index(self._now) if self._now in wheres else 0
        choices.focus()

    @on(OptionList.OptionSelected)
    def _shown(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(Chosen("show", self._views[event.option_index]))

    def action_save(self) -> None:
        """Close; the page then asks for the name under which to save its view."""
        self.dismiss(Chosen("save"))

    def action_columns(self) -> None:
        """Close; the page then asks for the columns."""
        self.dismiss(Chosen("columns"))

    def action_remove(self) -> None:
        """Remove a saved view; those that come with Overture stay."""
        place = self.query_one(Choices).highlighted
        if place is not None and place >= self._own:
            self.dismiss(Chosen("remove", self._views[place]))
        else:
            around(self).say("This view comes with Overture and stays.")

    def action_cancel(self) -> None:
        """Close."""
        self.dismiss(None)
