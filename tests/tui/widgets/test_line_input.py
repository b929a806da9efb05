"""A field of one line shows no control character, whatever it is set to."""

from __future__ import annotations

from textual.app import App, ComposeResult
from textual.suggester import SuggestFromList

from tests.tui.support.hostile import TEXTS, foreign, on_screen
from tui.widgets.line_input import LineInput


class OneField(App[None]):
    def compose(self) -> ComposeResult:
        yield LineInput(TEXTS[0])


async def test_a_value_that_is_set_is_cleaned() -> None:
    app = OneField()
    async with app.run_test() as pilot:
        field = app.query_one(LineInput)
        for text in (*TEXTS, "\r\n"):
            field.value = text
            await pilot.pause()
            assert foreign(on_screen(app)) == set(), ascii(text)
            assert foreign(field.value) <= {"\u200c", "\u200d"}, ascii(text)


class Suggesting(App[None]):
    def compose(self) -> ComposeResult:
        yield LineInput(suggester=SuggestFromList(["growth-2026"]))
        yield LineInput(id="other")


async def test_tab_takes_the_completion_and_goes_on_where_there_is_none() -> None:
    app = Suggesting()
    async with app.run_test() as pilot:
        field = app.query_one(LineInput)
        await pilot.press("g")
        await pilot.pause(0.1)
        await pilot.press("tab")
        assert (field.value, app.focused) == ("growth-2026", field)
        await pilot.press("tab")
        assert app.focused is app.query_one("#other")
