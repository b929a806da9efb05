"""All addresses of a row belong to one person: a later row with any of them is the same contact."""

from __future__ import annotations

from pathlib import Path

from core.services.audience import block_contacts, contact_page, import_contacts
from core.store.people import addresses
from tests.support.world import World

PUBLIC = "https://www.linkedin.com/in/jane-roe"
OFFICE_ID = "ACwAABk3XyZ01lQm9mVh5bWw7T6bE3tq2Yp0aBz"
OFFICE = f"https://www.linkedin.com/sales/lead/{OFFICE_ID},NAME_SEARCH,x"


def write(world: World, *rows: str, header: str = "Name,LinkedIn URL,Sales Navigator URL") -> Path:
    path = world.folder / "file.csv"
    path.write_text("\n".join((header, *rows)), encoding="utf-8")
    return path


def test_a_second_file_meets_the_same_person_by_another_address(world: World) -> None:
    import_contacts.import_file(world.ws, write(world, f'Jane Roe,{PUBLIC},"{OFFICE}"'), "people")
    again = import_contacts.import_file(world.ws, write(world, f'Jane Roe,,"{OFFICE}"'), "people")
    assert (again.added, again.known, again.new_contacts) == (0, 1, 0)
    with world.ws.store.read() as store:
        assert addresses.of(store, 1) == [f"provider:{OFFICE_ID}", "public:jane-roe"]


def test_a_known_person_keeps_an_address_that_a_later_file_brings(world: World) -> None:
    import_contacts.import_file(world.ws, write(world, f'Jane Roe,,"{OFFICE}"'), "people")
    import_contacts.import_file(world.ws, write(world, f'Jane Roe,{PUBLIC},"{OFFICE}"'), "people")
    third = import_contacts.import_file(world.ws, write(world, f"Jane Roe,{PUBLIC},"), "people")
    assert (third.added, third.new_contacts) == (0, 0)
    assert contact_page.journey(world.ws, PUBLIC).contact.id == 1


def test_rows_of_one_file_that_share_an_address_are_one_person(world: World) -> None:
    rows = (f"Jane Roe,{PUBLIC},", f'Jane Roe,{PUBLIC}-2; {PUBLIC},"{OFFICE}"', f'Jane Roe,,"{OFFICE}"')
    found = import_contacts.import_file(world.ws, write(world, *rows), "people")
    assert (found.added, found.known, found.new_contacts) == (1, 2, 1)
    with world.ws.store.read() as store:
        assert addresses.of(store, 1) == [f"provider:{OFFICE_ID}", "public:jane-roe", "public:jane-roe-2"]


def test_a_block_of_one_address_holds_for_all_of_them(world: World) -> None:
    import_contacts.import_file(world.ws, write(world, f"Jane Roe,{PUBLIC},"), "people")
    block_contacts.block_file(world.ws, write(world, f'Jane Roe,,"{OFFICE}"'))
    import_contacts.import_file(world.ws, write(world, f'Jane Roe,{PUBLIC},"{OFFICE}"'), "people")
    assert [contact.blocked for contact in world.contacts()] == [True, True]


def test_a_list_of_blocks_reads_addresses_as_an_import_does(world: World) -> None:
    import_contacts.import_file(world.ws, write(world, f"Jane Roe,{PUBLIC},"), "people")
    block_contacts.block_file(world.ws, write(world, f"Jane,<{PUBLIC}>", header="Name,LinkedIn URL"))
    block_contacts.block(world.ws, f"[Jane]({PUBLIC})")
    assert [contact.blocked for contact in world.contacts()] == [True]
