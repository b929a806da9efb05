"""A paste triggers no action, with and without bracketed paste, on any page and in any dialog."""

from __future__ import annotations

import time
from collections.abc import Callable
from pathlib import Path

import pytest
from textual.events import Key, MouseMove, Paste
from textual.message import Message
from textual.screen import ModalScreen
from textual.widgets import Input, TextArea

from core.services.queue import approvals
from core.workspace import Workspace, home_of
from tests.support.patience import DEADLINE_S
from tests.tui.process.test_shutdown import rows
from tests.tui.support.dialogs import GALLERY, services
from tests.tui.support.driving import Driven, driven, settled, sql
from tests.tui.support.pty import Terminal, terminal
from tui.dialogs.confirm import ConfirmDialog
from tui.dialogs.edit_text import EditTextDialog
from tui.screens.pages import PAGES
from tui.terminal.pasted_read import PasteWatch, RawPaste, is_paste

IGNORED = "Pasted text ignored"
SHARP = "yes, approve; nYxXaArRwWdDkSspPbB uv jY\n"
"""A text with every letter that is the key of an action."""


@pytest.fixture
def demo_workspace(demo_workspace: Workspace) -> Workspace:
    """Return the demo with all approvals undone."""
    found = sql(demo_workspace, "SELECT id FROM outreach WHERE status IN ('approved', 'scheduled')")
    approvals.undo(demo_workspace, [row[0] for row in found])
    return demo_workspace


def keys(text: str) -> list[Key]:
    """Return the keys that a terminal without bracketed paste makes of a text."""
    named = {"\n": "enter", "\t": "tab", " ": "space", "/": "slash"}
    return [Key(named.get(sign, sign), "\r" if sign == "\n" else sign) for sign in text]


def raw(text: str, *, goes_on: bool = False) -> RawPaste:
    """Return the event that the driver makes of a pasted text without bracketed paste."""
    return RawPaste(keys(text), goes_on=goes_on)


async def send(shown: Driven, *messages: Message) -> None:
    """Post messages to the app as its driver does."""
    for message in messages:
        shown.app.post_message(message)
    await settled(shown.pilot)


# -- which read is one


@pytest.mark.parametrize(
    ("typed", "pasted"),
    [
        ("y", False),
        ("yy", False),
        ("yyy", False),
        ("yyyyyyyyyy", False),
        ("yn", False),
        ("jy", False),
        ("y\n\n\n", False),
        ("yes", True),
        ("yyn", True),
        ("Yesterday\n", True),
        ("aba", True),
        ("y\ny\nn", True),
        ("   ", False),
        ("y y", True),
    ],
)
def test_three_printable_keys_that_are_not_all_the_same_are_a_paste(typed: str, pasted: bool) -> None:
    assert is_paste(keys(typed)) is pasted


def test_arrows_are_no_paste() -> None:
    assert not is_paste([Key("down", None), Key("up", None), Key("left", None), Key("y", "y"), Key("n", "n")])


def test_the_rest_of_a_long_paste_belongs_to_it() -> None:
    watch = PasteWatch()
    (first,) = watch.sort(keys("Yesterd"), 10.0)
    (rest,) = watch.sort(keys("y\n"), 10.05)
    assert isinstance(first, RawPaste)
    assert isinstance(rest, RawPaste)
    assert (first.goes_on, rest.goes_on) == (False, True)
    assert watch.sort(keys("y"), 10.5) != [], "what is typed later is typed"
    assert all(isinstance(one, Key) for one in watch.sort(keys("y"), 11.0))


def test_the_mouse_within_a_paste_is_not_lost() -> None:
    moved = MouseMove(None, 1, 1, 0, 0, 0, False, False, False)
    found = PasteWatch().sort([*keys("abc"), moved], 0.0)
    assert [type(one) for one in found] == [RawPaste, MouseMove]


# -- it decides nothing


@pytest.mark.parametrize("make", [raw, Paste], ids=["raw", "bracketed"])
async def test_a_paste_decides_nothing_on_any_page(demo_workspace: Workspace, make: Callable[[str], Message]) -> None:
    async with driven(demo_workspace) as shown:
        before = sql(demo_workspace, "SELECT count(*) FROM journal")
        for page in PAGES:
            shown.app.show_page(page)
            await settled(shown.pilot)
            shown.said.clear()
            await send(shown, make(SHARP))
            assert shown.said == [IGNORED], page
            assert shown.app.screen is shown.app.page(page), page
        assert sql(demo_workspace, "SELECT count(*) FROM journal") == before


ASKING = [one for one in GALLERY if not one.paste and one.provider is None]


@pytest.mark.parametrize("make", [raw, Paste], ids=["raw", "bracketed"])
async def test_a_paste_answers_no_dialog(demo_workspace: Workspace, make: Callable[[str], Message]) -> None:
    """All dialogs that ask are checked in one app, as an app takes longer to start than a paste to test."""
    answers: list[object] = []
    async with driven(demo_workspace) as shown:
        for dialog in ASKING:
            with services("words"):
                made = dialog.make(demo_workspace, "words")
                await shown.app.push_screen(made, answers.append)
                await settled(shown.pilot)
                before = sql(demo_workspace, "SELECT count(*) FROM journal")
                await send(shown, make(SHARP))
                assert answers == [], made
                assert shown.app.screen is made
                assert sql(demo_workspace, "SELECT count(*) FROM journal") == before, made
                await shown.app.pop_screen()


async def test_keys_typed_fast_decide(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("2")
        waiting = "SELECT count(*) FROM outreach WHERE status = 'pending'"
        ((before,),) = sql(demo_workspace, waiting)
        await send(shown, *keys("yyy"))
        assert sql(demo_workspace, waiting) == [(before - 3,)]


async def test_a_paste_of_any_length_is_reported_once(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await send(shown, raw(SHARP), raw(SHARP, goes_on=True), raw("y\n", goes_on=True))
        assert shown.said == [IGNORED]
        assert shown.at_home


# -- it goes into a text field


async def test_slash_and_a_word_in_one_read_filter(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await send(shown, raw("/founders\n"))
        assert shown.invites.query_one("#find", Input).value == "founders"
        assert shown.said == []
        assert shown.app.focused is shown.table, "enter leaves the line"


@pytest.mark.parametrize("make", [raw, Paste], ids=["raw", "bracketed"])
async def test_a_one_line_field_says_what_it_drops(demo_workspace: Workspace, make: Callable[[str], Message]) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("6", "n")
        await send(shown, make("Ada Wong\nBen Ito\nCleo Marsh\nDora Lind\n"))
        assert shown.app.screen.query_one("#name", Input).value == "Ada Wong"
        assert shown.said == ["Only the first line was pasted; 3 lines were dropped."]
        assert isinstance(shown.app.screen, ModalScreen)
        assert shown.app.focused is shown.app.screen.query_one("#name")


@pytest.mark.parametrize("unseen", ["\N{NO-BREAK SPACE}", "\N{ZERO WIDTH JOINER}", "\N{RIGHT-TO-LEFT OVERRIDE}"])
async def test_an_invisible_character_hides_no_dropped_line(demo_workspace: Workspace, unseen: str) -> None:
    """Text with an invisible character counts as a paste, too: a message counts the dropped lines."""
    async with driven(demo_workspace) as shown:
        await shown.press("6", "n")
        await send(shown, raw(f"Ada{unseen}Wong\ny\nn"))
        held = shown.app.screen.query_one("#name", Input).value
        assert (held[:3], held[-4:]) == ("Ada", "Wong")
        assert shown.said == ["Only the first line was pasted; 2 lines were dropped."]


async def test_no_text_area_takes_direction_marks(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("2", "e")
        area = shown.app.screen.query_one(TextArea)
        area.load_text("")
        await send(shown, raw("Hi \N{RIGHT-TO-LEFT OVERRIDE}Ada,\n "), raw(" shall we?", goes_on=True))
        assert area.text == "Hi Ada,\n  shall we?"


async def test_a_single_pasted_line_is_taken_without_a_message(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("6", "n")
        await send(shown, Paste("Ada Wong\n"))
        assert shown.app.screen.query_one("#name", Input).value == "Ada Wong"
        assert shown.said == []


async def test_the_rest_of_a_paste_of_many_lines_goes_nowhere(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("6", "n")
        await send(shown, raw("Ada Wong\nBen "), raw("Ito\nCleo", goes_on=True))
        assert shown.app.screen.query_one("#name", Input).value == "Ada Wong"
        assert shown.said == ["Only the first line was pasted; 1 line was dropped."]


async def test_a_field_says_that_a_text_is_too_long_or_no_number(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("6", "n")
        await send(shown, Paste("x" * 130))
        assert shown.app.screen.query_one("#name", Input).value == "x" * 100
        assert shown.said == ["Only 100 characters fit; the rest was dropped."]
        shown.app.screen.query_one("#cap", Input).focus()
        await send(shown, Paste("twenty"))
        assert shown.app.screen.query_one("#cap", Input).value == "20"
        assert shown.said[1:] == ["Pasted text ignored: only a number fits here."]


@pytest.mark.parametrize("make", [raw, Paste], ids=["raw", "bracketed"])
async def test_a_text_of_many_lines_goes_whole_into_a_text_area(
    demo_workspace: Workspace, make: Callable[[str], Message]
) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("2", "e")
        assert isinstance(shown.app.screen, EditTextDialog)
        area = shown.app.screen.query_one(TextArea)
        area.load_text("")
        await send(shown, make("Hi Ada,\nshall we?\ny"))
        assert area.text == "Hi Ada,\nshall we?\ny"
        assert shown.said == []


async def test_what_was_typed_over_a_line_that_stalled_is_typed(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("slash")
        typed = [*keys("fundr"), Key("backspace", "\x7f"), *keys("e"), Key("home", None), *keys("x")]
        await send(shown, RawPaste([*typed, Key("ctrl+q", "\x11"), Key("escape", "\x1b")]))
        assert shown.invites.query_one("#find", Input).value == "xfunde"


async def test_the_answer_to_a_question_is_still_a_letter(demo_workspace: Workspace) -> None:
    async with driven(demo_workspace) as shown:
        await shown.press("r")
        assert isinstance(shown.app.screen, ConfirmDialog)
        await send(shown, raw("yes"))
        assert isinstance(shown.app.screen, ConfirmDialog)
        await shown.press("n")
        assert shown.at_home


# -- at a real terminal


def approvals_page(shown: Terminal) -> None:
    shown.wait_for_words("no engine")
    shown.send(b"2")
    shown.wait_for_words("All of campaign")
    shown.wait_until_quiet()


def leave(shown: Terminal) -> None:
    """Press ctrl+q until the app has ended: keys that follow a paste closely count as its rest."""
    until = time.monotonic() + DEADLINE_S
    while shown.process.poll() is None and time.monotonic() < until:
        shown.send(b"\x11")
        shown.ended(1.0)
    assert shown.process.returncode == 0


@pytest.mark.parametrize(
    "pasted",
    [
        pytest.param(b"Yesterday\r", id="a word"),
        pytest.param(b"\x1b[200~Yesterday\r\x1b[201~", id="bracketed"),
        pytest.param("Grüße, ny\r".encode(), id="not ASCII"),
        pytest.param(b"nothing to say here, yes?\r" * 400, id="more than one read holds"),
    ],
)
def test_a_paste_at_a_terminal_decides_nothing(demo_home: Path, pasted: bytes) -> None:
    home = home_of(demo_home)
    with terminal(str(demo_home), "--no-engine") as shown:
        approvals_page(shown)
        before = rows(home.store, "SELECT count(*) FROM journal")
        shown.send(pasted)
        shown.wait_for_words(IGNORED)
        shown.wait_until_quiet()
        leave(shown)
        assert rows(home.store, "SELECT count(*) FROM journal") == before


def test_invalid_utf8_from_the_terminal_does_not_end_the_app(demo_home: Path) -> None:
    with terminal(str(demo_home), "--no-engine") as shown:
        approvals_page(shown)
        shown.send(b"\xe9")
        shown.send(b"?")
        shown.wait_for_words("esc closes")
        shown.send(b"\x11")
        assert shown.ended(DEADLINE_S) == 0
