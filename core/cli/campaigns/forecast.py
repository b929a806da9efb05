"""`overture forecast`: the expected sends of the coming days, and what limits them."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING

import click

from core.cli.output.ranges import HIGHEST
from core.cli.output.table import Column, table
from core.cli.session import Session
from core.cli.to_json import forecast_json as to_json

if TYPE_CHECKING:
    from core.views.forecast_view import Forecast, ForecastDay

NUMBERS = (
    Column("Expected", right=True),
    Column("Invitations", right=True),
    Column("Accepted", right=True),
    Column("Messages", right=True),
    Column("Follow-ups", right=True),
    Column("Why not more", 100),
)


@click.command()
@click.option("--days", type=click.IntRange(1, HIGHEST), default=30, show_default=True, metavar="N", help="Days ahead.")
@click.option("--campaign", metavar="CAMPAIGN", help="Only one campaign.")
@click.option("--member", metavar="MEMBER", help="Only the campaigns of one member.")
@click.option(
    "--approve",
    type=click.Choice(("all", "none"), case_sensitive=False),
    help="Assume that all texts are approved at once, or none.",
)
@click.pass_obj
def forecast(session: Session, days: int, campaign: str | None, member: str | None, approve: str | None) -> None:
    """Show the expected invitations, acceptances and messages of each coming day, and what limits them."""
    from core.services.forecast import forecast as service
    from core.services.forecast import forecast_words

    with session.workspace() as workspace:
        view = service.forecast(workspace, days=days, campaign=campaign, member=member, approve=approve)
    session.show(to_json.forecast(view), lambda: _lines(view))
    session.say(*forecast_words.sentences(view))
    if not view.days:
        session.say("No active campaign has a run to come.")


def _lines(view: Forecast) -> Iterator[str]:
    from core.rules.health import day_words

    yield from table(
        (Column("Day"), *NUMBERS), [[day_words(day), *_numbers(rows)] for day, rows in view.by_date.items()]
    )
    if view.days:
        yield ""
        rows = [[own[0].campaign, own[0].sender, *_numbers(own)] for own in view.by_campaign.values()]
        yield from table((Column("Campaign", 32), Column("Sender", 20), *NUMBERS), rows)


def _numbers(rows: tuple[ForecastDay, ...]) -> list[object]:
    from core.rules.short_words import short_words
    from core.services.forecast.forecast_words import band_words
    from core.views.forecast_view import summed

    one = summed(rows)
    bands = band_words(one.accepted), band_words(one.messages)
    return [one.cohort, one.invitations, *bands, one.follow_ups, short_words(one.short)]
