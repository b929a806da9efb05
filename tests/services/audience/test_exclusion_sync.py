"""A list of exclusions is read again: new rules are added; missing ones are named, and lifted on request."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.errors import UsageError
from core.rules.exclusions.rule import RuleKind
from core.services.audience import exclusions
from core.services.audience.exclusion_sync import sync
from core.views.exclusions_view import SyncedList
from tests.support.world import World


def listed(world: World, text: str, name: str = "list.csv", *, lift: bool = False) -> SyncedList:
    path = world.folder / name
    path.write_text(text, encoding="utf-8")
    return sync(world.ws, path, lift=lift)


def rules(world: World) -> list[tuple[str, str, str]]:
    return [(rule.kind, rule.value, Path(rule.file).name) for rule in exclusions.list_rules(world.ws)]


def test_kinds_and_values(world: World) -> None:
    world.source(["jane-roe-1x"])
    found = listed(
        world,
        "kind,value,reason\ncompany,Acme,a client\ndomain,https://beta.io/x,\ntitle,Recruiter,\n"
        "person,https://www.linkedin.com/in/jane-roe-1x,asked\nplanet,Mars,\ndomain,nothing,\n,,\ncompany,ACME Inc,\n",
    )
    assert (len(found.added), found.same, found.guessed) == (4, 0, "")
    assert [(one.line, one.reason.split(":")[0]) for one in found.refused] == [
        (6, "“planet” is no kind"),
        (7, "“nothing” is no domain"),
    ]
    assert rules(world) == [
        ("company", "Acme", "list.csv"),
        ("domain", "https://beta.io/x", "list.csv"),
        ("title", "Recruiter", "list.csv"),
        ("person", "Jane Person", "list.csv"),
    ]
    assert world.contacts()[0].blocked
    assert "jane" not in world.home.intents.read_text()


def test_what_left_the_file_is_named_and_lifted_only_where_asked(world: World) -> None:
    world.source(2, columns={"Company": ["Acme", "Beta"]})
    exclusions.add(world.ws, RuleKind.COMPANY, "Gamma")
    listed(world, "company\nAcme\nBeta\n")
    listed(world, "company\nBeta\n", "other.csv")
    found = listed(world, "company\nDelta\n")
    assert ([one.value for one in found.added], [one.value for one in found.gone], found.lifted) == (
        ["Delta"],
        ["Acme", "Beta"],
        0,
    )
    assert [one.holds for one in found.gone] == [1, 1]
    found = listed(world, "company\nDelta\n", lift=True)
    assert (found.added, found.same, found.lifted) == ((), 1, 2)
    assert rules(world) == [
        ("company", "Gamma", ""),
        ("company", "Beta", "other.csv"),
        ("company", "Delta", "list.csv"),
    ]
    assert [contact.blocked for contact in world.contacts()] == [False, True]  # the other list keeps Beta


def test_what_came_back_holds_again(world: World) -> None:
    listed(world, "company\nAcme\nBeta\n")
    listed(world, "company\nBeta\n", lift=True)
    found = listed(world, "company\nAcme\nBeta\n")
    assert ([one.value for one in found.added], found.same) == (["Acme"], 1)


def test_lines_without_a_header_are_read_by_their_looks_and_that_is_said(world: World) -> None:
    found = listed(
        world,
        "# clients\nSmith, Jones & Partners\nacme.com\nhttps://www.linkedin.com/in/jane-roe-1x\ntitle,Head of Growth\n",
    )
    assert [(one.kind, one.value) for one in found.added] == [
        ("company", "Smith, Jones & Partners"),
        ("domain", "acme.com"),
        ("person", ""),
        ("title", "Head of Growth"),
    ]
    assert "kinds of the lines were guessed" in found.guessed


@pytest.mark.parametrize(
    ("text", "kinds"),
    [
        ("Account Name;Website\nAcme;www.acme.com\nBeta;\n", ["company", "domain", "company"]),
        ("Domain\nacme.com\n", ["domain"]),
        ("Job Title\nRecruiter\n", ["title"]),
        ("LinkedIn URL\nhttps://www.linkedin.com/in/jane-roe-1x\n", ["person"]),
        ("value\nacme.com\nAcme\n", ["domain", "company"]),
        ("Firma;Webseite\nAcme;acme.de\n", ["company", "domain"]),
        ("Profil LinkedIn\nhttps://www.linkedin.com/in/jane-roe-1x\n", ["person"]),
        ("Company,Position,URL\nAcme,CTO,https://www.linkedin.com/in/jane-roe-1x\nBeta,,\n", ["person", "company"]),
    ],
)
def test_columns_by_what_they_are_called(world: World, text: str, kinds: list[str]) -> None:
    assert [one.kind for one in listed(world, text).added] == kinds


def test_nothing_is_lifted_while_a_line_cannot_be_read(world: World) -> None:
    listed(world, "company\nAcme\nBeta\nGamma\n")
    found = listed(world, 'company\nAcme\n"Beta\nGamma\n', lift=True)
    assert ([one.value for one in found.gone], found.lifted, len(found.refused)) == (["Beta"], 0, 1)
    found = listed(world, "company\nAcme\n", lift=True)
    assert found.lifted == 2  # Beta and Gamma


def test_older_rules_stay_while_a_row_about_a_person_names_them(world: World) -> None:
    """Earlier versions also made rules of the company, domain and title in a row with a profile address."""
    listed(world, "company,domain,title\nAcme,acme.example,CTO\nBeta,,\n")
    header, jane = "company,domain,title,profile\n", "https://www.linkedin.com/in/jane-roe-1x\n"
    found = listed(world, f"{header}ACME Inc,www.acme.example,cto,{jane}Beta,,,{jane}", lift=True)
    assert ([one.kind for one in found.added], found.same, found.gone, found.lifted) == (["person"], 4, (), 0)
    found = listed(world, f"{header}Gamma,,Acme,{jane}Beta,,,{jane}", lift=True)
    assert ([one.value for one in found.gone], found.lifted) == (["Acme", "acme.example", "CTO"], 3)


def test_who_was_cancelled_by_a_lifted_rule_is_offered(world: World) -> None:
    world.member()
    world.source(2, columns={"Company": ["Acme", "Beta"]})
    campaign = world.campaign()
    world.until("2026-01-06 22:00")
    assert listed(world, "company\nAcme\nZeta\n").cancelled == 1
    found = listed(world, "company\nZeta\n", lift=True)
    assert (found.freed, [(one.id, one.people) for one in found.offered]) == (1, [(int(campaign), 1)])


@pytest.mark.parametrize("text", ["kind,value\n", "kind,value\nplanet,Mars\n", "domain\nnothing\n"])
def test_a_list_that_excludes_nobody_changes_nothing(world: World, text: str) -> None:
    """Rules are not lifted either: an emptied file may be a mistake."""
    listed(world, "company\nAcme\n")
    with pytest.raises(UsageError, match="The 1 rule that came from it stays in force"):
        listed(world, text, lift=True)
    assert rules(world) == [("company", "Acme", "list.csv")]
