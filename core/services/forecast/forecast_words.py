"""A forecast in sentences, for the command line and the app: its assumptions, dry sources, campaigns that are held."""

from __future__ import annotations

from collections.abc import Iterator

from core.plural import plural
from core.rules.codes import describe
from core.rules.health import day_words
from core.views.forecast_view import Band, Forecast

PERCENT = 100
NAMED = 6
"""Most sources that are named; further ones are only counted."""


def sentences(view: Forecast) -> Iterator[str]:
    """Yield the assumptions, then the sources that run dry and the campaigns that send nothing."""
    yield assumptions(view)
    if view.dry:
        named = ", ".join(f"“{one.source}” from {day_words(one.date)} on" for one in view.dry[:NAMED])
        more = f", and {len(view.dry) - NAMED} more later" if len(view.dry) > NAMED else ""
        yield f"Nobody is left to draw: {named}{more}."
    for one in view.held:
        yield f"Nothing of “{one.campaign}” is sent: {describe(one.reason)[0]}"


def assumptions(view: Forecast) -> str:
    """Return a sentence about the assumptions of the forecast."""
    one = view.assumes
    when = {0: "on the day on which they are written", 1: "on the day after"}.get(
        one.delay_days, f"after {one.delay_days} days"
    )
    number = f"{one.decisions:,} {plural(one.decisions, 'decision')}"
    pace = f"as in the last 28 days ({number})" if one.decisions else "as there are too few decisions to tell"
    texts = "no text is approved" if not one.approved else f"{_percent(one.approved)} of the texts are approved {when}"
    known = f"{one.accepted_of:,} older {plural(one.accepted_of, 'invitation')}"
    return (
        f"Assumed: {texts}{'' if not one.approved else f', {pace}'}; {_percent(one.acceptance)} of the invitations are "
        f"accepted (from {known} and what is usual); nobody replies, and no account fails. "
        "80 % of the cases are inside the ranges."
    )


def band_words(one: Band) -> str:
    """Return a number with its range: `12 (9 to 15)`; no range is shown for a number that is certain."""
    return f"{one.mid:,}" if one.low == one.high else f"{one.mid:,} ({one.low:,} to {one.high:,})"


def _percent(part: float) -> str:
    return f"{round(PERCENT * part)} %"
