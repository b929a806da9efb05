"""The text shown in Approvals is the text that is approved and sent, and it is clean, for any values in a profile.

See docs/design.md#promises, 4.
"""

from __future__ import annotations

import contextlib
from collections.abc import Mapping
from dataclasses import asdict

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.engine import runner as engines
from core.errors import UsageError
from core.network.gateway import Profile
from core.services.campaigns.draft import StepDraft
from core.services.queue import approvals
from core.text import clean_block
from tests.support.budget import budget
from tests.support.draft import INVITATION
from tests.support.stub import Stub
from tests.support.world import World, Worlds, at

FIELDS = ("first_name", "last_name", "headline", "location", "company", "position")
HIDDEN = "\x1b]52;c;aGk=\x07\x00\u202e\u2066\u200b"
ODD = st.text(
    st.one_of(
        st.sampled_from("\x1b\x00\r\n\t\u202e\u200b\u200d\ufe0f\u0301\u0344\ud800{}é "),
        st.characters(exclude_categories=()),
    ),
    max_size=40,
)
PARTS = (
    "Hi {{ first_name }}",
    "{{ headline|truncate(40) }}",
    "{{ location or 'there' }}",
    "{{ name|upper }}\n",
    "{{ company|replace('a', last_name) }}",
    "{{ position|title|truncate(30) }}",
    "{{ '\\u0301' }}",
    "{{ name|lower }}",
)


def asked_about(world: World) -> dict[str, str | None]:
    """Return the texts that Approvals shows, by the person's public identifier."""
    return {str(row.contact.profile).rpartition("/")[2]: row.text for row in world.queue(status="pending")}


def check_sent(world: World, shown: dict[str, str | None], kind: str = "invite") -> None:
    sent = {entry.person: entry.text for entry in world.ledger(kind)}
    assert sent
    assert sent == {person: shown[person] for person in sent}
    for text in sent.values():
        assert text is None or clean_block(text, 10_000) == text
    delivered = dict(world.sql("SELECT c.public_id, d.text FROM delivery d JOIN contact c ON c.id = d.contact_id"))
    assert {person: delivered[person] for person in sent} == sent


def files_without_names(world: World, count: int) -> list[str]:
    """Add a source whose file has only addresses, so that all words come from profiles."""
    found = world.source(count)
    with world.ws.store.write() as store:
        store.change("UPDATE contact SET name = '', first_name = '', last_name = ''")
    return found


@pytest.mark.parametrize("what", ["hidden_words", "endless_words"])
def test_hidden_characters_of_a_profile_are_neither_approved_nor_sent(world: World, what: str) -> None:
    """Profiles hide a clipboard escape, characters that reverse a line, or a location of 40,001 characters."""
    world.member(plan="premium")
    files_without_names(world, 6)
    invitation = StepDraft("invitation", 0, {"en": "Hi {{ first_name|truncate(20) or 'there' }}, {{ location }}!"})
    welcome = StepDraft("welcome", 1, {"en": "{{ headline }} in\n{{ location|upper }}"})
    world.campaign(steps=(invitation, welcome), cohort=3)
    world.sandbox.fault(what, kind="profile")
    world.accepts(*(row for row in slugs_of(world)))
    world.until("2026-01-06 22:00")
    shown = asked_about(world)
    assert len(shown) >= 3
    world.approve()
    world.until("2026-01-07 22:00")
    check_sent(world, shown)
    assert max(len(row[0]) for row in world.sql("SELECT location FROM contact WHERE location <> ''")) <= 200
    world.until("2026-01-08 08:00")
    welcomes = asked_about(world)
    world.approve()
    world.until("2026-01-08 22:00")
    check_sent(world, shown | welcomes, "message")
    world.check()


def saying(profile: Profile, told: Mapping[str, str]) -> Profile:
    """Return the profile with some of its fields changed."""
    return Profile(**{**asdict(profile), **told})


def slugs_of(world: World) -> list[str]:
    return [row[0] for row in world.sql("SELECT public_id FROM contact ORDER BY id")]


@settings(max_examples=budget(4, 100), deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(
    st.lists(st.fixed_dictionaries(dict.fromkeys(FIELDS, ODD)), min_size=4, max_size=4),
    st.lists(st.sampled_from(PARTS), min_size=1, max_size=4),
    ODD,
)
def test_the_shown_text_is_sent_for_any_profile_and_template(
    worlds: Worlds, profiles: list[dict[str, str]], parts: list[str], by_hand: str
) -> None:
    world = worlds()
    world.member(plan="premium")
    people = files_without_names(world, 4)
    world.source(4, "well")
    world.campaign(steps=(StepDraft("invitation", 0, {"en": " ".join(parts)}),), cohort=4)
    world.campaign(name="well", source="well", steps=(INVITATION,), cohort=4)
    inner = world.gateway

    def read(account: str, identifier: str) -> Profile:
        seen = inner.profile(account, identifier)
        told = profiles[people.index(seen.public_id)] if seen.public_id in people else {}
        return saying(seen, told)

    world.gateway = Stub(inner, profile=read)
    world.until("2026-01-06 22:00")
    waiting = world.queue(status="pending")
    with contextlib.suppress(UsageError):  # what is too long, or a placeholder, is refused
        approvals.edit_text(world.ws, int(waiting[0].id), by_hand)
    shown = asked_about(world)
    world.approve()
    world.until("2026-01-07 22:00")
    check_sent(world, shown)
    world.check()
    world.close()


def test_a_profile_that_changes_later_does_not_change_what_was_approved(world: World) -> None:
    """A second campaign's read adds a location; the text that was approved before does not change."""
    world.member()
    world.member("Ben Ito", "acc-ben")
    people = world.source(2)
    told = {"location": ""}
    inner = world.gateway
    world.gateway = Stub(inner, profile=lambda account, who: saying(inner.profile(account, who), told))
    step = StepDraft("invitation", 0, {"en": "Hi {{ location or 'there' }}"})
    first = world.campaign(steps=(step,), cohort=2)
    world.until("2026-01-06 22:00")
    world.approve(first)
    told["location"] = f"Paris{HIDDEN}"
    world.campaign(name="other", program="other", sender="acc-ben", steps=(step,), cohort=2, approval="off")
    world.until("2026-01-09 22:00")
    texts = {(entry.account, entry.person): entry.text for entry in world.ledger("invite")}
    told_first, told_then = "Hi there", "Hi Paris"
    assert texts == {("acc-ada", who): told_first for who in people} | {("acc-ben", who): told_then for who in people}


def spoil(world: World, status: str) -> list[tuple[str, str]]:
    """Put invisible characters into stored texts, as an earlier version did; return them as they were."""
    hidden = HIDDEN if world.ws.store.in_file else HIDDEN.replace("\0", "")  # a server stores no NUL
    found = world.sql("SELECT id, text FROM outreach WHERE status = ? ORDER BY id", status)
    with world.ws.store.write() as store:
        for ident, text in found:
            store.change("UPDATE outreach SET text = ? WHERE id = ?", f"{hidden}{text}\u200b!", ident)
    return found


def test_texts_approved_with_hidden_characters_need_approval_again(world: World) -> None:
    """After an upgrade such a text, waiting or approved, is cleaned, and needs approval before it is sent."""
    world.member()
    world.source(8)
    campaign = world.campaign(steps=(INVITATION,), cohort=2)
    world.until("2026-01-06 22:00")
    world.approve()
    spoil(world, "approved")
    world.until("2026-01-07 22:00")
    assert world.ledger() == []
    asked = world.queue(status="pending")
    assert [(row.text, row.why, row.revision) for row in asked[:2]] == [
        ("Hi People!", "The text contained invisible characters, which were removed.", 2)
    ] * 2
    spoil(world, "pending")
    world.until("2026-01-08 08:00")
    shown = asked_about(world)
    assert all(text is not None and clean_block(text, 1000) == text for text in shown.values())
    world.approve(campaign)
    world.until("2026-01-09 22:00")
    check_sent(world, shown)
    world.check()


@pytest.mark.parametrize("approval", ["every-message", "off"])
def test_a_text_that_becomes_unclean_after_it_got_its_time_is_not_sent(world: World, approval: str) -> None:
    world.member()
    world.source(4)
    world.campaign(steps=(INVITATION,), cohort=2, approval=approval)
    world.until("2026-01-06 22:00" if approval == "every-message" else "2026-01-05 22:00")
    world.approve()
    day = "2026-01-07" if approval == "every-message" else "2026-01-06"
    with world.engine() as context:
        engines.advance(context, at(f"{day} 09:00"))
        spoilt = spoil(world, "scheduled")
        assert len(spoilt) == 2
        engines.advance(context, at(f"{day} 22:00"))
    assert world.ledger() == []
    if approval == "every-message":
        assert [row.reason for row in world.queue(status="pending")[:2]] == ["text.cleaned"] * 2
        world.approve()
    world.until("2026-01-08 22:00")
    texts = [entry.text for entry in world.ledger()]
    assert texts.count("Hi People!") == 2
    assert all(text is not None and clean_block(text, 1000) == text for text in texts)
    world.check()


def test_a_message_without_visible_characters_is_cancelled(world: World) -> None:
    world.member()
    people = world.source(2)
    world.campaign(cohort=2)
    world.accepts(*people)
    world.until("2026-01-06 22:00")
    world.approve()
    world.until("2026-01-07 22:00")
    with world.ws.store.write() as store:
        assert store.change("UPDATE outreach SET text = ? WHERE step = 1 AND status = 'pending'", "\u202e\u200b") == 2
    world.until("2026-01-08 22:00")
    assert {row.reason for row in world.queue(status="cancelled")} == {"text.missing:text"}
    assert world.ledger("message") == []
    world.check()
