"""Each claim can be measured: at sizes that take no time."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.bench.claims import CLAIMS, Claim
from tests.bench.crowd import lived
from tests.bench.measure import measured


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_it_can_be_measured(claim: Claim) -> None:
    found = measured(replace(claim, small=2, large=20), rounds=1)
    assert found.more == 10
    assert found.slower > 0


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_the_store_holds_so_many_more(claim: Claim) -> None:
    table = {"campaigns": "campaign", "contacts": "contact", "sends": "delivery"}.get(claim.of, "outreach")
    with lived() as world:
        (before,) = world.sql(f"SELECT count(*) FROM {table}")
        claim.grow(world, 7)
        assert world.sql(f"SELECT count(*) FROM {table}") == [(before[0] + 7,)]
