"""People who may be drawn: nobody held by the campaign's group, by its sender or, with that setting, by anybody."""

from __future__ import annotations

from core.rules.states import Status
from core.store import campaigns, outreach_plans, outreaches
from core.store.database import Reading, Writing
from core.store.views import candidates
from core.store.views.lacking_values import Lacks
from tests.support.world import World


def draw(world: World, store: Writing, campaign: int, contact: int, member: int = 1) -> int:
    return outreach_plans.draw(
        store,
        key=f"{campaign}-{contact}",
        campaign=campaign,
        contact=contact,
        member=member,
        language="en",
        batch="b",
        read_at=world.now,
        now=world.now,
    )


def free(store: Reading, campaign: int, *, dedupe: str = "group", limit: int = 99) -> list[int]:
    row = campaigns.get(store, campaign)
    found = candidates.candidates(store, row, dedupe=dedupe, withdrawn_after=0, limit=limit)
    values = (row.source_id, row.id, row.member_id)
    assert candidates.count_left(store, *values, dedupe=dedupe, withdrawn_after=0, most=limit, lacks=Lacks()) == len(
        found
    )
    return [row.contact_id for row in found]


def test_who_is_held_is_not_drawn_again(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    world.source(4)
    one = int(world.campaign(name="one", start=False))
    other = int(world.campaign(name="other", start=False))
    bens = int(world.campaign(name="bens", sender="acc-ben", start=False))
    with world.ws.store.write() as store:
        assert free(store, one) == [1, 2, 3, 4]
        assert free(store, one, limit=2) == [1, 2]
        first = draw(world, store, one, 1)
        assert free(store, one) == free(store, other) == [2, 3, 4]
        assert free(store, bens) == [1, 2, 3, 4]
        assert free(store, bens, dedupe="all") == [2, 3, 4]
        assert candidates.held_in(store, [one, bens]) == {1}
        assert not candidates.held_by_another(store, first, 1, one, 1, dedupe="all")
        second = draw(world, store, bens, 1, member=2)
        assert candidates.held_by_another(store, first, 1, one, 1, dedupe="all")
        assert not candidates.held_by_another(store, first, 1, one, 1, dedupe="group")
        assert not candidates.held_by_another(store, first, 1, one, 1, dedupe="all", first=True)
        assert candidates.held_by_another(store, second, 1, bens, 2, dedupe="all", first=True)
        outreaches.change(
            store,
            first,
            Status.QUEUED,
            Status.CANCELLED,
            now=world.now,
            actor="ada",
            kind="cancelled",
            reason="not.found",
        )
        assert free(store, one) == [2, 3, 4]
        assert free(store, other) == [1, 2, 3, 4]
        assert candidates.held_in(store, [one]) == set()
