"""Connecting an account from the Members page."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import timedelta
from functools import partial

import pytest

from core.services.members import connect
from core.services.members.member_view import list_members
from core.services.provider.gateway import sandbox
from core.views.accounts_view import Attempt
from core.views.members_view import Member
from core.workspace import Workspace
from tests.support.patience import DEADLINE_S
from tests.tui.support.dialogs import MEMBER
from tests.tui.support.driving import Driven, driven
from tests.tui.support.hostile import on_screen
from tests.tui.support.lists import sees, visit
from tui.dialogs.connect import ConnectDialog


@pytest.fixture(autouse=True)
def soon(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the dialog check for the account at once instead of every few seconds."""
    monkeypatch.setattr("tui.dialogs.connect.LOOK_EVERY_S", 0.05)


def shows(app: Driven, words: str) -> bool:
    return words in on_screen(app.app)


async def test_a_new_account_by_a_link(workspace: Workspace) -> None:
    with sandbox(workspace) as network:
        network.sign_in_takes(None)
    async with driven(workspace) as app:
        await visit(app, "6")
        assert "Press C to connect the first account" in on_screen(app.app)
        await app.press("C", "enter")
        assert shows(app, "A member needs a name.")
        await app.write("Dora Maar")
        await app.press("enter")
        await sees(app, partial(shows, app, "https://account.sandbox.invalid/"))
        assert isinstance(app.app.screen, ConnectDialog)
        await app.press("escape")
        with sandbox(workspace) as network:
            network.sign_in_takes(timedelta(0))
        await app.press("C")
        await app.write("Dora Maar")
        await app.press("enter")
        await sees(app, lambda: app.said[-1:] == ["The account of Dora Maar is connected."])
    assert [view.name for view in list_members(workspace)] == ["Dora Maar"]


async def test_a_network_without_an_answer_is_told(workspace: Workspace) -> None:
    with sandbox(workspace) as network:
        network.fault("html")
    async with driven(workspace) as app:
        await visit(app, "6")
        await app.press("C")
        await app.write("Dora Maar")
        await app.press("enter")
        await sees(app, partial(shows, app, "The provider gave no usable answer: HTTP 502 without JSON"))
        await app.press("escape")
    assert list_members(workspace) == []


async def test_a_slow_answer_is_waited_for(workspace: Workspace, monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[Attempt] = []
    ticks: list[int] = []
    enough = threading.Event()
    look_again = ConnectDialog._look_again

    def slow(_workspace: Workspace, _network: object, attempt: Attempt) -> Member:
        asked.append(attempt)
        assert enough.wait(DEADLINE_S)
        return replace(MEMBER, name=attempt.name)

    def counted(dialog: ConnectDialog) -> None:
        look_again(dialog)
        ticks.extend(len(asked) for _ in asked)
        if len(ticks) == 10:  # the dialog had nine more occasions to ask
            enough.set()

    monkeypatch.setattr(ConnectDialog, "_look_again", counted)
    monkeypatch.setattr(connect, "connected", slow)
    async with driven(workspace) as app:
        await visit(app, "6")
        await app.press("C")
        await app.write("Dora Maar")
        await app.press("enter")
        await sees(app, lambda: app.said[-1:] == ["The account of Dora Maar is connected."])
    assert len(asked) == 1
