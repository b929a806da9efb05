"""The number of people who have the values that the texts print, reported before anything is read or sent."""

from __future__ import annotations

from collections.abc import Sequence

from core.services.campaigns import value_counts
from core.services.campaigns.draft import StepDraft
from tests.support.draft import draft
from tests.support.world import World


def told(world: World, *steps: StepDraft, languages: tuple[str, ...] = ("en",), source: str = "people") -> list[str]:
    return value_counts.sentences(
        value_counts.of_draft(world.ws, draft(steps=steps, languages=languages, source=source))
    )


def test_people_without_a_value_of_the_invitation_are_counted(world: World) -> None:
    world.source(3, "linked-helper", columns={"Position": ["", "", ""], "Company": ["Acme", "Acme", ""]})
    text = "Hi {{ first_name }} at {{ headline }}, {{ position }} of {{ company or 'Acme' }}"
    assert told(world, StepDraft("invitation", 0, {"en": text}), source="linked-helper") == [
        "0 of 3 people in linked-helper have a position; 3 would be left out."
    ]
    counts = value_counts.of_draft(
        world.ws, draft(steps=(StepDraft("invitation", 0, {"en": text}),), source="linked-helper")
    )
    assert [(one.variable, one.people, one.have, one.left_out) for one in counts] == [
        ("company", 3, 2, 0),
        ("position", 3, 0, 3),
    ]


def test_later_steps_and_languages_are_told_apart(world: World) -> None:
    columns: dict[str, Sequence[str]] = {"Language": ["fr", "fr", "en", ""], "Town": ["Lyon", "", "", "Bath"]}
    world.source(4, columns=columns)
    invitation = StepDraft("invitation", 0, {"en": "Hi", "fr": "Salut {{ custom.town }}"})
    welcome = StepDraft("welcome", 1, {"en": "Thanks, {{ custom.town }}", "fr": "Merci"})
    assert told(world, invitation, welcome, languages=("en", "fr")) == [
        "1 of 2 people in people who are written to in fr has a custom.town; 1 would be left out.",
        (
            "1 of 2 people in people who are written to in en has a custom.town; "
            "1 would get no welcome, which ends their sequence."
        ),
    ]


def test_nothing_is_told_of_a_source_that_is_not_there(world: World) -> None:
    assert told(world, StepDraft("invitation", 0, {"en": "Hi {{ position }}"}), source="nowhere") == []
