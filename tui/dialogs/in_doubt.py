"""A send in doubt: the evidence, and a person's answer whether it was sent."""

from __future__ import annotations

from datetime import datetime
from typing import ClassVar

from rich.table import Table
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import Horizontal, Vertical
from textual.content import Content
from textual.widgets import Button, Static
from textual.worker import Worker, WorkerState

from core.plural import plural
from core.rules.schedule import in_zone
from core.services.queue.in_doubt import Answer, evidence
from core.text import clean
from core.views.queue_view import DoubtEvidence
from core.workspace import Workspace
from tui.actions import bindings
from tui.app_base import around, stands
from tui.dialogs.base import Dialog
from tui.style.cells import cut
from tui.style.moment_text import date_time

MEANS = (
    ("y", "Sent: it is on LinkedIn. The campaign continues from there."),
    ("a", "Absent: LinkedIn does not have it. It is sent again in a later run."),
    ("x", "Skip: it cannot be known. This person is not contacted again."),
)
LONGEST = 140
"""Most cells of the provider's answer, and of the text: on a screen of 24 lines, the answers to choose stay visible."""


class ResolveDialog(Dialog[Answer | None]):
    """A dialog whose result is the answer, or None; Cancel has the focus at first."""

    scopes = ("doubt",)
    BINDINGS: ClassVar[list[BindingType]] = [
        *bindings("doubt"),
        Binding("left,up", "app.focus_previous", "", show=False),
        Binding("right,down", "app.focus_next", "", show=False),
    ]

    def __init__(self, workspace: Workspace, ident: int, name: str, *, more: int = 0) -> None:
        """Take the number of doubts that follow this one as `more`."""
        super().__init__()
        self._more = more
        self._workspace = workspace
        self._ident = ident
        self._name = cut(name, 40)
        self._known = False
        """True once the evidence is shown, or why it cannot be read: before that, no answer is taken."""

    def compose(self) -> ComposeResult:
        with Vertical(classes="dialog") as box:
            box.border_title = Content(f"Did it reach {self._name}?")
            if self._more:
                box.border_subtitle = f" {self._more:,} more {plural(self._more, 'follows', 'follow')} · esc ends "
            yield Static(Text("Reading …", style="dim"), id="known")
            yield Static(_means(), id="means")
            with Horizontal(classes="row"):
                yield Button("Cancel (esc)", id="cancel")
                yield Button("Sent (y)", id="sent")
                yield Button("Absent (a)", id="absent")
                yield Button("Skip (x)", id="skip")

    def on_mount(self) -> None:
        """Focus the safe answer; the evidence is read in a thread."""
        self.query_one("#cancel", Button).focus()
        self._read()

    @work(thread=True, group="evidence", exit_on_error=False, description="read what is known")
    def _read(self) -> DoubtEvidence | None:
        return evidence(self._workspace, self._ident)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show the evidence, or why it could not be read."""
        if not stands(self):
            return
        if event.state is WorkerState.SUCCESS:
            zone = self._workspace.stamp.time_zone
            self.query_one("#known", Static).update(Text(known_words(event.worker.result, zone)))
        elif event.state is WorkerState.ERROR:
            error = event.worker.error
            words = around(self).words_of(error)
            self.query_one("#known", Static).update(Text(clean(words, 600)))
        self._known = self._known or event.worker.is_finished

    @on(Button.Pressed)
    def _pressed(self, event: Button.Pressed) -> None:
        self.action_answer("" if event.button.id == "cancel" else event.button.id or "")

    def action_cancel(self) -> None:
        """Close, and change nothing."""
        self.dismiss(None)

    def action_answer(self, answer: str) -> None:
        """Answer by key, once the evidence is shown; anything but an answer cancels."""
        answers: dict[str, Answer] = {"sent": "sent", "absent": "absent", "skip": "skip"}
        if self._known or answer not in answers:
            self.dismiss(answers.get(answer))


def _means() -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for key, words in MEANS:
        table.add_row(Text(key, style="bold"), Text(words))
    return table


def known_words(known: DoubtEvidence | None, zone: str) -> str:
    """Return the evidence in sentences, in the workspace's zone."""
    if known is None:
        return "It is no longer in doubt."
    lines = [f"The {known.kind} was tried on {_moment(known.tried_at, zone)} (attempt {known.attempt})."]
    if known.provider_words:
        lines.append(f"Provider's answer: {cut(known.provider_words, LONGEST)}")
    if known.absent_at is None:
        lines.append("LinkedIn's lists have not been read completely since then.")
    else:
        lines.append(f"LinkedIn's lists did not show it on {_moment(known.absent_at, zone)}.")
    if known.looks_at is not None:
        lines.append(f"The engine checks again on {_moment(known.looks_at, zone)}.")
    if known.text:
        lines.append(f"“{cut(known.text, LONGEST)}”")
    return "\n".join(lines) + "\n"


def _moment(at: datetime, zone: str) -> str:
    return date_time(in_zone(at, zone))
