"""People left out for lack of a value are requeued together, once the value is known."""

from __future__ import annotations

from itertools import pairwise

import pytest

from core.errors import RefusedError, UsageError
from core.services.audience import block_contacts, contact_edit
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import StepDraft
from core.services.queue import queue_edit, requeue_reason
from tests.support.story import lived_once
from tests.support.unreadable import unreadable_after
from tests.support.world import World

TEXT = "Hi {% if custom.team == 'us' %}ours{% else %}{{ custom.team }}{% endif %}"
"""A text with a comparison, whose result the draw cannot foresee: a person without the team is drawn and left out."""


@lived_once
def left_out(world: World) -> str:
    world.member()
    world.source(4, columns={"Team": ["red", "", "", ""]})
    campaign = world.campaign(steps=(StepDraft("invitation", 0, {"en": TEXT}),))
    world.until("2026-01-06 22:00")
    assert [row.reason for row in world.queue()] == [None, *["text.missing:custom.team"] * 3]
    return campaign


def test_all_come_back_in_one_go_with_their_profiles_read_spaced(world: World) -> None:
    campaign = left_out(world)
    world.edit(campaign, steps=(StepDraft("invitation", 0, {"en": "Hi {{ custom.team or 'there' }}"}),))
    rows, found = requeue_reason.requeue(world.ws, campaign, "text.missing")
    assert ([row.id for row in rows], found.sentences) == ([2, 3, 4], [])
    moments = [moment for (moment,) in world.sql("SELECT read_at FROM outreach WHERE status = 'queued' ORDER BY id")]
    assert all(later - earlier >= 15_000_000 for earlier, later in pairwise(moments))
    world.until("2026-01-07 22:00")
    assert world.statuses() == {"pending": 4}
    world.check()


def test_who_lacks_the_value_still_stays_out_and_is_counted(world: World) -> None:
    campaign = left_out(world)
    world.edit(campaign, steps=(StepDraft("invitation", 0, {"en": "Hi {{ custom.team }}"}),))
    contact_edit.edit(world.ws, "2", {"custom.team": "blue"})
    assert [row.id for row in requeue_reason.left_out(world.ws, campaign, "text.missing").back] == [2]
    rows, found = requeue_reason.requeue(world.ws, campaign, "text.missing")
    assert [row.id for row in rows] == [2]
    assert found.sentences == ["2 people still lack a value (custom.team: 2)."]
    world.until("2026-01-07 22:00")
    assert world.row("people-person-1x").text == "Hi blue"


def test_who_may_not_come_back_keeps_nobody_else_out(world: World) -> None:
    campaign = left_out(world)
    world.edit(campaign, steps=(StepDraft("invitation", 0, {"en": "Hi"}),))
    block_contacts.block(world.ws, "3")
    rows, found = requeue_reason.requeue(world.ws, campaign, "text.missing:custom.team")
    assert [row.id for row in rows] == [2, 4]
    assert found.sentences == ["The contact of 3 is marked “do not contact”."]


def test_a_refusal_after_a_change_undoes_that_change_alone(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    campaign = left_out(world)
    world.edit(campaign, steps=(StepDraft("invitation", 0, {"en": "Hi"}),))
    monkeypatch.setattr(queue_edit, "put_back", unreadable_after(queue_edit.put_back, 3))
    rows, found = requeue_reason.requeue(world.ws, campaign, "text.missing")
    assert ([row.id for row in rows], len(found.sentences)) == ([2, 4], 1)
    assert sum(row.status == "queued" for row in world.queue()) == 2
    world.check()


def test_what_cannot_be_asked_is_refused(world: World) -> None:
    campaign = left_out(world)
    assert requeue_reason.requeue(world.ws, campaign, "not.found")[0] == []
    with pytest.raises(UsageError, match=r"There is no reason “text\.mising”"):
        requeue_reason.requeue(world.ws, campaign, "text.mising")
    lifecycle.archive(world.ws, campaign)
    with pytest.raises(RefusedError, match="is archived"):
        requeue_reason.requeue(world.ws, campaign, "text.missing")
