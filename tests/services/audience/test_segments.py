"""Segments: a saved filter used as a source; its people are found again at each draw."""

from __future__ import annotations

import pytest

from core.errors import NotFoundError, RefusedError, UsageError
from core.rules.exclusions.rule import RuleKind
from core.rules.filters.keys import CONTACTS, Kind
from core.services.audience import exclusions, segments, sources
from tests.support.world import World

COMPANIES = ["Acme Ltd", "acme labs", "Bolt", "Élan Vital", "100% Real"]


def people(world: World) -> list[str]:
    return world.source(5, columns={"Company": COMPANIES, "Language": ["fr", "en", "fr", "en", "de"]})


def names(world: World, source: str) -> list[str]:
    return [str(view.company) for view in world.contacts(source=source)]


@pytest.mark.parametrize(
    ("wanted", "found"),
    [
        ({"company": ["ACME"]}, ["Acme Ltd", "acme labs"]),
        ({"company": ["acme"], "language": ["fr-FR"]}, ["Acme Ltd"]),  # every field
        ({"company": ["bolt", "vital"]}, ["Bolt", "Élan Vital"]),  # any value of one field
        ({"company": ["éLAN"]}, ["Élan Vital"]),  # beyond ASCII too
        ({"company": ["%"]}, ["100% Real"]),  # no wildcard
        ({"company": ["'); --"]}, []),
        ({"source": ["people"], "language": ["de"]}, ["100% Real"]),
        ({"where": ["company:elan,bolt -language:fr"]}, ["Élan Vital"]),  # the filter language of every list
        ({"where": ["acme"], "language": ["en"]}, ["acme labs"]),
        ({"where": ["source:people status:invited"]}, []),
    ],
)
def test_what_a_filter_finds(world: World, wanted: dict[str, list[str]], found: list[str]) -> None:
    people(world)
    view = segments.add(world.ws, "some", wanted)
    assert view.contacts == len(found)
    assert names(world, "some") == found
    listed = {source.name: source for source in sources.list_sources(world.ws)}
    assert (listed["some"].kind, listed["some"].contacts, listed["some"].left) == (
        "segment",
        len(found),
        len(found),
    )


def test_a_segment_includes_people_who_match_later(world: World) -> None:
    people(world)
    segments.add(world.ws, "acme", {"company": ["acme"]})
    world.source(2, "later", columns={"Company": ["Acme Inc", "Other"]})
    assert names(world, "acme") == ["Acme Ltd", "acme labs", "Acme Inc"]


def test_a_campaign_draws_from_it_in_import_order(world: World) -> None:
    world.member()
    everybody = people(world)
    segments.add(world.ws, "acme", {"company": ["acme"]})
    ident = world.campaign(source="acme", cohort=1)
    world.approve_drawn("2026-01-06")
    assert world.row(everybody[0], ident).status == "approved"
    later = world.source(1, "later", columns={"Company": ["The Acme"]})
    world.approve_drawn("2026-01-07")
    world.approve_drawn("2026-01-08")
    world.until("2026-01-09 22:00")
    assert world.invited() == [everybody[0], everybody[1], *later]
    left = {source.name: source.left for source in sources.list_sources(world.ws)}
    assert left["acme"] == 0
    world.check()


def test_blocked_people_are_in_it_and_not_left(world: World) -> None:
    people(world)
    segments.add(world.ws, "acme", {"company": ["acme"]})
    exclusions.add(world.ws, RuleKind.COMPANY, "Acme Ltd")
    (view,) = [source for source in sources.list_sources(world.ws) if source.name == "acme"]
    assert (view.contacts, view.left) == (2, 1)


def test_archived_it_stops_what_draws_from_it(world: World) -> None:
    world.member()
    people(world)
    segments.add(world.ws, "acme", {"company": ["acme"]})
    ident = world.campaign(source="acme")
    sources.archive_source(world.ws, "acme")
    assert world.view(ident).summary.health.state == "stopped"
    world.until("2026-01-07 22:00")
    assert world.queue(ident) == []


def test_refusals_say_why(world: World) -> None:
    people(world)
    with pytest.raises(UsageError, match="something to look for"):
        segments.add(world.ws, "none", {"company": []})
    with pytest.raises(UsageError, match="--company: an empty text"):
        segments.add(world.ws, "none", {"company": [" "]})
    with pytest.raises(UsageError, match="is no language"):
        segments.add(world.ws, "none", {"language": ["#"]})
    with pytest.raises(RefusedError, match="called “people” already"):
        segments.add(world.ws, "people", {"company": ["x"]})
    with pytest.raises(NotFoundError):
        segments.add(world.ws, "none", {"source": ["nowhere"]})
    segments.add(world.ws, "one", {"company": ["x"]})
    with pytest.raises(RefusedError, match="is a segment itself"):
        segments.add(world.ws, "two", {"source": ["one"]})


def test_a_filter_that_cannot_be_one_is_told(world: World) -> None:
    people(world)
    for where, told in (("compny:x", "Did you mean “company”"), ("acme sort:name", "has no order")):
        with pytest.raises(UsageError, match=told):
            segments.add(world.ws, "some", {"where": [where]})


def test_a_segments_filter_may_not_depend_on_the_time() -> None:
    """The people of a segment must not change with the clock alone."""
    assert not [key.name for key in CONTACTS.keys if key.kind is Kind.MOMENT]


def test_a_campaign_draws_from_a_filter(world: World) -> None:
    people(world)
    world.member()
    segments.add(world.ws, "elans", {"where": ["company:elan"]})
    world.campaign(source="elans")
    world.until("2026-01-06 22:00")
    assert [row.contact.name for row in world.queue()] == [view.name for view in world.contacts(source="elans")]
