"""No text from outside reaches the terminal as markup or as a control sequence (docs/design.md#promises, 8)."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from rich.console import Console, RenderableType
from rich.text import Text

from core.rules.states import Status
from core.services.overview import campaign_list
from core.services.overview.campaign_detail import detail
from core.services.overview.status_line import heading
from core.views.campaign_detail_view import CampaignPane, DayCount, MemberWeek, NextSend
from core.views.campaign_list_view import CampaignSummary
from core.views.contact_file_view import Example, FileReport, Greeting, ReadAs, ReadColumn
from core.views.people_view import RefusedRow
from core.views.queue_view import QueueContact, QueueEntry
from core.views.sources_view import ImportedFile
from core.views.status_view import Heading, Network
from core.workspace import Workspace, home_of, opened
from tests.support.budget import budget
from tests.support.patience import DEADLINE_S
from tests.tui.support.dialogs import ENDS, EVIDENCE, EXPLANATION, JOURNEY, VIEW, poisoned
from tests.tui.support.driving import WIDE, Driven, driven, settled, store_left_alone_by_the_loop
from tests.tui.support.hostile import SHARP, STORABLE, TEXTS, check, check_stream, foreign, left_over, poison
from tests.tui.support.pty import terminal
from tui.actions import PAGES
from tui.dialogs.archive import ArchiveDialog
from tui.dialogs.in_doubt import known_words
from tui.dialogs.journey import told as journey_told
from tui.dialogs.run_dialog import as_it_was
from tui.engine_host import EngineHost
from tui.screens.explaining.why_rows import rows
from tui.screens.invites import Invites, InvitesQuery, InvitesScreen
from tui.style.cells import cut, plain
from tui.style.theme import DARK, palette
from tui.widgets.campaign_table import CampaignTable, tip
from tui.widgets.detail_pane import _health_lines, pane_lines
from tui.widgets.import_preview import imported, preview
from tui.widgets.queue_pane import _lines
from tui.widgets.queue_table import explained
from tui.widgets.sidebar import DIGITS
from tui.widgets.status_line import engine_words, next_words

COLOURS = palette(DARK)


@pytest.fixture
def view(demo_workspace: Workspace) -> CampaignSummary:
    """Return a campaign with a problem, in the form in which the service gives it to pages."""
    (found,) = [view for view in campaign_list.campaigns(demo_workspace) if view.id == 2]
    return found


DETAIL = CampaignPane(
    id=1,
    today=(),
    days=(DayCount(date(2026, 1, 15), 1, 0),) * 14,
    week=MemberWeek("", 5, 100, None, None),
    next=(NextSend("", datetime(2026, 1, 15, 8, tzinfo=UTC), "invitation", ""),),
    short={},
)
ROW = QueueEntry(
    id=1,
    campaign_id=1,
    campaign="",
    program="",
    source="",
    contact=QueueContact(1, "", ""),
    sender="",
    step=0,
    kind="invitation",
    number=0,
    status=Status.FAILED,
    means="Refused.",
    due=None,
    reason="failed",
    why="",
    left_out=None,
    action="",
    revision=1,
    text="",
    provider_words="",
    at=None,
    send_at=None,
    sent_at=None,
    approved_at=None,
    approved_by=None,
)
any_text = st.one_of(st.sampled_from(TEXTS), st.text(st.characters(), max_size=60))


def drawn(words: RenderableType) -> str:
    """Return the text of a renderable of several parts."""
    console = Console(width=60, file=io.StringIO(), color_system=None)
    return "".join(segment.text for segment in console.render(words))


def written(text: str) -> Iterator[str | Text]:
    """Yield each text for the screen that the app's functions build from a hostile text."""
    hostile = poisoned(VIEW, text)
    yield cut(text, 20)
    yield plain(text)
    yield tip(hostile)
    yield as_it_was(poisoned(EXPLANATION, text))
    for row in rows(poisoned(EXPLANATION, text), hostile, [text], "UTC"):
        yield from map(plain, (row.part, row.what, row.state, row.words, row.action))
    yield ArchiveDialog(poisoned(ENDS, text))._words()
    yield from _health_lines(hostile, 80, COLOURS)
    yield from pane_lines(poisoned(DETAIL, text), 80, COLOURS)
    yield known_words(poisoned(EVIDENCE, text), "UTC")
    yield drawn(journey_told(poisoned(JOURNEY, text), "UTC"))
    yield preview(_imported(text))
    yield imported(_imported(text))
    yield explained(poisoned(ROW, text))
    yield Text("\n").join(_lines(poisoned(ROW, text), 60, COLOURS))
    for column in ("sender", "name", "health", "today", "conversion", "active"):
        yield CampaignTable()._cell(hostile, column, 20, COLOURS, tall=True)


def _imported(text: str) -> ImportedFile:
    """Return the result of importing a file with a hostile text in each place."""
    report = FileReport(
        ReadAs("xlsx", text, False, text, text, (text, text), 1, {text: 1}),
        (ReadColumn(text, text, "header", 1, text, text),),
        {text: 1},
        (Example(1, text, text, text, text),),
        {text: 1},
        {text: 1},
        (text,),
    )
    return ImportedFile(1, text, 2, 1, 0, 1, (RefusedRow(2, text),), report, Greeting(1, text, text, text))


@settings(max_examples=budget(40, 1_000), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=any_text)
def test_nothing_that_is_built_of_a_text_carries_a_control(text: str) -> None:
    for words in written(text):
        shown = words.plain if isinstance(words, Text) else words
        assert foreign(shown.replace("\n", "")) == set()


@pytest.mark.parametrize("column", ["sender", "name"])
@pytest.mark.parametrize("width", [12, 28, 60])
def test_a_cell_is_never_wider_than_its_column(column: str, width: int) -> None:
    for text in TEXTS:
        cell = CampaignTable()._cell(poisoned(VIEW, text), column, width, COLOURS, tall=True)
        assert all(line.cell_len <= width for line in cell.split("\n")), text


def around(given: Heading, text: str) -> Heading:
    """Return the data that a page shows, with a hostile text in each place for outside text."""
    state = given.state
    assert state.next is not None
    engine = replace(state.engine, kind=text, pid=1)
    told = replace(state, network=Network("unipile", text), engine=engine, next=replace(state.next, campaign=text))
    return replace(given, state=told)


def test_the_status_line_is_clean(demo_workspace: Workspace) -> None:
    given_now = heading(demo_workspace)
    host = EngineHost(demo_workspace)
    for text in TEXTS:
        host.fault = text
        hostile = around(given_now, text).state
        assert foreign(engine_words(hostile, host, COLOURS).plain) == set()
        assert foreign(engine_words(hostile, None, COLOURS).plain) == set()
        assert foreign(next_words(hostile, 90)) == set()


async def test_a_page_shows_hostile_texts_as_characters(
    demo_workspace: Workspace, view: CampaignSummary, monkeypatch: pytest.MonkeyPatch
) -> None:
    told, given_now = detail(demo_workspace, "2"), heading(demo_workspace)
    views = [replace(poisoned(view, text), id=number) for number, text in enumerate(TEXTS)]

    def load(_screen: InvitesScreen, _workspace: Workspace, asked: InvitesQuery) -> Invites:
        text = SHARP[int(asked.highlighted or 0) % len(SHARP)]
        return Invites(views, replace(poisoned(told, text), id=int(asked.highlighted or 0)), archived=False)

    monkeypatch.setattr(InvitesScreen, "load", load)
    monkeypatch.setattr("tui.live_app.heading", lambda _workspace: around(given_now, SHARP[0]))
    async with driven(demo_workspace, size=(140, len(TEXTS) + 30)) as shown:
        for ident in ("30", "61", "92"):
            await shown.highlight(ident)
            check(shown.app, ident)
        assert len(shown.keys) == len(TEXTS)


async def test_messages_and_tooltips_show_hostile_texts_as_characters(
    demo_workspace: Workspace, view: CampaignSummary
) -> None:
    async with driven(demo_workspace, size=WIDE) as shown:
        for text in SHARP:
            shown.app.say(text)
            shown.app.say_error(text)
            shown.invites.show(Invites([poisoned(view, text)], None, archived=False))
            await shown.pilot.hover(CampaignTable, offset=(50, 1))
            check(shown.app, text)
            shown.app.clear_notifications()


OPENS = {
    "invites": ("x", "escape"),
    "approvals": ("Y", "escape"),
    "queue": ("x", "escape"),
    "sources": ("x", "escape", "n"),
    "contacts": ("B", "escape", "X", "escape"),
    "members": ("x", "escape"),
}
"""Keys, by page, that open the dialogs whose texts come from the page itself."""


async def walk(shown: Driven) -> None:
    """Go to every page, and open the dialogs of its keys."""
    for _group, page, _label in PAGES:
        for keys in (OPENS.get(page, ()), ("enter",), ("slash", "[")):
            shown.app.show_page(page)
            await settled(shown.pilot)
            for key in keys:
                await shown.press(key)
                check(shown.app, f"{page} {key}")
            await shown.press("escape")


async def test_every_page_shows_a_hostile_store(demo_workspace: Workspace) -> None:
    poison(demo_workspace)
    async with driven(demo_workspace, size=WIDE) as shown:
        with store_left_alone_by_the_loop():
            await walk(shown)
        assert [words for words in shown.said if "Error:" in words] == []


PAGE_KEYS = [digit.encode() for digit in DIGITS.values()]
OPENERS = (b"w", b"e", b"i")


@pytest.mark.parametrize("first", [0, 4, 8])
def test_a_real_terminal_hears_no_control_from_data(demo_home: Path, first: int) -> None:
    with opened(home_of(demo_home), durable=False) as workspace:
        poison(workspace)
    with terminal(str(demo_home), "--no-engine", size=WIDE) as shown:
        shown.wait_for_words("no engine")
        for page in PAGE_KEYS[first : first + 4]:
            for key in (page, b"\x1b[B", *(key for opener in OPENERS for key in (opener, b"\x1b", page))):
                shown.send(key)
                shown.wait_until_quiet(0.1 if key == page else 0.06)
                assert shown.process.poll() is None, shown.words()
        shown.send(b"\x11")
        assert shown.ended(DEADLINE_S) == 0
        assert "Traceback" not in shown.words()
        check_stream(shown.stream)


def test_the_scan_of_a_stream_finds_what_it_looks_for() -> None:
    for text in STORABLE:
        if foreign(text.replace("\r\n", "")):
            assert left_over(f"\x1b[38;2;1;2;3m{text}\x1b[0m".encode()) or "\x1b[" in text, text
