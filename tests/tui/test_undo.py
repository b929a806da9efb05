"""Undo: the acts that u takes back, and its words about an act that it cannot take back."""

from __future__ import annotations

from core.workspace import Workspace
from tests.tui.support.driving import driven, sql
from tui.undo import NOTHING, History, Undo


def test_a_final_act_is_named_and_the_one_before_it_comes_next() -> None:
    undone: list[str] = []
    history = History()
    history.remember(Undo(lambda: undone.append("first")))
    history.remember(Undo(final="X is archived for good."))
    history.remember(Undo(lambda: undone.append("gone"), stands=lambda: False))
    assert history.take_back() == "X is archived for good. u again takes back the act before it."
    assert history.take_back() == ""
    assert undone == ["first"]
    history.remember(Undo(final="X is archived for good."))
    assert history.take_back() == "X is archived for good."
    assert history.take_back() == NOTHING


async def test_u_after_an_archive_says_why_and_then_undoes_the_stop_before(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.highlight("1")
        await shown.press("r", "y")
        await shown.highlight("2")
        name = shown.invites.copied()
        await shown.press("x", "y", "u")
        assert shown.said[-1].startswith(f"{name} is archived for good: it never runs again.")
        assert "D there duplicates it. u again" in shown.said[-1]
        assert sql(demo_workspace, "SELECT active FROM campaign WHERE id = 1") == [(0,)]
        await shown.press("u")
        assert sql(demo_workspace, "SELECT active FROM campaign WHERE id = 1") == [(1,)]
        assert shown.said[-1].endswith("is started again.")


async def test_u_says_of_other_acts_what_is_possible_instead(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("P", "y", "P", "y", "u")
        assert shown.said[-1].startswith("u does not pause everything again, since it was resumed; P does.")
        await shown.press("6", "e", "ctrl+s", "u")
        assert "e changes it again" in shown.said[-1]
