"""The same refusal for several people in a row is not about them: calls are held, the people's statuses restored."""

from __future__ import annotations

from datetime import timedelta

import pytest

from core.network.gateway import Gate, Invited, Profile
from core.network.provider_errors import ErrorClass, ProviderError
from core.network.sandbox.faults import Kind
from core.rules.health import Problem
from core.services.audience import block_contacts, import_contacts
from core.services.members import members
from core.services.overview.status import status
from tests.support.draft import INVITATION, WELCOME, slot
from tests.support.story import lived_once
from tests.support.stub import Stub
from tests.support.world import World, at

PLAIN = "Hello there"


def problem(world: World, campaign: str, code: str) -> Problem:
    (found,) = [entry for entry in world.view(campaign).summary.health.problems if entry.code == code]
    return found


# -- profiles that LinkedIn does not show


@pytest.mark.parametrize("what", ["not_found", "resource_access_restricted", "other_id"])
def test_no_profile_at_all_holds_the_member_and_cancels_nobody(world: World, what: str) -> None:
    """Not even the control profile can be read: the hold is on the account, and nobody is cancelled."""
    world.member()
    people = world.source(40)
    campaign = world.campaign(cohort=10)
    world.sandbox.fault(what, kind="profile", until=at("2026-01-08 22:30"))
    world.until("2026-01-08 22:00")
    assert world.statuses() == {"queued": 14}  # ten, and four who were drawn in place of those not found
    assert {row.reason for row in world.queue()} <= {None, "profiles.unreadable"}
    # Five and a control profile on the first day, one on each of the next two.
    assert world.sql("SELECT count(*) FROM journal WHERE kind = 'profile.read'") == [(8,)]
    health = world.view(campaign).summary.health
    assert health.state == "errors"
    assert problem(world, campaign, "profiles.unreadable").severity == "error"
    (hold,) = status(world.ws).holds
    assert (hold.code, hold.campaign, hold.member) == ("profiles.unreadable", None, "Ada Wong")
    world.reopen()
    world.until("2026-01-12 22:00")
    # The fault is over: the next profile that is tried is found, then all the others.
    assert world.statuses() == {"pending": 20}
    assert "profiles.unreadable" not in world.codes(campaign)
    assert {str(row.contact.profile).rsplit("/", 1)[1] for row in world.queue()} == set(people[:20])
    world.check()


def test_a_source_of_dead_addresses_holds_its_campaign_only(world: World) -> None:
    world.member()
    dead = world.source(12, "dead")
    world.source(12, "alive")
    for slug in dead:
        world.sandbox.fault("not_found", kind="profile", person=slug)
    one = world.campaign(name="dead", source="dead", cohort=8, slots=(slot("10:00", 60),))
    two = world.campaign(name="alive", source="alive", cohort=5)
    world.until("2026-01-06 22:00")
    assert world.statuses(one) == {"queued": 12}
    assert world.statuses(two) == {"pending": 5}
    found = problem(world, one, "source.unreadable")
    assert "dead" in str(found.text)
    assert "User not found" in str(found.text)
    assert found.words
    assert world.codes(two) & {"source.unreadable", "profiles.unreadable"} == set()
    # While the hold lasts, no profile is read in a loop, and nobody is drawn.
    world.until("2026-01-07 22:00")
    assert world.statuses(one) == {"queued": 12}
    world.check()


def test_an_import_into_the_source_ends_what_holds_its_reading(world: World) -> None:
    world.member()
    dead = world.source(6, "mixed")
    for slug in dead:
        world.sandbox.fault("not_found", kind="profile", person=slug)
    campaign = world.campaign(source="mixed", cohort=6)
    world.until("2026-01-06 22:00")
    assert "profiles.unreadable" in world.codes(campaign) | {"profiles.unreadable"}
    assert world.statuses() == {"queued": 6}
    world.sandbox.clear_faults()
    path = world.folder / "more.csv"
    path.write_text("First Name,Last Name,URL\nNora,New,https://www.linkedin.com/in/nora-new-1x\n", encoding="utf-8")
    import_contacts.import_file(world.ws, path, "mixed")
    world.until("2026-01-06 23:00")
    assert world.statuses() == {"pending": 6}
    world.check()


def test_four_not_found_and_a_success_are_about_four_people(world: World) -> None:
    world.member()
    people = world.source(40)
    for slug in people[:4]:
        world.sandbox.fault("not_found", kind="profile", person=slug)
    campaign = world.campaign(cohort=6)
    world.until("2026-01-06 22:00")
    assert world.statuses() == {"cancelled": 4, "pending": 6}
    assert {world.row(slug).reason for slug in people[:4]} == {"not.found"}
    assert world.codes(campaign) & {"source.unreadable", "profiles.unreadable"} == set()
    world.check()


def test_after_a_success_people_who_are_gone_are_cancelled(world: World) -> None:
    """Five dead addresses at the head of a good list: two days later the others are invited, the five cancelled."""
    world.member()
    people = world.source(40)
    for slug in people[:5]:
        world.sandbox.fault("not_found", kind="profile", person=slug)
    campaign = world.campaign(cohort=8)
    world.until("2026-01-06 22:00")
    assert {world.row(slug).status for slug in people[:5]} == {"queued"}
    world.until("2026-01-08 22:00")
    assert {world.row(slug).status for slug in people[:5]} == {"cancelled"}
    assert world.statuses()["pending"] >= 8
    assert world.codes(campaign) & {"source.unreadable", "profiles.unreadable"} == set()
    world.check()


def test_profiles_that_are_refused_otherwise_are_not_asked_for_again_and_again(world: World) -> None:
    world.member()
    world.source(40)
    campaign = world.campaign(cohort=6)

    def profile(account: str, identifier: str) -> Profile:
        asked.append(identifier)
        raise ProviderError(ErrorClass.unknown, 422, "unprocessable_entity", "Unprocessable", "no such field")

    asked: list[str] = []
    world.gateway = Stub(world.gateway, profile=profile)
    world.until("2026-01-06 22:00")
    first_day = len(asked)
    assert len(set(asked)) == 3
    world.until("2026-01-08 22:00")
    assert world.statuses() == {"queued": 6}
    assert len(asked) == first_day + 2  # one a day
    assert "no such field" in str(problem(world, campaign, "source.unreadable").text)
    world.check()


# -- sends that are refused


@lived_once
def ready(world: World, count: int = 6) -> tuple[list[str], str]:
    """Return `count` people approved for Wednesday's run, and the campaign; it is Tuesday 22:00."""
    world.member()
    people = world.source(40)
    campaign = world.campaign(cohort=count)
    assert world.approve_drawn("2026-01-06") == count
    return people, campaign


@pytest.mark.parametrize(
    "what", ["invalid_parameters", "invalid_recipient", "user_unreachable", "too_many_characters", "already_connected"]
)
def test_three_equal_refusals_make_a_hold_and_fail_nobody(world: World, what: str) -> None:
    people, campaign = ready(world)
    world.sandbox.fault(what, kind="invite", until=at("2026-01-08 20:00"))
    world.until("2026-01-07 22:00")
    assert {world.row(slug).status for slug in people[:6]} == {"approved"}
    run = world.run(campaign, "2026-01-07")
    assert (run.invitations.planned, run.invitations.sent, run.invitations.in_doubt) == (6, 0, 0)
    assert run.invitations.not_sent["sending.refused"] == 4  # the third, and the three who had a send time
    found = problem(world, campaign, "sending.refused")
    assert found.severity == "error"
    assert str(found.words) in str(found.text) + "."
    assert world.sql("SELECT count(*) FROM delivery") == [(3,)]
    world.reopen()
    world.until("2026-01-08 22:00")
    # A day later one other person was tried; all stay approved.
    assert world.sql("SELECT count(*), count(DISTINCT outreach_id) FROM delivery") == [(4, 4)]
    assert {world.row(slug).status for slug in people[:6]} == {"approved"}
    assert "provider.down" not in world.codes(campaign)
    world.until("2026-01-09 22:00")
    # The next trial succeeds: the hold ends, and the others leave on the next day.
    assert "sending.refused" not in world.codes(campaign)
    world.until("2026-01-13 22:00")
    assert sorted(world.invited()) == sorted(people[:6])
    world.check()


def test_a_held_campaign_sends_nothing_in_the_days_later_runs(world: World) -> None:
    """The gate refuses what a later run of the same day planned, though the network is well again."""
    world.member()
    people = world.source(40)
    slots = (slot("09:00", 60), slot("14:00", 60))
    campaign = world.campaign(cohort=6, slots=slots, steps=(INVITATION,))
    world.approve_drawn("2026-01-06")
    world.sandbox.fault("invalid_parameters", kind="invite", until=at("2026-01-07 12:00"))
    world.until("2026-01-07 22:00")
    assert world.ledger() == []
    assert world.runs(campaign)[-1].invitations.not_sent == {"sending.refused": 6}
    assert world.sql("SELECT count(*) FROM delivery") == [(3,)]
    world.until("2026-01-09 22:00")
    assert set(people[:6]) <= set(world.invited())
    world.check()


def test_two_equal_refusals_and_a_success_are_about_two_people(world: World) -> None:
    people, campaign = ready(world)
    for slug in people[:2]:
        world.sandbox.fault("invalid_recipient", kind="invite", person=slug)
    world.until("2026-01-07 22:00")
    assert {world.row(slug).status for slug in people[:2]} == {"failed"}
    assert sorted(world.invited()) == sorted(people[2:6])
    assert "sending.refused" not in world.codes(campaign)
    world.check()


def test_a_person_refused_again_after_others_passed_fails(world: World) -> None:
    """Three unreachable people at the head of the queue fail once others were invited; they cause only one hold."""
    people, campaign = ready(world)
    for slug in people[:3]:
        world.sandbox.fault("invalid_recipient", kind="invite", person=slug)
    world.until("2026-01-14 22:00")
    assert {world.row(slug).status for slug in people[:3]} == {"failed"}
    assert sorted(world.invited()) == sorted(people[3:6])
    assert "sending.refused" not in world.codes(campaign)
    assert world.sql("SELECT count(*) FROM journal WHERE kind = 'hold.set'") == [(1,)]
    world.check()


@pytest.mark.parametrize(
    ("klass", "type_"),
    [(ErrorClass.unknown, "unprocessable_entity"), (ErrorClass.unknown, None), (ErrorClass.uncertain, None)],
)
def test_an_unknown_refusal_for_everybody_holds_too(world: World, klass: ErrorClass, type_: str | None) -> None:
    """The first three people are looked up, since the refusal's meaning is unknown; then all are approved again."""
    people, campaign = ready(world)
    world.invite_outside("somebody-known-1x")  # positive control: the list shows a known invitation
    real = world.gateway
    asked: list[str] = []

    def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
        if world.now < at("2026-01-12 08:00"):
            gate()
            asked.append(person)
            raise ProviderError(klass, 422, type_, "Unprocessable")
        return real.invite(account, person, text, gate)

    world.gateway = Stub(real, invite=invite)
    world.until("2026-01-07 22:00")
    assert len(asked) == 3
    assert {world.row(slug).status for slug in people[:6]} == {"approved"}
    assert "sending.refused" in world.codes(campaign)
    assert "provider.down" not in world.codes(campaign)
    world.until("2026-01-09 22:00")
    assert len(asked) == 5
    assert {world.row(slug).status for slug in people[:6]} == {"approved"}
    world.until("2026-01-14 22:00")
    assert set(people[:6]) <= set(world.invited())
    world.check()


def test_refused_messages_hold_messages_only(world: World) -> None:
    world.member()
    people = world.source(8)
    world.accepts(*people[:4])
    campaign = world.campaign(cohort=4, approval="off", steps=(INVITATION, WELCOME))
    world.sandbox.fault("no_connection_with_recipient", kind="message", until=at("2026-01-08 20:00"))
    world.until("2026-01-07 22:00")
    assert {world.row(slug).status for slug in people[:4]} == {"approved"}
    assert len(world.ledger("invite")) == 8
    assert "messages" in str(problem(world, campaign, "sending.refused").text)
    world.until("2026-01-14 22:00")
    assert sorted(entry.person for entry in world.ledger("message")) == sorted(people[:4])
    world.check()


def test_a_second_campaign_with_the_same_refusal_holds_the_member(world: World) -> None:
    world.member(day_cap=40)
    world.source(20, "one")
    world.source(20, "two")
    campaigns = [
        world.campaign(name=name, source=name, cohort=5, slots=(slot(f"{hour:02}:00", 90),), steps=(INVITATION,))
        for name, hour in (("one", 9), ("two", 12))
    ]
    world.approve_drawn("2026-01-06")
    world.sandbox.fault("invalid_parameters", kind="invite")
    world.until("2026-01-07 11:00")
    assert [("sending.refused" in world.codes(one), "member.refused" in world.codes(one)) for one in campaigns] == [
        (True, False),
        (False, False),
    ]
    world.until("2026-01-07 22:00")
    assert all("member.refused" in world.codes(one) for one in campaigns)
    assert {row.status for row in world.queue() if row.reason} == {"approved"}
    assert world.sql("SELECT count(*) FROM delivery") == [(6,)]
    world.until("2026-01-08 22:00")
    assert world.sql("SELECT count(*) FROM delivery") == [(7,)]  # one trial for the whole member
    world.check()


@pytest.mark.parametrize("by", ["edit", "resume"])
def test_an_edit_or_a_resume_ends_a_hold(world: World, by: str) -> None:
    people, campaign = ready(world)
    world.sandbox.fault("invalid_parameters", kind="invite", until=at("2026-01-07 20:00"))
    world.until("2026-01-07 22:00")
    assert "sending.refused" in world.codes(campaign)
    if by == "edit":
        world.edit(campaign, steps=(INVITATION.__class__("invitation", 0, {"en": PLAIN}),))
    else:
        members.pause(world.ws, None, on=False)
    assert "sending.refused" not in world.codes(campaign)
    world.until("2026-01-08 22:00")
    assert sorted(world.invited()) == sorted(people[:6])
    world.check()


def test_no_status_is_restored_against_a_persons_decision(world: World) -> None:
    _people, campaign = ready(world)
    world.sandbox.fault("invalid_parameters", kind="invite")
    world.until("2026-01-07 09:00")
    while world.sql("SELECT count(*) FROM delivery") == [(0,)]:
        world.until(world.now + timedelta(minutes=1))
    (failed,) = world.queue(status="failed")
    block_contacts.block(world.ws, str(failed.contact.id))
    world.until("2026-01-07 22:00")
    assert world.queue(campaign, status="failed")[0].id == failed.id
    assert world.statuses()["approved"] == 5
    world.check()


# -- texts that cannot be written


def test_a_cohort_without_a_single_text_stops_the_draw(world: World) -> None:
    world.member()
    world.source(40, columns={"Hobby": [*[""] * 39, "chess"]})
    # The draw does not evaluate comparisons; otherwise it would not take people without a hobby.
    words = "You {% if custom.hobby == 'go' %}play{% else %}like {{ custom.hobby }}{% endif %}"
    text = INVITATION.__class__("invitation", 0, {"en": words})
    campaign = world.campaign(cohort=5, steps=(text,))
    world.until("2026-01-06 22:00")
    assert world.statuses() == {"cancelled": 5, "queued": 4}
    found = problem(world, campaign, "draw.held")
    assert found.severity == "error"
    assert "custom.hobby" in str(found.text)
    assert "texts.failing" not in world.codes(campaign)
    world.until("2026-01-09 22:00")
    assert world.statuses() == {"cancelled": 5 + 3, "queued": 1}  # one a day
    world.edit(campaign, steps=(INVITATION,))
    assert "draw.held" not in world.codes(campaign)
    world.until("2026-01-12 22:00")
    assert world.statuses()["pending"] == 6  # the person who was queued, and a cohort of five
    world.check()


def test_a_placeholder_that_an_earlier_version_saved_is_sent_to_nobody(world: World) -> None:
    world.member()
    world.source(40)
    campaign = world.campaign(cohort=5, approval="off", steps=(INVITATION,))
    with world.ws.store.write() as store:
        store.change("UPDATE step SET texts = ?", '{"en": "Hi {first_name}, shall we connect?"}')
    world.until("2026-01-09 22:00")
    assert world.ledger() == []
    found = problem(world, campaign, "draw.held")
    assert "The text contains {first_name}, another tool's placeholder" in str(found.text)
    world.edit(campaign, steps=(INVITATION,))
    world.until("2026-01-13 22:00")
    assert len(world.ledger()) >= 5
    world.check()


@pytest.mark.parametrize(
    ("template", "says"),
    [
        (r"Hi {{ '\\ud800' }}", "Line 1: a text in quotes holds U+D800, an invisible character: remove it"),
        (r"Hi {{ first_name }}{{ '\\u202e' }}", "U+202E"),
        ("Hi {{ 1e999 }}", "only whole numbers are allowed"),
        ("Hi {{ company or 99999 }}", "a number is larger than 8000"),
        ("{% if name %}Hi", "{% if %} is never closed"),
    ],
)
def test_a_text_that_an_earlier_version_saved_is_sent_to_nobody(world: World, template: str, says: str) -> None:
    """Only the campaign concerned reports it; another campaign continues."""
    world.member()
    world.member("Ben Ito", "acc-ben")
    world.source(40)
    spoilt = world.campaign(cohort=5, approval="off", steps=(INVITATION,))
    well = world.campaign(name="beside", program="p", sender="Ben Ito", cohort=5, approval="off", steps=(INVITATION,))
    with world.ws.store.write() as store:
        store.change("UPDATE step SET texts = ? WHERE campaign_id = ?", f'{{"en": "{template}"}}', spoilt)
    world.until("2026-01-09 22:00")
    assert {row.campaign for row in world.queue() if row.sent_at} == {"beside"}
    found = problem(world, spoilt, "draw.held")
    assert "The text cannot be used as it is written: " in str(found.text)
    assert says in str(found.text)
    assert "draw.held" not in world.codes(well)
    world.check()


def test_a_message_that_an_earlier_version_saved_is_named(world: World) -> None:
    world.member()
    people = world.source(4)
    campaign = world.campaign(cohort=2, approval="off", steps=(INVITATION, WELCOME))
    with world.ws.store.write() as store:
        store.change("UPDATE step SET texts = ? WHERE position = 1", '{"en": "Thanks {{ company or 1e999 }}"}')
    world.accepts(*people)
    world.until("2026-01-06 22:00")
    assert world.statuses()["cancelled"] == 2
    found = problem(world, campaign, "text.broken")
    assert (found.severity, found.count) == ("error", 2)
    assert "only whole numbers are allowed" in str(found.words)
    world.edit(campaign, steps=(INVITATION, WELCOME))
    world.until("2026-01-09 22:00")
    assert len(world.ledger("message")) == 2
    assert "text.broken" not in world.codes(campaign)
    world.check()


KINDS: tuple[tuple[str, Kind], ...] = (("not_found", "profile"), ("invalid_recipient", "invite"))


@pytest.mark.parametrize(("what", "kind"), KINDS)
def test_what_is_held_is_not_due_again_and_again(world: World, what: str, kind: Kind) -> None:
    """A sleeping engine has nothing of a held campaign on its agenda before the next day's trial."""
    ready(world)
    world.sandbox.fault(what, kind=kind)
    world.until("2026-01-07 22:00")
    steps: list[int] = []
    with world.ws.store.read() as store:
        from core.store.views import agenda

        steps = [1 for due in agenda.upcoming(store, 40) if due.at < world.now and due.kind.value[0] in "78"]
    assert steps == []
