"""A campaign's steps are replaced as a whole, and read in order."""

from __future__ import annotations

from core.store import campaign_steps
from core.store.campaign_steps import StepRow
from tests.support.world import World


def test_steps_are_replaced_as_a_whole(world: World) -> None:
    world.member()
    world.source(1)
    world.campaign()
    with world.ws.store.write() as store:
        before = campaign_steps.of_campaign(store, 1)
        wanted = [StepRow(0, 1, "welcome", 2, {"fr": "Merci", "en": "Thanks"}), StepRow(0, 0, "invitation", 0, {})]
        campaign_steps.replace(store, 1, wanted)
        found = campaign_steps.of_campaign(store, 1)
        assert found != before
        assert [step._replace(id=0) for step in found] == [wanted[1], wanted[0]]
        assert campaign_steps.of_campaign(store, 2) == []
