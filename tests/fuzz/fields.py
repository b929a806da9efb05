"""The door of the keyboard: text that is pasted into the app's fields, and keys that have a function."""

from __future__ import annotations

import asyncio
import logging
import os
from dataclasses import dataclass
from pathlib import Path

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn
from textual.events import Key, Paste
from textual.widgets import Input, TextArea

from core.clock import SteppedClock
from core.config import ClockConfig, Config
from core.workspace import Workspace, home_of, opened
from tests.fuzz import campaigns, hostile
from tests.fuzz.door import Door
from tests.fuzz.oracle import check_store, holds
from tests.support.world import START
from tests.tui.support.driving import Driven, driven, settled
from tests.tui.support.hostile import foreign, live_links, on_screen

KEYS = (
    "enter",
    "tab",
    "ctrl+s",
    "escape",
    "slash",
    "down",
    "space",
    "e",
    "i",
    "n",
    "D",
    "ctrl+p",
    "question_mark",
    "f1",
)
PAGES = "1234567890"


@dataclass(frozen=True)
class Hands:
    """A page, the key that opens a dialog there, the texts to paste into its fields in turn, and keys to press then."""

    page: str
    key: str
    texts: tuple[str, ...]
    after: tuple[str, ...]


@st.composite
def hands(draw: DrawFn) -> Hands:
    texts = draw(st.lists(hostile.words(halves=True), min_size=1, max_size=6))
    after = draw(st.lists(st.sampled_from(KEYS), max_size=4))
    return Hands(
        draw(st.sampled_from(PAGES)),
        draw(st.sampled_from(("n", "e", "i", "slash", "D", "x", "X"))),
        tuple(texts),
        tuple(after),
    )


def use(case: Hands, folder: Path) -> None:
    for name in ("HOME", "XDG_DATA_HOME", "XDG_CONFIG_HOME", "XDG_STATE_HOME"):
        os.environ[name] = str(folder)
    os.environ["TEXTUAL_ANIMATIONS"] = "none"
    logging.disable(logging.CRITICAL)
    config = Config(clock=ClockConfig(START), time_zone="Europe/Paris")
    with opened(home_of(folder / "home"), config=config, clock=SteppedClock(START), durable=False) as workspace:
        asyncio.run(_type(case, workspace))
    check_store(folder / "home" / "overture.sqlite")


async def _type(case: Hands, workspace: Workspace) -> None:
    async with driven(workspace, size=(100, 30)) as app:
        await app.press(case.page, case.key)
        for text in case.texts:
            app.app.post_message(Paste(text))
            await settled(app.pilot)
            _look(app)
            app.app.post_message(Key("tab", "\t"))
            await settled(app.pilot)
        for field in [*app.app.screen.query(Input), *app.app.screen.query(TextArea)]:
            if isinstance(field, Input):
                field.value = case.texts[0]
            else:
                field.text = case.texts[0]
            await settled(app.pilot)
        for key in case.after:
            if app.app.is_running:
                await app.press(key)
                _look(app)


def _look(app: Driven) -> None:
    holds(foreign(on_screen(app.app)) == set(), "SHOWN: a control on the screen")
    harmful = [link for link in live_links(app.app) if "quit" in link or "evil" in link]
    holds(not harmful, f"SHOWN: {harmful}")


def twin(_case: Hands) -> Hands:
    return Hands("1", "n", ("Ada", "growth", "a text"), ("tab",))


DOOR = Door("fields", hands(), use, twin, per_seed=2, size=lambda _case: 1, prepare=campaigns.prepare)
