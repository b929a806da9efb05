"""`overture watch`: changes of campaigns as they happen, in a terminal without the app."""

from __future__ import annotations

import threading

import click

from core.cli.campaigns import campaign_text
from core.cli.output import streams
from core.cli.output.formatting import moment
from core.cli.session import Session
from core.cli.to_json import campaign_json as to_json

CHECK_S = 1.0
"""Real seconds between two checks for changes."""


@click.command()
@click.option(
    "--where", default="", metavar="FILTER", help="Only campaigns that match a filter, as in `campaign list`."
)
@click.pass_obj
def watch(session: Session, where: str) -> None:
    """Print every campaign, then each campaign that changes, until Ctrl+C.

    With --json it prints one object per line, an element of `campaign list`; else the time and one line per campaign.
    The cursor is never moved, so the output suits any terminal, a file or a pipe.
    """
    from core.services.overview import campaign_watch

    with session.workspace() as workspace:
        for number, views in enumerate(campaign_watch.changes(workspace, where, _wait)):
            if session.json:
                for view in views:
                    streams.write_json_line(to_json.summary(view))
            elif views or number == 0:
                zone = workspace.stamp.time_zone
                streams.write_lines([moment(workspace.now(), zone), *campaign_text.listing(views), ""])
                streams.finish()


def _wait() -> bool:
    threading.Event().wait(CHECK_S)
    return True
