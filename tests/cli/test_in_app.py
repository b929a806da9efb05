"""The command line inside the app: the same output, on the app's own store, and nothing written to the terminal."""

from __future__ import annotations

import pytest

from core.cli import in_app
from core.cli.root import COMMANDS, SHELL_ONLY
from core.services.members import connect
from core.workspace import Workspace
from tests.support.world import World


@pytest.fixture
def workspace(world: World) -> Workspace:
    world.member()
    world.source(2)
    world.campaign()
    return world.ws


def test_every_command_works_in_the_app_or_says_why_not(workspace: Workspace) -> None:
    shell_only = {name for name in SHELL_ONLY if " " not in name}
    assert shell_only
    assert set(COMMANDS) - shell_only
    for name in COMMANDS:
        answer = in_app.run(workspace, f"{name} --help")
        if name in shell_only:
            assert (answer.code, answer.text.strip()) == (2, SHELL_ONLY[name])
        else:
            assert (answer.code, answer.text.startswith(f"Usage: overture {name}")) == (0, True), answer.text


def test_output_comes_back_and_nothing_is_printed(workspace: Workspace, capsys: pytest.CaptureFixture[str]) -> None:
    answer = in_app.run(workspace, "overture campaign list --columns name")
    assert (answer.code, answer.text.split()[0]) == (0, "name")
    assert in_app.run(workspace, "campaign show nobody").code == 4
    assert in_app.run(workspace, "campaign list --csv --json").code == 2
    assert in_app.run(workspace, 'campaign show "').text == "A quotation mark is not closed.\n"
    assert capsys.readouterr() == ("", "")


def test_a_command_that_needs_confirmation_runs_only_after_a_yes(workspace: Workspace) -> None:
    asked = in_app.run(workspace, "campaign archive 1")
    assert "cannot be undone" in asked.asks
    assert "--yes" not in asked.asks
    assert "campaign 1" not in in_app.run(workspace, "campaign list --archived").text
    assert in_app.run(workspace, "campaign archive 1", yes=True).code == 0
    assert in_app.run(workspace, "campaign list --archived --csv --columns id").text.splitlines() == ["id", "1"]


@pytest.mark.parametrize(
    "line",
    [
        "advance --days 1",
        "sandbox serve",
        "sandbox -- serve",
        "contact -- forget zoe",
        "logs -f",
        "logs -fn5",
        "--home /tmp status",
        "--home=/tmp status",
        "--readonly advance --days 1",
        "queue edit 1 -",
        "source import --from=-",
    ],
)
def test_endless_commands_and_those_that_read_the_terminal_are_refused(workspace: Workspace, line: str) -> None:
    assert in_app.run(workspace, line).code == 2


def test_a_refused_command_says_why(workspace: Workspace) -> None:
    told = {
        "--readonly status": "a line begins with the command",
        "-- status": "a line begins with the command",
        "source import --from=-": "reads from the terminal",
    }
    for line, words in told.items():
        assert words in in_app.run(workspace, line).text, line
    assert in_app.run(workspace, "--version").code == 0


def test_a_link_is_shown_at_once(world: World, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(connect, "pause", lambda _seconds: pytest.fail("the app would wait"))
    answer = in_app.run(world.ws, 'member connect "Dora Maar" --wait 5')
    assert (answer.code, "https://" in answer.text, "same command again" in answer.text) == (0, True, True)


def test_words_are_completed() -> None:
    told = {"camp": "campaign", "campaign arc": "campaign archive", "campaign list --wh": "campaign list --where"}
    assert {line: in_app.completed(line) for line in told} == told
    assert [in_app.completed(line) for line in ("", "nothing", "campaign list", 'campaign "')] == [None] * 4


def test_a_line_that_may_name_somebody_is_known() -> None:
    assert [
        line
        for line in ("status", "campaign list", "explain 1 --person zoe", "contact show zoe", '"')
        if in_app.names_nobody(line)
    ] == ["status", "campaign list"]
