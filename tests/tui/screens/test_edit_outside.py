"""Campaigns and decisions in $EDITOR."""

from __future__ import annotations

from pathlib import Path

import pytest

from core.secrets import NOT_FOR_CHILDREN
from core.workspace import Workspace
from tests.support.patience import DEADLINE_S
from tests.tui.support.driving import Driven, change, driven, sql
from tests.tui.support.modes import left_behind
from tests.tui.support.pty import terminal
from tui import external_editor
from tui.dialogs.confirm import ConfirmDialog

STATUSES = "SELECT status, count(*) FROM outreach WHERE id IN ({}) GROUP BY status ORDER BY status"


def types(monkeypatch: pytest.MonkeyPatch, *changes: tuple[str, str]) -> list[str]:
    """Let the editor replace texts; return the content that the editor got."""
    given: list[str] = []

    def run(path: Path) -> None:
        text = path.read_text(encoding="utf-8")
        given.append(text)
        for old, new in changes:
            text = text.replace(old, new, 1)
        path.write_text(text, encoding="utf-8")

    monkeypatch.setattr(external_editor, "run_editor", run)
    return given


async def test_texts_are_decided_by_lines_all_or_none(
    demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("2")
        given = types(monkeypatch, ("\nskip ", "\napprove "), ("\nskip ", "\nr "), ("\nskip ", "\nmaybe "))
        before = sql(demo_workspace, "SELECT status, count(*) FROM outreach GROUP BY status ORDER BY status")
        await shown.press("E")
        kept = demo_workspace.home.folder / "decisions.txt"
        assert "cannot be understood: “maybe " in shown.said[-1]
        assert str(kept) in shown.said[-1]
        typed = kept.read_text()
        assert sql(demo_workspace, "SELECT status, count(*) FROM outreach GROUP BY status ORDER BY status") == before
        first, second = (line.split()[1].partition(".")[0] for line in given[0].splitlines()[2:4])
        types(monkeypatch, ("\nskip ", "\napprove "), ("\nskip ", "\nr "))
        await shown.press("E")
        assert shown.said[-1] == "1 text approved, 1 rejected."
        wanted = STATUSES.format(f"{first}, {second}")
        assert sql(demo_workspace, wanted) == [("approved", 1), ("rejected", 1)]
        assert [path.name for path in kept.parent.glob("decisions*")] == [kept.name]
        assert kept.read_text() == typed  # what was refused is still there
        change(demo_workspace, "UPDATE outreach SET status = 'invited' WHERE id = ?", int(first))
        await shown.press("u")
        assert sql(demo_workspace, wanted) == [("invited", 1), ("pending", 1)]
        assert shown.said[-1] == "1 text waits again. 1 cannot be taken back any more."


async def edit(shown: Driven, monkeypatch: pytest.MonkeyPatch, *changes: tuple[str, str]) -> None:
    types(monkeypatch, *changes)
    await shown.press("E")


async def test_a_campaign_is_edited_as_its_file(demo_workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    cohort = "SELECT cohort_size FROM campaign WHERE id = ?"
    monkeypatch.setenv("VISUAL", "/there/is/none")
    async with driven(demo_workspace) as shown:
        await shown.press("E")
        assert "“/there/is/none” cannot be run" in shown.said[-1]
        assert not list(demo_workspace.home.folder.glob("edited-*"))
        ident = shown.table.key_at_cursor
        ((before,),) = sql(demo_workspace, cohort, ident)
        await edit(shown, monkeypatch)
        assert shown.said[-1] == "Nothing was changed in the editor."
        size = (f"cohort_size = {before}", f"cohort_size = {before + 3}")
        await edit(shown, monkeypatch, size)
        assert isinstance(shown.app.screen, ConfirmDialog)
        await shown.press("y")
        assert sql(demo_workspace, cohort, ident) == [(before + 3,)]
        kept = demo_workspace.home.folder / f"edited-campaign-{ident}.toml"
        assert not kept.exists()
        await edit(shown, monkeypatch, ("cohort_size", "cohort"))
        assert str(kept) in shown.said[-1]
        assert kept.exists()


def test_the_terminal_is_restored_whatever_the_editor_does(demo_home: Path, tmp_path: Path) -> None:
    """One editor gets ctrl+c and then fails, as vim after `:cq`; another one does not exist."""
    editor = tmp_path / "editor"
    editor.write_text("#!/bin/sh\ntrap : INT\necho the editor has begun\nread line\nexit 3\n")
    editor.chmod(0o700)
    with terminal(str(demo_home), "--no-engine", other={"VISUAL": str(editor), "EDITOR": ""}) as shown:
        shown.wait_for_words("invite-founders-Q1")
        shown.send(b"E")
        shown.wait_for_words("the editor has begun")
        shown.forget()
        shown.send(b"\x03")
        shown.send(b"\n")
        shown.wait_for_words("The editor ended with exit code 3")
        shown.send(b"\x11")
        assert shown.ended(DEADLINE_S) == 0, shown.words()
    assert left_behind(shown.stream) == []
    assert not list(demo_home.glob("edited-*"))  # nothing was written into it


def test_the_editor_is_that_of_the_environment() -> None:
    assert external_editor.editor_of({"EDITOR": "code --wait", "VISUAL": ""}) == ["code", "--wait"]
    assert external_editor.editor_of({}) == ["vi"]


def test_the_editor_gets_none_of_the_secrets(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    editor = tmp_path / "editor"
    editor.write_text('#!/bin/sh\nenv > "$1"\n')
    editor.chmod(0o700)
    monkeypatch.setenv("VISUAL", str(editor))
    monkeypatch.setenv("EDITED", "seen")
    for name in NOT_FOR_CHILDREN:
        monkeypatch.setenv(name, "a-secret")
    external_editor.run_editor(tmp_path / "text")
    told = (tmp_path / "text").read_text()
    assert "EDITED=seen" in told
    assert "a-secret" not in told
