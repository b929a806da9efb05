"""Campaigns as lines for people."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from core.cli.output.formatting import conversion, counts, moment, today
from core.cli.output.table import DASH, Column, pairs, table
from core.rules.health import Problem
from core.rules.short_words import short_words
from core.rules.shortage import together
from core.text import clean
from core.views.campaign_changes_view import EditPlan, TextWarning
from core.views.campaign_detail_view import CampaignDetail, CampaignName, Run
from core.views.campaign_list_view import CampaignSummary

LIST = (
    Column("Id", right=True),
    Column("Sender", 20),
    Column("Name", 32),
    Column("Program", 24),
    Column("Source", 20),
    Column("Messages", right=True),
    Column("Health", 12),
    Column("Today", right=True),
    Column("Conversion", right=True),
    Column("Active"),
)
RUNS = (
    Column("Date"),
    Column("Slot"),
    Column("State"),
    Column("Drawn", right=True),
    Column("Cohort", right=True),
    Column("Planned", right=True),
    Column("Sent", right=True),
    Column("In doubt", right=True),
    Column("Short", 50),
    Column("Not sent", 50),
    Column("Messages", right=True),
    Column("Messages not sent", 50),
)


def listing(views: Sequence[CampaignSummary]) -> Iterator[str]:
    """Yield one line per campaign."""
    return table(LIST, [_line(view) for view in views])


def _line(view: CampaignSummary) -> list[object]:
    return [
        view.id,
        view.sender,
        view.name,
        view.program,
        view.source,
        view.steps,
        health(view),
        today(view.today),
        conversion(view.conversion),
        "on" if view.active else "off",
    ]


def health(view: CampaignSummary) -> str:
    """Return the state as a word, or a dash if there is none."""
    state = view.health.state
    return DASH if state is None else state.capitalize()


def shown(found: CampaignDetail) -> Iterator[str]:
    """Yield one campaign with its problems and runs, line by line."""
    from core.services.explain.explained_words import outside_runs, unreadable_runs

    view = found.summary
    yield from pairs(
        {
            "Campaign": f"{view.name} (id {view.id})",
            "Program": view.program,
            **_earlier(found),
            "Description": found.description,
            "Sender": view.sender,
            "Source": view.source,
            "Steps": view.steps,
            "Active": "archived" if view.archived else "on" if view.active else "off",
            "Health": health(view),
            "Detail": view.health.detail,
            "Next opening": _next(view),
            "Today": today(view.today),
            **({"Short today": short_words(view.today.short)} if view.today.short else {}),
            "Conversion": conversion(view.conversion),
            **({"Outside runs": outside_runs(found.outside_runs)} if found.outside_runs else {}),
            **({"Unreadable": unreadable_runs(found.unreadable_runs)} if found.unreadable_runs else {}),
        }
    )
    if view.health.problems:
        yield ""
        for problem in view.health.problems:
            yield from _problem(problem)
    if found.runs:
        yield ""
        yield from table(RUNS, [run_row(run) for run in found.runs])


def _earlier(view: CampaignDetail) -> dict[str, str]:
    """Return the names and programs that a campaign had before, as one labelled value; empty if it had no others."""
    now = CampaignName(view.summary.name, view.summary.program)
    earlier = [f"{one.name} / {one.program}" for one in view.names if one != now]
    return {"Also called": ", ".join(earlier)} if earlier else {}


def _next(view: CampaignSummary) -> str:
    """Return the next opening in words: its time, or for a time that has passed, that it opens now or is overdue."""
    words = moment(view.health.next, view.time_zone)
    return {"now": "opening now", "overdue": f"overdue since {words}"}.get(view.next_state or "", words)


def _problem(problem: Problem) -> Iterator[str]:
    """Yield a problem and its remedy in full, because half a remedy is useless."""
    count = f", {problem.count:,}" if problem.count > 1 else ""
    yield f"{problem.severity.value.capitalize()}  {clean(problem.text, 1000)}  ({clean(problem.code, 60)}{count})"
    yield f"    Do: {clean(problem.action, 1000)}"


def run_row(run: Run) -> list[object]:
    """Return the cells of a run in the table `RUNS`."""
    sums, messages = run.invitations, run.messages
    beside = f"{messages.sent}/{messages.planned}" if messages.planned or run.messages_due else DASH
    return [
        run.day,
        f"{run.slot:%H:%M}",
        run.state,
        run.drawn,
        run.cohort,
        sums.planned,
        sums.sent,
        sums.in_doubt,
        counts(run.short),
        counts(sums.not_sent),
        beside,
        counts(together(run.messages_short, messages.not_sent)),
    ]


def plan(found: EditPlan) -> Iterator[str]:
    """Yield the changes that saving a campaign file would make, line by line."""
    if not found.fields:
        yield f"“{clean(found.name, 100)}” already has the file's settings: nothing would change."
        return
    columns = (Column("Field"), Column("Now", 60), Column("Would be", 60))
    yield from table(columns, [[one.field, _value(one.before), _value(one.after)] for one in found.fields])
    if found.effects:
        yield ""
        yield from (clean(text, 1000) for text in found.sentences)


def _value(value: object) -> str:
    if value is None:
        return DASH
    return ", ".join(map(str, value)) if isinstance(value, list) else str(value)


def warnings(found: Sequence[TextWarning]) -> list[str]:
    """Return the warnings for an author, one line each."""
    return [f"Warning: {warning.field}: {warning.text}" for warning in found]
