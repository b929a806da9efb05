"""The dialog of one campaign: its details in full, its people by status, its runs, texts and changes."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from typing import ClassVar, NamedTuple

from rich.table import Table
from rich.text import Text
from textual import on, work
from textual.app import ComposeResult
from textual.binding import BindingType
from textual.containers import VerticalScroll
from textual.content import Content
from textual.events import Resize
from textual.widgets import OptionList, Static
from textual.widgets.option_list import Option
from textual.worker import Worker, WorkerState

from core.rules.schedule import in_zone
from core.rules.short_words import short_words
from core.services.campaigns import lifecycle
from core.services.overview import activity, campaign_list
from core.services.overview.campaign_detail import detail
from core.services.queue.queue_page import page
from core.text import clean, clean_block
from core.views.activity_view import JournalEntry
from core.views.campaign_detail_view import CampaignDetail, CampaignPane, Run
from core.views.queue_view import QueueQuery
from core.workspace import Workspace
from tui.actions import bindings
from tui.app_base import around, stands
from tui.dialogs.base import WordsDialog
from tui.style.cells import cut, glyph, health_sentence
from tui.style.moment_text import clock_time, date_at_time, short_date
from tui.widgets.choices import Choices
from tui.widgets.detail_pane import pane_lines

RUNS = 12
"""Number of last runs that are shown; `overture campaign show` has all of them."""
EDITS = 8
"""Number of last edits, starts and stops that are shown; Activity has all of them."""
HEADS = ("Run", "Slot", "State", "Drawn", "Expected", "Planned", "Sent", "Why not more")
"""Columns of the runs; `Expected` is the number that a run could have sent."""
EVERYBODY = "everybody"
"""Marker for all statuses."""
EVER = "2001-01-01"
"""A date before every send: the filter `sent>2001-01-01` matches everybody to whom something was sent."""


class People(NamedTuple):
    """The choice made in the dialog: people to show in the queue, by status or filter, or an act on the campaign."""

    status: str = ""
    where: str = ""
    act: str = ""


class _Read(NamedTuple):
    detail: CampaignDetail
    pane: CampaignPane
    statuses: Mapping[str, int]
    texts: tuple[tuple[str, str, str], ...]
    """Step, language, text."""
    edits: Sequence[JournalEntry]
    zone: str


class CampaignDialog(WordsDialog[People | None]):
    """A dialog whose result is the people to show in the queue, an act on the campaign, or None."""

    DEFAULT_CSS = """
    CampaignDialog OptionList { height: auto; border: none; background: $background; padding: 0; margin: 1 0; }
    CampaignDialog OptionList:focus { border: none; background-tint: $background 0%; }
    """
    scopes = ("words", "choices", "campaign")
    about = (
        "One campaign in full: health with what to do, today, the week, fourteen days; its people by status, where "
        "enter shows the people behind a number in the queue; its last runs, its texts, and its last changes."
    )
    BINDINGS: ClassVar[list[BindingType]] = [*bindings("words"), *bindings("campaign")]

    def __init__(self, workspace: Workspace, ident: str, name: str) -> None:
        super().__init__()
        self._workspace = workspace
        self._ident = ident
        self._heading = cut(name, 60)
        self._people: list[People] = []
        self._found: _Read | None = None

    def compose(self) -> ComposeResult:
        with VerticalScroll(classes="dialog", can_focus=False) as box:
            box.border_title = Content(self._heading)
            box.border_subtitle = " enter people · e edits · w why · l runs · ctrl+d scrolls · esc closes "
            yield Static(Text("Reading …", style="dim"), id="health")
            yield Choices(id="people")
            yield Static("", id="runs")

    def on_mount(self) -> None:
        """Start to read, in a thread."""
        self.query_one(Choices).focus()
        self._read()

    @work(thread=True, group="campaign", exit_on_error=False, description="read a campaign")
    def _read(self) -> _Read:
        workspace = self._workspace
        with workspace.store.session():
            found = campaign_list.campaign(workspace, self._ident)
            statuses = page(workspace, QueueQuery(campaign=self._ident), limit=1).statuses
            draft = lifecycle.readable_draft_of(workspace, found.summary.id)
            steps = () if draft is None else draft.steps
            texts = tuple((step.kind, tag, text) for step in steps for tag, text in (step.texts or {"": ""}).items())
            edits = activity.campaign_changes(workspace, found.summary.id, EDITS)
            return _Read(found, detail(workspace, self._ident), statuses, texts, edits, workspace.stamp.time_zone)

    def on_worker_state_changed(self, event: Worker.StateChanged) -> None:
        """Show the campaign, or why it could not be read."""
        if not stands(self):
            return
        if event.state is WorkerState.SUCCESS and event.worker.result is not None:
            self._show(event.worker.result)
        elif event.state is WorkerState.ERROR:
            words = around(self).words_of(event.worker.error)
            self.query_one("#health", Static).update(Text(clean(words, 600)))

    def on_resize(self, _event: Resize) -> None:
        """Cut the lines for the new width, once it is laid out."""
        self.call_after_refresh(self._show_above)

    def _show(self, found: _Read) -> None:
        self._found = found
        self._show_above()
        self._show_people(found)
        self.query_one("#runs", Static).update(_below(found))

    def _show_above(self) -> None:
        if self._found is not None:
            above = self.query_one("#health", Static)
            lines = pane_lines(self._found.pane, max(20, above.size.width), around(self).colours)
            above.update(Text("\n").join([_health(self._found.detail), *lines]))

    def _show_people(self, found: _Read) -> None:
        sums = found.detail.summary.conversion
        lines = [(sum(found.statuses.values()), "people were ever drawn", People(EVERYBODY))]
        lines += [(sums.sent, "were sent an invitation", People(where=f"sent>{EVER}"))] if sums.sent else []
        lines += [(sums.accepted, "accepted", People(where=f"accepted>{EVER}"))] if sums.accepted else []
        lines += [
            (count, f"are now {status.replace('_', ' ')}", People(status)) for status, count in found.statuses.items()
        ]
        self._people = [people for _count, _words, people in lines]
        choices = self.query_one(Choices)
        choices.clear_options()
        choices.add_options([Option(Content(f"{count:>7,}  {words}")) for count, words, _people in lines])
        choices.highlighted = 0

    @on(OptionList.OptionSelected)
    def _chosen(self, event: OptionList.OptionSelected) -> None:
        event.stop()
        self.dismiss(self._people[event.option_index])

    def action_edit(self) -> None:
        """Close, and open the editor."""
        self.dismiss(People(act="edit"))

    def action_runs(self) -> None:
        """Close, and show all runs as a table."""
        self.dismiss(People(act="runs"))

    def action_why(self) -> None:
        """Close, and say why it sends or does not."""
        self.dismiss(People(act="why"))


def _health(found: CampaignDetail) -> Text:
    view = found.summary
    text = Text(f"{cut(view.sender, 60)} · {cut(view.program, 60)} · {cut(view.source, 60)}\n", style="dim")
    below = any(view.health.detail.startswith(problem.text) for problem in view.health.problems)
    text.append(health_sentence(view.health.state, "" if below else view.health.detail), style="not dim")
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
    for row in (*_texts(found.texts), *_edits(found.edits, found.zone)):
        whole.add_row(row)
    return whole


def _texts(texts: Sequence[tuple[str, str, str]]) -> Iterator[Text]:
    if texts:
        yield Text("\nTexts", style="bold")
    for kind, tag, text in texts:
        lead = f"{kind} {tag}".strip()
        yield Text.assemble((f"{lead}: ", "dim"), clean_block(text, 9000) or "without a note")


def _edits(edits: Sequence[JournalEntry], zone: str) -> Iterator[Text]:
    if edits:
        yield Text(f"\nChanges ({zone})", style="bold")
    for one in edits:
        when = date_at_time(in_zone(one.at, zone))
        yield Text(f"{when} {glyph('dot')} {cut(one.actor, 30)} {glyph('dot')} {clean(one.text, 200)}")


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
    """Return in words why the run did not plan, or did not send, more invitations, each reason with its count."""
    sums = run.invitations
    parts = [f"{sums.in_doubt} in doubt"] if sums.in_doubt else []
    parts += [words for words in (short_words(run.short), short_words(sums.not_sent)) if words]
    return clean("; ".join(parts), 300)
