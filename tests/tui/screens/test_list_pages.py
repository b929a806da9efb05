"""Sources, Contacts, Members: their contents and keys, and the behaviour that all pages with a list share."""

from __future__ import annotations

import re
from functools import partial

import pytest
from textual.widgets import Input

from core.services.audience import import_contacts
from core.services.members.member_view import list_members
from core.workspace import Workspace
from tests.tui.support.driving import NARROW, WIDE, Driven, change, driven, sql, until
from tests.tui.support.hostile import FILE, foreign, live_links, on_screen, poison
from tests.tui.support.lists import LISTS, cells, fault, keys, page, sees, title, visit, words
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.journey import JourneyDialog
from tui.dialogs.member import MemberDialog
from tui.dialogs.text_dialog import TextDialog

PAGES = (*LISTS, "0")


def said(app: Driven, field: str, told: str) -> bool:
    """Return whether a dialog shows this text below a field."""
    return told in fault(app, field)


# -- all of them


@pytest.mark.parametrize("size", [NARROW, (120, 36), (160, 48)])
async def test_every_page_fits_its_width(demo_workspace: Workspace, size: tuple[int, int]) -> None:
    async with driven(demo_workspace, size=size) as app:
        for key in LISTS:
            await visit(app, key)
            table = page(app).table
            assert table.row_count > 0
            assert table.virtual_size.width <= table.size.width
            assert table.max_scroll_x == 0


async def test_an_empty_workspace_says_which_key_to_press(workspace: Workspace) -> None:
    wanted = {"4": "Press n", "5": "Press 4, then n", "6": "Press C", "7": "Press 1, then n", "9": "Press 1, then n"}
    async with driven(workspace) as app:
        for key, told in wanted.items():
            await visit(app, key)
            assert told in words(app, "empty")
            assert not page(app).table.display
        await app.press("l")
        await sees(app, lambda: "Press l" in words(app, "empty"))


async def test_keys_without_a_row_say_why(workspace: Workspace) -> None:
    async with driven(workspace) as app:
        for key, action in (("4", "x"), ("5", "B"), ("6", "p"), ("9", "i")):
            await visit(app, key)
            await app.press(action)
    assert app.said == [
        "No source is highlighted.",
        "Nobody is highlighted.",
        "No member is highlighted.",
        "This line does not concern a contact.",
    ]


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_hostile_texts_are_shown_as_characters_on_every_page(
    demo_workspace: Workspace, size: tuple[int, int]
) -> None:
    import_contacts.import_file(demo_workspace, FILE, "hostile [/] \x1b]0;x\x07")
    poison(demo_workspace)
    async with driven(demo_workspace, size=size) as app:
        for key in PAGES:
            await app.press(key, *["down"] * 6)
            assert foreign(on_screen(app.app)) == set()
            assert not [link for link in live_links(app.app) if re.search("quit|bell|passwd", link)]
        await visit(app, "9")
        await app.press("l", "down")
        await visit(app, "4")
        await app.press("x", "n")
        await visit(app, "6")
        await app.press("enter", "escape", "x", "n")
        await visit(app, "5")
        await app.press("B", "n")
        assert foreign(on_screen(app.app)) == set()


async def test_the_theme_changes_the_pages_at_once(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await visit(app, "6")
        app.app.theme = "overture-light"
        await app.refresh()
        assert page(app).table.row_count == 3


async def test_help_tells_every_key_of_a_page(demo_workspace: Workspace) -> None:
    async def helped(app: Driven, key: str) -> None:
        await app.press(key, "question_mark")
        assert "Everywhere" in on_screen(app.app)
        top = app.app.top_page()
        assert top is not None
        keys_of_the_filter = top.filtered.keys if top.filtered is not None else ()
        assert all(f" {one.name}: " in on_screen(app.app) for one in keys_of_the_filter)
        await app.press("escape")

    async with driven(demo_workspace, size=(120, 90)) as app:
        for key in PAGES:
            await helped(app, key)


# -- sources


async def test_sources_tell_what_is_left(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await visit(app, "4")
        assert title(app).startswith("Sources ─ 8, 1,200 entries")
        told = cells(app, "2")
        assert (told["name"], told["contacts"], told["left"], told["state"]) == ("cto-fr", "36", "0", "used up")
        assert told["used"] == "1: invite-cto-paris"
        await app.press("down")
        assert "press n and import more" in on_screen(app.app)


async def test_archiving_a_source_names_what_stops(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await visit(app, "4")
        await app.press("down", "x")
        await sees(app, lambda: isinstance(app.app.screen, ConfirmDialog))
        assert "invite-cto-paris" in on_screen(app.app)
        change(demo_workspace, "UPDATE source SET archived_at = 1 WHERE id = 1")
        await app.refresh()
        await app.press("y")
        await sees(app, lambda: "2" not in keys(app))
        assert sql(demo_workspace, "SELECT id FROM source WHERE archived_at > 1") == [(2,)]
        await app.press("A")
        await sees(app, lambda: keys(app) == ["1", "2"])
        assert title(app).startswith("Archived sources ─ 2")
        await app.press("x")
        assert app.said[-1] == "This source is archived already."


async def test_cancel_archives_nothing(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        for key, act, leave in (("4", "x", "enter"), ("6", "x", "escape"), ("5", "B", "n")):
            await visit(app, key)
            await app.press(act)
            await sees(app, lambda: isinstance(app.app.screen, ConfirmDialog))
            await app.press(leave)
            assert not isinstance(app.app.screen, ConfirmDialog)
    for table, column in (("source", "archived_at"), ("member", "archived_at"), ("contact", "blocked_at")):
        assert sql(demo_workspace, f"SELECT count(*) FROM {table} WHERE {column} IS NOT NULL") == [(0,)]


# -- contacts


async def test_contacts_a_page_at_a_time(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await visit(app, "5")
        await app.press("left_square_bracket")
        assert app.said == ["This is the first page."]
        assert (len(keys(app)), title(app)) == (100, "Contacts ─ 1 to 100 of 1,200")
        await app.press("down", "down", "right_square_bracket")
        await sees(app, lambda: title(app) == "Contacts ─ 101 to 200 of 1,200")
        assert (keys(app)[0], page(app).key) == ("101", "101")
        await app.press("left_square_bracket")
        await sees(app, lambda: keys(app)[0] == "1")


async def test_the_cursor_goes_on_in_the_next_page_of_contacts(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await visit(app, "5")
        await app.press("k")
        assert page(app).key == "1"
        page(app).table.move_cursor(row=99)
        await app.press("j")
        await sees(app, lambda: page(app).key == "101")
        await app.press("k")
        await sees(app, lambda: page(app).key == "100")
        await app.press("ctrl+d")
        await sees(app, lambda: page(app).key == "101")


async def test_g_and_a_line_go_anywhere_in_all_contacts(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await visit(app, "5")
        await app.press("G")
        await sees(app, lambda: page(app).key == "1200")
        assert title(app) == "Contacts ─ 1,101 to 1,200 of 1,200"
        page(app).table.move_cursor(row=0)
        await app.press("k")
        await sees(app, lambda: page(app).key == "1100")
        assert title(app) == "Contacts ─ 1,001 to 1,100 of 1,200"
        page(app).go_to_line(345)
        await sees(app, lambda: page(app).key == "345")
        assert title(app) == "Contacts ─ 345 to 444 of 1,200"
        for beyond in (1_201, 999_999):
            page(app).go_to_line(beyond)
            await sees(app, lambda: page(app).key == "1200")
            assert title(app) == "Contacts ─ 1,101 to 1,200 of 1,200"
            page(app).go_to_line(1)
            await sees(app, lambda: page(app).key == "1")
        await app.press("g")
        await sees(app, lambda: page(app).key == "1")


async def test_a_search_by_name(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await visit(app, "5")
        await app.press("slash")
        app.app.screen.query_one("#find", Input).value = "xyz_%"
        await sees(app, lambda: "Nobody matches “xyz_%”" in words(app, "empty"))
        app.app.screen.query_one("#find", Input).value = "barlow"
        await app.press("enter")
        await sees(app, lambda: page(app).table.has_focus)
        assert {"barlow" in cells(app, key)["name"].lower() for key in keys(app)} == {True}
        assert "who match" in title(app)
        await app.press("escape")
        await sees(app, lambda: title(app).endswith("of 1,200"))


async def test_a_journey_opens_with_i_and_with_enter(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        for key in ("i", "enter"):
            await visit(app, "5")
            await app.press(key)
            assert isinstance(app.app.screen, JourneyDialog)
            await app.press("escape")


async def test_do_not_contact_names_what_it_cancels(demo_workspace: Workspace) -> None:
    found = sql(
        demo_workspace,
        "SELECT p.id, p.name FROM outreach o JOIN contact p ON p.id = o.contact_id WHERE o.status = 'pending' LIMIT 1",
    )
    contact, name = str(found[0][0]), found[0][1]
    async with driven(demo_workspace) as app:
        await visit(app, "5")
        app.app.screen.query_one("#find", Input).value = name
        await sees(app, lambda: contact in keys(app) and len(keys(app)) < 100)
        page(app).table.focus()
        page(app).table.move_cursor(row=keys(app).index(contact))
        await app.press("B")
        await sees(app, lambda: isinstance(app.app.screen, ConfirmDialog))
        assert "This cancels everything still to be sent in" in on_screen(app.app)
        await app.refresh()
        await app.press("y")
        await sees(app, lambda: "do not contact" in cells(app, contact)["state"])
        assert sql(demo_workspace, "SELECT id FROM contact WHERE blocked_at IS NOT NULL") == [(int(contact),)]
        await app.press("B")
        await sees(app, lambda: isinstance(app.app.screen, ConfirmDialog))
        assert "be contacted again?" in on_screen(app.app)
        await app.press("y")
        await sees(app, lambda: "do not contact" not in cells(app, contact)["state"])
    assert sql(demo_workspace, "SELECT id FROM contact WHERE blocked_at IS NOT NULL") == []


# -- members


async def test_a_new_member_and_what_is_wrong_with_it(workspace: Workspace) -> None:
    async with driven(workspace) as app:
        await visit(app, "6")
        before_it = len(app.app.screen_stack)
        await app.press("n")
        assert isinstance(app.app.screen, MemberDialog)
        await app.press("ctrl+s")
        await sees(app, lambda: fault(app, "name") == "A member needs a name.")
        await app.write("Ada Wong")
        await app.press("enter")
        await app.write("acc-ada")
        for field, value, told in (
            ("zone", "Mars/Base", "not a time zone"),
            ("cap", "90", "1 to 40"),
            ("cap", "", "number"),
        ):
            line = app.app.screen.query_one(f"#{field}", Input)
            before, line.value = line.value, value
            await app.press("ctrl+s")
            await until(app.pilot, partial(said, app, field, told))
            line.value = before
        await app.press("ctrl+s")
        await sees(app, lambda: keys(app) == ["1"])
        assert cells(app, "1")["name"] == "Ada Wong"
        await app.press("n")
        await app.write("x")
        await app.press("escape")
        assert "Nothing is saved yet" in fault(app, "")
        await app.press("escape")
        assert len(app.app.screen_stack) == before_it
    assert [view.name for view in list_members(workspace)] == ["Ada Wong"]


async def test_an_edit_of_a_member(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await visit(app, "6")
        await app.press("e")
        app.app.screen.query_one("#cap", Input).value = "7"
        await app.press("ctrl+s")
        await sees(app, lambda: list_members(demo_workspace)[0].day_cap == 7)
        assert app.said[-1] == "Ada Wong is saved."


async def test_pause_and_details(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await visit(app, "6")
        await app.press("p", "y")
        await sees(app, lambda: "paused" in cells(app, "1")["state"])
        assert title(app) == "Members ─ 3, 2 able to send"
        await app.press("p", "y")
        await sees(app, lambda: "connected" in cells(app, "1")["state"])
        assert title(app) == "Members ─ 3, 3 able to send"
        change(demo_workspace, "UPDATE member SET account_owner = 'somebody-else' WHERE id = 1")
        await app.refresh()
        await sees(app, lambda: "stopped" in cells(app, "1")["state"])
        assert title(app) == "Members ─ 3, 2 able to send"
        change(demo_workspace, "UPDATE member SET state = 'disconnected', state_words = 'logged out' WHERE id = 1")
        await app.refresh()
        await sees(app, lambda: "disconnected" in cells(app, "1")["state"])
        await app.press("enter")
        assert isinstance(app.app.screen, TextDialog)
        told = on_screen(app.app)
        assert "Connect it again under Members" not in told
        assert "logged out" in told
        assert "Next step: run `overture member connect`" in told


async def test_archiving_a_member_names_what_stops(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=NARROW) as app:
        await visit(app, "6")
        await app.press("down", "x")
        await sees(app, lambda: "invite-partners" in on_screen(app.app))
        await app.refresh()
        await app.press("y")
        await sees(app, lambda: keys(app) == ["1", "3"])
        await app.press("A")
        await sees(app, lambda: keys(app) == ["2"])
        await app.press("p")
        assert "archived" in app.said[-1]
    assert sql(demo_workspace, "SELECT id FROM member WHERE archived_at IS NOT NULL") == [(2,)]


async def test_a_refresh_before_a_page_is_mounted_does_no_harm(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        coming = app.app.show_page("programs")
        assert not coming.is_mounted
        app.app.refresh_page()  # as the store's watch does, at any moment
        await sees(app, lambda: page(app) is coming and page(app).data is not None)
