"""A file with full names only: first and last names from LinkedIn win over those that were split from full names."""

from __future__ import annotations

from pathlib import Path

from core.rules.value_origin import Origin
from core.services.audience import contact_page, import_contacts
from core.services.audience.contact_file import read_contact_file
from core.services.campaigns.draft import StepDraft
from core.store.journal import ENGINE
from tests.support.world import World

URL = "https://www.linkedin.com/in/"


def test_linkedin_s_name_wins_over_a_full_name_only(world: World) -> None:
    world.member()
    path = world.folder / "names.csv"
    path.write_text(f"Nom;Lien LinkedIn\nDurand Maelys;{URL}maelys-durand-07\n", encoding="utf-8")
    greeting = import_contacts.import_file(world.ws, path, "people").greeting
    assert greeting is not None
    assert greeting.why == "the first name will be LinkedIn's own"
    world.sandbox.script("acc-ada", "maelys-durand-07")
    assert contact_page.journey(world.ws, "1").values["first_name"].origin is Origin.FULL_NAME
    world.campaign(steps=(StepDraft("invitation", 0, {"en": "Hi {{ first_name }} {{ last_name }}"}),))
    world.until("2026-01-06 22:00")
    assert [row.text for row in world.queue()] == ["Hi Maelys Durand"]
    view = contact_page.journey(world.ws, "1")
    first = view.values["first_name"]
    assert (first.text, first.origin, first.file) == ("Maelys", Origin.PROFILE, "Durand")
    (event,) = [event for event in view.events if event.kind == "contact.changed"]
    assert event.actor == ENGINE


def test_small_words_that_a_file_keeps_apart_belong_to_the_last_name(tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    rows = [("Jan", "van der", "Berg"), ("Piet", "", "Bakker"), ("Kees", "de", "de Wit"), ("Ann", "n/a", "Mol")]
    lines = [f"{first},{small},{last},{URL}x-{n}\n" for n, (first, small, last) in enumerate(rows)]
    path.write_text("Voornaam,Tussenvoegsel,Achternaam,LinkedIn\n" + "".join(lines), encoding="utf-8")
    assert [person.name for person in read_contact_file(path).people] == [
        "Jan van der Berg",
        "Piet Bakker",
        "Kees de Wit",
        "Ann Mol",
    ]
