"""The question for a past moment, as `--at` takes it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

from core.errors import OvertureError
from core.rules.schedule import in_zone
from core.services.typed_moment import past_moment
from core.text import clean
from tui.dialogs.line import LineDialog
from tui.screens.page import PageScreen
from tui.style.moment_text import typed


def ask_for_moment(
    page: PageScreen[Any], zone: str, before: datetime | None, then: Callable[[datetime | None], None]
) -> None:
    """Ask for a past moment in a zone, then call `then` with it, or with None for now; refuse any other text."""

    def taken(text: str | None) -> None:
        if text is None:
            return
        now = page.workspace.now()
        try:
            at = past_moment(text, zone, now, "This line") if text else None
        except OvertureError as error:
            page.overture.say_error(error.text)
            return
        if at is not None and at > now:
            page.overture.say_error("Only a moment that has passed can be explained.")
        else:
            then(None if at == now else at)

    words = (
        "A date, a time, a weekday or “yesterday”, such as tue or 2026-01-06T14:00; a day is explained as of its end. "
        f"Times are in {clean(zone, 40)}. An empty line means now."
    )
    told = "" if before is None else typed(in_zone(before, zone))
    page.app.push_screen(LineDialog("Explain a past moment", words, told), taken)
