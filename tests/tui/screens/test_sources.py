"""Forms for new segments and finders, and erasing a person."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from core.services.audience import finder_edit, finders, import_contacts
from core.services.members import members
from core.store.upkeep import copies
from core.workspace import Workspace
from tests.tui.support.driving import Driven, driven, sql
from tests.tui.support.hostile import FILE
from tests.tui.support.lists import cells, fault, keys, page, sees, visit, words


def put(app: Driven, **values: str) -> None:
    for name, text in values.items():
        app.app.screen.query_one(f"#{name}", Input).value = text


async def test_a_segment_is_made_in_its_form(workspace: Workspace) -> None:
    import_contacts.import_file(workspace, FILE, "people")
    async with driven(workspace) as app:
        await visit(app, "4")
        await app.press("n", "down", "enter")
        put(app, name="some", source="nowhere")
        await app.press("ctrl+s")
        await sees(app, lambda: "No source is called" in fault(app, "source"))
        put(app, source="people")
        await app.press("ctrl+s")
        await sees(app, lambda: keys(app) == ["1", "2"])
        assert (cells(app, "2")["kind"], cells(app, "2")["contacts"]) == ("segment", "13")


async def test_a_finder_is_made_in_its_form(workspace: Workspace) -> None:
    members.add(workspace, "Ada Wong", "acc-ada")
    async with driven(workspace) as app:
        await visit(app, "4")
        await app.press("n", "down", "down", "enter")
        put(app, name="ctos", owner="Ada Wong", keywords="cto", minutes="x")
        await app.press("ctrl+s")
        await sees(app, lambda: "not a number" in fault(app, "minutes"))
        put(app, minutes="3")
        await app.press("ctrl+s")
        await sees(app, lambda: fault(app, "minutes") == "Must be 5 or more, not 3.")
        assert "--" not in fault(app, "minutes")  # the message names no option of the command line
        put(app, name="", minutes="60")
        await app.press("ctrl+s")
        await sees(app, lambda: fault(app, "name") == "A source needs a name.")
        put(app, name="ctos", keywords="")
        await app.press("ctrl+s")
        await sees(app, lambda: fault(app, "url") == "A finder looks for one thing: give address or keywords.")
        put(app, keywords="cto")
        put(app, minutes="60")
        await app.press("ctrl+s")
        await sees(app, lambda: keys(app) == ["1", "2"])
        assert [cells(app, key)["kind"] for key in keys(app)] == ["finder", "segment"]
        assert sql(workspace, "SELECT next_at IS NOT NULL FROM finder") == [(1,)]


async def test_a_stopped_finder_says_so(workspace: Workspace) -> None:
    members.add(workspace, "Ada Wong", "acc-ada")
    finders.add(workspace, "ctos", "Ada Wong", keywords="cto")
    async with driven(workspace) as app:
        await visit(app, "4")
        await sees(app, lambda: "searches next on" in words(app, "detail"))
        finder_edit.stop(workspace, "ctos")
        app.app.refresh_page()
        await sees(app, lambda: "`overture finder start` lets it search again" in words(app, "detail"))
        await app.press("e")
        app.app.screen.query_one("#start", Input).value = "17"
        app.app.screen.query_one("#per-slot", Input).value = "12"
        await app.press("ctrl+s")
        await sees(app, lambda: sql(workspace, "SELECT per_slot FROM finder") == [(12,)])
        await app.press("e", "escape")
        assert app.app.screen is page(app)


async def test_a_person_is_erased_after_a_question(workspace: Workspace) -> None:
    import_contacts.import_file(workspace, FILE, "people")
    async with driven(workspace) as app:
        await visit(app, "5")
        first = keys(app)[0]
        await app.press("X")
        await app.press("escape")
        assert sql(workspace, "SELECT count(*) FROM contact WHERE name = '(forgotten)'") == [(0,)]
        await app.press("X")
        await app.press(*"erase", "enter")
        await sees(app, lambda: cells(app, first)["name"] == "(forgotten)")


async def test_an_erasure_says_what_still_holds_the_person(
    workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    import_contacts.import_file(workspace, FILE, "people")
    monkeypatch.setattr(copies, "free_bytes", lambda _folder: 0)
    (workspace.home.folder / "before-0001_initial.sqlite").write_bytes(b"a copy")
    async with driven(workspace) as app:
        said: list[str] = []
        monkeypatch.setattr(app.app, "say", said.append)
        await visit(app, "5")
        await app.press("X")
        await app.press(*"erase", "enter")
        await sees(app, lambda: bool(said))
        assert "Copies remain in the store itself for now." in said[0]
        assert "before-0001_initial.sqlite" in said[0]
