"""A file is imported as a whole or refused, and the counts of its rows add up."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import RefusedError, UsageError
from core.services.audience import block_contacts, import_contacts, sources
from core.services.audience.contact_file import HowToRead
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
    found = import_contacts.import_file(world.ws, path, "people")
    assert (found.rows, found.added, found.known, found.new_contacts) == (4, 2, 1, 2)
    assert [refusal.line for refusal in found.refused] == [5]
    assert found.added + found.known + len(found.refused) == found.rows
    again = import_contacts.import_file(world.ws, path, "people")
    assert (again.added, again.known, again.new_contacts) == (0, 3, 0)
    other = import_contacts.import_file(world.ws, path, "others")
    # Known people, new to this source.
    assert (other.added, other.known, other.new_contacts) == (2, 1, 0)
    assert [(source.name, source.contacts) for source in sources.list_sources(world.ws)] == [
        ("people", 2),
        ("others", 2),
    ]


def test_a_later_file_fills_in_and_never_overwrites(world: World) -> None:
    import_contacts.import_file(world.ws, write(world, "Ann,One,https://www.linkedin.com/in/ann-one,\n"), "people")
    import_contacts.import_file(
        world.ws, write(world, "Anna,Other,https://www.linkedin.com/in/ann-one,Acme\n"), "people"
    )
    (contact,) = world.contacts()
    assert (contact.first_name, contact.company) == ("Ann", "Acme")


def test_a_source_needs_a_name_and_a_file(world: World) -> None:
    path = write(world, "Ann,One,https://www.linkedin.com/in/ann-one,\n")
    with pytest.raises(UsageError) as refused:
        import_contacts.import_file(world.ws, path, " ")
    assert refused.value.field == "--name"
    with pytest.raises(UsageError):
        import_contacts.import_file(world.ws, world.folder / "missing.csv", "people")
    assert sources.list_sources(world.ws) == []


@pytest.mark.parametrize("mapping", [{"Lien": "address"}, {"Lien": "public_id"}])
def test_a_file_that_names_nobody_makes_nothing(world: World, mapping: dict[str, str]) -> None:
    path = world.folder / "nobody.csv"
    path.write_text("Nom,Lien\nAnn,TBD\nBob,none\nEve,-\nJim,www.google.com\n", encoding="utf-8")
    with pytest.raises(RefusedError) as refused:
        import_contacts.import_file(world.ws, path, "people", reading=HowToRead(mapping))
    assert refused.value.exit_code == 5
    assert "None of the 4 rows of nobody.csv names a person in the column “Lien”" in refused.value.text
    assert "line 2: not a " in refused.value.text
    path.write_text("URL\nhttps://www.linkedin.com/in/unavailable/\n", encoding="utf-8")
    with pytest.raises(RefusedError):
        block_contacts.block_file(world.ws, path)
    assert world.sql("SELECT (SELECT count(*) FROM source), (SELECT count(*) FROM contact)") == [(0, 0)]


def test_progress_counts_to_the_end(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(import_contacts, "BATCH", 500)
    path = write(world, "".join(f"A,B,https://www.linkedin.com/in/a-b-{n}x,\n" for n in range(1201)))
    told: list[tuple[int, int]] = []
    import_contacts.import_file(world.ws, path, "people", progress=lambda done, all_: told.append((done, all_)))
    assert told == [(501, 1202), (1001, 1202), (1202, 1202)]
