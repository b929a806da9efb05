"""Sources and contacts: imports that add up, people who are known once, and a no that lasts."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from core.errors import NotFoundError, RefusedError, UsageError
from core.services.audience import audience
from core.services.audience.contact_page import journey as journey_of
from tests.support.world import World

HEADER = "First Name,Last Name,URL,Company\n"


def write(world: World, text: str, name: str = "file.csv") -> Path:
    path = world.folder / name
    path.write_text(HEADER + text, encoding="utf-8")
    return path


def test_rows_are_added_known_or_refused(world: World) -> None:
    path = write(
        world,
        "Ann,One,https://www.linkedin.com/in/ann-one,Acme\n"
        "Ann,One,linkedin.com/in/Ann-One/?utm=1,Acme\n"  # the same address in another form
        "Bob,Two,https://fr.linkedin.com/in/bob-two,Acme\n"
        "Eve,Three,https://example.com/eve,Acme\n",  # no profile
    )
    found = audience.import_file(world.ws, path, "people")
    assert (found.rows, found.added, found.known, found.new_contacts) == (4, 2, 1, 2)
    assert [refusal.line for refusal in found.refused] == [5]
    assert found.added + found.known + len(found.refused) == found.rows
    again = audience.import_file(world.ws, path, "people")
    assert (again.added, again.known, again.new_contacts) == (0, 3, 0)
    other = audience.import_file(world.ws, path, "others")
    # Known people, new to this source.
    assert (other.added, other.known, other.new_contacts) == (2, 1, 0)
    assert [(source.name, source.contacts) for source in audience.sources(world.ws)] == [
        ("people", 2),
        ("others", 2),
    ]


def test_a_later_file_fills_in_and_never_overwrites(world: World) -> None:
    audience.import_file(world.ws, write(world, "Ann,One,https://www.linkedin.com/in/ann-one,\n"), "people")
    audience.import_file(world.ws, write(world, "Anna,Other,https://www.linkedin.com/in/ann-one,Acme\n"), "people")
    (contact,) = world.contacts()
    assert (contact.first_name, contact.company) == ("Ann", "Acme")


def test_a_source_needs_a_name_and_a_file(world: World) -> None:
    path = write(world, "Ann,One,https://www.linkedin.com/in/ann-one,\n")
    with pytest.raises(UsageError) as refused:
        audience.import_file(world.ws, path, " ")
    assert refused.value.field == "--name"
    with pytest.raises(UsageError):
        audience.import_file(world.ws, world.folder / "missing.csv", "people")
    assert audience.sources(world.ws) == []


@pytest.mark.parametrize("mapping", [{"Lien": "address"}, {"Lien": "public_id"}])
def test_a_file_that_names_nobody_makes_nothing(world: World, mapping: dict[str, str]) -> None:
    path = world.folder / "nobody.csv"
    path.write_text("Nom,Lien\nAnn,TBD\nBob,none\nEve,-\nJim,www.google.com\n", encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        audience.import_file(world.ws, path, "people", mapping=mapping)
    assert refused.value.exit_code == 5
    assert "None of the 4 rows of nobody.csv names a person in the column “Lien”" in refused.value.text
    assert "line 2: not a " in refused.value.text
    path.write_text("URL\nhttps://www.linkedin.com/in/unavailable/\n", encoding="utf-8")
    with pytest.raises(RefusedError):
        audience.block_file(world.ws, path)
    assert world.sql("SELECT (SELECT count(*) FROM source), (SELECT count(*) FROM contact)") == [(0, 0)]


def test_progress_counts_to_the_end(world: World) -> None:
    path = write(world, "".join(f"A,B,https://www.linkedin.com/in/a-b-{n}x,\n" for n in range(1201)))
    told: list[tuple[int, int]] = []
    audience.import_file(world.ws, path, "people", progress=lambda done, all_: told.append((done, all_)))
    assert told == [(500, 1201), (1000, 1201), (1201, 1201)]


def test_what_is_left_of_a_source(world: World) -> None:
    world.member()
    world.source(10)
    world.campaign(cohort=3)
    world.until("2026-01-06 22:00")
    (source,) = audience.sources(world.ws)
    assert (source.contacts, source.left) == (10, 7)


def test_contacts_by_source_search_and_page(world: World) -> None:
    world.source(5, "anna")
    world.source(5, "bert")
    assert len(world.contacts(source="anna")) == 5
    assert {contact.first_name for contact in world.contacts(search="bert")} == {"Bert"}
    first = world.contacts(size=3)
    rest = world.contacts(after=int(first[-1].id))
    assert len(first) + len(rest) == 10
    with pytest.raises(NotFoundError):
        world.contacts(source="nothing")


@pytest.mark.parametrize(
    "ref",
    ["1", "people-person-0x", "https://www.linkedin.com/in/People-Person-0x/", "linkedin.com/in/people-person-0x?a=b"],
)
def test_a_contact_by_any_form_of_its_address(world: World, ref: str) -> None:
    world.source(["people-person-0x"])
    assert audience.block(world.ws, ref).id == 1
    assert world.contacts()[0].blocked is True


def test_nobody_by_that_name(world: World) -> None:
    for ref in ("7", "nobody", ""):
        with pytest.raises(NotFoundError):
            audience.block(world.ws, ref)


def test_a_block_is_kept_beside_the_store_without_a_name(world: World) -> None:
    world.source(["people-person-0x"])
    audience.block(world.ws, "people-person-0x")
    audience.block(world.ws, "people-person-0x")  # once is enough
    text = world.home.intents.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["kind"] for line in lines] == ["block"]
    assert "people" not in text
    assert world.sql("SELECT count(*), min(actor) FROM block") == [(1, "tester")]


def test_everybody_of_a_company(world: World) -> None:
    world.source(3, columns={"Company": ["Acme", "ACME", "Other"]})
    assert audience.block_company(world.ws, "acme").blocked == 2
    assert [contact.blocked for contact in world.contacts()] == [True, True, False]


def test_a_file_of_people_who_said_no(world: World) -> None:
    world.source(["known-person-1x"])
    path = write(
        world,
        "K,P,https://www.linkedin.com/in/known-person-1x,\nN,P,https://www.linkedin.com/in/new-person-2x,\nX,Y,nothing,\n",
    )
    found = audience.block_file(world.ws, path)
    assert (found.rows, found.blocked, len(found.refused)) == (3, 2, 1)
    # Whoever was not known is known now, as somebody to leave alone: a later import does not change that.
    world.source(["new-person-2x"], "later")
    assert all(contact.blocked for contact in world.contacts())
    world.member()
    world.campaign(source="later", cohort=1)
    world.until("2026-01-06 22:00")
    assert world.queue() == []


def test_a_journey_is_newest_first_and_names_who(world: World) -> None:
    world.member()
    people = world.source(3)
    world.campaign(cohort=1)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    journey = journey_of(world.ws, people[0]).events
    assert [event.kind for event in journey] == ["sent", "sending", "scheduled", "approved", "pending", "drawn"]
    approved = journey[3]
    assert (approved.actor, approved.campaign, approved.member) == ("tester", "founders", "Ada Wong")
    assert journey[0].at > journey[-1].at
