"""People are found through their outreaches, by person or invitation; a block or an archive closes an outreach."""

from __future__ import annotations

from core.rules.states import Status
from core.store import outreach_plans, outreaches
from core.store.database import Writing
from core.store.views import outreach_people, verify_outreaches
from tests.support.rows import add_row
from tests.support.world import World


def arrange(world: World, store: Writing) -> tuple[int, int]:
    """Add two outreaches of campaign 1, the first one's invitation sent and known."""
    first, second = (
        outreach_plans.draw(
            store,
            key=f"key-{contact}",
            campaign=1,
            contact=contact,
            member=1,
            language="en",
            batch="b",
            read_at=world.now,
            now=world.now,
        )
        for contact in (1, 2)
    )
    outreach_plans.set_person(store, first, "ACoX", 1)
    store.change("UPDATE outreach SET status = 'invited', invited_at = ? WHERE id = ?", 5, first)
    return first, second


def deliver(store: Writing, outreach: int, *, intent_us: int = 5) -> None:
    add_row(
        store,
        "delivery",
        key=f"sent-{outreach}",
        outreach_id=outreach,
        campaign_id=1,
        member_id=1,
        contact_id=1,
        person="ACoX",
        step=0,
        kind="invitation",
        attempt=1,
        epoch=1,
        intent_at=intent_us,
        state="sent",
        live=1,
        error="",
        words="",
        absent_reads=0,
    )


def test_people_are_found_by_what_is_known_of_them(world: World) -> None:
    world.member()
    world.source(3)
    world.campaign(start=False)
    with world.ws.store.write() as store:
        first, second = arrange(world, store)
        (unnamed,) = outreach_people.unnamed_invitations(store, 1)
        assert (unnamed.id, unnamed.person, unnamed.invitation_id) == (first, "ACoX", None)
        assert [row.id for row in outreach_people.invited_before(store, 1, world.now)] == [first]
        assert outreach_people.pending_before(store, 1, world.now) == []
        deliver(store, first)
        assert [row.person for row in outreach_people.pending_before(store, 1, world.now)] == ["ACoX"]
        outreach_plans.set_invitation(store, first, "inv")
        assert outreach_people.unnamed_invitations(store, 1) == []
        assert outreach_people.found_before(store, 1, second) == first
        assert outreach_people.found_before(store, 1, first) is None
        assert outreach_people.is_in_campaign(store, 1, 1)
        assert not outreach_people.is_in_campaign(store, 3, 1)
        row = outreaches.get(store, second)
        assert not outreach_people.is_taken(store, row, 2)
        assert outreach_people.is_taken(store, row, 1)
        assert outreach_people.open_by_contact(store, [1, 2, 3]) == {1: 1, 2: 1}
        assert outreach_people.campaigns_ended_by_block(store, 2) == [world.view("1").summary.name]
        assert outreach_people.campaigns_ended_by_block(store, 1) == []


def test_a_block_or_an_archive_closes_an_outreach(world: World) -> None:
    world.member()
    world.source(3)
    world.campaign(start=False)
    with world.ws.store.write() as store:
        first, second = arrange(world, store)
        assert outreach_people.decided(store, first) == ("", False)
        store.change("UPDATE contact SET blocked_at = 1 WHERE id = 1")
        assert outreach_people.decided(store, first).closed
        assert outreach_people.found_before(store, 1, second) is None
        assert not outreach_people.decided(store, second).closed
        store.change("UPDATE campaign SET archived_at = 1")
        assert outreach_people.decided(store, second).closed


def test_verify_finds_what_nothing_beside_a_status_proves(world: World) -> None:
    world.member()
    world.source(3)
    world.campaign(start=False)
    with world.ws.store.write() as store:
        first, second = arrange(world, store)
        assert [(row.status, row.id) for row in verify_outreaches.unproven(store)] == [(Status.INVITED, first)]
        deliver(store, first)
        assert verify_outreaches.unproven(store) == []
        assert verify_outreaches.invited_otherwise(store) == []
        assert dict(verify_outreaches.statuses(store)) == {first: "invited", second: "queued"}
        store.change("UPDATE outreach SET invited_at = 6, accepted_at = 7 WHERE id = ?", first)
        assert verify_outreaches.invited_otherwise(store) == [first]
        assert verify_outreaches.accepted_otherwise(store) == [first]
        store.change("UPDATE delivery SET step = 1")
        assert verify_outreaches.overtaken(store) == [(first, 0, 1)]
        assert verify_outreaches.withdrawn_yet_out(store) == []
        store.change("UPDATE outreach SET status = 'withdrawn' WHERE id = ?", first)
        assert verify_outreaches.withdrawn_yet_out(store) == [first]
