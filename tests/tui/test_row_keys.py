"""Keys pressed before a list is read: none acts on rows that nobody has seen, and none acts on another page."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from threading import Event
from typing import Any
from unittest.mock import patch

import pytest
from textual.events import Key

from core.errors import RefusedError
from core.workspace import Workspace
from tests.tui.support.driving import Driven, burst, driven, settled, sql, until
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.journey import JourneyDialog
from tui.screens.approvals import ApprovalsScreen
from tui.screens.contacts import ContactsScreen
from tui.screens.need_places import of_campaign
from tui.screens.needs import NeedsScreen
from tui.screens.page import UNREAD, PageScreen
from tui.widgets.filter_line import FilterLine


@contextlib.contextmanager
def held(page: type[PageScreen[Any]]) -> Iterator[None]:
    """Hold each read of a page until the block ends."""
    go_on, load = Event(), page.load

    def wait(screen: PageScreen[Any], workspace: Workspace, asked: Any) -> Any:
        assert go_on.wait(60)
        return load(screen, workspace, asked)

    with patch.object(page, "load", wait):
        try:
            yield
        finally:
            go_on.set()


def post(shown: Driven, *keys: str) -> None:
    """Send keys without waiting for their effect."""
    for key in keys:
        shown.app.post_message(Key(key, {"space": " "}.get(key, key if len(key) == 1 else None)))


async def opened(shown: Driven, key: str, name: str) -> PageScreen[Any]:
    """Return a page that a key has opened, whose read is held."""
    post(shown, key)
    await until(shown.pilot, lambda: shown.app.screen is shown.app.page(name) and shown.app.reading)
    return shown.app.page(name)


def needs(shown: Driven) -> NeedsScreen:
    found = shown.app.page("needs")
    assert isinstance(found, NeedsScreen)
    return found


def decided(workspace: Workspace) -> list[tuple[Any, ...]]:
    return sql(workspace, "SELECT status, count(*) FROM outreach GROUP BY status ORDER BY status")


async def test_moves_and_questions_wait_until_the_list_is_read(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="settings") as shown:
        with held(NeedsScreen):
            await opened(shown, "exclamation_mark", "needs")
            post(shown, "j", "j", "space")
            await until(shown.pilot, lambda: shown.app._keys.waits_for_list)
        await settled(shown.pilot)
        assert needs(shown).marked == [needs(shown).table.shown_keys[2]]
        await burst(shown, "5", "G", "i")
        assert isinstance(shown.app.screen, JourneyDialog)
        assert shown.said == []


async def test_keys_that_act_at_once_do_nothing_on_a_list_that_is_not_read(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="settings") as shown:
        shown.app.own_keys = frozenset({"K"})
        await burst(shown, "exclamation_mark", "asterisk", "x", "K")
        assert shown.said == [UNREAD] * 3
        assert needs(shown).marked == []
        assert needs(shown).data is not None
        assert len(needs(shown).table.shown_keys) > 1


@pytest.mark.parametrize("guard_s", [0.0, 0.3])
async def test_an_answer_pressed_before_the_list_was_shown_decides_nothing(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch, guard_s: float
) -> None:
    """`y` waits behind `j` while the list is read: when its turn comes, it is ignored."""
    monkeypatch.setattr("tui.key_queue.CLOSED_S", guard_s)
    before = decided(demo_workspace)
    async with driven(demo_workspace, page="settings") as shown:
        with held(ApprovalsScreen):
            await opened(shown, "2", "approvals")
            post(shown, "j", "y")
            await until(shown.pilot, lambda: shown.app._keys.waits_for_list)
        await settled(shown.pilot)
        assert decided(demo_workspace) == before


async def test_a_waiting_key_answers_no_dialog_that_opened_meanwhile(demo_workspace: Workspace) -> None:
    answers: list[bool | None] = []
    async with driven(demo_workspace, page="settings") as shown:
        with held(ApprovalsScreen):
            await opened(shown, "2", "approvals")
            post(shown, "j", "y")
            await until(shown.pilot, lambda: shown.app._keys.waits_for_list)
            dialog = ConfirmDialog("Archive?", "…", yes="Archive")
            shown.app.push_screen(dialog, answers.append)
            await until(shown.pilot, lambda: shown.app.screen is dialog)
        await settled(shown.pilot)
        assert shown.app.screen is dialog
        await shown.press("y")
        assert answers == [True]


async def test_a_waiting_key_acts_on_no_other_page(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="contacts") as shown:
        contacts = shown.app.screen
        assert isinstance(contacts, ContactsScreen)
        with held(NeedsScreen):
            await opened(shown, "exclamation_mark", "needs")
            post(shown, "space", "space")
            await until(shown.pilot, lambda: shown.app._keys.waits_for_list)
            shown.app.go_to_page("contacts")
        await settled(shown.pilot)
        assert contacts.marked == []
        await shown.press("space")
        assert len(contacts.marked) == 1


async def test_keys_that_waited_in_vain_are_dropped_together(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(demo_workspace, page="settings") as shown:
        with held(NeedsScreen):
            await opened(shown, "exclamation_mark", "needs")
            monkeypatch.setattr("tui.key_queue.PATIENCE_S", 0.001)
            post(shown, "j", "j", "space")
            await until(shown.pilot, lambda: UNREAD in shown.said)
        await settled(shown.pilot)
        assert needs(shown).marked == []
        assert needs(shown).table.cursor_row == 0
        monkeypatch.setattr("tui.key_queue.PATIENCE_S", 60.0)
        await shown.press("space")
        assert len(needs(shown).marked) == 1


async def test_no_key_decides_on_the_list_before_while_a_narrowed_one_is_read(demo_workspace: Workspace) -> None:
    before = decided(demo_workspace)
    async with driven(demo_workspace, page="approvals") as shown:
        page = shown.app.screen
        assert isinstance(page, ApprovalsScreen)
        first, other = page._entries[0], next(one for one in page._entries if one.campaign != page._entries[0].campaign)
        with held(ApprovalsScreen):
            page.show_only(of_campaign(other.campaign))
            post(shown, "y")
            await until(shown.pilot, lambda: UNREAD in shown.said)
        await settled(shown.pilot)
        assert decided(demo_workspace) == before
        assert first.campaign not in {one.campaign for one in page._entries}
        with held(ApprovalsScreen):
            page.show_only("")
            post(shown, "space")
            await until(shown.pilot, lambda: shown.app._keys.waits_for_list)
        await settled(shown.pilot)
        assert len(page.marked) == 1


async def test_a_list_that_cannot_be_read_holds_no_key_up(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.key_queue.PATIENCE_S", 60.0)
    monkeypatch.setattr(NeedsScreen, "load", refuse)
    async with driven(demo_workspace, page="settings") as shown:
        await burst(shown, "exclamation_mark", "j", "space", "slash", "o", "escape", "escape")
        assert sorted(shown.said) == ["No.", UNREAD]
        await burst(shown, "j", "slash", "o")
        assert isinstance(shown.app.focused, FilterLine)
        await burst(shown, "escape", "escape", "space", "1")
        assert shown.at_home
        assert sorted(shown.said) == ["No.", UNREAD, UNREAD]


def refuse(*_arguments: object) -> None:
    """Fail as a list does that cannot be read."""
    raise RefusedError("No.")


async def test_rows_of_another_search_are_dimmed_while_it_lasts(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.page.SEARCH_S", 0.01)
    async with driven(demo_workspace, page="contacts") as shown:
        contacts = shown.app.screen
        assert isinstance(contacts, ContactsScreen)
        pane = contacts.query_one("#list")
        before = pane.border_title
        with held(ContactsScreen):
            post(shown, "slash", "z")
            await until(shown.pilot, lambda: pane.border_title == "Searching …")
            assert pane.has_class("-old")
            await until(shown.pilot, lambda: shown.app.reading)
        await settled(shown.pilot)
        assert not pane.has_class("-old")
        assert pane.border_title not in (before, "Searching …")


async def test_a_search_that_failed_once_is_read_again_by_itself(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(demo_workspace, page="contacts") as shown:
        contacts = shown.app.screen
        assert isinstance(contacts, ContactsScreen)
        with monkeypatch.context() as broken:
            broken.setattr(ContactsScreen, "load", refuse)
            await shown.press("slash", "z")
            assert contacts.unread
        shown.app._rests_until = 0.0
        shown.app._poll()
        await settled(shown.pilot)
        assert not contacts.unread
