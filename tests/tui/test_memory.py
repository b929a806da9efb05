"""The page that a person last saw comes back at the next start."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.workspace import Workspace
from tests.tui.support.driving import settled
from tui.app import OvertureApp
from tui.memory import Memory, text_of
from tui.screens.invites import InvitesScreen
from tui.screens.session import Session, without_names
from tui.widgets.campaign_table import CampaignTable
from tui.widgets.filter_line import FilterLine
from tui.widgets.sidebar import Sidebar


async def test_page_filter_cursor_and_sort_come_back(demo_workspace: Workspace, tmp_path: Path) -> None:
    file = tmp_path / "state" / "session.json"
    app = OvertureApp(demo_workspace, memory=Memory(file))
    async with app.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        await pilot.press("slash", *"cto", "enter", "j", "s", "g", "j", "j", "j", "enter")
        await settled(pilot)
        app._poll()
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
        assert without_names(page, {"filter": text, "cursor": "7"}) == {"filter": kept, "cursor": "7"}
    assert without_names("invites", {"filter": text}) == {"filter": text}


@pytest.mark.parametrize("text", ["", "[]", "{", "\x00", "[" * 90_000, '"x"'])
def test_a_spoilt_memory_is_none(tmp_path: Path, text: str) -> None:
    file = tmp_path / "session.json"
    file.write_text(text)
    assert Memory(file).read() == {}


def test_a_memory_of_other_shapes_opens_the_first_page(tmp_path: Path) -> None:
    file = tmp_path / "session.json"
    file.write_text(json.dumps({"page": 7, "pages": {"invites": [1]}}))
    session = Session(Memory(file))
    assert session.page(("invites", "queue"), "invites") == "invites"
    assert text_of({"filter": "a\x1b[31mb"}, "filter") == "ab"


def test_what_cannot_be_written_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    memory = Memory(tmp_path / "file" / "session.json")
    memory.write({"page": "queue"})
    assert memory.read() == {}


async def test_marks_columns_places_and_the_sidebar_come_back(
    demo_workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.approvals.PAGE", 4)
    memory = Memory(tmp_path / "session.json")
    app = OvertureApp(demo_workspace, memory=memory)
    async with app.run_test(size=(120, 36)) as pilot:

        async def press(*keys: str) -> None:
            for key in keys:
                await pilot.press(key)
                await settled(pilot)

        await settled(pilot)
        await press("space", "f", "L", *"name, health", "enter", "b", "b")
        await press("3", "slash", *"status:invited", "enter", "j", "space", "G", "space")
        await press("5", "]", "j", "space", "2", "space", "G", "space")
        before = {name: app.page(name).kept() for name in ("invites", "queue", "contacts", "approvals")}
        app.keep_session()
    approvals = before["approvals"]
    assert [len(before[name]["marks"]) for name in before] == [1, 2, 1, 2]
    first = approvals["marks"][0].partition(".")[0]
    with demo_workspace.store.write() as store:  # a text that was marked is not the same any more
        store.change("UPDATE outreach SET revision = revision + 1 WHERE id = ?", int(first))
    again = OvertureApp(demo_workspace, memory=memory)
    async with again.run_test(size=(120, 36)) as pilot:
        await settled(pilot)
        assert again.screen is again.page("approvals")
        assert not again.screen.query_one(Sidebar).display
        assert again.page("approvals").kept() == {**approvals, "marks": approvals["marks"][1:]}
        for key, name in (("1", "invites"), ("3", "queue"), ("5", "contacts")):
            await pilot.press(key)
            await settled(pilot)
            assert again.page(name).kept() == before[name]
