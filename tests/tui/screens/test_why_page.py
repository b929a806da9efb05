"""The page Why: it shows the rows of the service, and enter opens the page of what a row names."""

from __future__ import annotations

from functools import partial
from pathlib import Path

import pytest
from textual.widgets import Input

from core.services.audience.contact_list import Reason, contact_page
from core.services.explain.campaign_explained import explain
from core.services.explain.member_explained import explain_member
from core.services.overview import campaign_list
from core.store.fields import from_us
from core.workspace import Workspace
from tests.tui.support.driving import Driven, driven, settled, sql, until
from tests.tui.support.hostile import on_screen
from tests.tui.support.lists import cells, keys, page, sees, title, words
from tui.app import OvertureApp
from tui.dialogs.run_dialog import RunDialog
from tui.memory import Memory
from tui.screens.approvals import ApprovalsScreen
from tui.screens.contacts import ContactsScreen
from tui.screens.explaining.member_day_page import MemberDayScreen
from tui.screens.explaining.runs_page import RunsScreen
from tui.screens.explaining.why_page import WhyScreen, show_why
from tui.screens.queue import QueueScreen

TOKYO = "8"


async def shown_why(app: Driven) -> WhyScreen:
    """Return the page once it has been read."""
    found = app.app.screen
    assert isinstance(found, WhyScreen)
    await until(app.pilot, lambda: found.data is not None and found.data.asked == found.asks())
    await settled(app.pilot)
    return found


def read(contacts: ContactsScreen, reason: Reason) -> bool:
    """Return whether the Contacts page has read the people with this reason."""
    return contacts.data is not None and contacts.data.asked.reason == reason


async def test_each_row_is_the_services_and_leads_to_its_thing(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=(150, 45)) as app:
        await app.highlight(TOKYO)
        await app.press("w")
        shown = await shown_why(app)
        view = explain(demo_workspace, TOKYO)
        gates = [key for key in keys(app) if key.startswith("gate:")]
        closed = [f"gate:{gate.gate}" for gate in view.gates if gate.state == "blocks"]
        assert gates[: len(closed)] == closed
        assert len(gates) == len(view.gates)
        assert view.first is not None
        assert cells(app, f"gate:{view.first.gate}")["what"].startswith("▸ ")
        counts = {key.partition(":")[2]: cells(app, key)["state"] for key in keys(app) if key.startswith("people:")}
        assert counts == {code: f"{count:,}" for code, count in view.people.items()}
        assert cells(app, "next")["words"]

        for code, count in view.people.items():
            shown.table.stand_at(f"people:{code}")
            await app.press("enter")
            contacts = app.app.screen
            assert isinstance(contacts, ContactsScreen)
            reason = Reason(TOKYO, code)
            await until(app.pilot, partial(read, contacts, reason))
            asked = contact_page(demo_workspace, "", 0, "", 1, reason)
            assert contacts.data is not None
            assert contacts.data.page == asked
            assert code[:20] in title(app)
            assert len(asked.people) == min(100, count)
            await app.press("q")
            await shown_why(app)
        shown.table.stand_at(f"run:{view.history[0].id}")
        await app.press("enter")
        assert isinstance(app.app.screen, RunDialog)
        await app.press("escape", "l")
        await sees(app, lambda: isinstance(app.app.screen, RunsScreen) and bool(page(app).table.row_count))
        await app.press("w")
        await shown_why(app)
        shown.table.stand_at("next")
        await app.press("enter")
        assert isinstance(app.app.screen, ApprovalsScreen | QueueScreen)
        await app.press("5", "5")
        await sees(app, lambda: title(app).endswith(" of 1,200"))


async def test_any_past_moment_is_explained(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=(150, 45)) as app:
        await app.highlight(TOKYO)
        await app.press("w")
        shown = await shown_why(app)
        history = explain(demo_workspace, TOKYO).history
        await app.press("left_square_bracket")
        await shown_why(app)
        assert shown.asks().at == history[0].opens
        assert "as it was on" in title(app)
        await app.press("right_square_bracket")
        await shown_why(app)
        assert shown.asks().at is None
        await app.press("at")
        app.app.screen.query_one(Input).value = "someday"
        await app.press("enter")
        await sees(app, lambda: bool(app.said) and "needs a date or a time" in app.said[-1])
        await app.press("at")
        app.app.screen.query_one(Input).value = "2026-01-13"
        await app.press("enter")
        await shown_why(app)
        assert "as it was on Tue" in title(app)
        assert keys(app)[0] == "then"
        parts = {cells(app, key)["part"] for key in keys(app) if key.startswith("gate:")}
        assert parts <= {"Gates", ""}, "the state of each gate says whether it is open"
        await _each_past_count_opens_its_people(app, shown)
        runs = [run for run in history if run.day.isoformat() <= "2026-01-13"]
        assert f"run:{runs[0].id}" in keys(app)
        moment = shown.asks().at
        assert moment is not None
        later = [run.opens for run in reversed(history) if run.opens > moment]
        await app.press("right_square_bracket")
        await shown_why(app)
        assert shown.asks().at == later[0]
        await app.press("left_square_bracket")
        await shown_why(app)
        assert shown.asks().at == runs[0].opens
        await app.press("escape")
        await shown_why(app)
        assert shown.asks().at is None
        assert words(app, "detail")
        await app.press("escape")
        assert app.at_home


@pytest.mark.parametrize("size", [(80, 24), (120, 36), (160, 48)])
async def test_each_row_tells_its_group_at_any_width(demo_workspace: Workspace, size: tuple[int, int]) -> None:
    """The first row of a group names the group; the line below the table names it for every highlighted row."""
    async with driven(demo_workspace, size=size) as app:
        await app.highlight(TOKYO)
        await app.press("w")
        shown = await shown_why(app)
        named = [cells(app, key)["part"] for key in keys(app)]
        assert [part for part in named if part] == ["Next", "Problems", "Gates", "Runs", "People", "Gates"]
        for begin, part in (("gate:", "Gates"), ("run:", "Runs"), ("people:", "People")):
            last = [key for key in keys(app) if key.startswith(begin)][-1]
            shown.table.stand_at(last)
            await settled(app.pilot)
            assert str(shown.query_one("#detail").border_title).strip().startswith(f"{part}: ")


async def _each_past_count_opens_its_people(app: Driven, shown: WhyScreen) -> None:
    assert shown.data is not None
    view = shown.data.view
    assert len(view.people) > 1
    for code, count in view.people.items():
        shown.table.stand_at(f"people:{code}")
        await app.press("enter")
        contacts = app.app.screen
        assert isinstance(contacts, ContactsScreen)
        await until(app.pilot, partial(read, contacts, Reason(TOKYO, code, view.at)))
        assert contacts.data is not None
        assert len(contacts.data.page.people) == min(100, count)
        assert f"{code[:20]} on Tue 13 Jan" in title(app)
        await app.press("q")
        await shown_why(app)
        assert shown.asks().at == view.at


async def test_the_day_of_a_member_is_that_of_the_command(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=(150, 45)) as app:
        await app.press("6")
        await sees(app, lambda: bool(page(app).table.row_count))
        await app.press("w")
        shown = app.app.screen
        assert isinstance(shown, MemberDayScreen)
        await until(app.pilot, lambda: shown.data is not None)
        today = shown.data
        await app.press("left_square_bracket")
        await until(app.pilot, lambda: shown.data is not today)
        await settled(app.pilot)
        assert shown.data is not None
        view = explain_member(demo_workspace, "Ada", shown.asks().at)
        assert shown.data.view == view
        runs = {str(run.id): run for of in view.campaigns for run in of.runs}
        assert set(keys(app)) == set(runs)
        assert {key: cells(app, key)["sent"] for key in runs} == {
            key: str(run.invitations.sent) for key, run in runs.items()
        }
        assert f"{view.sent} sent of {view.planned} planned, {view.cohort} expected" in title(app)
        await app.press("enter")
        assert isinstance(app.app.screen, RunDialog)
        await app.press("escape", "right_square_bracket")
        assert shown.asks().at is None


async def test_the_run_after_an_old_moment_is_the_next_one(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The page gets only the last run and those before the moment, as for a campaign of some months."""
    monkeypatch.setattr(campaign_list, "runs_until", partial(campaign_list.runs_until, limit=1))
    openings = [
        row[0] for row in sql(demo_workspace, "SELECT opens_at FROM run WHERE campaign_id = 8 ORDER BY opens_at")
    ]
    async with driven(demo_workspace) as app:
        show_why(app.app, TOKYO)
        shown = await shown_why(app)
        shown.explain(TOKYO, from_us(openings[0]))
        await shown_why(app)
        for expected in openings[1:]:
            await app.press("right_square_bracket")
            await shown_why(app)
            assert shown.asks().at == from_us(expected)
        await app.press("right_square_bracket")
        await shown_why(app)
        assert shown.asks().at is None


@pytest.mark.parametrize(("page", "place"), [("why", "invites"), ("runs", "invites"), ("member_day", "members")])
async def test_a_page_of_a_row_that_is_gone_gives_way_to_its_list(
    demo_workspace: Workspace, tmp_path: Path, page: str, place: str
) -> None:
    memory = Memory(tmp_path / "session.json")
    row = {"member" if page == "member_day" else "campaign": "4711"}
    memory.write({"page": page, "generation": demo_workspace.store_generation(), "pages": {page: row}})
    app = OvertureApp(demo_workspace, memory=memory)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settled(pilot)
        assert app.screen is app.page(place)
        assert "4711" in on_screen(app)


async def test_the_queue_of_a_campaign_that_is_gone_shows_everybody(demo_workspace: Workspace, tmp_path: Path) -> None:
    memory = Memory(tmp_path / "session.json")
    kept = {"queue": {"campaign": "4711", "scope": "gone", "order": "latest"}}
    memory.write({"page": "queue", "generation": demo_workspace.store_generation(), "pages": kept})
    app = OvertureApp(demo_workspace, memory=memory)
    async with app.run_test(size=(120, 36), notifications=True) as pilot:
        await settled(pilot)
        assert app.screen is app.page("queue")
        assert app.page("queue").kept()["campaign"] is None
        assert "4711" in on_screen(app)
