"""The page of a campaign's runs: it shows the numbers of the service, and each number opens the people behind it."""

from __future__ import annotations

from textual.widgets import OptionList

from core.services.overview import campaign_list
from core.services.overview.run_people import people_of_run
from core.workspace import Workspace
from tests.tui.support.driving import driven, settled, until
from tests.tui.support.lists import cells, keys, sees, title
from tui.dialogs.run_dialog import RunDialog
from tui.screens.explaining.runs_page import RunsScreen
from tui.screens.invites import InvitesScreen
from tui.screens.queue import QueueScreen


async def test_each_number_of_a_run_opens_the_people_behind_it(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace, size=(150, 40)) as app:
        await app.press("l")
        shown = app.app.screen
        assert isinstance(shown, RunsScreen)
        await until(app.pilot, lambda: shown.data is not None)
        await settled(app.pilot)
        assert shown.data is not None
        found = campaign_list.campaign(demo_workspace, str(shown.data.summary.id))
        assert keys(app) == [str(run.id) for run in found.runs]
        assert found.summary.name in title(app)
        run = next(one for one in found.runs if one.invitations.sent and one.short)
        row = cells(app, str(run.id))
        assert (row["expected"], row["planned"]) == (str(run.cohort), str(run.invitations.planned))
        assert row["sent"] == str(run.invitations.sent)
        assert row["short"] != "–"

        shown.table.stand_at(str(run.id))
        await app.press("enter")
        dialog = app.app.screen
        assert isinstance(dialog, RunDialog)
        numbers = dialog.query_one(OptionList)
        await sees(app, lambda: numbers.option_count > 0)
        people = people_of_run(demo_workspace, run.id)
        assert numbers.option_count == len(people) + len(run.short)
        assert sum(len(one.outreaches) for one in people if one.kind == "invitation") == run.invitations.planned
        await app.press("enter")
        queue = app.app.screen
        assert isinstance(queue, QueueScreen)
        await sees(app, lambda: f"{len(people[0].outreaches)} matching" in str(queue.query_one("#list").border_title))
        await app.press("q", "l")
        assert isinstance(app.app.screen, InvitesScreen)
