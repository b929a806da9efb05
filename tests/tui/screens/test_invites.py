"""Invites: every action of the home page, on the demo's twelve campaigns."""

from __future__ import annotations

from dataclasses import asdict, replace

import pytest
from rich.color import Color
from textual.theme import BUILTIN_THEMES, Theme
from textual.widgets import Button, Input, OptionList, Static
from textual.widgets._toast import Toast

from core.errors import TryAgainError
from core.services.campaigns import lifecycle
from core.workspace import Workspace
from tests.tui.support.driving import NARROW, WIDE, Driven, change, driven, plain, settled, sql, until
from tests.tui.support.hostile import on_screen
from tests.tui.support.people import furnish
from tui.dialogs.archive import ArchiveDialog
from tui.dialogs.campaign import EVER, CampaignDialog, People
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.editor.dialog import EditorDialog
from tui.screens.invites import Invites, InvitesQuery, InvitesScreen
from tui.screens.queue import QueueScreen
from tui.style.theme import LIGHT, THEMES, palette
from tui.widgets.campaign_table import SORTS, CampaignTable
from tui.widgets.detail_pane import DetailPane
from tui.widgets.status_line import StatusLine

FOUNDERS, CTO_PARIS, TOKYO, PRESS, LYON = "1", "2", "8", "10", "12"


def active(workspace: Workspace, ident: str) -> bool:
    """Return whether a campaign is active, read from the store."""
    return bool(sql(workspace, "SELECT active FROM campaign WHERE id = ?", ident)[0][0])


def archived(workspace: Workspace) -> set[str]:
    """Return the archived campaigns, read from the store."""
    return {str(row[0]) for row in sql(workspace, "SELECT id FROM campaign WHERE archived_at IS NOT NULL")}


def add(workspace: Workspace, name: str) -> str:
    """Add a campaign and return its id; its name decides its place in the list."""
    draft = lifecycle.draft_of(workspace, int(PRESS))
    return str(lifecycle.create(workspace, replace(draft, name=name)))


def title(driven_app: Driven) -> str:
    """Return the title in the border of the list."""
    return str(driven_app.invites.query_one("#list").border_title)


def cell(driven_app: Driven, ident: str, column: str) -> str:
    """Return the text of one cell."""
    return driven_app.table.get_cell(ident, column).plain


# -- the cursor stays on its campaign


async def test_the_cursor_stays_on_its_campaign_through_every_sort(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight(LYON)
        places = set()
        for key in SORTS.values():
            shown.invites.set_filter(f"sort:{key}")
            await settled(shown.pilot)
            assert shown.table.key_at_cursor == LYON
            places.add(shown.table.cursor_row)
        assert len(places) > 1


async def test_a_campaign_that_comes_in_before_it_moves_the_cursor_along(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight(LYON)
        before = shown.table.cursor_row
        new = add(demo_workspace, "aaa-first")
        await shown.refresh()
        assert shown.keys[0] == new
        assert (shown.table.key_at_cursor, shown.table.cursor_row) == (LYON, before + 1)


async def test_the_filter_keeps_the_cursor_on_what_it_leaves(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight(LYON)
        await shown.press("slash")
        await shown.write("cto")
        assert shown.keys == [LYON, CTO_PARIS]
        assert shown.table.key_at_cursor == LYON
        await shown.press("escape", "escape")
        assert len(shown.keys) == 12
        assert shown.table.key_at_cursor == LYON


async def test_a_campaign_that_leaves_gives_the_cursor_to_its_place(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight(LYON)
        following = shown.keys[shown.keys.index(LYON) + 1]
        lifecycle.archive(demo_workspace, LYON)
        await shown.refresh()
        assert shown.table.key_at_cursor == following
        assert str(shown.invites.query_one(DetailPane).border_title) == cell(shown, following, "name").split("\n")[0]


async def test_the_detail_follows_the_cursor(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight(CTO_PARIS)
        words = plain(shown.invites.query_one(DetailPane))
        assert "invite-cto-paris" in words
        assert "11:00" in words
        await shown.press("up")
        assert "invite-cto-lyon" in plain(shown.invites.query_one(DetailPane))


async def test_the_detail_says_its_state_once(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        for ident, words in [
            (FOUNDERS, "● Running until 10:30 (in 1 h)."),
            (LYON, "◔ Scheduled  Next opening: 10:45 (in 1 h)."),
            (CTO_PARIS, "◔ Scheduled  Finished: 33 of 36 people contacted"),
            (TOKYO, "▲ Warnings  "),
        ]:
            await shown.highlight(ident)
            assert words in plain(shown.invites.query_one(DetailPane))


@pytest.mark.parametrize("size", [NARROW, WIDE])
async def test_the_detail_says_in_full_what_to_do(demo_workspace: Workspace, size: tuple[int, int]) -> None:
    async with driven(demo_workspace, size=size) as shown:
        await shown.highlight(CTO_PARIS)
        words = plain(shown.invites.query_one(DetailPane))
        view = next(view for view in shown.invites._showing if str(view.id) == CTO_PARIS)
        assert view.health.problems[0].action in words
        assert "week" in words
        assert "14 days" in words


# -- start, stop, archive


async def test_space_stops_and_starts(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight(FOUNDERS)
        await shown.press("r", "y")
        assert not active(demo_workspace, FOUNDERS)
        assert cell(shown, FOUNDERS, "active").strip() == "off"
        await shown.press("r")
        assert active(demo_workspace, FOUNDERS)
        assert cell(shown, FOUNDERS, "active").strip() == "on"
        # Another campaign of Ada draws from the same source, and starting says so, and what is left of her week.
        stopped, share, shared, started = shown.said
        assert share.startswith("Ada Wong has ")
        assert "“invite-founders-Q1” wants" in share
        assert (stopped, started) == ("invite-founders-Q1 is stopped.", "invite-founders-Q1 is started.")
        assert shared.startswith("“invite-cto-lyon” of the same sender is active and draws from “founders”: ")


async def test_starting_says_whom_the_text_leaves_out(demo_workspace: Workspace) -> None:
    lifecycle.stop(demo_workspace, FOUNDERS)
    text = '{"en": "Hi {{ custom.nothing }}", "fr": "Salut"}'
    change(demo_workspace, f"UPDATE step SET texts = '{text}' WHERE campaign_id = {FOUNDERS} AND position = 0")
    async with driven(demo_workspace) as shown:
        await shown.highlight(FOUNDERS)
        await shown.press("r")
        await until(shown.pilot, lambda: any("would be left out." in words for words in shown.said))
        told = next(words for words in shown.said if "would be left out." in words)
        assert told.startswith("0 of ")
        assert "have a custom.nothing;" in told


async def test_what_a_rule_refuses_is_said_in_words(demo_workspace: Workspace) -> None:
    lifecycle.stop(demo_workspace, FOUNDERS)
    change(demo_workspace, "UPDATE source SET archived_at = 1 WHERE name = 'founders'")
    async with driven(demo_workspace) as shown:
        await shown.highlight(FOUNDERS)
        await shown.press("r")
        assert not active(demo_workspace, FOUNDERS)
        assert "is archived. Choose another source first." in shown.said[0]


async def test_archive_hits_the_campaign_of_the_key_press(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight(LYON)
        await shown.press("x")
        assert isinstance(shown.app.screen, ArchiveDialog)
        add(demo_workspace, "aaa-first")
        await shown.refresh()
        shown.invites.set_filter("sort:sender")
        shown.table.move_cursor(row=0)
        await shown.press("y")
        assert archived(demo_workspace) == {LYON}
        assert shown.said == ["invite-cto-lyon is archived; A shows it."]


async def test_archive_names_the_campaign_and_counts_what_ends(demo_workspace: Workspace) -> None:
    ends = lifecycle.what_ends(demo_workspace, FOUNDERS)
    async with driven(demo_workspace) as shown:
        await shown.highlight(FOUNDERS)
        await shown.press("x")
        dialog = shown.app.screen
        assert str(dialog.query_one(".dialog").border_title) == "Archive “invite-founders-Q1”?"
        words = plain(dialog.query_one(Static))
        assert f"{ends.cancelled} people will not be contacted" in words
        assert f"{ends.sent} invitations were sent" in words


@pytest.mark.parametrize("answer", ["enter", "n", "escape"])
async def test_archive_is_safe_by_default(demo_workspace: Workspace, answer: str) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight(LYON)
        await shown.press("x")
        assert shown.app.focused is shown.app.screen.query_one("#cancel", Button)
        await shown.press(answer)
        assert shown.app.screen is shown.invites
        assert archived(demo_workspace) == set()


async def test_archive_by_arrow_and_by_mouse(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight(LYON)
        await shown.press("x", "right", "enter")
        assert archived(demo_workspace) == {LYON}
        await shown.highlight(PRESS)
        await shown.press("x")
        await shown.pilot.click("#archive")
        await until(shown.pilot, lambda: archived(demo_workspace) == {LYON, PRESS})


# -- filter, archived ones


async def test_the_filter_counts_and_escape_shows_all(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        assert title(shown) == "Invites ─ 12 campaigns, 12 active"
        await shown.press("slash")
        await shown.write("Cleo")
        assert title(shown) == "Invites ─ 4 of 12 campaigns, 12 active"
        assert {cell(shown, key, "sender") for key in shown.keys} == {"Cleo Marsh"}
        await shown.press("enter")
        assert shown.app.focused is shown.table
        await shown.refresh()
        assert len(shown.keys) == 4
        await shown.press("escape")
        assert title(shown) == "Invites ─ 12 campaigns, 12 active"
        assert not shown.invites.query_one("#find", Input).display


async def test_a_page_that_is_left_stays_as_it_was(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("slash")
        await shown.write("cto")
        await shown.press("enter", "down")
        before = shown.table.key_at_cursor
        await shown.press("6", "1")
        assert title(shown) == "Invites ─ 2 of 12 campaigns, 12 active"
        assert shown.invites.query_one("#find", Input).value == "cto"
        assert shown.table.key_at_cursor == before
        assert shown.app.focused is shown.table


async def test_what_is_typed_into_the_filter_is_no_key(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("slash")
        await shown.write("a nesq!")
        assert shown.app.screen is shown.invites
        assert shown.said == []
        assert "No campaign matches “a nesq!”" in plain(shown.invites.query_one("#empty"))
        await shown.press("escape", "escape")
        assert len(shown.keys) == 12
        assert shown.app.focused is shown.table


async def test_an_empty_workspace_says_which_key_to_press(workspace: Workspace) -> None:
    async with driven(workspace) as shown:
        assert "No campaign yet. Press n to create one" in plain(shown.invites.query_one("#empty"))


async def test_the_archived_ones_cannot_change_and_say_why(demo_workspace: Workspace) -> None:
    lifecycle.archive(demo_workspace, PRESS)
    async with driven(demo_workspace) as shown:
        await shown.press("A")
        assert shown.keys == [PRESS]
        assert title(shown) == "Archived ─ 1 campaign"
        assert cell(shown, PRESS, "active") == "ended"
        for key in ("e", "r", "x"):
            await shown.press(key)
        assert shown.app.screen is shown.invites
        assert shown.said == ["This campaign is archived: it cannot change or run again. Press D to duplicate it."] * 3
        assert shown.invites.check_action("edit", ()) is None
        assert shown.invites.check_action("why", ()) is True
        await shown.press("A")
        assert len(shown.keys) == 11


async def test_without_a_campaign_the_keys_say_so(workspace: Workspace) -> None:
    async with driven(workspace) as shown:
        for key in ("e", "r", "x", "D", "c", "w", "space", "v"):
            await shown.press(key)
        assert shown.said == ["No campaign is highlighted."] * 8
        assert shown.app.screen is shown.invites


# -- other pages and dialogs


async def test_enter_opens_the_campaign_and_each_number_its_people(demo_workspace: Workspace) -> None:
    there = "SELECT count(*) FROM outreach WHERE campaign_id = ? AND status = 'invited'"
    ((invited,),) = sql(demo_workspace, there, LYON)
    async with driven(demo_workspace) as shown:
        await shown.highlight(LYON)
        await shown.press("enter")
        dialog = shown.app.screen
        assert isinstance(dialog, CampaignDialog)
        words = " ".join(on_screen(shown.app).split())
        assert f"{invited} are now invited" in words
        assert "14 days" in words
        below = dialog.query_one("#runs", Static)
        told = "\n".join(line.text for line in below.render_lines(below.outer_size.region))
        assert all(
            part in " ".join(told.split()) for part in ("Run Slot State Drawn Expected Planned Sent", "invitation en: ")
        )
        assert "Changes (" in told
        people = dialog.query_one(OptionList)
        people.highlighted = dialog._people.index(People("invited"))
        await shown.press("enter")
        page = shown.app.screen
        assert isinstance(page, QueueScreen)
        assert (page._query.campaign, page._query.status) == (LYON, "invited")
        await shown.press("escape", "escape")
        assert shown.at_home
        assert shown.table.key_at_cursor == LYON
        await shown.press("enter")
        again = shown.app.screen
        assert isinstance(again, CampaignDialog)
        again.query_one(OptionList).highlighted = again._people.index(People(where=f"sent>{EVER}"))
        await shown.press("enter")
        sent = "SELECT count(*) FROM outreach WHERE campaign_id = ? AND last_sent_at IS NOT NULL"
        assert page._page is not None
        assert [(page._page.total,)] == sql(demo_workspace, sent, LYON)
        await shown.press("1", "enter", "e")
        assert isinstance(shown.app.screen, EditorDialog)


async def test_a_page_is_one_digit_or_one_click_away(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("6")
        assert shown.app.screen is shown.app.page("members")
        await shown.press("1")
        assert shown.app.screen is shown.invites
        await shown.pilot.click("#sidebar", offset=(4, 3))
        await until(shown.pilot, lambda: shown.app.screen is shown.app.page("approvals"))


async def test_pause_stops_everything_and_goes_on(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("P", "y")
        assert sql(demo_workspace, "SELECT paused_at IS NOT NULL FROM engine") == [(1,)]
        assert "PAUSED" in shown.status
        await shown.press("P", "y")
        assert sql(demo_workspace, "SELECT paused_at IS NOT NULL FROM engine") == [(0,)]
        assert "PAUSED" not in shown.status


# -- the mouse


def column_at(table: CampaignTable, name: str) -> int:
    """Return the start of a column, in cells from the table's edge."""
    widths = [(str(key.value), column.get_render_width(table)) for key, column in table.columns.items()]
    names = [key for key, _width in widths]
    return sum(width for _key, width in widths[: names.index(name)]) + 2


async def test_a_click_on_a_header_sorts(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight(FOUNDERS)
        await shown.pilot.click(CampaignTable, offset=(column_at(shown.table, "health"), 0))
        await until(shown.pilot, lambda: shown.invites.filter_text == "sort:health")
        assert shown.keys[0] == TOKYO
        assert shown.table.key_at_cursor == FOUNDERS


async def test_hovering_over_health_tells_its_details(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        row = 1 + shown.keys.index(TOKYO)
        await shown.pilot.hover(CampaignTable, offset=(column_at(shown.table, "health"), row))
        assert "Warnings." in str(shown.table.tooltip)
        assert "invitations are planned" in str(shown.table.tooltip)
        await shown.pilot.hover(CampaignTable, offset=(column_at(shown.table, "name"), row))
        assert shown.table.tooltip is None


async def test_the_header_shows_the_sort(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:

        def label(name: str) -> str:
            return next(column.label.plain for key, column in shown.table.columns.items() if key.value == name)

        assert label("name") == "Name ▲"
        await shown.press("s", "g", "j", "j", "j", "enter")
        assert (shown.invites.filter_text, label("sender"), label("name")) == ("sort:sender", "Sender ▲", "Name")
        await shown.press("s", "enter")
        assert (shown.invites.filter_text, label("sender")) == ("sort:-sender", "Sender ▼")


async def test_campaigns_are_grouped_folded_and_marked_together(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        every = set(shown.keys)
        await shown.press("z")
        groups = shown.keys
        assert all(key.startswith("=") for key in groups)
        await shown.press("space")
        marked = set(shown.invites.marked)
        assert marked < every
        await shown.press("r")
        assert isinstance(shown.app.screen, ConfirmDialog)
        await shown.press("escape", "escape", "enter")
        assert [key for key in shown.keys if key not in groups] == [key for key in shown.keys if key in marked]
        assert shown.invites.why_not("edit") == "This is a group: enter unfolds it, space marks its campaigns."
        await shown.press("z", "asterisk")
        assert shown.invites._groups.by == "sender"
        assert set(shown.invites.marked) == every
        await shown.press("escape", "z")
        assert set(shown.keys) == every


# -- drawing


async def test_only_changed_cells_are_touched(demo_workspace: Workspace) -> None:
    def cells() -> dict[tuple[str, str], int]:
        return {(key, str(name.value)): id(shown.table.get_cell(key, name)) for key in shown.keys for name in names}

    async with driven(demo_workspace) as shown:
        names = list(shown.table.columns)
        before = cells()
        await shown.refresh()
        assert cells() == before
        lifecycle.stop(demo_workspace, LYON)
        await shown.refresh()
        assert {place for place, cell in cells().items() if cell != before[place]} == {
            (LYON, "active"),
            (LYON, "health"),
        }


async def test_a_failed_read_is_said_once_and_the_next_one_works(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(demo_workspace) as shown:
        lifecycle.stop(demo_workspace, LYON)
        with monkeypatch.context() as broken:

            def fail(*_args: object, **_options: object) -> None:
                raise TryAgainError("The store cannot be used just now.")

            broken.setattr(shown.app.campaigns, "read", fail)
            await shown.refresh()
            await shown.refresh()
        assert shown.said == ["The store cannot be used just now."]
        assert cell(shown, LYON, "active").strip() == "on"
        await shown.refresh()
        assert cell(shown, LYON, "active").strip() == "off"


async def test_another_theme_redraws_everything(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight(FOUNDERS)
        before = shown.table.get_cell(FOUNDERS, "today")
        shown.app.theme = LIGHT.name
        await shown.refresh()
        after = shown.table.get_cell(FOUNDERS, "today")
        assert (before.plain, before.spans) != (after.plain, after.spans)
        assert shown.table.key_at_cursor == FOUNDERS


@pytest.mark.parametrize("theme", [*THEMES, *BUILTIN_THEMES.values()], ids=lambda theme: theme.name)
def test_every_colour_of_every_theme_can_be_drawn(theme: Theme) -> None:
    for colour in asdict(palette(theme)).values():
        Color.parse(colour)


async def test_a_theme_of_the_terminals_own_colours_can_be_chosen(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        shown.app.theme = "ansi-light"
        await shown.refresh()
        assert len(shown.keys) == 12


async def test_rows_have_two_lines_only_where_all_of_them_fit(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=(120, 36)) as shown:

        def heights() -> set[int]:
            return {row.height for row in shown.table.ordered_rows}

        assert heights() == {2 if shown.table.size.height > 2 * 12 else 1}
        await shown.pilot.resize_terminal(120, 48)
        await settled(shown.pilot)
        assert heights() == {2}
        for count in range(8):
            add(demo_workspace, f"another {count}")
        await shown.refresh()
        assert heights() == {1}
        await shown.press("slash", *"lyon")
        assert (len(shown.keys), heights()) == (1, {1})


@pytest.mark.parametrize("size", [NARROW, (120, 36), (160, 48)])
async def test_a_message_covers_no_figure(demo_workspace: Workspace, size: tuple[int, int]) -> None:
    async with driven(demo_workspace, size=size) as shown:
        shown.app.say("Everything is paused.")
        await settled(shown.pilot)
        (toast,) = shown.app.screen.query(Toast)
        inside = [shown.invites.query_one(DetailPane).content_region, shown.table.region]
        inside.append(shown.invites.query_one(StatusLine).region)
        assert toast.region.bottom == size[1] - 1
        assert not any(toast.region.overlaps(place) for place in inside)
        assert "Everything is paused." in plain(toast)
        await shown.press("m")
        assert "09:20  Everything is paused." in on_screen(shown.app)


async def test_columns_give_way_when_it_gets_narrow(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight(FOUNDERS)
        assert cell(shown, FOUNDERS, "program").startswith("network-g")
        await shown.pilot.resize_terminal(*NARROW)
        await shown.refresh()
        assert cell(shown, FOUNDERS, "sender") == "Ada"
        assert "network-growth-2026" not in cell(shown, FOUNDERS, "name")
        assert shown.table.key_at_cursor == FOUNDERS
        assert shown.table.virtual_size.width <= shown.table.size.width
        await shown.pilot.resize_terminal(*WIDE)
        await shown.refresh()
        assert cell(shown, FOUNDERS, "sender") == "Ada Wong"


async def test_the_first_picture_is_as_wide_as_the_screen(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    reads: list[InvitesQuery] = []
    load = InvitesScreen.load

    def once(screen: InvitesScreen, workspace: Workspace, asked: InvitesQuery) -> Invites:
        reads.append(asked)
        if len(reads) > 1:
            raise TryAgainError("Only the first read is shown.")
        return load(screen, workspace, asked)

    monkeypatch.setattr(InvitesScreen, "load", once)
    async with driven(demo_workspace, size=NARROW) as shown:
        assert [str(key.value) for key in shown.table.columns][-2:] == ["conversion", "active"]
        assert cell(shown, FOUNDERS, "name") == "invite-founders-Q1"
        assert "Next opening: 17:00" in plain(shown.invites.query_one(DetailPane))
        assert "Ben's week" in plain(shown.invites.query_one(DetailPane)), (
            "the detail of the first row was read at once"
        )


async def test_the_first_campaign_can_be_used_at_once(workspace: Workspace) -> None:
    async with driven(workspace) as shown:
        ident = furnish(workspace)
        await shown.refresh()
        assert shown.keys == [ident]
        assert shown.app.focused is shown.table
        await shown.press("r")
        assert active(workspace, ident)


@pytest.mark.parametrize("key", ["n", "e", "D"])
async def test_the_editor_opens(demo_workspace: Workspace, key: str) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight(LYON)
        await shown.press(key)
        assert isinstance(shown.app.screen, EditorDialog)
        await shown.press("escape")
        assert shown.at_home
        assert shown.table.key_at_cursor == LYON


async def test_a_new_campaign_is_highlighted_so_that_r_starts_it(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("slash")
        await shown.write("invite-press")
        await shown.press("enter", "D")
        dialog = shown.app.screen
        assert isinstance(dialog, EditorDialog)
        await until(shown.pilot, lambda: dialog.settled)
        await shown.pilot.press("ctrl+s")
        await until(shown.pilot, lambda: shown.at_home)
        await settled(shown.pilot)
        assert shown.table.key_at_cursor == "13"
        assert len(shown.keys) == 13
        await shown.press("r")
        assert sql(demo_workspace, "SELECT active FROM campaign WHERE id = 13") == [(1,)]
