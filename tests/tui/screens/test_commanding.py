"""The palette and the command line over a page."""

from __future__ import annotations

import json
import os
import select
import sys
from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import Any

from textual.command import CommandPalette
from textual.widgets import RichLog

from core.cli.in_app import run
from core.cli.root import COMMANDS
from core.config import OwnAction
from core.workspace import Workspace
from tests.support.patience import DEADLINE_S
from tests.tui.support.driving import Driven, change, driven, settled, sql, until
from tests.tui.support.hostile import on_screen
from tui.dialogs.command_line import CommandLine
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.journey import JourneyDialog
from tui.dialogs.output import OutputDialog
from tui.screens.page import PageScreen
from tui.screens.shared.commanding import PLACES


async def test_a_command_is_typed_asked_about_and_shown(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("colon")
        assert isinstance(shown.app.screen, CommandLine)
        await shown.write("campaign list")
        await shown.press("enter")
        assert isinstance(shown.app.screen, OutputDialog)
        await settled(shown.pilot)
        assert len(shown.app.screen.query_one(RichLog).lines) > 10
        await shown.press("escape", "colon")
        await shown.write("campaign archive 1")
        await shown.press("enter")
        assert isinstance(shown.app.screen, ConfirmDialog)
        await shown.press("y")
        assert isinstance(shown.app.screen, OutputDialog)
        await shown.press("escape", "colon", "up")
        assert sql(demo_workspace, "SELECT id FROM campaign WHERE archived_at IS NOT NULL AND id = 1") == [(1,)]
        assert shown.app.screen.query_one("LineInput").value == "campaign archive 1"  # type: ignore[attr-defined]
        await shown.press("down")
        await shown.write("4")
        await shown.press("enter")
        assert shown.table.cursor_row == 3
        await shown.press("colon")
        await shown.write("pau")
        await shown.press("tab", "enter")
        assert shown.said[-1].split() == ["Paused", "everything"]
        await shown.press("colon")
        await shown.write("queue")
        await shown.press("enter")
        assert shown.app.top_page() is shown.app.page("queue")
        # Alone, `queue` only tells its subcommands, and the other three print what their page shows.
        assert PLACES & set(COMMANDS) == {"activity", "forecast", "needs", "queue"}
        for name in ("activity", "forecast", "needs"):
            await shown.press("colon")
            await shown.write(name)
            await shown.press("enter")
            assert shown.app.top_page() is shown.app.page(name)


def test_replies_are_a_list_like_the_others(demo_workspace: Workspace) -> None:
    """`replies` is tested here rather than in a shell, since people in the demo have written back."""

    def replies(line: str = "") -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = json.loads(run(demo_workspace, f"replies --json {line}").text)
        return found

    columns = [str(row[1]) for row in sql(demo_workspace, "PRAGMA table_info(reply)")]
    for number in (1, 2):  # one person wrote back in the demo so far; here two more times
        new = {"id": f"id + {number}", "message_id": f"message_id || {number}", "at": f"at - {number}000000"}
        values = ", ".join(new.get(name, name) for name in columns)
        change(demo_workspace, f"INSERT INTO reply ({', '.join(columns)}) SELECT {values} FROM reply LIMIT 1")
    every = replies()
    assert len({reply["id"] for reply in every}) == len(every) > 2
    assert replies(f"--limit 1 --after {every[0]['id']}") == [every[1]]
    person = every[1]["person"]
    assert replies(f"--where 'person=\"{person}\"'") == [reply for reply in every if reply["person"] == person]
    assert run(demo_workspace, "replies --columns id,person --csv --limit 1").text.split("\n")[0] == "id,person"
    assert "No reply matches." in run(demo_workspace, "replies --where person:nobody").text
    assert run(demo_workspace, "replies --where persn:ada").code == 2


async def find(shown: Driven, text: str) -> None:
    """Type into the palette and take the first result."""
    await shown.press("ctrl+p")
    palette = shown.app.screen
    assert isinstance(palette, CommandPalette)
    await shown.write(text)
    await until(shown.pilot, lambda: palette._hit_count > 0)
    await shown.press("enter")


async def test_the_palette_goes_to_a_person_and_to_a_campaign(demo_workspace: Workspace) -> None:
    (name,) = sql(demo_workspace, "SELECT name FROM contact WHERE id = 3")[0]
    noted = demo_workspace.home.folder / "noted"
    code = f"import sys; open({str(noted)!r}, 'w').write(sys.argv[1])"
    own = OwnAction("Note this row [/", (sys.executable, "-c", code, "{row}", "[/", "[b]"))
    demo_workspace.config = replace(demo_workspace.config, actions=(own,))
    async with driven(demo_workspace) as shown:
        await find(shown, name)
        assert isinstance(shown.app.screen, JourneyDialog)
        await shown.press("escape")
        await find(shown, "invite-alumni")
        view = shown.invites._highlighted()
        assert view is not None
        assert view.name == "invite-alumni"
        await find(shown, "Note this row [/")
        await until(shown.pilot, lambda: noted.exists() and noted.read_text() == "invite-alumni")


async def test_an_own_action_runs_once_for_each_marked_row_by_its_key(demo_workspace: Workspace) -> None:
    noted = demo_workspace.home.folder / "noted"
    code = f"import sys; open({str(noted)!r}, 'a').write(sys.argv[1] + ' ')"
    own = OwnAction("Note [/", (sys.executable, "-c", code, "{row}"), "f8")
    demo_workspace.config = replace(demo_workspace.config, actions=(own,))
    async with driven(demo_workspace) as shown:
        await shown.press("space", "space", "f8")
        dialog = shown.app.screen
        assert isinstance(dialog, ConfirmDialog)
        assert "Run Note [/ for 2 rows?" in on_screen(shown.app)
        await shown.press("f8")  # a dialog hides the keys of the page
        assert shown.app.screen is dialog
        await shown.press("escape")
        marked = [view.name for view in shown.invites._showing if str(view.id) in shown.invites.marked]
        await shown.press("f8", "y")
        await until(shown.pilot, lambda: bool(shown.said) and shown.said[-1] == "Note [/: 2 ran.")
        assert shown.invites.marked == []
        assert noted.read_text().split() == marked


def holds(file: Path, text: str) -> bool:
    """Return whether a file is there and holds exactly this text."""
    return file.exists() and file.read_text() == text


async def test_an_own_action_has_the_row_of_every_list(demo_workspace: Workspace) -> None:
    noted = demo_workspace.home.folder / "noted"
    code = f"import sys; open({str(noted)!r}, 'w').write(sys.argv[1])"
    own = OwnAction("Note", (sys.executable, "-c", code, "{row}"), "f8")
    demo_workspace.config = replace(demo_workspace.config, actions=(own,))
    async with driven(demo_workspace) as shown:
        for key in ("exclamation_mark", "7", "9", "1", "2", "3", "4", "5", "6"):
            noted.unlink(missing_ok=True)
            await shown.press(key, "j")
            page = shown.app.screen
            assert isinstance(page, PageScreen)
            row = page.copied()
            assert row
            await shown.press("f8")
            await until(shown.pilot, partial(holds, noted, row))


async def test_an_own_action_runs_on_the_rows_that_were_marked_in_whatever_order(demo_workspace: Workspace) -> None:
    noted = demo_workspace.home.folder / "noted"
    code = f"import sys; open({str(noted)!r}, 'a').write(sys.argv[1] + ' ')"
    own = OwnAction("Note", (sys.executable, "-c", code, "{row}"), "f8")
    demo_workspace.config = replace(demo_workspace.config, actions=(own,))
    async with driven(demo_workspace) as shown:
        await shown.press("space", "space")
        marked = {view.name for view in shown.invites._showing if str(view.id) in shown.invites.marked}
        first = shown.keys[0]
        shown.invites.set_filter("sort:-name")
        await settled(shown.pilot)
        assert shown.keys[0] != first
        await shown.press("f8", "y")
        await until(shown.pilot, lambda: bool(shown.said) and shown.said[-1] == "Note: 2 ran.")
    assert set(noted.read_text().split()) == marked


async def test_leaving_ends_an_own_action_and_starts_it_on_no_further_row(demo_workspace: Workspace) -> None:
    noted = demo_workspace.home.folder / "noted"
    code = f"import os, time; open({str(noted)!r}, 'a').write(f'{{os.getpid()}} '); time.sleep(600)"
    own = OwnAction("Note", (sys.executable, "-c", code), "f8")
    demo_workspace.config = replace(demo_workspace.config, actions=(own,))
    async with driven(demo_workspace) as shown:
        await shown.press("space", "space")
        await shown.pilot.press("f8")
        await until(shown.pilot, lambda: isinstance(shown.app.screen, ConfirmDialog))
        await shown.pilot.press("y")
        await until(shown.pilot, lambda: noted.exists() and noted.read_text().endswith(" "))
        shown.app.workers.cancel_all()
    (child,) = noted.read_text().split()
    assert has_ended(int(child))
    assert noted.read_text().split() == [child]


def has_ended(process: int) -> bool:
    """Wait for the end of a process, at most `DEADLINE_S`; return whether it has ended."""
    try:
        watched = os.pidfd_open(process)
    except ProcessLookupError:
        return True
    try:
        return bool(select.select([watched], [], [], DEADLINE_S)[0])
    finally:
        os.close(watched)
