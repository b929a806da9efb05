"""Each claim can be measured, and the flat ones are flat by the steps of the store, which do not depend on load."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.bench.claims import CLAIMS, Claim
from tests.bench.measure import measured, steps
from tests.bench.worlds import lived

TABLES = {
    "campaigns": "campaign",
    "contacts": "contact",
    "sends": "delivery",
    "people": "outreach",
    "approved": "outreach",
    "runs": "run",
}


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_it_can_be_measured(claim: Claim) -> None:
    assert measured(replace(claim, small=10, large=20), rounds=1).more == 2


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.name)
def test_the_larger_store_has_as_many_rows_as_claimed(claim: Claim) -> None:
    with lived() as world:
        (before,) = world.sql(f"SELECT count(*) FROM {TABLES[claim.of]}")
        claim.grow(world, 7)
        assert world.sql(f"SELECT count(*) FROM {TABLES[claim.of]}") == [(before[0] + 7,)]


@pytest.mark.parametrize("claim", [claim for claim in CLAIMS if claim.flat], ids=lambda claim: claim.name)
def test_a_flat_claim_scans_no_rows(claim: Claim) -> None:
    few, many = steps(claim, 1_000), steps(claim, 10_000)
    assert few > 0
    assert many <= 1.2 * few


@pytest.mark.parametrize(
    "claim", [claim for claim in CLAIMS if claim.of == "campaigns" and not claim.flat], ids=lambda claim: claim.name
)
def test_campaigns_of_one_sender_and_source_are_not_compared_in_pairs(claim: Claim) -> None:
    assert steps(claim, 160) <= 4 * 1.1 * steps(claim, 40)
