"""The draw: people who are taken, people who are replaced, and people who may never be invited."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from core.errors import RefusedError
from core.network.sandbox import people as network_people
from core.services.audience import block_contacts
from core.services.audience.contact_page import journey as journey_of
from core.services.campaigns.draft import StepDraft
from core.services.members import members
from core.services.queue import approvals, queue_edit
from tests.support.draft import INVITATION, slot
from tests.support.story import approved
from tests.support.world import World, Worlds, connected_slugs, slugs


def connected_slug(account: str) -> str:
    """Return a person who was a contact of the account before anything was sent."""
    return connected_slugs(account, 1)[0]


def test_people_who_are_connected_or_gone_are_replaced(world: World) -> None:
    world.member()
    friend = connected_slug("acc-ada")
    others = world.source(20, "others")
    addresses = [friend, "gone-person-1x", *others[:8]]
    world.source(addresses, "people")
    world.sandbox.fault("not_found", kind="profile", person="gone-person-1x")
    world.campaign(cohort=3)
    world.until("2026-01-06 22:00")
    # 3 drawn: friend, gone, others[0]; two replacements: others[1] and [2].
    assert world.row(friend).reason == "connected"
    assert world.row("gone-person-1x").reason == "not.found"
    assert world.statuses() == {"cancelled": 2, "pending": 3}
    assert {world.row(slug).status for slug in others[:3]} == {"pending"}
    world.check()


def test_replacements_end_at_two_cohorts(world: World) -> None:
    world.member()
    world.source([*connected_slugs("acc-ada", 12), *slugs("people", 28)])
    campaign = world.campaign(cohort=3)
    world.until("2026-01-06 22:00")
    # 2 x 3 profiles are read for one run, all of them connected already: six cancelled, nobody waits.
    assert world.statuses() == {"cancelled": 6}
    assert world.run(campaign, "2026-01-06").drawn == 6
    world.until("2026-01-07 22:00")
    assert world.statuses() == {"cancelled": 12}
    world.until("2026-01-08 22:00")
    assert world.statuses() == {"cancelled": 12, "pending": 3}
    world.check()


def test_reads_stay_within_eighty_a_day(world: World) -> None:
    world.member(day_cap=40)
    for index in range(5):
        world.source(60, f"group{index}")
        world.campaign(name=f"group{index}", source=f"group{index}", cohort=25, slots=(slot(f"{9 + index:02}:00", 60),))
    world.until("2026-01-06 23:59")
    # 5 x 25 = 125 drawn, 80 profiles read on that date; the other 45 wait for tomorrow.
    assert world.statuses() == {"pending": 80, "queued": 45}
    world.until("2026-01-07 08:00")
    assert world.statuses() == {"pending": 125}
    world.check()


def test_the_same_person_under_two_addresses(world: World) -> None:
    world.member()
    one = "twin-person-1x"
    # The second address is the provider's own id: only the profile shows that it is the same person.
    other = network_people.provider_id(one)
    rest = world.source(5, "rest")
    world.source([one, other, *rest], "people")
    world.campaign(cohort=2)
    world.until("2026-01-06 22:00")
    rows = world.queue()
    # Both are at the same step: one stays, the other is cancelled and replaced.
    assert sorted(row.status for row in rows) == ["cancelled", "pending", "pending"]
    (ended,) = [row for row in rows if row.status == "cancelled"]
    assert ended.reason == "same_person"
    assert rows[2].status == "pending"
    world.approve()
    world.until("2026-01-07 22:00")
    assert sorted(world.invited()) == sorted([one, rest[0]])
    journey = journey_of(world.ws, str(ended.contact.id))
    # Both journeys stay readable, under the contact that stands for the person.
    assert {event.kind for event in journey.events} >= {"drawn", "cancelled", "pending", "sent", "merged"}
    assert world.check().merged == ()


def test_a_profile_of_somebody_else_is_not_invited(world: World) -> None:
    # An address that leads to another person (docs/provider.md#pitfalls): neither is touched, the next one is drawn.
    world.member()
    people = world.source(4)
    world.sandbox.fault("other_id", kind="profile", person=people[0])
    ident = world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    row = world.row(people[0], ident)
    assert (row.status, row.reason) == ("cancelled", "profile.other")
    assert "somebody else" in str(row.why)
    assert world.invited() == people[1:3]
    assert world.sql("SELECT provider_id FROM contact WHERE public_id = ?", people[0]) == [(None,)]
    world.check()


def test_blocked_before_the_draw(world: World) -> None:
    world.member()
    people = world.source(10)
    block_contacts.block(world.ws, f"https://www.linkedin.com/in/{people[0]}")
    world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert world.invited() == people[1:3]
    world.check()


def test_a_block_cancels_everywhere(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    people = world.source(30)
    # Ada welcomes p0 (accepted at once); Ben has p0 in another group's queue, with a send time.
    world.accepts(people[0])
    one = world.campaign(name="one", cohort=1)
    two = world.campaign(name="two", sender="acc-ben", cohort=1)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert world.row(people[0], one).status == "pending"
    assert world.row(people[0], two).status == "invited"
    world.approve()
    world.until("2026-01-08 09:00")
    assert world.row(people[0], one).status == "scheduled"
    found = block_contacts.block(world.ws, people[0])
    assert found.cancelled == 1
    assert world.row(people[0], one).status == "cancelled"
    assert world.row(people[0], one).reason == "blocked"
    # Ben's invitation is pending on the network; if it is accepted, no message follows and no text is asked about.
    assert world.row(people[0], two).status == "invited"
    before = len(world.ledger("message"))
    world.until("2026-01-15 22:00")
    world.approve()
    world.until("2026-01-16 22:00")
    assert [entry for entry in world.ledger("message")[before:] if entry.person == people[0]] == []
    run = world.run(one, "2026-01-08")
    assert run.messages.not_sent == {"blocked": 1}
    assert (world.home.intents).read_text().count('"kind":"block"') >= 1
    world.check()


def test_a_blocked_person_gets_no_text_to_approve(world: World) -> None:
    world.member()
    people = world.source(5)
    world.accepts(people[0], after=timedelta(days=2))
    campaign = world.campaign(cohort=1)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    block_contacts.block(world.ws, people[0])
    world.until("2026-01-14 22:00")
    row = world.row(people[0], campaign)
    # Accepted on the 9th: it counts, and the sequence ends without a text to approve.
    assert (row.status, row.reason) == ("cancelled", "blocked")
    assert world.view(campaign).summary.conversion.accepted == 1
    assert world.ledger("message") == []
    world.check()


def test_one_name_and_program_share_nobody(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    people = world.source(12)
    ada = world.campaign(name="founders", cohort=3)
    ben = world.campaign(name="founders", sender="acc-ben", cohort=3)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    # First transaction wins, by campaign: Ada draws p0 to p2, Ben p3 to p5, then p6 to p8 and p9 to p11.
    assert sorted(e.person for e in world.ledger() if e.account == "acc-ada") == sorted(people[:3])
    assert sorted(e.person for e in world.ledger() if e.account == "acc-ben") == sorted(people[3:6])
    mine = {row.contact.id for row in world.queue(ada)}
    theirs = {row.contact.id for row in world.queue(ben)}
    assert len(mine) == len(theirs) == 6
    assert not mine & theirs
    world.check()


def test_two_addresses_of_one_person_in_two_members_campaigns_of_one_name(world: World) -> None:
    """Only the profile shows that two addresses belong to one person: the campaign that reads it first keeps them."""
    world.member()
    world.member("Ben Ito", "acc-ben")
    (one,) = world.source(1)
    world.source([network_people.provider_id(one)], "again")
    world.campaign(name="founders", cohort=1)
    world.campaign(name="founders", sender="acc-ben", source="again", cohort=1)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert world.invited() == [one]
    assert sorted(str(row.reason) for row in world.queue()) == ["None", "same_person"]
    world.check()


def test_a_person_drawn_by_a_colleagues_campaign_cannot_be_requeued(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    (one,) = world.source(1)
    ada = world.campaign(name="founders", cohort=1)
    world.sandbox.fault("not_found", kind="profile", account="acc-ada", remaining=1)
    world.until("2026-01-06 22:00")
    (row,) = world.queue(ada)
    assert (row.status, row.reason) == ("cancelled", "not.found")
    ben = world.campaign(name="founders", sender="acc-ben", cohort=1)
    world.until("2026-01-07 22:00")
    assert world.statuses(ben) == {"pending": 1}
    with pytest.raises(RefusedError, match="taken by another campaign meanwhile"):
        queue_edit.requeue(world.ws, [int(row.id)])
    world.approve()
    world.until("2026-01-09 22:00")
    assert [(entry.account, entry.person) for entry in world.ledger()] == [("acc-ben", one)]


def test_an_invited_person_stays_taken_though_their_message_was_cancelled(world: World) -> None:
    """Ada's sequence ends, as her welcome lacks a value; Ben's campaign of the same name does not invite her people."""
    world.member()
    world.member("Ben Ito", "acc-ben")
    people = world.source(3, columns={"Pet": ["", "", "Rex"]})[:2]
    welcome = StepDraft("welcome", 1, {"en": "Thanks for {{ custom.pet }}"})
    world.campaign(cohort=2, steps=(INVITATION, welcome))
    world.accepts(*people)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-08 22:00")
    assert {world.row(slug).reason for slug in people} == {"text.missing:custom.pet"}
    ben = world.campaign(sender="acc-ben", cohort=2)
    world.until("2026-01-12 22:00")
    assert world.queue(ben) == []
    assert sorted(world.invited()) == sorted(people)
    world.check()


def test_another_name_may_take_the_same_people_for_another_member(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    people = world.source(3)
    world.campaign(name="one", cohort=3)
    world.campaign(name="two", sender="acc-ben", cohort=3)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert sorted(world.invited()) == sorted(people * 2)
    world.check()


def test_one_member_never_invites_twice_in_two_campaigns(world: World) -> None:
    world.member(day_cap=40)
    people = world.source(3)
    world.campaign(name="one", cohort=3)
    two = world.campaign(name="two", cohort=3, slots=(slot("14:00", 90),))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-09 22:00")
    world.approve()
    world.until("2026-01-12 22:00")
    assert sorted(world.invited()) == sorted(people)
    # The first campaign holds them from the draw on, so the second asks nobody about them.
    assert world.queue(two) == []
    world.check()


def test_dedupe_all_shares_nobody_at_all(worlds: Worlds) -> None:
    world = worlds(dedupe="all")
    world.member()
    world.member("Ben Ito", "acc-ben")
    people = world.source(6)
    world.campaign(name="one", cohort=3)
    world.campaign(name="two", sender="acc-ben", cohort=3)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert sorted(world.invited()) == sorted(people)
    world.check()


def test_rejected_is_never_drawn_again_in_that_group(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    people = world.source(2)
    world.campaign(name="one", cohort=2)
    world.until("2026-01-06 22:00")
    first, second = (int(row.id) for row in world.queue())
    approvals.reject(world.ws, [first])
    queue_edit.remove(world.ws, [second])
    same = world.campaign(name="one", sender="acc-ben", cohort=2)
    other = world.campaign(name="two", sender="acc-ben", cohort=2)
    world.until("2026-01-08 22:00")
    assert world.queue(same) == []
    assert {str(row.contact.profile).rsplit("/", 1)[1] for row in world.queue(other)} == set(people)
    world.check()


def test_remove_and_requeue(world: World) -> None:
    people, _campaign = approved(world, 3, cohort=3)
    world.until("2026-01-07 09:00")
    ids = [int(row.id) for row in world.queue()]
    queue_edit.remove(world.ws, [ids[0]])
    assert world.row(people[0]).reason == "removed"
    world.until("2026-01-07 22:00")
    assert world.invited() != []
    assert people[0] not in world.invited()
    # Requeued: the profile is read again, the text needs approval again, and the invitation leaves as usual.
    with pytest.raises(RefusedError):
        queue_edit.requeue(world.ws, [ids[1]])  # invited, so not to be requeued
    queue_edit.requeue(world.ws, [ids[0]])
    world.until("2026-01-07 23:00")
    assert world.row(people[0]).status == "pending"
    world.approve()
    world.until("2026-01-08 22:00")
    assert people[0] in world.invited()
    world.check()


def test_a_requeued_person_who_is_blocked_is_refused(world: World) -> None:
    world.member()
    people = world.source(3)
    world.campaign(cohort=1)
    world.until("2026-01-06 22:00")
    block_contacts.block(world.ws, people[0])
    with pytest.raises(RefusedError):
        queue_edit.requeue(world.ws, [int(world.row(people[0]).id)])


def test_a_text_that_prints_what_is_not_known(world: World) -> None:
    world.member()
    people = world.source(4, columns={"Team": ["", "red", "blue", ""]})
    text = "Hi {{ first_name }} of {% if custom.team == 'us' %}ours{% else %}{{ custom.team }}{% endif %}"
    campaign = world.campaign(cohort=2, steps=(StepDraft("invitation", 0, {"en": text}),))
    world.until("2026-01-06 22:00")
    # p0 has no team, which the comparison hides from the draw: cancelled and replaced by p2.
    assert world.row(people[0]).reason == "text.missing:custom.team"
    assert [row.text for row in world.queue(status="pending")] == ["Hi People of red", "Hi People of blue"]
    assert "texts.failing" not in world.codes(campaign)
    world.check()


def test_the_language_is_the_contacts_or_the_first(world: World) -> None:
    world.member()
    world.source(3, columns={"Language": ["fr", "de", ""]})
    texts = {"en": "Hi {{ first_name }}", "fr": "Bonjour {{ first_name }}"}
    world.campaign(cohort=3, languages=("en", "fr"), steps=(StepDraft("invitation", 0, texts),))
    world.until("2026-01-06 22:00")
    assert [row.text for row in world.queue()] == ["Bonjour People", "Hi People", "Hi People"]


def test_an_invitation_without_text(world: World) -> None:
    world.member(plan="basic")
    people = world.source(3)
    world.campaign(cohort=3, steps=(StepDraft("invitation", 0, {}),))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert [(entry.person, entry.text) for entry in world.ledger()] == [(slug, None) for slug in people]
    world.check()


def test_five_notes_a_month_on_a_basic_account(world: World) -> None:
    world.member(plan="basic")
    world.source(9)
    world.campaign(cohort=8, steps=(INVITATION,))
    world.until("2026-01-06 22:00")
    # The sixth and later go without a note, and the approval says so beforehand.
    rows = world.queue()
    assert [row.text for row in rows] == ["Hi People"] * 5 + [None] * 3
    assert [row.reason for row in rows] == [None] * 5 + ["limit.notes"] * 3
    world.approve()
    world.until("2026-01-07 22:00")
    assert [entry.text for entry in world.ledger()] == ["Hi People"] * 5 + [None] * 3
    world.check()


def test_notes_that_the_member_wrote_outside_are_counted(world: World) -> None:
    """Three of five notes were sent outside: Overture sends only two, so the network refuses none."""
    world.member(plan="basic")
    world.source(4)
    for person in slugs("hand", 3):
        world.sandbox.script("acc-ada", person)
        world.gateway.invite("acc-ada", network_people.provider_id(person), "By my own hand", lambda: None)
        world.foreign.append(world.ledger()[-1])
    world.campaign(cohort=4, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert [entry.text for entry in world.ledger()[3:]] == ["Hi People"] * 2 + [None] * 2
    assert world.sql("SELECT count(*) FROM journal WHERE kind = 'limit.network'") == [(0,)]
    world.check()


def test_people_waiting_for_next_months_notes_take_no_place_of_others(world: World) -> None:
    """LinkedIn ends a plan: after five notes this month, a run of three sends invitations without one."""
    world.member()
    people = world.source(40)
    campaign = world.campaign(cohort=8, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.sandbox.configure_account("acc-ada", premium=False)
    members.edit(world.ws, "acc-ada", plan="basic")
    world.edit(campaign, cohort_size=3)
    for day in ("2026-01-07", "2026-01-08", "2026-01-09", "2026-01-12"):
        world.approve_drawn(day)
    assert world.statuses()["approved"] >= 3
    texts = [entry.text for entry in world.ledger()]
    assert texts.count("Hi People") == 5
    assert texts.count(None) >= 3
    assert len(people) > len(texts)
    world.check()


def test_notes_held_until_the_next_month(worlds: Worlds) -> None:
    world = worlds(start=datetime.fromisoformat("2026-01-26T07:00+00:00"))
    world.member(plan="basic")
    world.source(8)
    campaign = world.campaign(cohort=8, note_rule="hold", steps=(INVITATION,))
    world.approve_drawn("2026-01-27")
    world.until("2026-01-30 22:00")
    # Five notes left on the 28th; three are held, and the runs say why.
    assert world.days() == {"2026-01-28": 5}
    assert world.run(campaign, "2026-01-28").invitations.not_sent == {"limit.notes": 3}
    world.until("2026-02-03 22:00")
    assert world.days() == {"2026-01-28": 5, "2026-02-02": 3}
    assert {entry.text for entry in world.ledger()} == {"Hi People"}
    world.check()
