"""The page that a person last saw comes back at the next start."""

from __future__ import annotations

import json
from functools import partial
from pathlib import Path

import pytest

from core.clock import SteppedClock
from core.demo import scene
from core.services.maintenance import backup
from core.services.overview.campaign_list import campaign
from core.workspace import Workspace, home_of, opened
from tests.tui.support.driving import NOW, settled
from tests.tui.support.hostile import on_screen
from tui.app import OvertureApp
from tui.dialogs.campaign import People
from tui.memory import Kept, Memory, text_of
from tui.screens.explaining.member_day_page import MemberDayScreen, show_member_day
from tui.screens.explaining.why_page import WhyScreen, show_why
from tui.screens.invites import InvitesScreen
from tui.screens.need_places import whole_page
from tui.screens.queue import QueueScreen
from tui.screens.session import Session, without_names
from tui.screens.shared.campaign_people import open_people
from tui.widgets.campaign_table import CampaignTable
from tui.widgets.filter_line import FilterLine
from tui.widgets.sidebar import Sidebar


async def test_page_filter_cursor_and_sort_come_back(demo_workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "state" / "session.json"
    app = OvertureApp(demo_workspace, memory=Memory(file))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"cto", "enter", "j", "s", "g", "j", "j", "j", "enter", "space")
        await settled(pilot)
        app._poll()
        first = app.page("invites")
        assert isinstance(first, InvitesScreen)
        marked = first.marked
        await pilot.press("exclamation_mark", "j", "j", "space")
        await settled(pilot)
        app._poll()
        needed = app.page("needs").kept()
        key = app.page("invites").query_one(CampaignTable).key_at_cursor
        await pilot.press("5")
        await settled(pilot)
        app._poll()
    again = OvertureApp(demo_workspace, memory=Memory(file))
    async with again.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert again.screen is again.page("contacts")
        await pilot.press("1")
        await settled(pilot)
        page = again.page("invites")
        assert isinstance(page, InvitesScreen)
        assert page.query_one(FilterLine).value == "cto sort:sender"
        assert page.query_one(CampaignTable).row_count == 2
        assert page.query_one(CampaignTable).key_at_cursor == key
        assert page.marked == marked != []
        again.show_page("needs")
        await settled(pilot)
        assert again.page("needs").kept() == needed
        assert len(needed["marks"]) == 1
    assert file.stat().st_mode & 0o777 == 0o600


@pytest.mark.parametrize(
    ("text", "kept"),
    [
        ("edith barlow", ""),
        ("name:edith", ""),
        ("status:invited -edith", ""),
        ("company:acme", ""),
        ('status:invited "', ""),
        ("status:invited sent<2d sort:-sent", "status:invited sent<2d sort:-sent"),
        ('campaign="invite-alumni"', 'campaign="invite-alumni"'),
    ],
)
def test_no_filter_that_may_name_a_person_is_kept(text: str, kept: str) -> None:
    for page in ("approvals", "queue", "contacts"):
        place = {"cursor": "7", "at": [70, 71]}
        expected = place if kept else {"cursor": None, "at": None}
        assert without_names(page, {"filter": text, **place}) == {"filter": kept, **expected}
    assert without_names("invites", {"filter": text}) == {"filter": text}


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00", "[" * 90_000, '"x"'])
def test_an_invalid_memory_is_ignored(tmp_path: Path, text: str) -> None:
    file = tmp_path / "session.json"
    file.write_text(text)
    assert Memory(file).read() == {}


def test_a_memory_of_other_shapes_opens_the_first_page(tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    file.write_text(json.dumps({"page": 7, "pages": {"invites": [1]}}))
    session = Session(Memory(file))
    assert session.page(("invites", "queue"), "invites") == "invites"
    assert text_of({"filter": "a\x1b[31mb"}, "filter") == "ab"


def test_a_memory_that_cannot_be_written_is_left_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = Memory(tmp_path / "file" / "session.json")
    memory.write({"page": "queue"})
    assert memory.read() == {}


async def test_marks_columns_places_and_the_sidebar_come_back_unless_the_store_was_restored(
    demo_home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.approvals.PAGE", 4)
    monkeypatch.setattr(backup, "load", lambda _path: scene.config(1))
    home, memory = home_of(demo_home), Memory(tmp_path / "session.json")
    opening = partial(opened, home, config=scene.config(1), clock=SteppedClock(NOW), durable=False)
    with opening() as workspace:
        before = await _states_of_a_session(workspace, memory)
        assert [len(before[name]["marks"]) for name in before] == [1, 2, 1, 2]
        first = before["approvals"]["marks"][0]
        with workspace.store.write() as store:  # a text that was marked is not the same any more
            store.change("UPDATE outreach SET revision = revision + 1 WHERE id = ?", int(first.partition(".")[0]))
        again = OvertureApp(workspace, memory=memory)
        async with again.run_test(size=(120, 36)) as pilot:
            await settled(pilot)
            assert again.screen is again.page("approvals")
            assert not again.screen.query_one(Sidebar).display
            left = {**before["approvals"], "marks": before["approvals"]["marks"][1:]}
            assert again.page("approvals").kept() == left
            assert "1 marked" in on_screen(again)
            for key, name in (("1", "invites"), ("3", "queue"), ("5", "contacts")):
                await pilot.press(key)
                await settled(pilot)
                assert again.page(name).kept() == before[name]
            again.keep_session()
        backup.backup(workspace, tmp_path / "copy.sqlite")
    backup.restore(home, tmp_path / "copy.sqlite")
    with opening() as workspace:  # now the same ids may mean other people
        restored = OvertureApp(workspace, memory=memory)
        async with restored.run_test(size=(120, 36), notifications=True) as pilot:
            await settled(pilot)
            assert "are not marked any more" in " ".join(on_screen(restored).split())
            for name in before:
                restored.show_page(name)
                await settled(pilot)
                kept = restored.page(name).kept()
                assert kept["marks"] == []
                assert [kept[key] for key in ("filter", "columns")] == [
                    before[name][key] for key in ("filter", "columns")
                ]


async def _states_of_a_session(workspace: Workspace, memory: Memory) -> dict[str, Kept]:
    """Mark rows on four pages, and return the stored states of these; the app ends without storing anything more."""
    app = OvertureApp(workspace, memory=memory)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        for key in (
            *("space", "f", "L", *"name, health", "enter", "b", "b"),
            *("3", "slash", *"status:invited", "enter", "j", "space", "G", "space"),
            *("5", "]", "j", "space", "2", "space", "G", "space"),
        ):
            await pilot.press(key)
            await settled(pilot)
        app.keep_session()
        return {name: app.page(name).kept() for name in ("invites", "queue", "contacts", "approvals")}


async def test_a_request_of_another_page_wins_over_what_was_stored(demo_workspace: Workspace, tmp_path: Path) -> None:
    memory = Memory(tmp_path / "session.json")
    states = {"queue": {"campaign": "1", "scope": "first", "status": "invited", "order": "latest"}}
    archived = {"archived": True}
    generation = demo_workspace.store_generation()
    pages = {**states, "members": archived, "sources": archived}
    memory.write({"page": "invites", "generation": generation, "pages": pages})
    with demo_workspace.store.session():
        found = campaign(demo_workspace, "8").summary
    app = OvertureApp(demo_workspace, memory=memory)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        open_people(app, found, People("replied"))
        await settled(pilot)
        queue = app.page("queue")
        assert isinstance(queue, QueueScreen)
        assert queue.kept() == {**queue.kept(), "campaign": "8", "scope": found.name, "status": "replied"}
        whole_page(app, "queue").show_only("status:in_doubt,unresolved")
        await settled(pilot)
        assert queue.kept() == {
            **queue.kept(),
            "campaign": None,
            "status": None,
            "filter": "status:in_doubt,unresolved",
        }
        queue.show_status("invited")
        whole_page(app, "queue").show_only("status:in_doubt,unresolved")
        await settled(pilot)
        assert queue.kept()["status"] is None
        for name in ("members", "sources"):
            whole_page(app, name).show_only("", "1")
            await settled(pilot)
            kept = app.page(name).kept()
            assert (kept["archived"], kept["cursor"]) == (False, "1")


@pytest.mark.parametrize(("page", "place", "row"), [("why", "invites", "8"), ("member_day", "members", "1")])
async def test_a_page_about_a_row_comes_back_with_it(
    page: str, place: str, row: str, demo_workspace: Workspace, tmp_path: Path
) -> None:
    memory = Memory(tmp_path / "session.json")
    memory.write({"page": page})
    app = OvertureApp(demo_workspace, memory=memory)
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert app.screen is app.page(place)
        show_why(app, row) if page == "why" else show_member_day(app, row)
        await settled(pilot)
        shown = app.page(page)
        assert isinstance(shown, WhyScreen | MemberDayScreen)
        shown.explain("2", None)
        assert (shown.data, shown.table.row_count) == (None, 0)
        assert shown.query_one("#list").border_title == "Reading …"
        await settled(pilot)
        assert shown.data is not None
        shown.explain(row, None)
        await settled(pilot)
        app.keep_session()
    again = OvertureApp(demo_workspace, memory=memory)
    async with again.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        shown = again.page(page)
        assert isinstance(shown, WhyScreen | MemberDayScreen)
        assert again.screen is shown
        assert (shown.asks().ident, shown.data is not None) == (row, True)
