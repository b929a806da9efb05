"""Keys that a user assigns to actions."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from core.config import OwnAction, load
from core.errors import UsageError
from core.workspace import Workspace
from tests.tui.support.driving import WIDE, driven
from tests.tui.support.hostile import on_screen
from tui import keymap
from tui.screens.explaining.why_page import WhyScreen


@pytest.mark.parametrize(
    ("name", "keys", "words"),
    [
        ("invites.archiv", "f8", "there is no such action; the nearest is invites.archive"),
        ("invites.archive", "hyper", "“hyper” is no key"),
        ("invites.archive", "ctrl+m", "ctrl+m is enter to a terminal"),
        ("invites.archive", "down", "down belongs to lists"),
        ("invites.archive", "e", "e is the key of invites.edit there"),
        ("invites.archive", "?", "? is the key of app.help there"),
        ("app.sidebar", "y", "y is the key of approvals.approve there"),
        ("invites.archive", "", "“” is no key"),
    ],
)
def test_an_invalid_key_is_refused_in_a_sentence(name: str, keys: str, words: str) -> None:
    with pytest.raises(UsageError) as refused:
        keymap.read({name: keys})
    assert words in refused.value.text
    assert name in refused.value.text


def test_two_actions_may_change_places() -> None:
    assert keymap.read({"invites.edit": "x", "invites.archive": "e, f8"}) == {
        "invites.edit": ("x",),
        "invites.archive": ("e", "f8"),
    }


def test_the_file_gives_names_quoted_or_not(tmp_path: Path) -> None:
    file = tmp_path / "config.toml"
    file.write_text('[keys]\n"invites.edit" = "f4" # mine\nqueue.remove = "f8"\n', encoding="utf-8")
    assert load(file).keys == {"invites.edit": "f4", "queue.remove": "f8"}


async def test_a_configured_key_works_and_is_shown(demo_workspace: Workspace) -> None:
    demo_workspace.config = replace(demo_workspace.config, keys={"invites.why": "f6", "app.help": "f2"})
    async with driven(demo_workspace, size=WIDE) as shown:
        assert "f6 Why" in on_screen(shown.app)
        await shown.press("w")
        assert shown.at_home
        await shown.press("f6")
        assert isinstance(shown.app.screen, WhyScreen)
        await shown.press("escape", "f2")
        assert "f6" in on_screen(shown.app)


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        (("n",), "n is the key of "),
        (("ctrl+z",), "ctrl+z is the key of app.suspend"),
        (("enter",), "enter belongs to lists and forms"),
        (("nokey",), "“nokey” is no key"),
        (("f8", "f8"), "f8 is the key of “CRM 0”"),
    ],
)
def test_the_key_of_an_own_action_is_nobody_elses(keys: tuple[str, ...], told: str) -> None:
    actions = [OwnAction(f"CRM {number}", ("crm",), key) for number, key in enumerate(keys)]
    with pytest.raises(UsageError) as refused:
        keymap.own_keys(actions, {})
    assert refused.value.text.startswith("[[action]] “CRM ")
    assert told in refused.value.text


def test_an_own_action_may_take_a_key_that_was_given_away() -> None:
    action = OwnAction("CRM", ("crm",), "f8")
    assert keymap.own_keys([action, OwnAction("Other", ("crm",))], {}) == {"f8": action}
    freed = keymap.read({"app.mouse": "f9"})
    assert keymap.own_keys([OwnAction("CRM", ("crm",), "M")], freed) == {"M": OwnAction("CRM", ("crm",), "M")}
