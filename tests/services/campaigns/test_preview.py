"""The editor's preview: texts for real people, openings, the sender's week, and the check before saving."""

from __future__ import annotations

from typing import Any

import pytest

from core.rules.schedule import in_zone
from core.services.campaigns import lifecycle, preview
from core.services.campaigns.editor_data import Checked, check, choices, open_campaign, slots_in, zone_in, zones
from core.services.campaigns.file import parse_campaign
from core.store import members as member_rows
from tests.support.draft import slot
from tests.support.world import PARIS, World


def ids(world: World) -> tuple[int, int]:
    """Return the row ids of the member and the source."""
    with world.ws.store.read() as store:
        return int(store.scalar("SELECT id FROM member")), int(store.scalar("SELECT id FROM source"))


@pytest.fixture
def furnished(world: World) -> World:
    """Return a world with a member on a paid plan and a source of three."""
    world.member()
    world.source(3, columns={"City of birth": ["Oslo", "", "Rome"]})
    return world


def sample(world: World, kind: str, template: str, place: int = 0) -> preview.Sample:
    """Return a text for one of the people."""
    member, source = ids(world)
    with world.ws.store.read() as store:
        person = preview.people(store, source)[place]
        return preview.sample(store, kind, template, person.id, member_rows.get(store, member))


def test_a_text_is_shown_for_a_real_contact(furnished: World) -> None:
    found = sample(furnished, "invitation", "Hi {{ first_name }} from {{ custom.city_of_birth }}")
    assert (found.text, found.limit, found.length) == ("Hi People from Oslo", 300, 19)


def test_a_message_has_another_limit(furnished: World) -> None:
    assert sample(furnished, "welcome", "Hi").limit == 3000


def test_a_basic_account_has_shorter_notes(world: World) -> None:
    world.member(plan="basic")
    world.source(1)
    found = sample(world, "invitation", "x" * 201)
    assert found.limit == 200
    assert found.too_long
    assert found.length == 201
    assert "Too long" in found.words


@pytest.mark.parametrize(
    ("kind", "template", "words"),
    [
        ("invitation", " ", "without a note"),
        ("welcome", "", "No text yet"),
        ("invitation", "{% if company %}x{% endif %}", "without a note"),
        ("welcome", "{{ custom.city_of_birth }}", "custom.city_of_birth"),
        ("welcome", "{{ first_name", "Line 1"),
    ],
)
def test_without_a_text_it_says_why(furnished: World, kind: str, template: str, words: str) -> None:
    found = sample(furnished, kind, template, place=1)
    assert found.text is None
    assert words in found.words


def test_people_who_said_no_are_no_example(furnished: World) -> None:
    _member, source = ids(furnished)
    with furnished.ws.store.write() as store:
        store.change("UPDATE contact SET blocked_at = 1 WHERE id = (SELECT min(contact_id) FROM source_contact)")
    with furnished.ws.store.read() as store:
        assert len(preview.people(store, source)) == 2


def openings(world: World, campaign: int | None, *, zone: str = PARIS, start: str = "09:00") -> list[str]:
    """Return the next openings as local times of the zone."""
    with world.ws.store.read() as store:
        found = preview.openings(store, (slot(start),), zone, world.now, campaign=campaign)
    return [f"{in_zone(opening.opens, zone):%a %d %H:%M}" for opening in found]


def test_nothing_opens_on_the_creation_day(furnished: World) -> None:
    assert openings(furnished, None) == ["Tue 06 09:00", "Wed 07 09:00", "Thu 08 09:00", "Fri 09 09:00", "Mon 12 09:00"]


def test_openings_after_an_edit_keep_today_and_wait(furnished: World) -> None:
    campaign = int(furnished.campaign())
    furnished.until("2026-01-07 08:00")
    assert openings(furnished, campaign)[:2] == ["Wed 07 09:00", "Thu 08 09:00"]
    changed = openings(furnished, campaign, start="15:00")
    furnished.edit(str(campaign), slots=(slot("15:00"),))
    assert changed[:2] == ["Wed 07 09:00", "Thu 08 15:00"]
    assert openings(furnished, campaign, start="15:00") == changed


def test_the_week_counts_the_others_that_are_on(furnished: World) -> None:
    one = int(furnished.campaign(cohort=5))
    furnished.campaign(name="off", start=False)
    member, _source = ids(furnished)
    with furnished.ws.store.read() as store:
        row = member_rows.get(store, member)
        new = preview.fit(store, row, 20, (slot(),), None)
        same = preview.fit(store, row, 20, (slot(),), one)
    assert (new.wanted, new.fits) == (125, False)
    assert (same.wanted, same.fits) == (100, True)
    with furnished.ws.store.read() as store:
        shared = preview.note_share(store, "basic", same)
        assert shared.startswith("A basic account: 5 of about 430 invitations a month")
        assert "every invitation" in preview.note_share(store, "premium", same)
        assert "5 invitations a month" in preview.note_share(store, "basic", None)


def test_what_there_is_to_choose_from(furnished: World) -> None:
    furnished.campaign()
    found = choices(furnished.ws)
    assert [(member.name, member.plan) for member in found.members] == [("Ada Wong", "premium")]
    assert [(source.name, source.contacts) for source in found.sources] == [("people", 3)]
    assert (found.names, found.programs, found.zone) == (("founders",), ("growth",), PARIS)


def test_an_opened_campaign_knows_whether_its_sender_stays(furnished: World) -> None:
    campaign = int(furnished.campaign())
    assert not open_campaign(furnished.ws, campaign).sender_fixed
    furnished.until("2026-01-06 20:00")
    opened = open_campaign(furnished.ws, campaign)
    assert opened.sender_fixed
    assert (opened.draft, opened.sender_name) == (lifecycle.draft_of(furnished.ws, campaign), "Ada Wong")


def values(**changes: Any) -> dict[str, Any]:
    """Return a campaign in the shape of its file."""
    plain: dict[str, Any] = {
        "name": "n",
        "program": "p",
        "sender": "acc-ada",
        "source": "people",
        "time_zone": PARIS,
        "slots": [{"days": ["mon"], "start": "09:00", "minutes": 90}],
        "steps": [{"kind": "invitation", "text": {"en": "Hi {{ first_name }}"}}],
    }
    return {**plain, **changes}


def held(world: World, **changes: Any) -> Checked:
    """Return the result of the check."""
    with world.ws.store.read() as store:
        return check(store, values(**changes))


def test_the_check_is_the_one_of_the_file(furnished: World) -> None:
    found = held(furnished)
    assert found.faults == ()
    text = """name = "n"
program = "p"
sender = "acc-ada"
source = "people"
time_zone = "Europe/Paris"
slots = [{ days = ["mon"], start = "09:00", minutes = 90 }]
steps = [{ kind = "invitation", text = { en = "Hi {{ first_name }}" } }]
"""
    assert found.draft == parse_campaign(text, "file")


def test_faults_are_sentences_without_their_field(furnished: World) -> None:
    assert [(fault.field, fault.text) for fault in held(furnished, name="").faults] == [("name", "must not be empty.")]
    steps = [{"kind": "invitation", "text": {"en": "{{ nobody }}"}}]
    (fault,) = held(furnished, steps=steps).faults
    assert fault.field == "steps[0].text.en"
    assert fault.text.startswith("Line 1: there is no variable")


def test_what_is_archived_cannot_be_chosen_by_its_id_either(furnished: World) -> None:
    member, source = ids(furnished)
    with furnished.ws.store.write() as store:
        store.change("UPDATE member SET archived_at = 1")
        store.change("UPDATE source SET archived_at = 1")
    found = held(furnished, sender=str(member), source=str(source))
    assert [fault.text for fault in found.faults] == [
        "“Ada Wong” is archived: choose another member.",
        "“people” is archived: choose another source.",
    ]


def test_parts_that_are_right_are_used_whatever_else_is_wrong() -> None:
    wrong = values(name="", slots=[{"days": [], "start": "x", "minutes": "1"}, *values()["slots"]])
    assert slots_in(wrong) == (slot("09:00", 90, ("mon",)),)
    assert zone_in(wrong, "UTC") == PARIS
    assert zone_in({**wrong, "time_zone": "Nowhere"}, "UTC") is None
    assert zone_in({key: value for key, value in wrong.items() if key != "time_zone"}, "UTC") == "UTC"


def test_zones_are_found_by_any_part() -> None:
    assert zones("new york") == ["America/New_York"]
    assert zones("paris")[0] == PARIS
    assert len(zones("a")) == 6
