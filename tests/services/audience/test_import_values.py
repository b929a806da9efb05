"""A later file fills in empty values, or corrects others with `--update`; values set by hand stay."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from core.rules.value_origin import Origin
from core.services.audience import contact_page, import_contacts
from core.services.audience.contact_file import read_contact_file
from core.services.campaigns.draft import StepDraft
from core.services.queue import approvals
from core.store.people import contact_values
from core.views.people_view import ChangedTexts
from core.views.sources_view import ImportedFile
from tests.support.world import World

ADDRESS = "https://www.linkedin.com/in/joerg-10h"


def import_rows(world: World, *rows: str, update: bool = False) -> ImportedFile:
    path = world.folder / "later.csv"
    path.write_text("\n".join(rows) + "\n", encoding="utf-8")
    return import_contacts.import_file(world.ws, path, "people", update=update)


def values(world: World, contact: int = 1) -> dict[str, Any]:
    with world.ws.store.read() as store:
        return contact_values.of(store, contact)


def events(world: World, kind: str = "contact.changed") -> list[Any]:
    return [(event.actor, event.data) for event in contact_page.journey(world.ws, "1").events if event.kind == kind]


def test_a_corrected_file_corrects_only_with_update(world: World) -> None:
    header = "First Name,Last Name,LinkedIn URL,Company"
    import_rows(world, header, f"Jorgx,Mullerx,{ADDRESS},")
    right = (header, f"Jörg,Müller,{ADDRESS},Maß GmbH")
    first = import_rows(world, *right)
    assert (first.filled, first.updated, first.differ, first.kept) == (1, 0, 1, 0)
    assert (values(world)["first_name"].text, values(world)["company"].text) == ("Jorgx", "Maß GmbH")
    done = import_rows(world, *right, update=True)
    assert (done.filled, done.updated, done.differ, done.kept) == (0, 1, 0, 0)
    assert [values(world)[name].text for name in ("first_name", "name")] == ["Jörg", "Jörg Müller"]
    assert (values(world)["first_name"].origin, values(world)["first_name"].was) == (Origin.UPDATE, "Jorgx")
    assert events(world)[0] == (
        "tester",
        {
            "by": "update",
            "changes": {
                "first_name": ["Jorgx", "Jörg"],
                "last_name": ["Mullerx", "Müller"],
                "name": ["Jorgx Mullerx", "Jörg Müller"],
            },
        },
    )
    again = import_rows(world, *right, update=True)
    assert (again.filled, again.updated, again.differ, again.kept) == (0, 0, 0, 0)


def test_an_empty_cell_and_a_missing_column_never_empty(world: World) -> None:
    import_rows(world, "First Name,URL,Company,City", f"Ann,{ADDRESS},Acme,Köln")
    import_rows(world, "First Name,URL,Company", f",{ADDRESS},", update=True)
    assert {name: value.text for name, value in values(world).items() if value.text} == {
        "first_name": "Ann",
        "name": "Ann",
        "company": "Acme",
        "location": "Köln",
    }


def test_waiting_texts_follow_and_approved_ones_ask_again_where_they_change(world: World) -> None:
    world.member()
    world.source(["ann-1", "ben-1", "cem-1"], columns={"Company": ["Old", "Old", "Old"]})
    text = "Hi {{ first_name }} of {{ company }}"
    campaign = world.campaign(steps=(StepDraft("invitation", 0, {"en": text}),))
    world.until("2026-01-06 22:00")
    ann, ben, _cem = (row.id for row in world.queue())
    world.approve(campaign)
    approvals.undo(world.ws, [ben])
    assert world.statuses() == {"approved": 2, "pending": 1}
    header = "First Name,URL,Company,Headline"
    url = "https://www.linkedin.com/in/"
    rows = (f"Ann,{url}ann-1,New,", f"Ben,{url}ben-1,New,", f"Cem,{url}cem-1,Old,Other words")
    done = import_rows(world, header, *rows, update=True)
    assert done.texts == ChangedTexts(rendered_again=1, asked_again=1)
    assert world.statuses() == {"approved": 1, "pending": 2}
    assert [row.text for row in world.queue()] == ["Hi Ann of New", "Hi Ben of New", "Hi Cem of Old"]
    assert world.row("cem-1").revision == 1
    world.until("2026-01-07 22:00")
    assert [entry.text for entry in world.ledger("invite")] == ["Hi Cem of Old"]
    approvals.approve(world.ws, [ann, ben])
    world.until("2026-01-08 22:00")
    assert sorted(str(entry.text) for entry in world.ledger("invite")) == [
        "Hi Ann of New",
        "Hi Ben of New",
        "Hi Cem of Old",
    ]
    world.check()


def test_texts_approved_by_the_mode_follow_a_changed_value(world: World) -> None:
    """The text changes even in the slot in which it is sent: nobody gets the old one."""
    world.member()
    world.source(["ann-1", "ben-1"], columns={"Company": ["Old", "Old"]})
    text = "Hi {{ first_name }} of {{ company }}"
    world.campaign(steps=(StepDraft("invitation", 0, {"en": text}),), approval="off")
    world.until("2026-01-06 09:00")
    assert world.statuses() == {"scheduled": 2}
    rows = [f"{name},https://www.linkedin.com/in/{name}-1,New" for name in ("ann", "ben")]
    done = import_rows(world, "First Name,URL,Company", *rows, update=True)
    assert done.texts == ChangedTexts(rendered_again=2)
    world.until("2026-01-06 22:00")
    assert sorted(str(entry.text) for entry in world.ledger("invite")) == ["Hi Ann of New", "Hi Ben of New"]
    world.check()


def test_an_approved_text_of_before_an_edit_stays_unless_it_names_the_value(world: World) -> None:
    world.member()
    world.source(["ann-1"], columns={"Company": ["Old"], "Position": ["CTO"]})
    first = StepDraft("invitation", 0, {"en": "Hi {{ first_name }} of {{ company }}"})
    campaign = world.campaign(steps=(first,))
    world.approve_drawn("2026-01-06")
    world.edit(campaign, steps=(StepDraft("invitation", 0, {"en": "Dear {{ position }} of {{ company }}"}),))
    header = "First Name,URL,Company,Position"
    done = import_rows(world, header, "Ann,https://www.linkedin.com/in/ann-1,Old,CEO", update=True)
    assert (done.texts, world.queue()[0].text) == (ChangedTexts(), "Hi Ann of Old")
    done = import_rows(world, header, "Ann,https://www.linkedin.com/in/ann-1,New,CEO", update=True)
    assert (done.texts, world.queue()[0].text) == (ChangedTexts(asked_again=1), "Dear CEO of New")
    world.check()


def test_programs_words_for_an_empty_cell_are_no_values(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "First Name,Company,Position,Region,LinkedIn\n"
        "Ann,#N/A,null,-,https://www.linkedin.com/in/ann-1\n"
        "Ben,{{company}},Head of #Sales,NA,https://www.linkedin.com/in/ben-1\n",
        encoding="utf-8",
    )
    found = read_contact_file(path)
    told = [(person.company, person.position, person.custom) for person in found.people]
    assert told == [("", "", {}), ("", "Head of #Sales", {"region": "NA"})]
    assert found.report.mended["empty"] == 4
