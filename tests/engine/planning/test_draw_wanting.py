"""People who lack a value that only a file can give are not drawn; they are drawn once the value is known."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import product
from pathlib import Path

from core.engine.planning.render import text_of
from core.rules.language import choose
from core.services.audience import contact_edit, import_contacts
from core.services.audience.contact_file import HowToRead
from core.services.campaigns.draft import StepDraft
from core.store import campaigns, members
from core.store.views import candidates
from core.store.views.lacking_values import lacks_of_campaign
from tests.support.world import World, slugs

URL = "https://www.linkedin.com/in/"


def steps(text: str, **others: str) -> tuple[StepDraft, ...]:
    return (StepDraft("invitation", 0, {"en": text, **others}),)


def reads(world: World) -> int:
    count: int = world.sql("SELECT count(*) FROM journal WHERE kind = 'profile.read'")[0][0]
    return count


def test_a_person_who_lacks_a_value_stays_in_the_source_until_it_is_known(world: World) -> None:
    world.member()
    people = world.source(6, columns={"Position": ["CTO", "", "CEO", "", "", ""]})
    campaign = world.campaign(steps=steps("Hi {{ first_name }}, {{ position }}"))
    world.until("2026-01-06 22:00")
    assert world.statuses() == {"pending": 2}
    assert reads(world) == 2
    (problem,) = [one for one in world.view(campaign).summary.health.problems if one.code == "text.wanting"]
    assert (problem.severity, problem.count) == ("warning", 4)
    assert "position" in problem.text
    contact_edit.edit(world.ws, "2", {"position": "CFO"})
    path = world.folder / "later.csv"
    path.write_text(f"URL,Position\n{URL}{people[3]},COO\n", encoding="utf-8")
    import_contacts.import_file(world.ws, path, "people")
    world.until("2026-01-07 22:00")
    assert world.statuses() == {"pending": 4}
    assert reads(world) == 4
    world.check()


def test_missing_values_are_an_info_while_other_people_are_left(world: World) -> None:
    world.member()
    world.source(12, columns={"Position": ["", "", *["CTO"] * 10]})
    campaign = world.campaign(steps=steps("Hi {{ position }}"))
    (problem,) = [one for one in world.view(campaign).summary.health.problems if one.code == "text.wanting"]
    assert (problem.severity, problem.count) == ("info", 2)
    assert problem.text.startswith(
        "Of the next 12 people of “people”, 2 lack a value that the text uses, so they are not drawn: position"
    )


def test_a_profile_s_values_keep_nobody_in_the_source(world: World) -> None:
    world.member()
    world.source(2)
    world.campaign(steps=steps("Hi {{ headline }} in {{ location }}"))
    world.until("2026-01-06 22:00")
    assert world.statuses() == {"pending": 2}


def linked_helper(folder: Path) -> Path:
    """Write a file of 120 people as one tool exports it, whose column for the position has that tool's own name."""
    header = "id,profile_url,full_name,first_name,last_name,current_company,current_company_position"
    rows = [f"{n},{URL}pavel-hora-{n:03}x,Pavel{n} Hora,Pavel{n},Hora,Hora s.r.o.,CTO" for n in range(120)]
    path = folder / "05e_linked_helper_120.csv"
    path.write_text("\n".join([header, *rows]) + "\n", encoding="utf-8")
    return path


def test_a_file_without_the_value_is_reported_before_a_profile_is_read(world: World) -> None:
    """The mapping puts the column into `custom.role`, so nobody has the `position` that the text prints."""
    world.member()
    mapping = {"current_company_position": "custom.role"}
    import_contacts.import_file(world.ws, linked_helper(world.folder), "people", reading=HowToRead(mapping))
    campaign = world.campaign(steps=steps("Hi {{ first_name }}, {{ position }}"))
    (problem,) = [one for one in world.view(campaign).summary.health.problems if one.code == "text.wanting"]
    assert (problem.severity, problem.count) == ("warning", 120)
    world.until("2026-01-16 22:00")
    assert (world.queue(), reads(world), world.ledger()) == ([], 0, [])
    world.edit(campaign, steps=steps("Hi {{ first_name }}, {{ custom.role }}"))
    world.until("2026-01-19 22:00")
    assert len(world.queue()) == 5
    assert "text.wanting" not in world.codes(campaign)


def test_the_draw_takes_exactly_the_people_for_whom_the_text_can_be_written(world: World) -> None:
    """Each text is tested in the person's language, with its conditions and with further columns of the file."""
    world.member()
    choices = list(product(["", "en", "fr", "de"], ["", "Acme"], ["", "CTO"], ["", "Köln"]))
    languages, companies, positions, towns = (list(column) for column in zip(*choices, strict=True))
    columns: dict[str, Sequence[str]] = {
        "Language": languages,
        "Company": companies,
        "Position": positions,
        "Town": towns,
    }
    world.source(slugs("people", len(choices)), columns=columns)
    texts = {
        "en": "Hi {% if company %}{{ position }}{% else %}{{ custom.town }}{% endif %}",
        "fr": "Salut {{ position or custom.town }} {{ first_name }}",
    }
    campaign = world.campaign(steps=(StepDraft("invitation", 0, texts),), languages=("en", "fr", "de"))
    with world.ws.store.read() as store:
        row = campaigns.get(store, int(campaign))
        found = candidates.candidates(store, row, dedupe="group", withdrawn_after=0, limit=99)
        member = members.get(store, 1)
        can = []
        for number, (language, *_values) in enumerate(choices, 1):
            template = texts.get(choose(language, row.languages), texts["en"])
            if text_of(store, "invitation", template, number, member).text is not None:
                can.append(number)
        assert [person for person, _language in found] == can
        assert 0 < len(can) < len(choices)
        lacks = lacks_of_campaign(store, row.id)
        left = candidates.count_left(store, 1, row.id, 1, dedupe="group", withdrawn_after=0, most=99, lacks=lacks)
        assert left == len(can)
