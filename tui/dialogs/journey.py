"""All events of one contact, newest first, each with its actor."""

from __future__ import annotations

from typing import ClassVar

from rich.console import Group
from rich.table import Table
from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from core.rules.codes import describe
from core.rules.schedule import in_zone
from core.services.audience import forget, value_words
from core.services.audience.contact_page import journey
from core.store.journal import ENGINE
from core.text import clean, clean_block
from core.views.activity_view import JourneyEvent
from core.views.people_view import Contact, Journey
from core.workspace import Workspace
from tui.actions import bindings
from tui.app_base import around, stands
from tui.browser import copy, open_profile
from tui.dialogs.base import WordsDialog
from tui.style.cells import cut
from tui.style.moment_text import date_time
from tui.undo import EDITED, Undo

SHOWN = 200
"""Most events that are drawn; a line says how many more there are."""


class JourneyDialog(WordsDialog[None]):
    """A dialog with all events of one contact; `contact` is an id or an address, as in the command line."""

    scopes = ("words", "journey")
    BINDINGS: ClassVar[list[BindingType]] = bindings("words", "journey")

    def __init__(self, workspace: Workspace, contact: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._contact = contact
        self._view: Journey | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as box:
            box.border_title = "Journey"
            box.border_subtitle = " e edits · o opens the profile · c copies · esc closes "
            yield Static(Text("Reading …", style="dim"), id="told")

    def on_mount(self) -> None:
        """Start to read, in a thread."""
        self.query_one(VerticalScroll).focus()
        self._read()

    @work(thread=True, group="journey", exit_on_error=False, description="read the journey")
    def _read(self) -> Journey:
        return journey(self._workspace, self._contact)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show the journey, or why it could not be read."""
        if not stands(self):
            return
        if event.state is WorkerState.SUCCESS:
            view: Journey | None = event.worker.result
            if view is not None:
                self._view = view
                name = cut(view.contact.name, 50) or "somebody"
                self.query_one(VerticalScroll).border_title = Content(f"Journey of {name}")
                self.query_one("#told", Static).update(told(view, self._workspace.stamp.time_zone))
        elif event.state is WorkerState.ERROR:
            error = event.worker.error
            words = around(self).words_of(error)
            self.query_one("#told", Static).update(Text(clean(words, 600)))

    def action_edit(self) -> None:
        """Open the form of the person's values, then read the journey again."""
        from tui.dialogs.contact import ContactDialog

        if self._view is None or self._view.contact.name == forget.NAME:
            around(self).say("Nothing here can be changed.")
        else:
            self.app.push_screen(ContactDialog(self._workspace, self._view), self._edited)

    def action_copy(self) -> None:
        """Copy the person's profile address."""
        if self._view is not None:
            copy(around(self), self._view.contact.profile or self._view.contact.name)

    def action_browse(self) -> None:
        """Open the person's profile in the browser."""
        if self._view is not None:
            open_profile(around(self), self._view.contact.profile)

    def _edited(self, words: str | None) -> None:
        if words:
            around(self).say(words)
            around(self).remember(Undo(final=EDITED))
            self._read()


def told(view: Journey, zone: str) -> Group:
    """Return the person, then the events in the workspace's zone."""
    events = view.events
    table = Table.grid(padding=(0, 2, 0, 0))
    table.add_column(no_wrap=True, style="dim")
    for event in events[:SHOWN]:
        table.add_row(Text(date_time(in_zone(event.at, zone))), _event(event))
    last = ""
    if not events:
        last = "Nothing has happened yet."
    elif len(events) > SHOWN:
        last = f"… and {len(events) - SHOWN} earlier ones: `overture contact show`."
    return Group(_person(view.contact), *_origins(view), table, Text(last, style="dim"))


def _person(view: Contact) -> Text:
    text = Text()
    parts = [clean(part, 120) for part in (view.position, view.company, view.location)]
    if any(parts):
        text.append(" · ".join(part for part in parts if part) + "\n")
    if view.profile:
        text.append(clean(view.profile, 200) + "\n", style="dim")
    return text


def _origins(view: Journey) -> list[Text]:
    """Return a line for each value that does not come from a file: the value, its origin, and the file's value."""
    found = [
        Text(f"{cut(name, 40).replace('_', ' ')}: {clean(value.text, 120) or 'none'} {clean(words, 200)}", style="dim")
        for name, value in view.values.items()
        if (words := value_words.origin(value))
    ]
    return [*found, Text("")] if found else []


def _event(event: JourneyEvent) -> Text:
    """Return an event with step, campaign and actor; its reason and reply are below it."""
    text = Text(clean(event.text, 200), style="bold", end="")
    actor = "by the engine" if event.actor == ENGINE else f"by {cut(event.actor, 60)}"
    where = [cut(event.step_name or "", 30), cut(event.campaign or "", 60), actor]
    text.append("  " + " · ".join(part for part in where if part), style="not bold dim")
    if event.reason:
        text.append(f"\n{clean(describe(event.reason)[0], 200)}", style="not bold")
    data = event.data if isinstance(event.data, dict) else {}
    for line in value_words.changes(data):
        text.append(f"\n{line}", style="not bold dim")
    for key in ("text", "words"):
        if isinstance(data.get(key), str) and data[key]:
            text.append(f"\n“{clean_block(data[key], 3000)}”", style="not bold dim")
    return text
