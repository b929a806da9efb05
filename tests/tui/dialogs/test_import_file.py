"""The dialog that imports a contact file: path, preview, mapping, progress and result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from textual.widgets import Button, Checkbox, Input

from core.errors import UsageError
from core.services.audience import import_contacts
from core.services.audience.import_batch import import_batch
from core.services.members import members
from core.workspace import Workspace
from tests.tui.support.driving import NARROW, Driven, driven, sql
from tests.tui.support.hostile import FILE, foreign, live_links, on_screen
from tests.tui.support.lists import cells, fault, keys, sees, visit, words
from tui.dialogs.file_picker import ContactFiles, FilePicker
from tui.dialogs.import_file import ImportDialog, parse_mapping, parse_reading
from tui.widgets.field_suggester import FieldSuggester

FIELD = Path(__file__).parents[2] / "data" / "field"


async def opened(app: Driven, path: Path) -> None:
    """Open the dialog with a path in it."""
    await visit(app, "4")
    await app.press("n", "enter")
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
        assert shown.startswith("19 rows: 13 would be added, 2 known, 4 refused; 13 new people\n")
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
        await sees(app, lambda: words(app, "preview").startswith("1 row: 1 would be added"))
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
        await sees(app, lambda: "Hi Ada," in words(app, "preview"))
        line(app, "name").value = " "
        await app.press("ctrl+s")
        assert fault(app, "name") == "Give the source a name."
        line(app, "name").value = "mapped"
        await app.press("ctrl+s")
        await sees(app, lambda: "Hi Ada," in words(app, "preview"))
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
        assert fault(app, "path") == "Type the path of a contact file, or press ctrl+o to choose one."
        await app.press("escape")
    assert sql(workspace, "SELECT count(*) FROM source") == [(0,)]


async def test_progress_is_told_in_text(workspace: Workspace, tmp_path: Path) -> None:
    async with driven(workspace) as app:
        await opened(app, tmp_path)
        dialog = app.app.screen
        assert isinstance(dialog, ImportDialog)
        dialog._begin()
        dialog.post_message(ImportDialog.Progress(500, 1000))
        await sees(app, lambda: "500 of 1,000 lines" in words(app, "preview"))
        await app.press("escape")
        assert app.app.screen is dialog
        assert "Stopping after the rows" in fault(app, "")


async def test_an_import_is_stopped_and_goes_on(
    workspace: Workspace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = "".join(f"Ada,https://www.linkedin.com/in/ada-{n}\n" for n in range(6))
    path = tmp_path / "people.csv"
    path.write_text(f"First Name,URL\n{rows}")
    monkeypatch.setattr(import_contacts, "BATCH", 2)
    async with driven(workspace) as app:
        await opened(app, path)
        await app.press("enter")
        await sees(app, lambda: "6 would be added" in words(app, "preview"))
        dialog = app.app.screen
        assert isinstance(dialog, ImportDialog)
        with monkeypatch.context() as patch:
            batch = import_batch

            def escaped(*args: Any, **options: Any) -> Any:
                app.app.call_from_thread(dialog.action_cancel)
                return batch(*args, **options)

            patch.setattr(import_contacts, "import_batch", escaped)
            await app.press("ctrl+s")
            await sees(app, lambda: "was stopped at row 2" in words(app, "preview"))
        await sees(app, lambda: "was stopped at row 2" in words(app, "preview"))
        assert "Import continues there, now or later." in words(app, "preview")
        assert sql(workspace, "SELECT count(*) FROM contact") == [(2,)]
        await app.press("ctrl+s")
        await sees(app, lambda: "6 added" in words(app, "preview"))
    assert sql(workspace, "SELECT count(*) FROM contact") == [(6,)]


async def test_known_people_are_updated_and_a_members_own_connections_noted(
    workspace: Workspace, tmp_path: Path
) -> None:
    members.add(workspace, "Ben Ito", "acc-ben")
    path = tmp_path / "people.csv"
    path.write_text("First Name,Company,URL\nAda,Acme,https://www.linkedin.com/in/ada\n")
    import_contacts.import_file(workspace, path, "people")
    path.write_text("First Name,Company,URL\nAda,Umbra,https://www.linkedin.com/in/ada\n")
    async with driven(workspace, size=NARROW) as app:
        await opened(app, path)
        await app.press("enter")
        await sees(app, lambda: "“Update known people” uses them" in words(app, "preview"))
        app.app.screen.query_one("#update", Checkbox).value = True
        line(app, "connections").value = "Nobody"
        line(app, "path").focus()
        await app.press("enter")
        await sees(app, lambda: "Nobody" in fault(app, "connections"))
        line(app, "connections").value = "Ben Ito"
        await app.press("enter")
        await sees(app, lambda: "1 person with Ben Ito" in words(app, "preview"))
        await app.press("ctrl+s")
        await sees(app, lambda: "Imported into" in words(app, "preview"))
    assert sql(workspace, "SELECT company FROM contact") == [("Umbra",)]
    assert sql(workspace, "SELECT count(*) FROM connection") == [(1,)]


def test_a_mapping_is_columns_and_fields() -> None:
    assert parse_mapping(" A=b ; C=d=e;; ") == {"A": "b", "C=d": "e"}
    for text in ("A", "A=", "=b"):
        with pytest.raises(UsageError) as caught:
            parse_mapping(text)
        assert caught.value.field == "map"


def test_how_to_read_is_an_encoding_and_a_sheet() -> None:
    assert parse_reading("") == (None, None)
    assert parse_reading(" encoding = cp1251 ; sheet=A=b; ") == ("cp1251", "A=b")
    for text in ("cp1251", "encoding=", "colour=red"):
        with pytest.raises(UsageError) as caught:
            parse_reading(text)
        assert caught.value.field == "reading"


async def test_an_encoding_is_asked_for_and_given(workspace: Workspace, tmp_path: Path) -> None:
    path = tmp_path / "people.csv"
    path.write_bytes("First Name,URL\nKęstutis,https://www.linkedin.com/in/k-x1\n".encode("cp1257"))
    async with driven(workspace, size=NARROW) as app:
        await opened(app, path)
        await app.press("enter")
        await sees(app, lambda: "Read as: encoding=windows-1252" in fault(app, "reading"))
        line(app, "reading").value = "encoding=windows-1257"
        await app.press("enter")
        await sees(app, lambda: "Hi Kęstutis," in words(app, "preview"))
        assert "windows-1257 text, separated by commas, header in line 1" in words(app, "preview")
    assert sql(workspace, "SELECT count(*) FROM source") == [(0,)]


@pytest.mark.parametrize("size", [NARROW, (140, 40)])
@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("04_url_is_website.csv", ("2 would be added", "custom.url", "none of its 2 cells", "Hi Mara,")),
        ("10b_whole_lines_quoted.csv", ("3 × whole lines in quotation marks", "Hi Ida,")),
        ("10h_mojibake.csv", ("JÃ¶rg → Jörg", "the rarest kinds first", "Hi Jörg,")),
        ("10i_cp1251.csv", ("a guess; encoding=… in “Read as” changes it", "Hi Ирина,")),
    ],
)
async def test_the_preview_says_how_files_of_the_field_are_read(
    workspace: Workspace, size: tuple[int, int], name: str, shown: tuple[str, ...]
) -> None:
    async with driven(workspace, size=size) as app:
        await opened(app, FIELD / name)
        await app.press("enter")
        await sees(app, lambda: "What each column becomes" in words(app, "preview"))
        told = " ".join(words(app, "preview").split())
        assert [text for text in shown if text not in told] == []


async def test_a_file_is_chosen_in_a_tree(workspace: Workspace, tmp_path: Path) -> None:
    folder = tmp_path / "files"
    folder.mkdir()
    for name in ("a.pdf", "b [b]x.csv", ".hidden.csv"):
        (folder / name).write_text("First Name,URL\nAda,https://www.linkedin.com/in/ada\n")
    async with driven(workspace) as app:
        await opened(app, folder / "nothing.csv")
        await app.press("ctrl+o")
        picker = app.app.screen
        assert isinstance(picker, FilePicker)
        tree = picker.query_one(ContactFiles)
        await sees(app, lambda: len(tree.root.children) == 1)
        assert str(tree.root.children[0].label) == "b [b]x.csv"
        await app.press("j", "enter")
        await sees(app, lambda: isinstance(app.app.screen, ImportDialog) and "Hi Ada," in words(app, "preview"))
        assert line(app, "name").value == "b [b]x"


async def test_the_picker_goes_up_and_closes(workspace: Workspace, tmp_path: Path) -> None:
    async with driven(workspace) as app:
        await opened(app, tmp_path / "nothing.csv")
        await app.press("ctrl+o")
        tree = app.app.screen.query_one(ContactFiles)
        await app.press("backspace")
        await sees(app, lambda: Path(tree.path) == tmp_path.resolve().parent)
        await app.press("escape")
        assert line(app, "path").value == str(tmp_path / "nothing.csv")


async def test_a_fields_name_is_completed_after_the_equals_sign() -> None:
    suggester = FieldSuggester()
    assert await suggester.get_suggestion("Web=add") == "Web=address"
    assert await suggester.get_suggestion("A=b=name; Firm=com") == "A=b=name; Firm=company"
    for nothing in ("", "Web", "Web=", "Web=zzz", "Web=address; Fi"):
        assert await suggester.get_suggestion(nothing) is None
