"""One campaign: its health, its runs with their accounts, its texts, and its people by status."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import ClassVar, NamedTuple

from rich.table import Table
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerState

from core.rules.short_words import short_words
from core.services.campaigns import lifecycle
from core.services.overview import campaign_list
from core.services.queue.queue_page import page
from core.text import clean
from core.views.campaign_detail_view import CampaignDetail, Run
from core.views.queue_view import QueueQuery
from core.workspace import Workspace
from tui.actions import bindings
from tui.app_base import around, stands
from tui.dialogs.base import WordsDialog
from tui.style.cells import cut, health_sentence
from tui.style.moment_text import clock_time, short_date
from tui.widgets.choices import Choices

RUNS = 12
"""Last runs that are shown; `overture campaign show` has all of them."""
HEADS = ("Run", "Slot", "State", "Drawn", "Of", "Plan", "Sent", "Why not more")
"""Columns of the runs; `Of` is what a run could have sent."""
EVERYBODY = "everybody"
"""Stands for all statuses."""


class _Read(NamedTuple):
    detail: CampaignDetail
    statuses: Mapping[str, int]
    texts: tuple[str, ...]


class CampaignDialog(WordsDialog[str | None]):
    """A dialog whose result is the status of the people to show in the queue, `everybody`, or None."""

    DEFAULT_CSS = """
    CampaignDialog OptionList { height: auto; border: none; background: $background; padding: 0; margin: 1 0; }
    CampaignDialog OptionList:focus { border: none; background-tint: $background 0%; }
    """
    scopes = ("words", "choices")
    about = "How the campaign is, what its last runs came to, and its people by status: enter opens them in the queue."
    BINDINGS: ClassVar[list[BindingType]] = bindings("words")

    def __init__(self, workspace: Workspace, ident: str, name: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._ident = ident
        self._heading = clean(name, 60)

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog", can_focus=False) as box:
            box.border_title = Content(self._heading)
            box.border_subtitle = " enter opens the people · esc closes "
            yield Static(Text("Reading …", style="dim"), id="health")
            yield Choices(id="people")
            yield Static("", id="runs")

    def on_mount(self) -> None:
        """Read beside the event loop."""
        self.query_one(Choices).focus()
        self._read()

    @work(thread=True, group="campaign", exit_on_error=False, description="read a campaign")
    def _read(self) -> _Read:
        with self._workspace.store.session():
            detail = campaign_list.campaign(self._workspace, self._ident)
            statuses = page(self._workspace, QueueQuery(campaign=self._ident), limit=1).statuses
            draft = lifecycle.readable_draft_of(self._workspace, detail.summary.id)
            steps = () if draft is None else draft.steps
            texts = [(step.kind, next(iter(step.texts.values()), "")) for step in steps]
        return _Read(detail, statuses, tuple(f"{kind}: {text or 'without a note'}" for kind, text in texts))

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show the campaign, or why it could not be read."""
        if not stands(self):
            return
        if event.state is WorkerState.SUCCESS and event.worker.result is not None:
            self._show(event.worker.result)
        elif event.state is WorkerState.ERROR:
            words = around(self).words_of(event.worker.error)
            self.query_one("#health", Static).update(Text(clean(words, 600)))

    def _show(self, found: _Read) -> None:
        self.query_one("#health", Static).update(_health(found.detail))
        people = self.query_one(Choices)
        people.clear_options()
        total = sum(found.statuses.values())
        people.add_option(Option(Content(f"{total:>7,}  people were ever drawn"), id=EVERYBODY))
        for status, count in found.statuses.items():
            people.add_option(Option(Content(f"{count:>7,}  {status.replace('_', ' ')}"), id=status))
        people.highlighted = 0
        self.query_one("#runs", Static).update(_below(found))

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(event.option_id)


def _health(found: CampaignDetail) -> Text:
    view = found.summary
    text = Text(f"{clean(view.sender, 60)} · {clean(view.program, 60)} · {clean(view.source, 60)}\n", style="dim")
    known = view.health.state in ("warnings", "errors", "stopped")  # then the detail is the first problem below
    text.append(health_sentence(view.health.state, "" if known else view.health.detail), style="not dim")
    for problem in view.health.problems:
        text.append(f"\n{clean(problem.text, 300)} {clean(problem.action, 300)}", style="not dim")
    return text


def _below(found: _Read) -> Table:
    table = Table.grid(padding=(0, 2, 0, 0))
    for head in HEADS:
        table.add_column(no_wrap=head != HEADS[-1])
    table.add_row(*(Text(head, style="dim") for head in HEADS))
    for run in found.detail.runs[:RUNS]:
        table.add_row(*_run(run))
    whole = Table.grid()
    whole.add_row(table)
    for text in found.texts:
        whole.add_row(Text(cut(text, 100), style="dim"))
    return whole


def _run(run: Run) -> Iterator[Text]:
    yield Text(short_date(run.day))
    yield Text(clock_time(run.slot))
    yield Text(run.state if run.cause is None else f"{run.state}: {run.cause}")
    yield Text(str(run.drawn), justify="right")
    yield Text(str(run.cohort), justify="right")
    yield Text(str(run.invitations.planned), justify="right")
    yield Text(str(run.invitations.sent), justify="right")
    yield Text(_why_not_more(run), style="dim")


def _why_not_more(run: Run) -> str:
    """Return in words what the run did not plan and what it planned and did not send, each with its count."""
    sums = run.invitations
    parts = [f"{sums.in_doubt} in doubt"] if sums.in_doubt else []
    parts += [words for words in (short_words(run.short), short_words(sums.not_sent)) if words]
    return clean("; ".join(parts), 300)
