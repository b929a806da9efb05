"""`overture demo`: simulated days on the sandbox, in a throw-away workspace."""

from __future__ import annotations

import click

from core.cli.output import progress
from core.cli.session import Session

LONGEST_DAYS = 366


@click.command()
@click.option("--headless", is_flag=True, help="Print a progress bar and a summary, without a screen.")
@click.option("--days", type=click.IntRange(1, LONGEST_DAYS), default=14, show_default=True, metavar="N")
@click.option(
    "--seed",
    type=int,
    default=1,
    show_default=True,
    metavar="S",
    help="Seed of the people: the same seed gives the same people.",
)
@click.pass_obj
def demo(session: Session, headless: bool, days: int, seed: int) -> None:
    """Open the app on a throw-away sandbox workspace; with --headless, simulate some days and print a summary."""
    if session.terminal is not None and not headless:
        session.terminal.demo(seed)
        return
    import logging

    from core.cli.to_json import demo_json as to_json
    from core.demo import summary
    from core.demo.headless import run

    logging.getLogger("overture").addHandler(logging.NullHandler())  # a throw-away home has no log to keep
    with progress.bar("Demo", wanted=not session.json) as shown:
        result = run(days, seed, shown)
    session.show(to_json.demo(result), lambda: summary.lines(result))
