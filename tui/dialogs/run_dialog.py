"""The dialog of one run: its result, the people behind each of its numbers, and the gates when it opened."""

from __future__ import annotations

from collections.abc import Iterator
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerState

from core.plural import plural
from core.rules.schedule import in_zone
from core.rules.short_words import people_words, reason_words
from core.services.explain.campaign_explained import explain
from core.services.explain.explained_words import UNRECORDED, run_sentence
from core.services.overview.run_people import people_of_run
from core.text import clean
from core.views.campaign_detail_view import PeopleOfRun, Run
from core.views.explain_view import Explanation
from core.workspace import Workspace
from tui.actions import bindings
from tui.app_base import around, stands
from tui.dialogs.base import WordsDialog
from tui.style.cells import cut
from tui.style.moment_text import clock_time, date_time, short_date
from tui.widgets.choices import Choices

LONGEST = 600
"""Cells of one sentence."""
NOBODY_BEHIND = "short:"
"""Prefix of the id of a number that counts sends that were not planned, and so has no people to show."""


class _Read(NamedTuple):
    people: tuple[PeopleOfRun, ...]
    view: Explanation


class RunDialog(WordsDialog[tuple[int, ...] | None]):
    """A dialog whose result is the ids of the outreaches behind the chosen number, or None."""

    DEFAULT_CSS = """
    RunDialog OptionList { height: auto; border: none; background: $background; padding: 0; margin: 1 0; }
    RunDialog OptionList:focus { border: none; background-tint: $background 0%; }
    """
    scopes = ("words", "choices")
    about = "The result of one run. Enter shows the people behind a number; below are the gates when the run opened."
    BINDINGS: ClassVar[list[BindingType]] = bindings("words")

    def __init__(self, workspace: Workspace, ident: int, name: str, run: Run) -> None:
        super().__init__()
        self._workspace = workspace
        self._campaign = ident
        self._of = cut(name, 40)
        self._run = run
        self._people: tuple[PeopleOfRun, ...] = ()

    def compose(self) -> ComposeResult:
        run = self._run
        with VerticalScroll(classes="dialog", can_focus=False) as box:
            box.border_title = Content(f"{self._of}, {short_date(run.day)} {clock_time(run.slot)}")
            box.border_subtitle = " enter opens the people · esc closes "
            yield Static(Text(clean(run_sentence(run), LONGEST)), id="sums")
            yield Choices(id="numbers")
            yield Static(Text("Reading …", style="dim"), id="explained")

    def on_mount(self) -> None:
        """Read the run in a thread."""
        self.query_one(Choices).focus()
        self._read()

    @work(thread=True, group="run", exit_on_error=False, description="explain a run")
    def _read(self) -> _Read:
        with self._workspace.store.session():
            people = people_of_run(self._workspace, self._run.id)
            return _Read(people, explain(self._workspace, str(self._campaign), self._run.opens))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show the run, or why it could not be read."""
        if not stands(self):
            return
        words = self.query_one("#explained", Static)
        if event.state is WorkerState.SUCCESS and event.worker.result is not None:
            found: _Read = event.worker.result
            self._people = found.people
            numbers = self.query_one(Choices)
            numbers.clear_options()
            numbers.add_options(self._options())
            numbers.highlighted = 0 if found.people else None
            words.update(as_it_was(found.view))
        elif event.state is WorkerState.ERROR:
            words.update(Text(clean(around(self).words_of(event.worker.error), LONGEST)))

    def _options(self) -> Iterator[Option]:
        for place, people in enumerate(self._people):
            yield Option(Content(f"{len(people.outreaches):>7,}  {_words(people)}"), id=str(place))
        short = {**self._run.short}
        for code, number in sorted(short.items(), key=lambda item: (-item[1], item[0])):
            words = clean(f"short: {reason_words(code)}", 200)
            yield Option(Content(f"{number:>7,}  {words}"), id=f"{NOBODY_BEHIND}{code}", disabled=True)

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        if event.option_id is not None and not event.option_id.startswith(NOBODY_BEHIND):
            self.dismiss(self._people[int(event.option_id)].outreaches)


def _words(people: PeopleOfRun) -> str:
    """Return the words after a number: `invitations sent`, `invitations not sent: left to the sender's …`."""
    kind = plural(len(people.outreaches), people.kind)
    result = {"planned": "still to come", "in_doubt": "in doubt", "not_sent": "not sent"}.get(people.result, "sent")
    why = f": {reason_words(people.reason)}" if people.reason else ""
    return clean(f"{kind} {result}{why}", 200)


def as_it_was(view: Explanation) -> Text:
    """Return the words about a past moment: the gates that held sends back, and the source's people by reason."""
    text = Text()
    for heading, lines in _parts(view):
        text.append(f"\n{heading}\n", style="bold")
        for line in lines:
            lead = len(line) - len(line.lstrip(" "))  # `clean` leaves no two spaces in a row
            text.append(f"  {' ' * lead}{clean(line, LONGEST)}\n")
    return text


def _parts(view: Explanation) -> Iterator[tuple[str, list[str]]]:
    when = f"{date_time(in_zone(view.at, view.time_zone))} {cut(view.time_zone, 40)}"
    told = [*view.unreadable] if view.recorded or view.unreadable else [UNRECORDED]
    yield f"As it was on {when}", told
    first = view.first
    blocking = [gate for gate in view.gates if gate.state == "blocks"]
    unknown = sum(gate.state == "unknown" for gate in view.gates)
    others = len(view.gates) - len(blocking) - unknown
    lines = [f"{'▸' if gate is first else ' '} {gate.gate}: {gate.words} {gate.action}" for gate in blocking]
    rest = f"{others} {'other ' if blocking else ''}gates were open" + (f", {unknown} are unknown" if unknown else "")
    yield "Gates", [*lines, f"  {rest}."]
    if view.people:
        yield "People of the source", [f"{count:>7,}  {people_words(code)}" for code, count in view.people.items()]
