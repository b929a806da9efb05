"""The import of a contact file: path, preview, mapping, progress, and what it came to."""

from __future__ import annotations

from pathlib import Path

import pytest
from textual.widgets import Button, Input

from core.errors import UsageError
from core.services.audience import import_contacts
from core.workspace import Workspace
from tests.tui.support.driving import NARROW, Driven, driven, sql
from tests.tui.support.hostile import FILE, foreign, live_links, on_screen
from tests.tui.support.lists import cells, fault, keys, sees, visit, words
from tui.dialogs.import_file import ImportDialog, parse_mapping


async def opened(app: Driven, path: Path) -> None:
    """The dialog with a path in it."""
    await visit(app, "4")
    await app.press("i")
    assert isinstance(app.app.screen, ImportDialog)
    line(app, "path").value = str(path)
    await app.pilot.pause()


def line(app: Driven, name: str) -> Input:
    return app.app.screen.query_one(f"#{name}", Input)


@pytest.mark.parametrize("size", [NARROW, (120, 40)])
async def test_a_file_is_shown_before_it_is_imported(workspace: Workspace, size: tuple[int, int]) -> None:
    async with driven(workspace, size=size) as app:
        await opened(app, FILE)
        assert line(app, "name").value == "hostile"
        await app.press("enter")
        await sees(app, lambda: "rows" in words(app, "preview"))
        shown = words(app, "preview")
        assert shown.startswith("19 rows: 13 usable, 2 repeated, 4 refused\n")
        assert "first_name" in shown
        assert "line 11: no address" in shown
        assert foreign(on_screen(app.app)) == set()
        assert live_links(app.app) == []
        assert sql(workspace, "SELECT count(*) FROM source") == [(0,)]
        await app.press("enter")
        await sees(app, lambda: "Imported into" in words(app, "preview"))
        assert "13 added, 2 known, 4 refused, of 19 rows. 13 are new people." in words(app, "preview")
        await app.press("enter")
        await sees(app, lambda: keys(app) == ["1"])
        assert cells(app, "1")["left"] == "13"


async def test_the_same_file_again_adds_nobody(workspace: Workspace) -> None:
    import_contacts.import_file(workspace, FILE, "people")
    async with driven(workspace) as app:
        await opened(app, FILE)
        line(app, "name").value = "people"
        await app.press("ctrl+s")
        await sees(app, lambda: not app.app.screen.query_one("#import", Button).disabled)
        await app.press("ctrl+s")
        await sees(app, lambda: "0 added, 15 known" in words(app, "preview"))
        await app.press("escape")
    assert sql(workspace, "SELECT count(*) FROM contact") == [(13,)]


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"", "is empty"), (b"PK\x03\x04rest", "export it as CSV"), (None, "no file")],
)
async def test_a_broken_file_is_one_sentence_under_its_field(
    workspace: Workspace, tmp_path: Path, content: bytes | None, told: str
) -> None:
    path = tmp_path / "broken.csv"
    if content is not None:
        path.write_bytes(content)
    async with driven(workspace, size=NARROW) as app:
        await opened(app, path)
        await app.press("enter")
        await sees(app, lambda: told in fault(app, "path"))
        assert line(app, "path").value == str(path)
        assert app.app.screen.query_one("#import", Button).disabled
        path.write_text("URL\nhttps://www.linkedin.com/in/ada\n")
        await app.press("enter")
        await sees(app, lambda: words(app, "preview").startswith("1 rows: 1 usable"))
        assert fault(app, "path") == ""


async def test_a_mapping_can_be_changed(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_text("Who,Web=page,Firm\nAda,https://www.linkedin.com/in/ada,Acme\n")
    async with driven(workspace) as app:
        await opened(app, path)
        line(app, "map").value = "Web=page=address; nonsense"
        await app.press("enter")
        assert "“nonsense” is not COLUMN=FIELD" in fault(app, "map")
        line(app, "map").value = "Web=page=address; Who=nickname"
        await app.press("enter")
        await sees(app, lambda: "There is no field “nickname”" in fault(app, "map"))
        line(app, "map").value = "Web=page=address; Who=first_name; Firm=company"
        await app.press("enter")
        await sees(app, lambda: "Ada · Acme" in words(app, "preview"))
        line(app, "name").value = " "
        await app.press("ctrl+s")
        assert fault(app, "name") == "Give the source a name."
        line(app, "name").value = "mapped"
        await app.press("ctrl+s")
        await sees(app, lambda: "1 added" in words(app, "preview"))
    assert sql(workspace, "SELECT first_name, company FROM contact") == [("Ada", "Acme")]


async def test_what_was_read_is_forgotten_when_the_path_changes(workspace: Workspace) -> None:
    async with driven(workspace) as app:
        await opened(app, FILE)
        await app.press("enter")
        await sees(app, lambda: not app.app.screen.query_one("#import", Button).disabled)
        line(app, "path").value = ""
        await app.pilot.pause()
        assert app.app.screen.query_one("#import", Button).disabled
        await app.press("ctrl+s")
        assert fault(app, "path") == "Type the path of a contact file."
        await app.press("escape")
    assert sql(workspace, "SELECT count(*) FROM source") == [(0,)]


async def test_progress_is_told_in_text(workspace: Workspace, tmp_path: Path) -> None:
    async with driven(workspace) as app:
        await opened(app, tmp_path)
        dialog = app.app.screen
        assert isinstance(dialog, ImportDialog)
        dialog._begin()
        dialog.post_message(ImportDialog.Progress(500, 1000))
        await sees(app, lambda: "500 of 1,000 people" in words(app, "preview"))
        await app.press("escape")
        assert app.app.screen is dialog
        assert "The import runs" in fault(app, "")


def test_a_mapping_is_columns_and_fields() -> None:
    assert parse_mapping(" A=b ; C=d=e;; ") == {"A": "b", "C=d": "e"}
    for text in ("A", "A=", "=b"):
        with pytest.raises(UsageError) as caught:
            parse_mapping(text)
        assert caught.value.field == "map"
