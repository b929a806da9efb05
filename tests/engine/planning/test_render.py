"""The text of a step for one person: its language, its values, and the reasons for which it cannot be written."""

from __future__ import annotations

import pytest

from core.engine.planning import render
from core.engine.planning.render import Text
from core.services.campaigns.draft import StepDraft
from core.store import campaign_steps, campaigns, members
from tests.support.world import World


def text_of(world: World, template: str, kind: str = "message") -> Text:
    with world.ws.store.read() as store:
        return render.text_of(store, kind, template, 1, members.get(store, 1))


@pytest.fixture
def person(world: World) -> World:
    """Return a world with one contact, called People Person, without a company."""
    world.member(plan="basic")
    world.source(1)
    return world


@pytest.mark.parametrize(
    ("template", "text"),
    [("Hi {{ first_name }}", "Hi People"), ("Hi {{ company or 'there' }}", "Hi there")],
)
def test_values_come_from_the_contact(person: World, template: str, text: str) -> None:
    assert text_of(person, template) == Text(text)


@pytest.mark.parametrize(
    ("template", "kind", "refusal"),
    [
        pytest.param("Hi {{ company }}", "message", "text.missing:company", id="a value that is missing"),
        pytest.param("{% if company %}Hi{% endif %}", "message", "text.missing:text", id="an empty message"),
        pytest.param("{% if company %}Hi{% endif %}", "invitation", "", id="an empty note goes without one"),
        pytest.param("x" * 201, "invitation", "text.too_long", id="a note longer than a basic account may send"),
        pytest.param("x" * 200, "invitation", "", id="a note of just that length"),
        pytest.param("x" * 195 + "🚀" * 3, "invitation", "text.too_long", id="emoji count as two"),
        pytest.param("x" * 8001, "message", "text.unusable:", id="a template longer than a message may be"),
        pytest.param("Hi %FIRSTNAME%", "message", "text.foreign:%FIRSTNAME%", id="another tool's placeholder"),
    ],
)
def test_each_obstacle_to_a_text_is_named(person: World, template: str, kind: str, refusal: str) -> None:
    found = text_of(person, template, kind)
    assert found.refusal.startswith(refusal)
    assert bool(found.refusal) == bool(refusal)
    assert (found.text is None) == (bool(refusal) or template.startswith("{%"))


def test_the_template_is_in_the_persons_language_else_in_the_first(person: World) -> None:
    step = StepDraft("welcome", 1, {"en": "Thanks", "fr": "Merci"})
    ident = person.campaign(languages=("en", "fr"), steps=(StepDraft("invitation", 0, {}), step))
    with person.ws.store.read() as store:
        campaign = campaigns.get(store, int(ident))
        saved = campaign_steps.of_campaign(store, int(ident))[1]
        chosen = {code: render.template_of(saved, campaign, code) for code in ("fr", "en", "de", "")}
    assert chosen == {"fr": "Merci", "en": "Thanks", "de": "Thanks", "": "Thanks"}
