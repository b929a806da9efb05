"""The explanation of a campaign names what holds it back, now and (from the journal) at a past moment."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from core.errors import NotFoundError, UsageError
from core.rules.schedule import WEEKDAYS
from core.services.audience.contact_list import Reason, list_contacts
from core.services.campaigns import lifecycle
from core.services.explain.campaign_explained import explain
from core.services.explain.explained_words import leaves, run_reasons, run_sentence
from core.services.explain.member_explained import explain_member, member_named
from core.services.explain.person_explained import explain_person
from core.services.members import members
from core.services.typed_moment import past_moment
from core.store.engine import provider_state
from core.views.explain_view import Explanation
from tests.support.draft import INVITATION, WELCOME, slot
from tests.support.story import approved
from tests.support.world import PARIS, World, at

TOLD_LATER = ("key", "safe", "pause", "clock", "provider", "campaign", "account", "member", "network", "week", "slot")
"""Gates whose state is explained for a past moment exactly as it was explained then."""


def gate(view: Explanation, name: str) -> str:
    (found,) = [one for one in view.gates if one.gate == name]
    return found.state


def leaves_by_itself(world: World) -> str:
    world.member(day_cap=3)
    world.source(30)
    slots = [slot("09:00", 60, WEEKDAYS), slot("15:00", 60, WEEKDAYS)]
    return world.campaign(cohort=2, slots=slots, approval="off", steps=(INVITATION, WELCOME))


def test_an_explanation_of_the_past_equals_the_one_given_then(world: World) -> None:
    """Through stops, pauses and full days, a later explanation of a moment equals the one given at that moment."""
    ident = leaves_by_itself(world)
    acts: dict[str, Callable[[], object]] = {
        "2026-01-06 09:10": lambda: members.pause(world.ws, None, on=True),
        "2026-01-06 14:00": lambda: members.pause(world.ws, None, on=False),
        "2026-01-07 08:00": lambda: members.pause(world.ws, "Ada Wong", on=True),
        "2026-01-07 12:00": lambda: members.pause(world.ws, "Ada Wong", on=False),
        "2026-01-07 15:10": lambda: lifecycle.stop(world.ws, ident),
        "2026-01-08 07:00": lambda: lifecycle.start(world.ws, ident),
    }
    asked: list[Explanation] = []
    for day in range(5, 10):
        for clock in ("07:00", "08:00", "09:00", "09:10", "09:30", "12:00", "14:00", "15:05", "15:10", "21:00"):
            moment = f"2026-01-{day:02} {clock}"
            if at(moment) <= world.now:
                continue
            world.until(moment)
            asked.append(explain(world.ws, ident))
            if moment in acts:
                world.until(world.now + timedelta(seconds=1))
                acts[moment]()
                world.until(world.now + timedelta(seconds=1))
                asked.append(explain(world.ws, ident))
    invited = [entry.at for entry in world.ledger("invite")]
    assert len(invited) > 5
    _nothing_left_before(asked, invited, [at(moment) + timedelta(seconds=1) for moment in acts])
    for then in asked:
        told = explain(world.ws, ident, then.at)
        for name in TOLD_LATER:
            assert gate(told, name) == gate(then, name), (then.at, name)
        assert gate(told, "day") in (gate(then, "day"), "unknown"), then.at
        assert _drawn(told) == _drawn(then), then.at
        assert sum(told.people.values()) == 30
    assert any("send.planned" in one.people for one in asked)
    assert {one.first.gate for one in asked if one.first} >= {"pause", "member", "campaign", "day", "slot"}


def _drawn(view: Explanation) -> dict[str, int]:
    return {code: count for code, count in view.people.items() if code not in ("draw.waiting", "unrecorded")}


def _nothing_left_before(asked: list[Explanation], invited: list[datetime], acts: list[datetime]) -> None:
    """Check that nothing is sent between an explanation and its predicted moment, unless a person acts in between."""
    exact: list[bool] = []
    for view in asked:
        assert view.next is not None
        following = next((moment for moment in invited if moment >= view.at), None)
        acted = any(view.at <= moment <= (following or view.at) for moment in acts)
        if following is None or acted or view.next.needs:
            continue
        assert view.next.at is not None, view
        assert view.next.at <= following, view
        exact.append(following - view.next.at < timedelta(hours=1))
    assert len(exact) > 20
    assert sum(exact) > 0.8 * len(exact), "a moment that is far too early says nothing"


def test_everybody_has_one_reason_and_the_counts_sum_to_the_source(world: World) -> None:
    world.member()
    people = world.source(12)
    other = world.campaign(name="other", source="people", cohort=2)
    ident = world.campaign(name="first", source="people", cohort=3)
    world.approve_drawn("2026-01-06")
    with world.ws.store.write() as store:
        store.change("UPDATE contact SET blocked_at = 1 WHERE id = 12")
    world.until("2026-01-07 12:00")
    for campaign in (other, ident):
        view = explain(world.ws, campaign)
        assert sum(view.people.values()) == len(people)
        each = [explain_person(world.ws, campaign, str(contact)) for contact in range(1, len(people) + 1)]
        assert dict(Counter(one.reason for one in each)) == dict(view.people)
        assert view.left == sum(one.reason == "draw.waiting" for one in each)
        assert all(one.words for one in each)
    assert {"held.elsewhere", "contacted", "blocked", "draw.waiting"} <= set(view.people)


def test_each_past_count_of_people_opens_those_people(world: World) -> None:
    """At moments before, between and after draws, each count equals the number of people with that reason."""
    world.member()
    people = world.source(12)
    ident = world.campaign(cohort=3, approval="off", steps=(INVITATION, WELCOME))
    world.accepts(people[0])
    world.until("2026-01-09 12:00")
    everybody = [str(number) for number in range(1, len(people) + 1)]
    seen: set[str] = set()
    for moment in ("2026-01-04 12:00", "2026-01-05 23:00", "2026-01-06 10:20", "2026-01-07 23:00", "2026-01-09 11:00"):
        then = at(moment)
        told = explain(world.ws, ident, then)
        reasons = {person: explain_person(world.ws, ident, person, then).reason for person in everybody}
        assert dict(told.people) == dict(Counter(reasons.values())), moment
        seen |= set(told.people)
        for code in told.people:
            listed = list_contacts(world.ws, reason=Reason(ident, code, then), limit=100)
            assert [str(one.id) for one in listed] == [who for who in everybody if reasons[who] == code], (moment, code)
    assert seen >= {"unrecorded", "run.waiting", "contacted"}, seen


def test_people_who_left_the_source_count_beside_it(world: World) -> None:
    """People drawn by then are counted by their reason; all others who are now in the source are "not recorded"."""
    world.member()
    world.source(8)
    ident = world.campaign(cohort=3)
    world.until("2026-01-06 12:00")
    drawn = explain(world.ws, ident, at("2026-01-06 11:00")).people["approvals.wanting"]
    with world.ws.store.write() as store:
        store.change("DELETE FROM source_contact WHERE contact_id IN (SELECT contact_id FROM outreach)")
        store.change("UPDATE journal SET data = '{\"to\": \"odd\"}' WHERE kind = 'drawn' AND outreach_id = 1")
        store.change("DELETE FROM journal WHERE outreach_id = 1 AND kind <> 'drawn'")
    told = explain(world.ws, ident, at("2026-01-06 11:00"))
    assert dict(told.people) == {"approvals.wanting": drawn - 1, "unrecorded": 8 - drawn + 1}
    for code, count in told.people.items():
        assert len(list_contacts(world.ws, reason=Reason(ident, code, told.at), limit=100)) == count


def test_one_person_is_told_as_they_were(world: World) -> None:
    _, ident = approved(world, 3, cohort=1)
    world.until("2026-01-07 21:00")
    assert explain_person(world.ws, ident, "1").reason == "contacted"
    assert explain_person(world.ws, ident, "1", at("2026-01-06 12:00")).reason == "approvals.wanting"
    assert explain_person(world.ws, ident, "1", at("2026-01-05 12:00")).status is None
    world.source(1, "strangers")
    with pytest.raises(NotFoundError, match="is not in “people”"):
        explain_person(world.ws, ident, "4")


def test_a_member_is_told_by_campaign(world: World) -> None:
    leaves_by_itself(world)
    world.until("2026-01-06 23:00")
    day = explain_member(world.ws, "ada wong", at("2026-01-06 22:00"))
    assert day.sent == len(world.ledger("invite")) == 3
    assert [len(one.runs) for one in day.campaigns] == [2]
    assert run_sentence(day.campaigns[0].runs[0]).startswith("Tue 6 Jan 15:00: 1 of 2 planned, 1 sent. Short: 1 ")
    assert run_reasons(day.campaigns[0].runs[0]).startswith("Short: 1 ")
    assert member_named(world.ws, "founders") is None
    assert member_named(world.ws, "ada") == member_named(world.ws, "Ada Wong")
    assert explain_member(world.ws, "Wong", at("2026-01-06 22:00")) == day
    with pytest.raises(NotFoundError, match="No campaign or member"):
        member_named(world.ws, "nobody")


def test_the_day_of_a_member_has_all_runs_of_its_date_in_each_zone(world: World) -> None:
    """The last moment of the member's day falls in the middle of that date in an American campaign's zone."""
    world.member()
    world.source(30)
    world.campaign(cohort=1, slots=[slot("17:00", 60, WEEKDAYS)], approval="off", zone="America/Los_Angeles")
    world.until("2026-01-08 00:00")
    tuesday = explain_member(world.ws, "ada", past_moment("tue", "Europe/Paris", world.ws.now(), "--at"))
    assert [run.day.isoformat() for one in tuesday.campaigns for run in one.runs] == ["2026-01-06"]


def test_before_the_first_run_the_past_is_not_recorded_and_the_future_is_refused(world: World) -> None:
    ident = leaves_by_itself(world)
    world.until("2026-01-06 12:00")
    before = explain(world.ws, ident, at("2026-01-05 12:00"))
    assert (before.recorded, before.run, gate(before, "disk")) == (False, None, "unknown")
    with pytest.raises(UsageError, match="has passed"):
        explain(world.ws, ident, at("2026-01-07 12:00"))


def test_texts_that_wait_are_what_must_happen_first(world: World) -> None:
    world.member()
    world.source(10)
    ident = world.campaign(cohort=2, slots=[slot("09:00", 60, WEEKDAYS)])
    world.until("2026-01-06 12:00")
    view = explain(world.ws, ident)
    assert view.next is not None
    assert (view.next.at, view.next.needs) == (at("2026-01-07 09:00"), ("approval",))
    assert view.first is not None
    assert (view.first.gate, view.first.code) == ("people", "approvals.wanting")
    lifecycle.stop(world.ws, ident)
    stopped = explain(world.ws, ident)
    assert stopped.first is not None
    assert stopped.first.gate == "campaign"
    assert stopped.next is not None
    assert (stopped.next.at, stopped.next.needs) == (at("2026-01-07 09:00"), ("campaign", "approval"))


def test_an_opening_that_passed_is_not_told_as_one_to_come(world: World) -> None:
    ident = leaves_by_itself(world)
    world.until("2026-01-06 08:00")
    world.skip_to("2026-01-06 09:30")  # nobody ran an engine at 09:00
    (slots_gate,) = [one for one in explain(world.ws, ident).gates if one.gate == "slot"]
    assert slots_gate.words == "No run is open; the next opening is overdue since 09:00."


def test_the_next_send_awaits_what_ends_by_itself_and_needs_what_a_person_must_do(world: World) -> None:
    world.member()
    world.source(20)
    ident = world.campaign()
    world.until("2026-01-06 22:00")
    with world.ws.store.write() as store:
        provider_state.is_down(store, world.now, "503")
    down = explain(world.ws, ident)
    assert down.next is not None
    assert (down.next.needs, down.next.awaits) == (("approval",), ("provider",))
    assert "if the provider answers by then: Wed 7 Jan 09:00" in leaves(down, PARIS)
