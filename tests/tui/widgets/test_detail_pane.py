"""The lines about a campaign below the list."""

from __future__ import annotations

from dataclasses import replace

from core.rules.health import Health, Problem
from core.rules.problem_codes.code import Severity
from core.services.overview import campaign_list
from core.workspace import Workspace
from tui.style.theme import DARK, palette
from tui.widgets.detail_pane import _health_lines


def told(workspace: Workspace, *actions: str) -> list[str]:
    """Return the lines of the pane about a campaign that has one problem for each of these remedies."""
    problems = [
        Problem("approvals.wanting", Severity.WARNING, f"Problem {number}.", action, 1, None, None)
        for number, action in enumerate(actions, 1)
    ]
    (view, *_others) = campaign_list.campaigns(workspace)
    view = replace(view, health=Health("warnings", tuple(problems), None, problems[0].text))
    return [line.plain.strip() for line in _health_lines(view, 100, palette(DARK))]


def test_a_remedy_of_two_problems_is_shown_once_below_them(demo_workspace: Workspace) -> None:
    long = "Approve or reject the texts, " * 3
    assert told(demo_workspace, long, long)[1:] == ["· Problem 2.", f"→ {long.strip()}"]
    assert told(demo_workspace, long, f"{long}or wait")[1] == f"→ {long.strip()}"
