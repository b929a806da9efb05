"""One member's budget over several campaigns: everybody gets something, by proportion, and none of it is left."""

from __future__ import annotations

from datetime import date
from itertools import pairwise

import pytest

from core.rules.limits import day_cap
from tests.support.draft import INVITATION, slot
from tests.support.world import World

COHORTS = (20, 10, 2)
EVERY_DAY = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")


@pytest.mark.parametrize("base", [2, 7, 15])
def test_no_campaign_starves_under_a_small_cap(world: World, base: int) -> None:
    world.member(day_cap=base)
    campaigns = []
    for index, cohort in enumerate(COHORTS):
        world.source(60, f"c{index}")
        slots = (slot(f"{9 + 3 * index:02}:00", 120, EVERY_DAY),)
        name = f"c{index}"
        campaigns.append(
            world.campaign(name=name, source=name, cohort=cohort, approval="off", slots=slots, steps=(INVITATION,))
        )
    world.until("2026-01-09 23:00")
    days = [date(2026, 1, day) for day in range(6, 10)]
    sent = {day: [int(world.run(ident, day.isoformat()).invitations.sent) for ident in campaigns] for day in days}
    for day, (large, middle, small) in sent.items():
        cap = day_cap(base, "acc-ada", day)
        assert large + middle + small == cap, day
        if cap >= len(COHORTS):
            assert min(large, middle, small) >= 1, day
            assert large >= middle >= small, day
    # Where a day's cap has not one for each, the longest unserved comes first: within two days everybody is served.
    for one, two in pairwise(days):
        if day_cap(base, "acc-ada", one) + day_cap(base, "acc-ada", two) >= len(COHORTS):
            assert all(sent[one][index] + sent[two][index] >= 1 for index in range(3)), (one, two)
    world.check()
