"""Faults in the editor: each is shown under its field, marks its tab, and disables Save with a reason beside it."""

from __future__ import annotations

import pytest
from textual.widgets import Button, Input, TextArea

from core.workspace import Workspace
from tests.tui.support.driving import change
from tests.tui.support.editor import editor
from tests.tui.support.people import furnish
from tui.dialogs.editor.tab import Edited


@pytest.fixture
def furnished(workspace: Workspace) -> Workspace:
    """Return a workspace with a member, a source of five and one campaign."""
    furnish(workspace)
    return workspace


async def test_an_empty_form_shows_no_faults(furnished: Workspace) -> None:
    async with editor(furnished) as on:
        assert on.why == "Fill in: name, program."
        assert (on.below("name"), on.grey) == ("", True)
        await on.press("ctrl+s")
        assert on.below("name") == on.below("program") == "Must not be empty."
        assert on.dialog.focused is on.find("#name", Input)
        assert on.ended == []


SIMPLE = [
    ("name", "", "Must not be empty."),
    ("program", "x" * 101, "Has 101 characters: at most 100."),
    ("description", "x" * 1001, "Has 1001 characters: at most 1000."),
    ("languages", "en, english", "“english” is no language"),
    ("languages", "en en", "Lists “en” twice."),
    ("languages", "", "Must hold at least one."),
    ("withdraw_after_days", "3", "Must be 0 (never) or 7 to 180, not 3."),
    ("withdraw_after_days", "x", "Must be a whole number."),
]


@pytest.mark.parametrize(("key", "text", "words"), SIMPLE)
async def test_a_fault_is_shown_under_its_field(furnished: Workspace, key: str, text: str, words: str) -> None:
    async with editor(furnished, 1) as on:
        if key == "withdraw_after_days":
            await on.open("rules")
        await on.put(key, text)
        assert words in on.below(key)
        assert on.grey
        assert words in on.why
        assert "▲" in on.tab("rules" if key == "withdraw_after_days" else "general")
        assert "▲" not in on.tab("messages") + on.tab("schedule")


@pytest.mark.parametrize(
    ("selector", "text", "key", "words"),
    [("#zone", "Paris", "time_zone", "Did you mean “Europe/Paris”?"), ("#cohort", "26", "cohort_size", "25 or less")],
)
async def test_faults_of_the_schedule(furnished: Workspace, selector: str, text: str, key: str, words: str) -> None:
    async with editor(furnished, 1) as on:
        await on.open("schedule")
        on.find(selector, Input).value = text
        await on.quiet()
        assert words in on.below(key)
        assert (on.grey, on.tab("schedule")) == (True, "Schedule ▲")


async def test_faults_of_slots(furnished: Workspace) -> None:
    async with editor(furnished, 1) as on:
        await on.press("ctrl+t", "ctrl+t")
        on.find("#add-slot", Button).press()
        await on.quiet()
        assert "is no time: write HH:MM" in on.schedule.slot_rows[1].words
        await on.write("09:30")
        assert "Overlaps slot 1" in on.schedule.slot_rows[1].words
        await on.write("14:00")
        await on.press("tab")
        await on.write("5")
        assert "too short for 5 invitations" in on.schedule.slot_rows[1].words
        await on.press("tab", "enter")
        assert (len(on.schedule.slot_rows), on.grey) == (1, False)
        await on.press("tab", "tab", "tab", "enter")
        assert on.said("slots-said") == "Must hold at least one."


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ nobody }}", "there is no variable “nobody”"),
        ("{{ first_name", "Line 1"),
        ("x" * 301, "takes 300 at most"),
        ("{{ custom.team }}", "there is no variable “custom.team”"),
    ],
)
async def test_faults_of_a_text(furnished: Workspace, text: str, words: str) -> None:
    async with editor(furnished, 1) as on:
        await on.press("ctrl+t")
        on.find("#text", TextArea).text = text
        await on.quiet()
        assert words in on.said("text-said")
        assert on.why.startswith("Step 1 text en: ")
        assert "▲" in on.tab("messages")


async def test_ctrl_s_goes_to_the_first_fault_on_a_tab_that_was_never_shown(furnished: Workspace) -> None:
    async with editor(furnished, 1) as on:
        on.dialog.form.steps[2].after_days = ""
        on.dialog.post_message(Edited("steps"))
        await on.quiet()
        assert "▲" in on.tab("messages")
        await on.press("ctrl+s")
        assert on.dialog.focused is on.find("#after", Input)
        assert on.messages.step == 2
        assert "how many days" in on.said("after-said")


async def test_another_source_must_be_chosen_for_an_archived_one(furnished: Workspace) -> None:
    change(furnished, "UPDATE source SET archived_at = 1")
    async with editor(furnished, 1) as on:
        assert on.below("source") == "Choose a source."
