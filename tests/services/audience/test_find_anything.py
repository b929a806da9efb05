"""Things that the palette finds by name."""

from __future__ import annotations

from core.services.audience.find_anything import find_anything
from core.services.campaigns import lifecycle
from tests.support.world import World


def found(world: World, text: str) -> list[tuple[str, str, bool]]:
    return [(one.kind, one.name, one.begins) for one in find_anything(world.ws, text)]


def test_everything_with_a_name_is_found_by_its_words(world: World) -> None:
    world.member("Zoë Wong")
    world.source(2, "zoe-list")
    world.campaign(sender="Zoë Wong", source="zoe-list", name="to Zoe", program="ZOE's")
    with world.ws.store.write() as store:
        store.change("UPDATE contact SET name = 'Zoé K', company = 'Acme' WHERE id = 1")
    assert found(world, "zoe") == [
        ("campaign", "to Zoe", False),
        ("member", "Zoë Wong", True),
        ("source", "zoe-list", True),
        ("program", "ZOE's", True),
        ("person", "Zoé K", True),
        ("person", "Zoe Person", True),
    ]
    assert found(world, "acme K") == [("person", "Zoé K", False)]
    assert found(world, '"status:') == []
    assert found(world, " ") == []
    lifecycle.archive(world.ws, "1")
    assert not any(kind == "campaign" for kind, _name, _begins in found(world, "to zoe"))
