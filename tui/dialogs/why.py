"""The explanation of a campaign: its health, the next sends, its runs with their reasons, its gates and its people."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime
from typing import ClassVar, NamedTuple

from rich.text import Text
from textual import work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.widgets import Static
from textual.worker import Worker, WorkerState

from core.rules.codes import lookup
from core.rules.health import Problem
from core.rules.problem_codes.code import Kind
from core.rules.schedule import in_zone
from core.rules.short_words import people_words
from core.services.explain.campaign_explained import explain
from core.services.explain.explained_words import leaves, run_sentence
from core.services.members.week_share import if_started
from core.text import clean
from core.views.campaign_list_view import CampaignSummary
from core.views.explain_view import Explanation
from core.workspace import Workspace
from tui.actions import bindings
from tui.app_base import around, stands
from tui.dialogs.base import WordsDialog
from tui.style.cells import glyph, health_sentence
from tui.style.moment_text import date_time

RUNS = 10
"""Last runs that are shown; `[` goes back further."""
LONGEST = 600
"""Most cells of one sentence."""


class _Read(NamedTuple):
    view: Explanation
    share: list[str]
    """The week's calculation if the campaign started; empty for an active one."""


class WhyDialog(WordsDialog[str | None]):
    """A dialog to read and to go from run to run; its result is the campaign whose runs are wanted as a table."""

    scopes = ("words", "why")
    about = (
        "Why a campaign sends or does not: the next sends, the last runs with their reasons, every gate. "
        "[ shows an earlier state."
    )
    BINDINGS: ClassVar[list[BindingType]] = bindings("words", "why")

    def __init__(self, view: CampaignSummary, workspace: Workspace) -> None:
        super().__init__()
        self.view = view
        self._workspace = workspace
        self._shown: Explanation | None = None
        self._later: list[datetime | None] = []
        """Moments to which `]` returns; None is now."""
        self._at: datetime | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog") as box:
            box.border_title = Text(f"Why: {clean(self.view.name, 50)}")
            box.border_subtitle = " [ the run before · ] the next · l all runs · esc closes "
            yield Static(health_words(self.view), id="health")
            yield Static(Text("Reading …", style="dim"), id="explained")

    def on_mount(self) -> None:
        """Read in a thread."""
        self._read()

    @work(thread=True, group="why", exclusive=True, exit_on_error=False, description="explain a campaign")
    def _read(self) -> _Read:
        ident, idle = str(self.view.id), not self.view.active and not self.view.archived
        with self._workspace.store.session():
            share = if_started(self._workspace, ident) if idle and self._at is None else []
            return _Read(explain(self._workspace, ident, self._at), share)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show the explanation, or why there is none."""
        if not stands(self):
            return
        words = self.query_one("#explained", Static)
        if event.state is WorkerState.SUCCESS and event.worker.result is not None:
            self._shown = event.worker.result.view
            text = explained(self._shown, self._workspace.stamp.time_zone)
            words.update(Text("\n").join([text, *share_words(event.worker.result.share)]))
            self.query_one("#health", Static).display = self._at is None
        elif event.state is WorkerState.ERROR:
            words.update(Text(clean(around(self).words_of(event.worker.error), LONGEST)))

    def action_run_before(self) -> None:
        """Show the explanation at the opening of the run before."""
        runs = () if self._shown is None else self._shown.history
        before = next((run.opens for run in runs if self._at is None or run.opens < self._at), None)
        if before is not None:
            self._later.append(self._at)
            self._go(before)

    def action_run_after(self) -> None:
        """Show the explanation at the opening of the run after; after the last one, the present one."""
        if self._later:
            self._go(self._later.pop())

    def action_runs(self) -> None:
        """Ask for the page of the runs."""
        self.dismiss(str(self.view.id))

    def _go(self, at: datetime | None) -> None:
        self._at = at
        self._read()


def health_words(view: CampaignSummary) -> Text:
    """Return the health in a sentence, and each open problem with its remedy."""
    health = view.health
    known = health.state in ("warnings", "errors", "stopped")  # then the detail repeats the first problem below
    text = Text(health_sentence(health.state, "" if known else health.detail))
    if not health.problems:
        text.append("\nNo problem is open.")
    for problem in health.problems:
        text.append(f"\n\n{problem.severity.upper()}  ", style="bold")
        text.append(clean(problem.text, 400))
        text.append(f"\n  {glyph('arrow')} {clean(problem.action, 400)}", style="dim")
        if problem.words:
            text.append(f"\n  Provider's answer: {clean(problem.words, 400)}", style="dim")
        text.append(f"\n  {clean(problem.code, 60)}{_since(problem, view.time_zone)}", style="dim")
    return text


def explained(view: Explanation, viewer_zone: str, *, runs: bool = True) -> Text:
    """Return an explanation in words: the moment, what leaves next, runs, gates that block, people."""
    text = Text()
    for heading, lines in _parts(view, viewer_zone, runs=runs):
        text.append(f"\n{heading}\n", style="bold")
        for line in lines:
            lead = len(line) - len(line.lstrip(" "))  # kept, as `clean` joins spaces
            text.append(f"  {' ' * lead}{clean(line, LONGEST)}\n")
    return text


def _parts(view: Explanation, viewer_zone: str, *, runs: bool) -> Iterator[tuple[str, list[str]]]:
    when = f"{date_time(in_zone(view.at, view.time_zone))} {clean(view.time_zone, 40)}"
    if view.next is None:
        yield (
            f"As it was on {when}",
            [] if view.recorded else ["Not recorded then; only what the journal shows is known."],
        )
    else:
        yield "Next", [leaves(view, viewer_zone)]
    first = view.first
    blocking = [gate for gate in view.gates if gate.state == "blocks"]
    others = len(view.gates) - len(blocking)
    unknown = sum(gate.state == "unknown" for gate in view.gates)
    lines = [f"{'▸' if gate is first else ' '} {gate.gate}: {gate.words} {gate.action}" for gate in blocking]
    rest = f"{others} {'other ' if blocking else ''}gates are open" + (f", {unknown} unknown" if unknown else "")
    yield "Gates", [*lines, f"  {rest}."]
    if view.history and runs:
        yield "Runs", [run_sentence(run) for run in view.history[:RUNS]]
    if view.people:
        yield "People of the source", [f"{count:>7,}  {people_words(code)}" for code, count in view.people.items()]


def share_words(share: list[str]) -> Iterator[Text]:
    """Yield sentences about the effects of starting the campaign."""
    if share:
        yield Text("If it started", style="bold")
        yield from (Text(f"  {clean(line, LONGEST)}") for line in share)


def _since(problem: Problem, zone: str) -> str:
    found = lookup(problem.code)
    event = found is not None and found.kind is Kind.EVENT  # a condition's count is no number of times
    times = f", {problem.count} times" if event and problem.count > 1 else ""
    if problem.first is None:
        return times
    return f"{times}, since {date_time(in_zone(problem.first, zone))} {zone}"
