"""Approvals: fifty decisions in a minute, none lost, none for a text that was not read."""

from __future__ import annotations

from collections import Counter

import pytest
from textual.widgets import Button, Static, TextArea

from core.errors import TryAgainError
from core.services.queue import approvals
from core.workspace import Workspace
from tests.tui.support.driving import NARROW, WIDE, Driven, change, driven, plain, settled, sql, until
from tests.tui.support.hostile import STORABLE, foreign, live_links, on_screen
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.edit_text import EditTextDialog
from tui.dialogs.journey import JourneyDialog
from tui.screens import approval_decisions
from tui.screens.approvals import ApprovalsScreen
from tui.widgets.pending_pane import PendingPane
from tui.widgets.pending_table import PendingTable


@pytest.fixture(autouse=True)
def quiet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Refresh the page only when something happens, not after each second."""
    monkeypatch.setattr("tui.live_app.POLL_S", 3600.0)


@pytest.fixture
def demo_workspace(demo_workspace: Workspace) -> Workspace:
    """Return the demo with all approvals undone."""
    found = sql(demo_workspace, "SELECT id FROM outreach WHERE status IN ('approved', 'scheduled')")
    approvals.undo(demo_workspace, [row[0] for row in found])
    return demo_workspace


def page(shown: Driven) -> ApprovalsScreen:
    found = shown.app.page("approvals")
    assert isinstance(found, ApprovalsScreen)
    return found


def table(shown: Driven) -> PendingTable:
    return page(shown).query_one(PendingTable)


def ids(shown: Driven) -> list[int]:
    """Return the ids of the texts in the table, from the top."""
    return [int(key) for key in table(shown).keys]


def title(shown: Driven) -> str:
    return str(page(shown).query_one("#list").border_title)


def told(shown: Driven) -> str:
    """Return the text beside the table, on one line."""
    pane = page(shown).query_one(PendingPane)
    words = " ".join([str(pane.border_title), *(plain(part) for part in pane.query(Static))])
    return " ".join(words.replace("▌", " ").split())


def status(workspace: Workspace, ident: int) -> str:
    return str(sql(workspace, "SELECT status FROM outreach WHERE id = ?", ident)[0][0])


def statuses(workspace: Workspace, wanted: list[int]) -> dict[str, int]:
    return dict(Counter(status(workspace, ident) for ident in wanted))


def waiting(workspace: Workspace) -> list[int]:
    """Return the ids of the texts that wait for approval, read from the store."""
    with workspace.store.read() as store:
        return approvals.waiting(store)


def edit(workspace: Workspace, ident: int, text: str = "Another text") -> None:
    """Change a text by a service, as another person might do while the page is open."""
    approvals.edit_text(workspace, ident, text)


# -- what is shown


async def test_what_waits_and_everything_that_is_needed_to_decide(demo_workspace: Workspace) -> None:
    found = "SELECT id FROM outreach WHERE status = 'pending' AND step = 0 AND text IS NOT NULL ORDER BY id LIMIT 1"
    (ident,) = sql(demo_workspace, found)[0]
    name, company, slug, text = sql(
        demo_workspace,
        "SELECT p.name, p.company, p.public_id, o.text FROM outreach o JOIN contact p ON p.id = o.contact_id "
        "WHERE o.id = ?",
        ident,
    )[0]
    async with driven(demo_workspace, page="approvals") as shown:
        assert ids(shown) == waiting(demo_workspace)
        assert title(shown) == f"Approvals ─ {len(ids(shown))} wait"
        table(shown).go_to(str(ident))
        await settled(shown.pilot)
        words = told(shown)
        assert slug in words.replace(" ", "")  # a long address is broken over two lines
        for part in (name, company, "invitation of", "sent by", "Leaves", f"{len(text)} of 300 characters"):
            assert part in words
        assert text in words


async def test_a_note_that_is_dropped_is_said_beforehand_and_after_an_undo_again(demo_workspace: Workspace) -> None:
    (ident,) = sql(demo_workspace, "SELECT id FROM outreach WHERE reason = 'limit.notes' AND status = 'pending'")[0]
    async with driven(demo_workspace, page="approvals") as shown:
        table(shown).go_to(str(ident))
        await settled(shown.pilot)
        assert "Goes without a note" in told(shown)
        await shown.press("y", "u")
        assert table(shown).key_at_cursor == str(ident)
        assert "the notes of a basic account" in told(shown)


SIZES = [(60, 20), NARROW, (99, 30), (100, 30), (120, 36), (131, 36), (132, 36), (160, 48)]


@pytest.mark.parametrize("size", SIZES)
async def test_every_row_names_its_campaign_at_every_size(demo_workspace: Workspace, size: tuple[int, int]) -> None:
    found = "SELECT o.id, c.name FROM outreach o JOIN campaign c ON c.id = o.campaign_id WHERE status = 'pending'"
    names = {str(ident): name for ident, name in sql(demo_workspace, found)}
    async with driven(demo_workspace, size=size, page="approvals") as shown:
        for _ in range(2):
            rows = table(shown)
            for key in rows.keys:
                written = str(rows.get_cell(key, "campaign"))
                assert len(written) >= 10
                assert names[key].startswith(written.rstrip("…~"))
            edge = rows.region.right
            assert sum(column.get_render_width(rows) for column in rows.ordered_columns) <= edge - rows.region.x
            await shown.press("b")


@pytest.mark.parametrize("size", [NARROW, WIDE, (160, 48)])
async def test_the_text_is_there_at_every_size(demo_workspace: Workspace, size: tuple[int, int]) -> None:
    async with driven(demo_workspace, size=size, page="approvals") as shown:
        seen = on_screen(shown.app)
        assert "characters" in seen
        assert "Leaves" in seen


async def test_nothing_waits(demo_workspace: Workspace) -> None:
    approvals.approve_all(demo_workspace, None)
    async with driven(demo_workspace, page="approvals") as shown:
        assert (
            plain(page(shown).query_one("#empty", Static))
            .strip()
            .startswith("Nothing waits for your approval. The next texts")
        )
        await shown.press("y")
        assert shown.said[-1] == "Nothing waits for your approval."


async def test_nothing_waits_and_nothing_will(workspace: Workspace) -> None:
    async with driven(workspace, page="approvals") as shown:
        assert "no running campaign needs one" in plain(page(shown).query_one("#empty", Static))
        await shown.press("u", "v", "space", "e", "i", "Y")
        assert page(shown) is shown.app.screen


async def test_a_stopped_campaign_says_that_nothing_leaves(demo_workspace: Workspace) -> None:
    change(demo_workspace, "UPDATE campaign SET active = 0")
    async with driven(demo_workspace, page="approvals") as shown:
        assert "not for now: The campaign was stopped." in told(shown)


# -- yes and no


@pytest.mark.parametrize(("key", "becomes"), [("y", "approved"), ("n", "rejected")])
async def test_a_decision_takes_the_highlighted_one_and_goes_on(
    demo_workspace: Workspace, key: str, becomes: str
) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        await shown.press("down")
        before = ids(shown)
        await shown.press(key)
        assert ids(shown) == [before[0], *before[2:]]
        assert table(shown).key_at_cursor == str(before[2])
        assert status(demo_workspace, before[1]) == becomes
        assert title(shown) == f"Approvals ─ {len(before) - 1} wait"


async def test_fifty_decisions_by_held_keys_none_lost(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        before = ids(shown)
        await shown.pilot.press(*["y"] * 30, *["n"] * 20)
        await settled(shown.pilot)
        assert ids(shown) == before[50:]
        assert statuses(demo_workspace, before[:30]) == {"approved": 30}
        assert statuses(demo_workspace, before[30:50]) == {"rejected": 20}
        decided = "SELECT outreach_id FROM journal WHERE kind IN ('approved', 'rejected') ORDER BY id DESC LIMIT 50"
        assert [row[0] for row in sql(demo_workspace, decided)] == before[:50][::-1]


async def test_the_last_one_leaves_an_empty_page(demo_workspace: Workspace) -> None:
    for ident in waiting(demo_workspace)[2:]:
        approvals.reject(demo_workspace, [ident])
    async with driven(demo_workspace, page="approvals") as shown:
        await shown.press("down", "y", "y")
        assert waiting(demo_workspace) == []
        assert "Nothing waits for your approval." in plain(page(shown).query_one("#empty", Static))


async def test_an_approval_after_a_refresh_is_for_the_row_under_the_cursor(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        await shown.press("down", "down")
        before = ids(shown)
        approvals.reject(demo_workspace, before[:2])
        await shown.refresh()
        assert table(shown).key_at_cursor == str(before[2])
        await shown.press("y")
        assert statuses(demo_workspace, before[2:4]) == {"approved": 1, "pending": 1}
        assert status(demo_workspace, before[2]) == "approved"


async def test_an_approval_of_a_changed_text_is_refused_and_the_text_shown_again(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        first = ids(shown)[0]
        edit(demo_workspace, first, "A text nobody has read")
        await shown.press("y")
        assert status(demo_workspace, first) == "pending"
        assert "changed since it was read" in shown.said[-1]
        assert ids(shown)[0] == first
        await shown.press("g")
        assert "changed since it was read" in told(shown)
        assert "A text nobody has read" in told(shown)
        await shown.press("y")
        assert status(demo_workspace, first) == "approved"


async def test_a_rejection_of_a_changed_text_is_refused_too(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        first, second = ids(shown)[:2]
        edit(demo_workspace, first)
        await shown.press("n", "n")
        assert statuses(demo_workspace, [first, second]) == {"pending": 1, "rejected": 1}


async def test_a_store_that_cannot_be_written_hands_everything_back(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise TryAgainError("The disk is full.")

    async with driven(demo_workspace, page="approvals") as shown:
        before = ids(shown)
        monkeypatch.setitem(approval_decisions.VERBS, "approve", broken)
        await shown.press("y", "y")
        assert ids(shown) == before
        assert "The disk is full." in shown.said[-1]
        assert waiting(demo_workspace) == before


async def test_an_error_in_overture_hands_waiting_decisions_back(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(*_given: object, **_named: object) -> None:
        raise ValueError("odd")

    async with driven(demo_workspace, page="approvals") as shown:
        before = ids(shown)
        monkeypatch.setitem(approval_decisions.VERBS, "approve", broken)
        await shown.press("y")
        assert any("odd" in line for line in shown.said)
        assert ids(shown) == before
        await shown.press("n")
        assert statuses(demo_workspace, before[:2]).get("rejected") == 1


async def test_leaving_the_page_does_not_lose_a_decision(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        before = ids(shown)
        await shown.pilot.press("y", "y", "n", "1")
        await settled(shown.pilot)
        assert statuses(demo_workspace, before[:3]) == {"approved": 2, "rejected": 1}
        await shown.press("2")
        assert ids(shown) == before[3:]
        await shown.press("u", "u", "u")
        assert ids(shown) == before


# -- undo


async def test_undo_takes_back_approvals_and_rejections_the_last_one_first(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        before = ids(shown)
        texts = sql(demo_workspace, "SELECT id, text, revision FROM outreach WHERE status = 'pending'")
        await shown.press("y", "n", "u")
        assert statuses(demo_workspace, before[:2]) == {"approved": 1, "pending": 1}
        assert table(shown).key_at_cursor == str(before[1])
        await shown.press("u")
        assert ids(shown) == before
        assert sql(demo_workspace, "SELECT id, text, revision FROM outreach WHERE status = 'pending'") == texts
        await shown.press("u")
        assert shown.said[-1] == "There is nothing left to undo in this session."


async def test_undo_of_what_has_left_is_refused(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        first = ids(shown)[0]
        await shown.press("y")
        change(demo_workspace, "UPDATE outreach SET status = 'invited' WHERE id = ?", first)
        await shown.press("u")
        assert "no decision to undo" in shown.said[-1]
        assert status(demo_workspace, first) == "invited"


async def test_undo_at_once_follows_its_decision(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        before = ids(shown)
        await shown.pilot.press("y", "n", "u", "u")
        await settled(shown.pilot)
        assert ids(shown) == before == waiting(demo_workspace)


async def test_a_decision_that_was_refused_cannot_be_undone(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        edit(demo_workspace, ids(shown)[0])
        await shown.press("y", "u")
        assert shown.said[-1] == "There is nothing left to undo in this session."


# -- several at once


async def test_marks_are_decided_together_and_undone_together(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        await shown.press("space", "down", "space")
        before = ids(shown)
        assert title(shown) == f"Approvals ─ {len(before)} wait, 2 marked"
        await shown.press("n")
        assert statuses(demo_workspace, [before[0], before[2]]) == {"rejected": 2}
        assert status(demo_workspace, before[1]) == "pending"
        await shown.press("u")
        assert ids(shown) == before


async def test_a_second_space_takes_the_mark_away(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        await shown.press("space", "up", "space")
        assert title(shown) == f"Approvals ─ {len(ids(shown))} wait"


async def test_a_range_from_the_last_mark(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        await shown.press("v")
        total = len(ids(shown))
        assert "Mark the first" in shown.said[-1]
        await shown.press("down", "space", "down", "down", "v", "y")
        before = waiting(demo_workspace)
        assert len(before) == total - 4
        assert ids(shown) == before


async def test_a_range_that_goes_up(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        before = ids(shown)
        await shown.press("down", "down", "down", "space", "g", "v", "y")
        assert statuses(demo_workspace, before[:4]) == {"approved": 4}


async def test_one_refused_of_several_comes_back_alone(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        before = ids(shown)
        edit(demo_workspace, before[1])
        await shown.press("space", "down", "down", "v", "y")
        assert statuses(demo_workspace, before[:4]) == {"approved": 3, "pending": 1}
        assert ids(shown) == [before[1], *before[4:]]
        await shown.press("u")
        assert ids(shown) == before
        edit(demo_workspace, before[2])
        await shown.press("asterisk", "y")  # marks the texts as they are shown, not as they are in the store
        assert statuses(demo_workspace, before) == {"approved": len(before) - 1, "pending": 1}
        assert ids(shown) == [before[2]]


async def of_campaign(shown: Driven, workspace: Workspace) -> list[int]:
    """Return the ids that wait in the campaign of the first row."""
    found = sql(
        workspace,
        "SELECT id FROM outreach WHERE status = 'pending' AND campaign_id = "
        "(SELECT campaign_id FROM outreach WHERE id = ?) ORDER BY id",
        ids(shown)[0],
    )
    return [row[0] for row in found]


async def test_all_of_a_campaign_asks_with_the_count(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        wanted, total = await of_campaign(shown, demo_workspace), len(ids(shown))
        await shown.press("Y")
        dialog = shown.app.screen
        assert isinstance(dialog, ConfirmDialog)
        assert f"{len(wanted)} texts of this campaign" in plain(dialog.query_one(Static))
        focused = dialog.focused
        assert isinstance(focused, Button)
        assert focused.id == "cancel"
        await shown.press("enter")
        assert len(waiting(demo_workspace)) == total
        await shown.press("Y", "y")
        assert statuses(demo_workspace, wanted) == {"approved": len(wanted)}
        assert len(ids(shown)) == total - len(wanted)
        await shown.press("u")
        assert len(waiting(demo_workspace)) == total


async def test_all_of_a_campaign_means_the_texts_at_the_key_press(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        wanted = await of_campaign(shown, demo_workspace)
        await shown.press("Y")
        edit(demo_workspace, wanted[0])
        await shown.refresh()
        await shown.press("y")
        assert status(demo_workspace, wanted[0]) == "pending"
        assert statuses(demo_workspace, wanted[1:]) == {"approved": len(wanted) - 1}


# -- dialogs


async def test_editing_asks_again_under_a_new_revision(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        first = ids(shown)[0]
        await shown.press("e")
        dialog = shown.app.screen
        assert isinstance(dialog, EditTextDialog)
        assert dialog.query_one("#save", Button).disabled
        await shown.write(" PS")
        assert "of 3000 characters" in plain(dialog.query_one("#count", Static))
        await shown.press("ctrl+s")
        text, revision = sql(demo_workspace, "SELECT text, revision FROM outreach WHERE id = ?", first)[0]
        assert text.endswith(" PS")
        assert status(demo_workspace, first) == "pending"
        assert f"revision {revision}" in told(shown)
        await shown.press("u")
        assert shown.said[-1] == "u does not undo the edit of a text; e changes it again."  # no name: it may be erased
        await shown.press("y")
        assert status(demo_workspace, first) == "approved"


async def test_an_edit_with_changes_asks_once_before_it_is_dropped(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        await shown.press("e", "x", "escape")
        dialog = shown.app.screen
        assert isinstance(dialog, EditTextDialog)
        assert "not saved" in plain(dialog.query_one("#count", Static))
        await shown.press("escape")
        assert shown.app.screen is page(shown)
        await shown.press("e", "escape")
        assert shown.app.screen is page(shown)


async def test_a_text_too_long_or_missing_cannot_be_saved(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        await shown.press("e")
        dialog = shown.app.screen
        area = dialog.query_one(TextArea)
        for text, words in (("x" * 3001, "1 characters too many"), ("", "A message needs a text.")):
            area.text = text
            await settled(shown.pilot)
            assert words in plain(dialog.query_one("#count", Static))
            await shown.press("ctrl+s")
            assert shown.app.screen is dialog


async def test_an_edit_of_a_text_that_changed_keeps_what_was_written(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        first = ids(shown)[0]
        await shown.press("e", "x")
        edit(demo_workspace, first)
        await shown.press("ctrl+s")
        dialog = shown.app.screen
        assert isinstance(dialog, EditTextDialog)
        assert "changed since it was read" in plain(dialog.query_one("#count", Static))
        assert dialog.query_one(TextArea).text.endswith("x")


async def test_the_journey_of_the_highlighted_contact(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        await shown.press("i")
        dialog = shown.app.screen
        assert isinstance(dialog, JourneyDialog)
        await until(shown.pilot, lambda: "taken from the source" in plain(dialog.query_one("#told", Static)))
        words = plain(dialog.query_one("#told", Static))
        assert words.index("text waits for approval") < words.index("taken from the source")
        assert "by the engine" in words
        await shown.press("escape")
        assert shown.app.screen is page(shown)


async def test_a_journey_that_cannot_be_read_says_so(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        dialog = JourneyDialog(demo_workspace, "999999")
        await shown.app.push_screen(dialog)
        await settled(shown.pilot)
        assert "There is no contact" in plain(dialog.query_one("#told", Static))


# -- hostile text, and two more habits


async def test_hostile_names_and_texts_are_only_text(demo_workspace: Workspace) -> None:
    for number, ident in enumerate(waiting(demo_workspace)):
        evil = STORABLE[number % len(STORABLE)]
        change(demo_workspace, "UPDATE outreach SET text = ? WHERE id = ?", evil or "x", ident)
        change(
            demo_workspace,
            "UPDATE contact SET name = ?1, company = ?1, position = ?1, location = ?1 "
            "WHERE id = (SELECT contact_id FROM outreach WHERE id = ?2)",
            evil,
            ident,
        )
    change(demo_workspace, "UPDATE campaign SET name = ? WHERE id = 1", "[@click=app.quit]x[/]\x1b]0;owned\x07")
    async with driven(demo_workspace, page="approvals") as shown:
        for _ in waiting(demo_workspace):  # no further: below the last one nothing else is shown
            assert foreign(on_screen(shown.app)) == set()
            assert live_links(shown.app) == []
            await shown.press("down")
        await shown.press("g")
        for keys in (("e", "escape"), ("i", "escape"), ("Y", "escape")):
            await shown.press(keys[0])
            assert foreign(on_screen(shown.app)) == set()
            assert live_links(shown.app) == []
            await shown.press(keys[1])


async def test_more_than_one_page_is_counted_and_follows(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.approvals.PAGE", 10)
    before = waiting(demo_workspace)
    async with driven(demo_workspace, page="approvals") as shown:
        assert title(shown) == f"Approvals ─ 1 to 10 of {len(before)} wait"
        await shown.pilot.press(*["y"] * 10)
        await settled(shown.pilot)
        assert ids(shown) == before[10:20]
        assert title(shown) == f"Approvals ─ 1 to 10 of {len(before) - 10} wait"


async def test_the_cursor_reaches_every_text(demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tui.screens.approvals.PAGE", 10)
    before = waiting(demo_workspace)
    async with driven(demo_workspace, page="approvals") as shown:
        await shown.press("G")
        assert table(shown).key_at_cursor == str(before[-1])
        assert len(ids(shown)) <= 20
        while ids(shown) != before:
            await shown.pilot.press("k", "k", "k", "k", "k", "k", "k", "k")
            await settled(shown.pilot)
        assert table(shown).cursor_row > 0  # it stayed on its text while others were read in front of it
        assert title(shown) == f"Approvals ─ {len(before)} wait"
        await shown.press("g")
        assert ids(shown) == before[:10]  # at the top, only the first page is read again
        assert table(shown).key_at_cursor == str(before[0])
        page(shown).go_to_line(57)
        await settled(shown.pilot)
        assert table(shown).key_at_cursor == str(before[56])
        assert title(shown) == f"Approvals ─ 52 to 61 of {len(before)} wait"
        page(shown).go_to_line(9_999)
        await settled(shown.pilot)
        assert table(shown).key_at_cursor == str(before[-1])


async def test_marks_outside_the_loaded_part_stay_and_are_asked_about(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("tui.screens.approvals.PAGE", 10)
    before = waiting(demo_workspace)
    async with driven(demo_workspace, page="approvals") as shown:
        await shown.press("space", "G", "space", "y")
        assert isinstance(shown.app.screen, ConfirmDialog)
        assert "1 of them is outside" in on_screen(shown.app)
        await shown.press("y")
        assert waiting(demo_workspace) == before[1:-1]
        await shown.press("g", "asterisk")
        assert f"{len(before) - 2} marked" in title(shown)
        await shown.press("n", "n")
        assert waiting(demo_workspace) == before[1:-1]


async def test_another_theme_draws_it_anew(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="approvals") as shown:
        await shown.press("down")
        place, before = table(shown).key_at_cursor, ids(shown)
        page(shown).forget()
        await shown.refresh()
        assert table(shown).key_at_cursor == place
        assert ids(shown) == before
