"""Programs, Activity, Settings: their contents and their keys."""

from __future__ import annotations

import json

from textual.widgets import Input, OptionList

from core.services import workspace_values
from core.services.audience import block_contacts
from core.services.overview import activity
from core.workspace import Workspace
from tests.tui.support.driving import driven, settled, sql
from tests.tui.support.hostile import on_screen
from tests.tui.support.lists import cells, fault, keys, page, sees, title, visit
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.journey import JourneyDialog
from tui.screens.activity import ActivityScreen
from tui.screens.forecast import ForecastScreen
from tui.screens.programs import ProgramsScreen
from tui.screens.queue import QueueScreen


async def test_programs_sum_up_and_lead_to_their_queue(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await visit(app, "7")
        assert title(app) == "Programs ─ 2, 12 campaigns"
        shown = on_screen(app.app)
        for word in ("drawn", "invited", "accepted", "messaged", "replied", "14 days"):
            assert word in shown
        await app.press("down")
        await sees(app, lambda: "network-growth-2026 / " in str(page(app).query_one("#detail").border_title))
        await app.press("enter")
        assert isinstance(app.app.top_page(), QueueScreen)


async def test_a_day_of_the_forecast_without_a_slot_is_not_called_full(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await app.press("8", "down", "down")
        shown = app.app.top_page()
        assert isinstance(shown, ForecastScreen)
        assert shown.copied() == "Sat 17 Jan: No slot opens."


async def test_activity_is_live_and_narrows_to_replies(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await visit(app, "9")
        assert title(app) == "Activity ─ the last 300 lines"
        before = keys(app)
        await app.press("down", "down")
        held = page(app).key
        block_contacts.block(demo_workspace, "1")
        await app.refresh()
        await sees(app, lambda: keys(app)[0] != before[0])
        assert page(app).key == held
        assert cells(app, keys(app)[0])["what"] == "marked “do not contact”"
        await app.press("l")
        await sees(app, lambda: title(app).startswith("Replies ─ 1 reply"))
        assert "│ Thanks for connecting" in on_screen(app.app)
        await app.press("i")
        assert isinstance(app.app.screen, JourneyDialog)


async def test_older_lines_are_read_as_the_cursor_comes_to_the_end(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await visit(app, "9")
        last = keys(app)[-1]
        page(app).go_to_line(300)
        await sees(app, lambda: title(app) == "Activity ─ the last 600 lines")
        assert page(app).key == last == keys(app)[299]
        await app.press("g")
        await sees(app, lambda: title(app) == "Activity ─ the last 300 lines")


async def test_activity_is_filtered_sorted_and_read_to_its_oldest_line(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await visit(app, "9")
        await app.press("slash")
        await app.write("campaign:tokyo kind:sent")
        await app.press("enter")
        await sees(app, lambda: "matching “campaign:tokyo kind:sent”" in title(app))
        assert {cells(app, key)["campaign"] for key in keys(app)} == {"invite-tokyo-meetup"}
        sent = activity.count(demo_workspace, "campaign:tokyo kind:sent")
        assert len(keys(app)) == min(sent, activity.LIMIT) > 0
        await app.press("l")
        await sees(app, lambda: title(app).startswith("Replies matching “campaign:tokyo"))
        assert "Nothing here matches" in on_screen(app.app)
        await app.press("l", "escape")
        await sees(app, lambda: title(app) == "Activity ─ the last 300 lines")
        assert len({cells(app, key)["campaign"] for key in keys(app)}) > 3
        await app.press("G")
        total = activity.count(demo_workspace)
        await sees(app, lambda: title(app).endswith(f"{total:,}, the end"))
        oldest = activity.latest(demo_workspace, limit=1, skip=total - 1)[0]
        page = app.app.screen
        assert isinstance(page, ActivityScreen)
        assert page.key == f"j{oldest.id}"
        page.go_to_line(total // 2)
        await settled(app.pilot)
        assert page.key == f"j{activity.latest(demo_workspace, limit=1, skip=total // 2 - 1)[0].id}"
        page.go_to_line(total + 1_000)
        await settled(app.pilot)
        assert page.key == f"j{oldest.id}"
        await app.press("g")
        page.go_to_line(total + 1_000)
        await sees(app, lambda: page.key == f"j{oldest.id}")
        await app.press("s", "g", "j", "j", "j", "enter")
        await sees(app, lambda: "sort:kind" in title(app))
        await app.press("f", "L")
        await app.write("what, time")
        await app.press("enter")
        assert [str(column.value) for column in page.table.columns] == ["what", "time"]


async def test_settings_say_what_the_workspace_is(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await app.press("0")
        await sees(app, lambda: "Time zone data" in on_screen(app.app))
        told = on_screen(app.app)
        for word in ("SANDBOX", "Europe/Paris", "--home DIR", "overture set time-zone", "SQLite", "Python"):
            assert word in told
        app.app.screen.query_one("#themes", OptionList).highlighted = 1
        await app.press("enter")
        assert app.app.theme == "overture-light"
        kept = "SELECT value FROM setting WHERE key = 'app.theme'"
        await sees(app, lambda: sql(demo_workspace, kept) == [("overture-light",)])


async def test_settings_change_the_values_of_the_workspace(demo_workspace: Workspace) -> None:
    def values() -> dict[str, str]:
        return {one.name: one.value for one in workspace_values.values(demo_workspace)}

    async with driven(demo_workspace) as app:
        await app.press("0")
        await sees(app, lambda: "Time zone data" in on_screen(app.app))
        await app.press("e")
        off = app.app.screen.query_one("#days-off", Input)
        off.value = "soon"
        app.app.screen.query_one("#notes-a-month", Input).value = "3"
        await app.press("ctrl+s")
        await sees(app, lambda: "“soon” is no date" in fault(app, "days-off"))
        assert values()["notes-a-month"] == "5"
        off.value = "2026-12-24..2027-01-01"
        await app.press("ctrl+s")
        await sees(app, lambda: "2026-12-24..2027-01-01" in on_screen(app.app))
        assert (values()["days-off"], values()["notes-a-month"]) == ("2026-12-24..2027-01-01", "3")
        await app.press("e")
        app.app.screen.query_one("#days-off", Input).value = ""
        workspace_values.change(demo_workspace, {"days-off": "2027-05-01", "notes-a-month": "4"})
        await app.press("ctrl+s")
        await sees(app, lambda: isinstance(app.app.screen, ConfirmDialog))
        asked = app.app.screen
        assert isinstance(asked, ConfirmDialog)
        assert "days-off was “2026-12-24..2027-01-01”, is “2027-05-01”" in asked._words
        await app.press("y")
        await sees(app, lambda: values()["days-off"] == "none")
        assert values()["notes-a-month"] == "4", "a value that was not typed is not saved"
        await sees(app, lambda: "2026-12-24" not in on_screen(app.app))


async def test_z_folds_the_programs_and_says_elsewhere_what_it_is_for(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, page="programs") as shown:
        page = shown.app.screen
        assert isinstance(page, ProgramsScreen)
        await shown.press("j", "z")
        assert all(json.loads(key)[1] is None for key in page.table.shown_keys)
        assert page.table.cursor_row == 0, "on the program of the name that was highlighted"
        await shown.press("z", "j")
        assert json.loads(page.table.key_at_cursor or "")[1] is not None
        await shown.press("3", "z")
        told = "Nothing on this page for z (group and fold the list); it works on Invites, Programs, Forecast."
        assert shown.said[-1] == told
