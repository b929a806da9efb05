"""The question before a campaign is archived: it names the campaign and counts the people and messages concerned."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.widgets import Button, Static

from core.plural import plural
from core.views.campaign_changes_view import CampaignEnds
from tui.actions import bindings
from tui.dialogs.base import Dialog
from tui.style.cells import cut


def were_sent(count: int) -> str:
    """Return the count of sent invitations, which stay after archiving: "1 invitation was sent; it stays"."""
    return f"{count:,} {plural(count, 'invitation was sent; it stays', 'invitations were sent; they stay')}"


class ArchiveDialog(Dialog[bool]):
    """A question whose result is True if the person says yes; Cancel has the focus at first."""

    scopes = ("question",)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("question"),
        Binding("left,up", "app.focus_previous", "", show=False),
        Binding("right,down", "app.focus_next", "", show=False),
    ]

    def __init__(self, ends: CampaignEnds) -> None:
        super().__init__()
        self.ends = ends

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Text(f"Archive “{cut(self.ends.name, 50)}”?")
            yield Static(Text(self._words()))
            with Horizontal(classes="row"):
                yield Button("Cancel (n)", id="cancel")
                yield Button("Archive (y)", id="archive", variant="error")

    def on_mount(self) -> None:
        """Focus the safe answer."""
        self.query_one("#cancel", Button).focus()

    def _words(self) -> str:
        counts = self.ends.ends
        parts = [
            f"{counts[status]} {status}"
            for status in ("scheduled", "approved", "pending", "queued")
            if counts.get(status)
        ]
        people = f"{self.ends.cancelled:,} {plural(self.ends.cancelled, 'person', 'people')}"
        ends = f"{people} will not be contacted: {', '.join(parts)}." if parts else "Nobody is waiting in it."
        return (
            f"{ends}\n{were_sent(self.ends.sent)}, with their history and the conversion.\n"
            "This cannot be undone: an archived campaign never runs again. It can be duplicated (D)."
        )

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.dismiss(event.button.id == "archive")

    def action_cancel(self) -> None:
        """Close, and change nothing."""
        self.dismiss(False)

    def action_answer(self, yes: bool) -> None:
        """Answer by key."""
        self.dismiss(yes)
