"""POST /linkedin/search in the shapes of docs/provider.md#searches, through the real client."""

from __future__ import annotations

import pytest

from core.network.gateway import Search
from core.network.provider_errors import ErrorClass, ProviderError
from core.network.unipile import parsing
from tests.network.conftest import Net

CLASSIC = "https://www.linkedin.com/search/results/people/?keywords=cto"
NAVIGATOR = "https://www.linkedin.com/sales/search/people?query=cto"


def test_pages_follow_each_other_to_the_end_and_repeat(net: Net) -> None:
    search = Search(keywords="cto")
    seen: list[str] = []
    cursor: str | None = None
    while True:
        page = net.gateway.search("acc", search, cursor, 50)
        assert 0 < len(page.items) <= 50
        seen += [person.public_id or "" for person in page.items]
        cursor = page.cursor
        if cursor is None:
            break
    assert len(set(seen)) == len(seen) >= 60
    again = net.gateway.search("acc", Search(keywords="CTO"), None, 10)
    assert [person.public_id for person in again.items] == seen[:10]
    other = net.gateway.search("acc", Search(url=CLASSIC), None, 10)
    assert {person.public_id for person in other.items}.isdisjoint(seen)


def test_who_is_found_can_be_read(net: Net) -> None:
    (person,) = net.gateway.search("acc", Search(url=CLASSIC), None, 1).items
    profile = net.gateway.profile("acc", person.public_id or "")
    assert (profile.provider_id, profile.first_name, profile.headline) == (
        person.id,
        person.first_name,
        person.headline,
    )


def test_sales_navigator_gives_other_ids_and_wants_a_plan(net: Net) -> None:
    for person in net.gateway.search("acc", Search(url=NAVIGATOR), None, 5).items:
        assert person.id.startswith("ACw")
        assert person.public_id
    with pytest.raises(ProviderError) as caught:
        net.gateway.search("basic", Search(url=NAVIGATOR))
    assert (caught.value.klass, caught.value.type) == (ErrorClass.plan_stop, "feature_not_subscribed")


@pytest.mark.parametrize(
    ("search", "cursor", "limit", "told"),
    [
        (Search(url="https://www.linkedin.com/feed/"), None, 10, "invalid_url"),
        (Search(keywords=""), None, 10, "missing_parameters"),
        (Search(keywords="x"), "odd", 10, "invalid_parameters"),
        (Search(keywords="x"), None, 51, "limit_too_high"),
    ],
)
def test_what_is_refused(net: Net, search: Search, cursor: str | None, limit: int, told: str) -> None:
    with pytest.raises(ProviderError) as caught:
        net.gateway.search("acc", search, cursor, limit)
    assert caught.value.type == told


def test_the_documented_item_is_read() -> None:
    item: dict[str, object] = {
        "type": "PEOPLE",
        "id": "ACoAA1",
        "name": "Jane Doe",
        "first_name": "Jane",
        "last_name": "Doe",
        "public_identifier": "jane-doe",
        "location": "Paris",
        "headline": "CTO",
        "current_positions": [{"company": "Acme", "role": "CTO"}],
    }
    found = parsing.found(item)
    assert found is not None
    assert (found.id, found.public_id, found.first_name, found.company, found.position) == (
        "ACoAA1",
        "jane-doe",
        "Jane",
        "Acme",
        "CTO",
    )
    bare = parsing.found({"type": "PEOPLE", "name": "LinkedIn Member", "current_positions": None})
    assert bare is not None
    assert (bare.id, bare.public_id, bare.last_name) == ("", None, "LinkedIn Member")
    assert parsing.found({"type": "COMPANY", "id": "1"}) is None
