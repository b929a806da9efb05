"""A person's values are corrected in the app: from Contacts by `e`, from Queue and Approvals by the journey and `e`."""

from __future__ import annotations

from textual.widgets import Input, Static

from core.services.audience import contact_page
from core.workspace import Workspace
from tests.tui.support.driving import NARROW, driven, plain, until
from tests.tui.support.lists import visit
from tui.dialogs.contact import ContactDialog
from tui.dialogs.journey import JourneyDialog


async def test_e_corrects_the_highlighted_person_and_the_journey_tells_it(demo_workspace: Workspace) -> None:
    before = contact_page.page(demo_workspace, size=1).people[0]
    async with driven(demo_workspace, size=NARROW) as app:
        await visit(app, "5")
        await app.press("e")
        await until(app.pilot, lambda: isinstance(app.app.screen, ContactDialog))
        app.app.screen.query_one("#first_name", Input).value = "Quinn"
        app.app.screen.query_one("#another", Input).value = "custom.city = Paris"
        await app.press("ctrl+s")
        await until(app.pilot, lambda: any("was changed." in words for words in app.said))
        view = contact_page.journey(demo_workspace, str(before.id))
        assert (view.contact.first_name, view.contact.custom["city"]) == ("Quinn", "Paris")
        await app.press("i")
        dialog = app.app.screen
        assert isinstance(dialog, JourneyDialog)
        await until(app.pilot, lambda: "values changed" in plain(dialog.query_one("#told", Static)))
        told = plain(dialog.query_one("#told", Static))
        assert f"first name: Quinn (set by hand; file: {before.first_name})" in told
        assert f"first name: “{before.first_name}” → “Quinn”" in told


async def test_from_approvals_by_i_and_e_and_a_mistake_stands_under_its_field(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as app:
        await app.press("2", "i")
        journey = app.app.screen
        assert isinstance(journey, JourneyDialog)
        await until(app.pilot, lambda: "taken from the source" in plain(journey.query_one("#told", Static)))
        await app.press("e")
        await until(app.pilot, lambda: isinstance(app.app.screen, ContactDialog))
        dialog = app.app.screen
        dialog.query_one("#language", Input).value = "Klingonish"
        await app.press("ctrl+s")
        await until(app.pilot, lambda: "is no language" in plain(dialog.query_one("#language-fault", Static)))
        dialog.query_one("#language", Input).value = "fr"
        dialog.query_one("#another", Input).value = "city"
        await app.press("ctrl+s")
        await until(
            app.pilot, lambda: "Enter a field and its value" in plain(dialog.query_one("#another-fault", Static))
        )
        dialog.query_one("#another", Input).value = ""
        await app.press("ctrl+s")
        await until(app.pilot, lambda: app.app.screen is journey)
        await until(app.pilot, lambda: "values changed" in plain(journey.query_one("#told", Static)))
