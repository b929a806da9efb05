"""Values that a person sets stay, are shown in the journey, and change the texts that wait."""

from __future__ import annotations

import pytest

from core.errors import NotFoundError, RefusedError, UsageError
from core.rules.value_origin import Origin
from core.services.audience import contact_edit, contact_page, forget, import_contacts
from core.services.campaigns.draft import StepDraft
from core.services.queue import approvals
from core.views.people_view import ChangedTexts
from tests.support.world import World

TEXT = (StepDraft("invitation", 0, {"en": "Hi {{ first_name }}"}),)


def test_a_hand_wins_over_every_later_file_and_the_journey_tells_it(world: World) -> None:
    world.source(["ann-1"], columns={"Company": ["Acme"]})
    done = contact_edit.edit(world.ws, "1", {"first_name": "Annie", "company": "", "custom.city": "Köln"})
    assert done.changed == {
        "first_name": ("Ann", "Annie"),
        "company": ("Acme", ""),
        "custom.city": ("", "Köln"),
        "name": ("Ann Person", "Annie Person"),
    }
    told = import_contacts.import_file(world.ws, world.folder / "people.csv", "people", update=True)
    assert (told.updated, told.filled, told.kept) == (0, 0, 1)
    view = contact_page.journey(world.ws, "Annie Person")
    assert (view.contact.first_name, view.contact.company, view.contact.custom) == ("Annie", "", {"city": "Köln"})
    first = view.values["first_name"]
    assert (first.origin, first.was, first.file) == (Origin.HAND, "Ann", "Ann")
    assert (view.values["company"].text, view.values["company"].file) == ("", "Acme")
    (event,) = [event for event in view.events if event.kind == "contact.changed"]
    assert event.actor == "tester"
    assert isinstance(event.data, dict)
    assert event.data["changes"]["first_name"] == ["Ann", "Annie"]


def test_an_approved_text_asks_again_only_where_it_changes(world: World) -> None:
    world.member()
    world.source(["ann-1", "ben-1"])
    world.campaign(steps=TEXT)
    world.approve_drawn("2026-01-06")
    assert contact_edit.edit(world.ws, "1", {"company": "Acme"}).texts == ChangedTexts()
    assert world.statuses() == {"approved": 2}
    assert contact_edit.edit(world.ws, "1", {"first_name": "Annie"}).texts == ChangedTexts(asked_again=1)
    assert (world.row("ann-1").status, world.row("ann-1").text) == ("pending", "Hi Annie")
    world.until("2026-01-07 22:00")
    assert [entry.text for entry in world.ledger("invite")] == ["Hi Ben"]
    world.check()


def test_a_text_with_a_send_time_that_changes_does_not_leave_unasked(world: World) -> None:
    world.member()
    world.source(["ann-1"])
    world.campaign(steps=TEXT)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 09:00")
    assert world.statuses() == {"scheduled": 1}
    contact_edit.edit(world.ws, "1", {"first_name": "Annie"})
    world.until("2026-01-07 22:00")
    assert world.ledger("invite") == []
    assert world.run("1", "2026-01-07").invitations.not_sent == {"revoked": 1}
    world.approve()
    world.until("2026-01-08 22:00")
    assert [entry.text for entry in world.ledger("invite")] == ["Hi Annie"]
    world.check()


def test_a_text_that_was_written_by_hand_stays(world: World) -> None:
    world.member()
    world.source(["ann-1"])
    world.campaign(steps=TEXT)
    world.until("2026-01-06 22:00")
    approvals.edit_text(world.ws, 1, "Dear Ann")
    assert contact_edit.edit(world.ws, "1", {"first_name": "Annie"}).texts == ChangedTexts()
    assert world.row("ann-1").text == "Dear Ann"


def test_without_its_value_a_text_ends_and_says_so(world: World) -> None:
    world.member()
    world.source(["ann-1"], columns={"Company": ["Acme"]})
    world.campaign(steps=(StepDraft("invitation", 0, {"en": "Hi from {{ company }}"}),))
    world.approve_drawn("2026-01-06")
    assert contact_edit.edit(world.ws, "1", {"company": ""}).texts == ChangedTexts(ended=1)
    assert (world.row("ann-1").status, world.row("ann-1").reason) == ("cancelled", "text.missing:company")
    assert contact_edit.edit(world.ws, "1", {"position": "CTO"}).waiting == ()
    assert contact_edit.edit(world.ws, "1", {"company": "Beta"}).waiting == (1,)  # a person may requeue it
    world.check()


@pytest.mark.parametrize(
    ("values", "words"),
    [
        ({}, "Name what to change"),
        ({"frist_name": "Ann"}, "Did you mean first_name?"),
        ({"custom.My City": "Paris"}, "small letters, digits and _"),
        ({"company": "x" * 201}, "company has 201 characters; at most 200 are allowed."),
        ({"language": "Klingonish"}, "is no language"),
        ({"first_name": "{{ first_name }}"}, "a placeholder: write the name itself"),
    ],
)
def test_what_cannot_be_is_refused_and_nothing_changes(world: World, values: dict[str, str], words: str) -> None:
    world.source(["ann-1"])
    with pytest.raises(UsageError, match=words.replace("?", r"\?")):
        contact_edit.edit(world.ws, "1", {"position": "CTO", **values} if values else values)
    assert world.contacts()[0].position == ""


def test_nobody_who_was_erased_is_changed_and_nothing_of_a_change_remains(world: World) -> None:
    world.source(["ann-1"], columns={"Company": ["Acme"]})
    contact_edit.edit(world.ws, "1", {"company": "Secretly"})
    forget.forget(world.ws, "1")
    with pytest.raises(RefusedError, match="erased for good"):
        contact_edit.edit(world.ws, "1", {"company": "Acme"})
    told = str(world.sql("SELECT data FROM journal")) + str(world.sql("SELECT * FROM contact"))
    assert "Secretly" not in told
    assert "Acme" not in told


def test_a_name_that_several_have_lists_them(world: World) -> None:
    world.source(["ann-1", "ann-2", "ben-1"])
    assert contact_edit.edit(world.ws, "ben PERSON", {"company": "Acme"}).contact.id == 3
    with pytest.raises(NotFoundError, match="2 contacts are called “Ann Person”: ids 1, 2"):
        contact_edit.edit(world.ws, "Ann Person", {"company": "Acme"})
    with pytest.raises(NotFoundError, match="Give an id, a profile address or a full name"):
        contact_edit.edit(world.ws, "Cem Person", {"company": "Acme"})
