"""Connecting a LinkedIn account: a link to open in a browser, and whether the account is connected yet."""

from __future__ import annotations

from typing import ClassVar

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import Horizontal, VerticalScroll
from textual.content import Content
from textual.widgets import Input, Label, Static
from textual.worker import Worker, WorkerState

from core.services.members import connect
from core.services.provider.gateway import gateway
from core.text import clean, clean_block
from core.views.accounts_view import Attempt
from core.views.members_view import Member
from core.workspace import Workspace
from tui.actions import of_scope
from tui.app_base import around, stands
from tui.dialogs.base import Dialog
from tui.widgets.line_input import LineInput

LOOK_EVERY_S = 5.0
SANDBOX = (
    "This is the sandbox, where nobody signs in. Waiting for the account: `:sandbox account ID --name NAME` creates "
    "it. Or press escape, then n, and add a member with any id."
)
LONGEST = 3000
"""Most characters of a link with the words around it."""


class ConnectDialog(Dialog[str | None]):
    """A dialog whose result is the name of the connected member, or None if it was closed before that."""

    CSS_PATH = "form.tcss"
    scopes = ("form",)
    BINDINGS: ClassVar[list[BindingType]] = [action.binding for action in of_scope("form") if action.verb == "back"]

    def __init__(self, workspace: Workspace, name: str = "") -> None:
        super().__init__()
        self._workspace = workspace
        self._name = clean(name, 100)
        self._attempt: Attempt | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog form") as box:
            box.border_title = Content(f"Connect {self._name[:40]} again" if self._name else "Connect an account")
            box.border_subtitle = " enter makes the link · esc closes "
            with Horizontal(classes="field"):
                yield Label("Whose?")
                yield LineInput(self._name, id="name", max_length=100, placeholder="the name as LinkedIn shows it")
            yield Static("", id="told")

    def on_mount(self) -> None:
        """Begin at once if the name is known."""
        self.set_interval(LOOK_EVERY_S, self._look_again)
        self.query_one("#name", Input).focus()
        if self._name:
            self._ask()

    @on(Input.Submitted, "#name")
    def _ask(self) -> None:
        name = self.query_one("#name", Input).value.strip()
        if not name:
            self._tell("A member needs a name.")
            return
        self._attempt = None
        self._tell("Asking the provider for a link …")
        self._begin(name)

    def _look_again(self) -> None:
        busy = any(worker.group == "connect" and not worker.is_finished for worker in self.workers)
        if self._attempt is not None and not busy:  # one question at a time, even if the answer is slow
            self._look(self._attempt)

    @work(thread=True, exclusive=True, group="connect", exit_on_error=False, description="make a sign-in link")
    def _begin(self, name: str) -> Attempt | Member:
        with self._workspace.store.session(), gateway(self._workspace) as network:
            return connect.begin(self._workspace, network, name)

    @work(thread=True, exclusive=True, group="connect", exit_on_error=False, description="look for the account")
    def _look(self, attempt: Attempt) -> Attempt | Member:
        with self._workspace.store.session(), gateway(self._workspace) as network:
            return connect.connected(self._workspace, network, attempt) or attempt

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show the result of a worker, or its error in words."""
        event.stop()
        if not stands(self):
            return
        if event.state is WorkerState.ERROR:
            error = event.worker.error
            self._attempt = None
            self._tell(around(self).words_of(error))
        elif event.state is WorkerState.SUCCESS:
            self._show(event.worker.result)

    def _show(self, found: object) -> None:
        if isinstance(found, Member):
            self.pop_until_active()
            self.dismiss(found.name)
        elif isinstance(found, Attempt) and found != self._attempt:
            self._attempt = found
            self._tell(
                "Open this link in a browser and sign in to LinkedIn there; Overture never sees the password.\n\n"
                f"{clean(found.url, 2000)}\n\n"
                f"{self._waiting}"
            )

    @property
    def _waiting(self) -> str:
        if self._workspace.stamp.network[0] == "sandbox":
            return SANDBOX
        return "Waiting for the account; this page notices it by itself. The link works for an hour."

    def _tell(self, words: str) -> None:
        self.query_one("#told", Static).update(Text("\n" + clean_block(words, LONGEST)))

    def action_cancel(self) -> None:
        """Close; a link that was made stays valid."""
        self.dismiss(None)
