"""A member's own export of connections: that member invites nobody in it; other members may."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import NotFoundError, UsageError
from core.services.audience import connections, import_contacts
from tests.support.story import approved
from tests.support.world import World, slugs


def export(world: World, people: list[str], *, column: str = "Connected On", cells: list[str] | None = None) -> Path:
    path = world.folder / "Connections.csv"
    told = cells or ["05 Jan 2024"] * len(people)
    rows = [f"A,P,https://www.linkedin.com/in/{slug},{cell}\n" for slug, cell in zip(people, told, strict=True)]
    path.write_text(f"First Name,Last Name,URL,{column}\n" + "".join(rows), encoding="utf-8")
    return path


def test_that_member_invites_nobody_of_it_and_another_one_does(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    people = world.source(4)
    found = import_contacts.import_file(world.ws, export(world, people[:2]), "friends", connections_of="Ada Wong")
    assert found.connections is not None
    assert (found.connections.name, found.connections.people) == ("Ada Wong", 2)
    world.campaign(cohort=4, approval="off")
    world.campaign(cohort=4, approval="off", sender="Ben Ito", name="of-ben", source="friends")
    world.until("2026-01-08 22:00")
    invited = {(entry.account, entry.person) for entry in world.ledger("invite")}
    assert invited == {("acc-ada", one) for one in people[2:]} | {("acc-ben", one) for one in people[:2]}


def test_invitations_that_waited_end(world: World) -> None:
    people, _campaign = approved(world, 2, cohort=2)
    found = import_contacts.import_file(world.ws, export(world, people[:1]), "friends", connections_of="Ada Wong")
    assert found.connections is not None
    assert found.connections.cancelled == 1
    assert world.row(people[0]).reason == "connected"
    world.until("2026-01-08 22:00")
    assert world.invited() == people[1:]


def test_without_the_option_the_file_says_nothing_about_us(world: World) -> None:
    world.member()
    people = slugs("people", 1)
    world.source(people, "friends", columns={"Connected On": ["05 Jan 2024"]})
    world.campaign(cohort=1, approval="off", source="friends")
    world.until("2026-01-08 22:00")
    assert world.invited() == people


def test_people_of_another_degree_are_no_connections(world: World) -> None:
    world.member()
    people = slugs("people", 4)
    path = export(world, people, column="Degree", cells=["1st", "2nd", "3rd+", ""])
    found = import_contacts.import_file(world.ws, path, "friends", connections_of="Ada Wong", dry_run=True)
    assert found.connections is not None
    assert found.connections.people == 2
    assert world.sql("SELECT count(*) FROM connection") == [(0,)]


def test_an_unknown_member_imports_nothing(world: World) -> None:
    with pytest.raises(NotFoundError, match="No member"):
        import_contacts.import_file(world.ws, export(world, slugs("p", 1)), "friends", connections_of="Nobody")
    assert world.contacts() == ()


def test_what_an_import_told_by_mistake_is_taken_back(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    people = world.source(3)
    for member in ("Ada Wong", "Ben Ito"):
        import_contacts.import_file(world.ws, export(world, people), "friends", connections_of=member)
    assert connections.lift(world.ws, "Ada Wong", [people[0]]).people == 1
    assert connections.lift(world.ws, "Ada Wong", source="friends").people == 2
    assert connections.lift(world.ws, "Ada Wong", source="friends").people == 0
    assert world.sql("SELECT count(*) FROM connection") == [(3,)]
    world.campaign(cohort=3, approval="off")
    world.until("2026-01-06 22:00")
    assert sorted(world.invited()) == sorted(people)
    with pytest.raises(UsageError, match="Name the people"):
        connections.lift(world.ws, "Ada Wong")
