"""Campaigns of one member on one source; campaigns that ever shared name and program never draw the same person."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest

from core.errors import RefusedError
from core.services.audience import segments, sources
from core.services.campaigns import lifecycle
from core.services.maintenance.verify import verify
from core.services.queue import approvals, queue_edit
from core.views.campaign_detail_view import CampaignName
from tests.support.draft import slot
from tests.support.overlap import drawn_as_before
from tests.support.story import drawn
from tests.support.world import World, Worlds

AFTERNOON = (slot("14:00", 90),)
DAYS = ("2026-01-06", "2026-01-07", "2026-01-08", "2026-01-09")


def persons(world: World, campaign: str) -> set[str]:
    """Return the public identifiers of everybody in a campaign's queue."""
    return {str(row.contact.profile).rsplit("/", 1)[1] for row in world.queue(campaign)}


def by_account(world: World) -> dict[str, set[str]]:
    """Return who was invited from each account."""
    found: dict[str, set[str]] = {}
    for entry in world.ledger("invite"):
        found.setdefault(entry.account, set()).add(entry.person)
    return found


# -- two campaigns of one member


def test_two_campaigns_of_a_member_share_a_source(world: World) -> None:
    world.member(day_cap=40)
    people = world.source(40)
    one = world.campaign(name="A", cohort=5)
    two = world.campaign(name="B", cohort=5, slots=AFTERNOON)
    for day in DAYS:
        world.approve_drawn(day)
    assert not persons(world, one) & persons(world, two)
    assert persons(world, one) | persons(world, two) == set(people)
    # Each of them sends its five on each of the three days after the first draw; no text was asked about in vain.
    assert [run.invitations.sent for run in world.runs(one)] == [0, 5, 5, 5]
    assert [run.invitations.sent for run in world.runs(two)] == [0, 5, 5, 5]
    assert world.sql("SELECT count(*) FROM outreach WHERE reason <> ''") == [(0,)]
    world.check()


def test_a_segment_and_a_list_that_overlap_are_shared_as_well(world: World) -> None:
    world.member(day_cap=40)
    world.source(20, columns={"Company": ["Acme"] * 20})
    segments.add(world.ws, "acme", {"company": ["acme"]})
    one = world.campaign(name="A", cohort=5)
    two = world.campaign(name="B", source="acme", cohort=5, slots=AFTERNOON)
    for day in DAYS[:3]:
        world.approve_drawn(day)
    assert not persons(world, one) & persons(world, two)
    assert len(persons(world, one)) == len(persons(world, two)) == 10
    world.check()


def test_a_person_rejected_or_cancelled_in_one_campaign_is_free_for_the_members_other(world: World) -> None:
    world.member()
    people = world.source(2)
    one = world.campaign(name="A", cohort=2)
    world.until("2026-01-06 22:00")
    rejected = world.row(people[0], one)
    approvals.reject(world.ws, [int(rejected.id)])
    two = world.campaign(name="B", cohort=2)
    world.until("2026-01-07 22:00")
    assert persons(world, two) == {people[0]}
    # The other campaign has drawn the person, so the rejection cannot be undone.
    with pytest.raises(RefusedError, match="Another campaign has taken"):
        approvals.undo(world.ws, [int(rejected.id)])
    with pytest.raises(RefusedError, match="taken by another campaign meanwhile"):
        queue_edit.requeue(world.ws, [int(rejected.id)])


def test_people_whom_an_earlier_version_drew_twice_are_replaced_before_approval(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    world.member(day_cap=40)
    people = world.source(20)
    one = world.campaign(name="A", cohort=3)
    two = world.campaign(name="B", cohort=3, slots=AFTERNOON)
    with drawn_as_before(monkeypatch, checked=True):
        world.until("2026-01-06 22:00")
    assert world.statuses(one) == {"pending": 3}
    # B drew the same three and, as they are A's, the three after them; only those are asked about.
    assert world.statuses(two) == {"cancelled": 3, "pending": 3}
    assert {row.reason for row in world.queue(two)} == {"held.elsewhere", None}
    assert persons(world, two) == set(people[:6])


def test_a_person_approved_twice_takes_no_second_send_time(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    world.member(day_cap=40)
    world.source(20)
    with drawn_as_before(monkeypatch, checked=False):
        one = world.campaign(name="A", cohort=3)
        two = world.campaign(name="B", cohort=3, slots=AFTERNOON)
        world.approve_drawn("2026-01-06")
    assert persons(world, one) == persons(world, two)
    world.until("2026-01-07 22:00")
    assert [run.invitations.sent for run in world.runs(one)] == [0, 3]
    last = world.run(two, "2026-01-07")
    assert (last.invitations.planned, last.invitations.not_sent) == (0, {})
    assert Counter(row.reason for row in world.queue(two)) == {"invited.elsewhere": 3, None: 3}
    world.check()


@pytest.mark.parametrize("outside", ["invited", "connected"])
def test_a_person_contacted_outside_after_the_approval_takes_no_place(world: World, outside: str) -> None:
    people, campaign = drawn(world, 10, cohort=3)
    world.approve()
    world.invite_outside(people[0])
    if outside == "connected":
        world.sandbox.script("acc-ada", people[0], accepts_after=timedelta(minutes=1))
    world.until("2026-01-07 22:00")
    row = world.row(people[0], campaign)
    reason = "invited.elsewhere" if outside == "invited" else row.reason
    assert (row.status, row.reason) == ("cancelled", reason)
    assert reason in {"invited.elsewhere", "connected"}
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.not_sent) == (2, 2, {})
    world.check()


def test_finished_counts_only_people_who_can_be_drawn(world: World) -> None:
    """People of the other campaign cannot be drawn: with its own four rejected, campaign B is `finished`."""
    world.member(day_cap=40)
    world.source(8)
    one = world.campaign(name="A", cohort=4)
    two = world.campaign(name="B", cohort=4, slots=AFTERNOON)
    world.until("2026-01-06 22:00")
    assert (len(world.queue(one)), len(world.queue(two))) == (4, 4)
    told = {problem.code: problem for problem in world.view(two).summary.health.problems}
    assert told["source.shared"].text == (
        "Other campaigns of Ada Wong also draw from “people”: “A”. 4 people are already in them."
    )
    assert told["source.shared"].severity == "info"
    approvals.reject(world.ws, [int(row.id) for row in world.queue(two)])
    assert "finished" in world.codes(two)
    assert "finished" not in world.codes(one)


# -- a rename


def test_a_rename_gives_neither_campaign_the_others_people(world: World) -> None:
    """Two members' campaigns have one name until both are renamed: neither ever invites a person of the other."""
    world.member()
    world.member("Ben Ito", "acc-ben")
    world.source(40)
    ada = world.campaign(name="twins", cohort=3)
    ben = world.campaign(name="twins", sender="acc-ben", cohort=3)
    world.approve_drawn(DAYS[0])
    world.edit(ben, name="on my own", program="elsewhere")
    for day in DAYS[1:]:
        world.approve_drawn(day)
    world.edit(ada, name="renamed, too")
    for day in ("2026-01-12", "2026-01-13", "2026-01-14"):
        world.approve_drawn(day)
    invited = by_account(world)
    assert len(invited["acc-ada"]) == len(invited["acc-ben"]) > 9
    assert not invited["acc-ada"] & invited["acc-ben"]
    world.check()


def test_rejected_and_removed_people_stay_so_after_a_rename(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    people = world.source(3)
    ada = world.campaign(name="twins", cohort=2)
    world.until("2026-01-06 22:00")
    first, second = (int(row.id) for row in world.queue(ada))
    approvals.reject(world.ws, [first])
    queue_edit.remove(world.ws, [second])
    world.edit(ada, name="other")
    ben = world.campaign(name="twins", sender="acc-ben", cohort=3)
    world.until("2026-01-07 22:00")
    assert persons(world, ben) <= {people[2]}


def test_a_rename_joins_a_group_and_the_first_campaign_keeps_shared_people(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    people = world.source(30)
    ada = world.campaign(name="one", cohort=3)
    ben = world.campaign(name="two", sender="acc-ben", cohort=3, slots=AFTERNOON)
    world.approve_drawn("2026-01-06")
    assert persons(world, ada) == persons(world, ben) == set(people[:3])
    world.edit(ben, name="one")
    for day in DAYS[1:]:
        world.approve_drawn(day)
    invited = by_account(world)
    assert set(people[:3]) <= invited["acc-ada"]
    assert not invited["acc-ada"] & invited["acc-ben"]
    assert {world.row(slug, ben).reason for slug in people[:3]} == {"held.elsewhere"}
    world.check()


def test_a_clone_under_another_name_is_in_the_new_group_only(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    people = world.source(3)
    world.campaign(name="one", cohort=3)
    world.until("2026-01-06 22:00")
    clone = str(lifecycle.clone(world.ws, "1", name="two", sender="acc-ben"))
    lifecycle.start(world.ws, clone)
    world.until("2026-01-07 22:00")
    assert persons(world, clone) == set(people)
    assert world.view(clone).names == (CampaignName("two", "growth"),)


@pytest.mark.parametrize(
    ("name", "program"), [("Founders", "GROWTH"), ("ＦＯＵＮＤＥＲＳ", "growth"), ("founders", "Growth")]
)
def test_case_and_width_make_no_other_group(world: World, name: str, program: str) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    world.source(3)
    world.campaign(name="founders", program="growth", cohort=3)
    other = world.campaign(name=name, program=program, sender="acc-ben", cohort=3)
    world.until("2026-01-06 22:00")
    assert world.queue(other) == []


def test_a_requeue_checks_all_names(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    (one,) = world.source(1)
    ada = world.campaign(name="twins", cohort=1)
    world.sandbox.fault("not_found", kind="profile", account="acc-ada", remaining=1)
    world.until("2026-01-06 22:00")
    world.edit(ada, name="alone")
    ben = world.campaign(name="twins", sender="acc-ben", cohort=1)
    world.until("2026-01-07 22:00")
    assert persons(world, ben) == {one}
    with pytest.raises(RefusedError, match="taken by another campaign meanwhile"):
        queue_edit.requeue(world.ws, [int(world.queue(ada)[0].id)])


def test_verify_finds_who_was_invited_by_two_campaigns_of_a_group(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """With a draw and gate that compare present names only, two campaigns invite the same people: `verify` finds it."""
    world.member()
    world.member("Ben Ito", "acc-ben")
    world.source(20)
    world.campaign(name="twins", cohort=3)
    ben = world.campaign(name="twins", sender="acc-ben", cohort=3, slots=AFTERNOON)
    by_name, changed = '"them"."key" = "us"."key"', set[str]()
    kind: Any = type(world.ws.store.peewee)
    execute = kind.execute_sql

    def executed(database: Any, sql: str, params: Sequence[object] | None = None) -> object:
        if by_name in sql:
            changed.add(sql)
        return execute(database, sql.replace(by_name, '"them"."id" = "us"."id"'), params)

    with monkeypatch.context() as patch:
        patch.setattr(kind, "execute_sql", executed)
        world.edit(ben, name="alone")
        world.approve_drawn("2026-01-06")
        world.until("2026-01-07 22:00")
    assert len(changed) > 1
    assert len(world.invited()) == 6
    found = verify(world.ws).duplicates
    assert [finding.check for finding in found] == ["group"] * 3
    assert found[0].text == "Campaigns 1 and 2 share a name and program, and both invited one person."


def test_verify_knows_that_the_groups_were_two_when_both_invited(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    world.source(3)
    world.campaign(name="one", cohort=3)
    ben = world.campaign(name="two", sender="acc-ben", cohort=3)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert len(world.invited()) == 6
    world.edit(ben, name="one")
    world.check()


def test_a_withdrawn_person_is_held_in_the_group_for_21_days(world: World) -> None:
    world.member()
    world.member("Ben Ito", "acc-ben")
    (one,) = world.source(1)
    ada = world.campaign(name="twins", cohort=1)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    lifecycle.edit(world.ws, ada, replace(lifecycle.draft_of(world.ws, int(ada)), withdraw_after_days=2))
    world.until("2026-01-12 22:00")
    assert world.row(one, ada).status == "withdrawn"
    ben = world.campaign(name="twins", sender="acc-ben", cohort=1)
    world.until("2026-01-30 22:00")
    assert world.queue(ben) == []
    world.until("2026-02-06 22:00")
    assert persons(world, ben) == {one}


def test_dedupe_all_holds_over_names_and_members(worlds: Worlds) -> None:
    world = worlds(dedupe="all")
    world.member(day_cap=40)
    world.member("Ben Ito", "acc-ben")
    world.source(9)
    ids = [
        world.campaign(name=f"c{n}", sender=sender, cohort=3, slots=AFTERNOON if n == 2 else (slot(),))
        for n, sender in enumerate(["acc-ada", "acc-ben", "acc-ada"])
    ]
    world.until("2026-01-06 22:00")
    found = [persons(world, ident) for ident in ids]
    assert [len(one) for one in found] == [3, 3, 3]
    assert len(set.union(*found)) == 9
    assert sources.list_sources(world.ws)[0].left == 0


def test_a_placeholder_that_an_earlier_version_imported_is_not_read_nor_invited(world: World) -> None:
    world.member()
    people = world.source(4)
    with world.ws.store.write() as store:
        store.change("UPDATE contact SET public_id = 'unavailable', provider_id = NULL WHERE public_id = ?", people[0])
        store.change("UPDATE contact SET public_id = 'www.google.com' WHERE public_id = ?", people[1])
    campaign = world.campaign(cohort=2)
    world.approve_drawn("2026-01-06")
    world.until("2026-01-07 22:00")
    assert world.statuses(campaign)["cancelled"] == 2
    assert {row.reason for row in world.queue(campaign) if row.status == "cancelled"} == {"address.nobody"}
    assert sorted(world.invited()) == sorted(people[2:])
