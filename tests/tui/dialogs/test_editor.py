"""The editor saves the same as a campaign file, shows faults under their fields, and never drops a change unasked."""

from __future__ import annotations

from dataclasses import replace

import pytest
from textual.widgets import Button, Checkbox, Input, Select, Static, TextArea

from core.services.campaigns import lifecycle
from core.services.members import members
from core.services.queue import approvals
from core.workspace import Workspace
from tests.tui.support.driving import NARROW, burst, change, driven, sql
from tests.tui.support.editor import Editor, editor, from_file, saved
from tests.tui.support.hostile import SHARP, foreign, live_links, on_screen
from tests.tui.support.people import furnish
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.editor.dialog import EditorDialog
from tui.dialogs.editor.effects_dialog import EffectsDialog
from tui.widgets.chips import Chips
from tui.widgets.slot_row import SlotRow
from tui.widgets.step_list import StepList

FILE = """
name = "founders Q1"
program = "growth"
sender = "Ada Wong"
source = "people"
time_zone = "America/New_York"
languages = ["en", "fr"]
approval = "invitations"
withdraw_after_days = 21
cohort_size = 7
[[slots]]
days = ["mon", "tue", "wed", "thu", "fri", "sat"]
start = "10:30"
minutes = 60
[[steps]]
kind = "invitation"
text = { en = "Hi {{ first_name }}", fr = "Salut" }
[[steps]]
kind = "follow-up"
after_days = 3
text = { en = "Hm?" }
"""


@pytest.fixture
def furnished(workspace: Workspace) -> Workspace:
    """Return a workspace with a member, a source of five and one campaign."""
    furnish(workspace)
    return workspace


@pytest.fixture
def waiting(demo_workspace: Workspace) -> int:
    """Return a campaign of the demo with an invitation text that waits for approval."""
    found = sql(
        demo_workspace,
        "SELECT campaign_id FROM outreach WHERE status = 'pending' AND step = 0 AND text IS NOT NULL ORDER BY id",
    )
    return int(found[0][0])


def bad(on: Editor) -> list[str]:
    """Return the control characters and markup that are on the screen."""
    app = on.on.app
    return [*foreign(on_screen(app)), *(link for link in live_links(app) if "app." in link)]


# -- saving


async def test_created_by_keyboard_alone_as_the_file_creates_it(furnished: Workspace) -> None:
    async with editor(furnished) as on:
        await on.write("founders Q1")
        await on.press("enter")
        await on.write("growth")
        await on.press("tab", "tab", "tab", "tab")  # a field with a single choice is already filled in
        await on.write("en fr")
        await on.press("ctrl+t", *"Hi", "space", "ctrl+g")
        await on.press("down", "enter", "ctrl+l", *"Salut")
        await on.press("ctrl+r", "n", "enter", "ctrl+r", "tab")
        await on.write("3")
        await on.press("ctrl+l", "tab", "tab", "tab", *"Hm", "question_mark")
        await on.press("ctrl+t")
        await on.write("new york")
        await on.press("down", "enter", "tab")
        await on.write("7")
        await on.press("tab", "right", "right", "right", "right", "right", "space", "tab")
        await on.write("1030")
        await on.press("tab")
        assert on.find("SlotRow", SlotRow)._start.value == "10:30"
        await on.write("60")
        await on.press("f3", "ctrl+t", "ctrl+t", "down", "enter", "tab", "tab")
        await on.write("21")
        assert on.why == ""
        await on.press("ctrl+s")
        (made,) = on.ended
    assert made is not None
    assert saved(furnished, made) == saved(furnished, from_file(furnished, FILE))


async def test_an_edit_changes_what_was_changed_and_nothing_else(furnished: Workspace) -> None:
    before = lifecycle.draft_of(furnished, 1)
    async with editor(furnished, 1) as on:
        await on.write("renamed")
        await on.on.press("ctrl+s")
        asked = on.on.app.screen
        assert isinstance(asked, EffectsDialog)
        assert [one.field for one in asked._changes] == ["name"]
        await on.on.press("ctrl+s")
        assert on.ended == [1]
    after = lifecycle.draft_of(furnished, 1)
    assert (after.name, after.slots, after.steps) == ("renamed", before.slots, before.steps)


async def test_what_somebody_else_changed_is_told_and_asked_before_it_is_overwritten(furnished: Workspace) -> None:
    before = lifecycle.draft_of(furnished, 1)
    async with editor(furnished, 1) as on:
        await on.write("mine")
        lifecycle.edit(furnished, "1", replace(before, name="theirs", cohort_size=7))
        await on.on.press("ctrl+s", "ctrl+s")
        asked = on.on.app.screen
        assert isinstance(asked, ConfirmDialog)
        assert f"name was “{before.name}”, is “theirs”; cohort_size was “{before.cohort_size}”, is “7”" in asked._words
        await on.on.press("n")
        assert (on.on.app.screen, on.ended) == (on.dialog, [])
        assert lifecycle.draft_of(furnished, 1).name == "theirs"
        await on.on.press("ctrl+s", "ctrl+s")
        lifecycle.edit(furnished, "1", replace(before, name="theirs again", cohort_size=7))
        await on.on.press("y")
        effects = on.on.app.screen
        assert isinstance(effects, EffectsDialog), "the effects on what is stored now"
        await on.on.press("ctrl+s")
        again = on.on.app.screen
        assert isinstance(again, ConfirmDialog), "a yes is given for what was shown"
        assert "name was “theirs”, is “theirs again”" in again._words
        await on.on.press("y", "ctrl+s")
        assert on.ended == [1]
    assert lifecycle.draft_of(furnished, 1) == replace(before, name="mine")


async def test_a_clone_is_a_campaign_of_its_own(furnished: Workspace) -> None:
    async with editor(furnished, 1, clone=True) as on:
        assert not on.find("#sender", Select).disabled
        await on.press("ctrl+s")
        assert on.ended == [2]
    assert saved(furnished, 2) == saved(furnished, 1)


async def test_an_edit_without_a_change_saves_nothing(furnished: Workspace) -> None:
    async with editor(furnished, 1) as on:
        await on.press("ctrl+s")
        assert on.ended == [None]
    assert sql(furnished, "SELECT * FROM journal WHERE kind = 'campaign.edited'") == []


async def test_what_saving_itself_refuses_is_said_and_nothing_is_lost(furnished: Workspace) -> None:
    async with editor(furnished, 1) as on:
        await on.write("renamed")
        await on.on.press("ctrl+s")
        change(furnished, "UPDATE campaign SET archived_at = 1")
        await on.on.press("ctrl+s")
        await on.quiet()
        assert on.ended == []
        assert "is archived: it cannot be changed" in on.why
        assert on.find("#name", Input).value == "renamed"


# -- messages


async def test_steps_are_added_moved_and_removed(furnished: Workspace) -> None:
    async with editor(furnished, 1) as on:
        await on.press("ctrl+t", "ctrl+r")
        steps = on.messages.form.steps
        await on.press("n", "down", "enter")
        assert on.said("steps-said") == "There can be only one welcome."
        await on.press("n", "enter", "ctrl+r", "tab")
        await on.write("9")
        await on.press("shift+tab", "K")
        assert [step.after_days for step in steps] == ["", "1", "9", "4"]
        await on.press("K")
        assert on.said("steps-said") == "Only follow-ups can change their order."
        await on.press("J", "x", "K", "x")
        assert [step.kind for step in steps] == ["invitation", "welcome"]
        await on.press("x")
        await on.press("x")
        assert on.said("steps-said") == "A campaign begins with its invitation."
        for _ in range(9):
            await on.press("ctrl+r", "n", "enter")
        assert on.said("steps-said") == "There can be at most 8 follow-ups."
        assert on.find("#steps", StepList).option_count == 9


async def test_letters_typed_right_after_another_tab_are_text(furnished: Workspace) -> None:
    async with editor(furnished, 1) as on:
        before = [step.kind for step in on.messages.form.steps]
        await on.press("ctrl+t", *"awudx")
        assert on.find("#text", TextArea).text == "awudxHi {{ first_name }}"
        assert [step.kind for step in on.messages.form.steps] == before
        await on.press("ctrl+r", "x", "enter", *"!")
        assert on.said("steps-said") == "A campaign begins with its invitation."
        assert "!" in on.find("#text", TextArea).text


async def test_keys_typed_before_the_editor_is_there_are_for_it(furnished: Workspace) -> None:
    async with driven(furnished, size=NARROW) as shown:
        await burst(shown, "e", *"ab", "tab", "z", "f3", "f3", "ctrl+t", *"xy", "escape")
        assert isinstance(shown.app.screen, ConfirmDialog)
        dialog = shown.app.screen_stack[-2]
        assert isinstance(dialog, EditorDialog)
        form = dialog.form
        assert (form.name, form.program, form.cohort_size) == ("foundersab", "growthz", "5")
        await shown.press("escape", "f3", "f3")
        assert dialog.focused is dialog.query_one("#text", TextArea)


async def test_a_language_taken_off_the_list_is_previewed_in_the_first(furnished: Workspace) -> None:
    async with editor(furnished, 1) as on:
        await on.put("languages", "fr")
        assert on.dialog.seen is not None
        assert on.dialog.seen.asked.language == "fr"
        await on.open("messages")
        assert list(on.find("#language", Chips).options) == ["fr"]
        assert on.messages.language == "fr"


@pytest.mark.parametrize(("keys", "kind"), [("down enter", "welcome"), ("enter", "follow-up")])
async def test_letters_typed_right_after_a_new_step_are_its_text(furnished: Workspace, keys: str, kind: str) -> None:
    async with editor(furnished) as on:
        await on.press("ctrl+t", "ctrl+r")
        await burst(on.on, "n", *keys.split(), *"dxu", "delete", "a")
        await on.quiet()
        assert [step.kind for step in on.messages.form.steps] == ["invitation", kind]
        assert on.find("#text", TextArea).text == "dxua"
        assert on.messages.form.steps[1].texts == {"en": "dxua"}
        await on.press("ctrl+r", "x")
        assert [step.kind for step in on.messages.form.steps] == ["invitation"]


async def test_the_preview_is_for_a_real_contact(furnished: Workspace) -> None:
    async with editor(furnished, 1) as on:
        await on.press("ctrl+t")
        assert "6/300  for Zoe Person 0  1 of 5" in on.preview
        assert "Hi Zoe" in on.preview
        await on.press("ctrl+n")
        assert "Zoe Person 1  2 of 5" in on.preview
        await on.press("ctrl+b", "ctrl+b")
        assert "Zoe Person 4  5 of 5" in on.preview
        on.find("#text", TextArea).text = "Hi  [Name]"
        await on.quiet()
        assert "▲ Two spaces in a row." in on.preview
        on.find("#text", TextArea).text = "Hi {{ first_name }}, as {{ position }} you know"
        await on.quiet()
        assert "▲ 0 of 5 people in people have a position; 5 would be left out." in on.preview


async def test_columns_of_the_source_can_be_inserted(furnished: Workspace) -> None:
    change(furnished, """UPDATE contact SET custom = '{"team": "Red"}'""")
    async with editor(furnished, 1) as on:
        await on.press("ctrl+t", "ctrl+g", "end", "enter")
        assert on.find("#text", TextArea).text.startswith("{{ custom.team }}")
        assert "RedHi Zoe" in on.preview


async def test_a_language_taken_off_the_list_loses_its_texts_only_on_saving(furnished: Workspace) -> None:
    async with editor(furnished, 1) as on:
        await on.put("languages", "fr")
        assert on.below("languages") == "Texts in en are dropped when this is saved."
        await on.put("languages", "en")
        await on.press("ctrl+s")
        assert on.ended == [None]


@pytest.mark.parametrize("text", SHARP)
async def test_hostile_names_stay_words(furnished: Workspace, text: str) -> None:
    text = text.replace("\ud800", "")  # a lone surrogate cannot be stored
    for table, columns in (("member", "name"), ("source", "name"), ("contact", "name"), ("campaign", "name, program")):
        for column in columns.split(", "):
            change(furnished, f"UPDATE {table} SET {column} = ?", text)
    change(furnished, "UPDATE contact SET first_name = ?", text)
    async with editor(furnished, 1) as on:
        await on.press("tab", "tab", "tab", "enter")
        assert not bad(on)
        await on.press("escape", "ctrl+t", "ctrl+n")
        assert not bad(on)
        await on.press("ctrl+t", "ctrl+t")
        assert not bad(on)


# -- schedule and rules


async def test_openings_in_both_zones_and_the_week(furnished: Workspace) -> None:
    async with editor(furnished) as on:
        await on.open("schedule")
        on.find("#zone", Input).value = "Asia/Tokyo"
        await on.quiet()
        means = str(on.find("#means", Static).content)
    assert "Fri 16 Jan  09:00" in means
    assert "· Fri 01:00 Europe/Paris" in means
    assert "Thu 15 Jan" not in means
    assert "This campaign wants 50 invitations a week" in means


async def test_a_basic_account_learns_how_few_notes_it_has(furnished: Workspace) -> None:
    members.edit(furnished, "Ada Wong", plan="basic")
    async with editor(furnished, 1) as on:
        await on.open("rules")
        assert "5 of about 110 invitations a month can carry a note" in on.below("note_rule")


# -- leaving


async def test_escape_closes_what_was_not_changed(furnished: Workspace) -> None:
    async with editor(furnished, 1) as on:
        await on.press("escape")
        assert on.ended == [None]


async def test_escape_asks_once(furnished: Workspace) -> None:
    async with editor(furnished, 1) as on:
        await on.write("renamed")
        await on.on.press("escape")
        asked = on.on.app.screen
        assert isinstance(asked, ConfirmDialog)
        assert asked.focused is asked.query_one("#cancel", Button)
        await on.on.press("escape")
        assert on.on.app.screen is on.dialog
        assert on.find("#name", Input).value == "renamed"
        await on.on.press("escape", "y")
        assert on.ended == [None]
    assert lifecycle.draft_of(furnished, 1).name == "founders"


# -- effects


async def test_effects_are_shown_before_an_edit_is_saved(demo_workspace: Workspace, waiting: int) -> None:
    async with editor(demo_workspace, waiting) as on:
        assert on.find("#sender", Select).disabled
        assert on.below("sender").startswith("People were drawn for this campaign")
        await on.press("ctrl+t")
        on.find("#text", TextArea).text = "Hello {{ first_name or 'there' }}"
        await on.quiet()
        await on.on.press("ctrl+s")
        asked = on.on.app.screen
        assert isinstance(asked, EffectsDialog)
        assert asked.effects.rendered_again > 0
        told = str(asked.query_one("#fields", Static).content)
        assert told.startswith("steps[0].text.en: ")
        assert told.endswith("Hello {{ first_name or 'there' }}")
        assert "\n" not in told  # nothing else changes
        await on.on.press("escape")
        assert (on.on.app.screen, on.ended) == (on.dialog, [])
        await on.on.press("ctrl+s", "ctrl+s")
        assert on.ended == [waiting]


async def test_asking_again_is_a_choice(demo_workspace: Workspace, waiting: int) -> None:
    approvals.approve_all(demo_workspace, str(waiting))
    async with editor(demo_workspace, waiting) as on:
        await on.press("ctrl+t")
        on.find("#text", TextArea).text = "Hello {{ first_name or 'there' }}"
        await on.quiet()
        await on.on.press("ctrl+s")
        asked = on.on.app.screen
        assert isinstance(asked, EffectsDialog)
        asked.query_one("#ask-again", Checkbox).value = True
        await on.on.press("enter")
        assert on.ended == [waiting]
    found = sql(
        demo_workspace,
        "SELECT count(*) FROM outreach WHERE campaign_id = ? AND status = 'pending' AND text LIKE 'Hello%'",
        waiting,
    )
    assert found == [(asked.effects.keep,)]
