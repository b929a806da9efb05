"""Blocks of a person, of a company's people, and of the people in a file."""

from __future__ import annotations

import json
from pathlib import Path

from core.rules.exclusions.rule import RuleKind
from core.services.audience import block_contacts, exclusions
from tests.support.world import World

HEADER = "First Name,Last Name,URL,Company\n"


def write(world: World, text: str, name: str = "file.csv") -> Path:
    path = world.folder / name
    path.write_text(HEADER + text, encoding="utf-8")
    return path


def test_a_block_is_kept_beside_the_store_without_a_name(world: World) -> None:
    world.source(["people-person-0x"])
    block_contacts.block(world.ws, "people-person-0x")
    block_contacts.block(world.ws, "people-person-0x")  # a second time writes no line
    text = world.home.intents.read_text()
    lines = [json.loads(line) for line in text.splitlines()]
    assert [line["kind"] for line in lines] == ["block"]
    assert "people" not in text
    assert world.sql("SELECT count(*), min(actor) FROM block") == [(1, "tester")]


def test_everybody_of_a_company(world: World) -> None:
    world.source(3, columns={"Company": ["Acme", "ACME", "Other"]})
    assert exclusions.add(world.ws, RuleKind.COMPANY, "acme").rule.holds == 2
    assert [contact.blocked for contact in world.contacts()] == [True, True, False]


def test_a_file_of_people_who_said_no(world: World) -> None:
    world.source(["known-person-1x"])
    path = write(
        world,
        "K,P,https://www.linkedin.com/in/known-person-1x,\nN,P,https://www.linkedin.com/in/new-person-2x,\nX,Y,nothing,\n",
    )
    found = block_contacts.block_file(world.ws, path)
    assert (found.rows, found.blocked, len(found.refused)) == (3, 2, 1)
    # People who were unknown are contacts now, and blocked: a later import does not change that.
    world.source(["new-person-2x"], "later")
    assert all(contact.blocked for contact in world.contacts())
    world.member()
    world.campaign(source="later", cohort=1)
    world.until("2026-01-06 22:00")
    assert world.queue() == []
