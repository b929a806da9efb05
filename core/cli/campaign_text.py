"""Campaigns as lines for people."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from core.cli.table import DASH, Column, pairs, table
from core.cli.words import conversion, counts, moment, plural, today

LIST = (
    Column("Id", right=True),
    Column("Sender", 20),
    Column("Name", 32),
    Column("Program", 24),
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
    Column("Planned", right=True),
    Column("Sent", right=True),
    Column("In doubt", right=True),
    Column("Not sent", 50),
    Column("Messages", right=True),
)
PROBLEMS = (Column("Severity"), Column("Code"), Column("Count", right=True), Column("Problem", 100), Column("Do", 100))


def listing(views: list[dict[str, Any]]) -> Iterator[str]:
    """A line a campaign."""
    return table(LIST, [_line(view) for view in views])


def _line(view: dict[str, Any]) -> list[object]:
    return [
        view["id"],
        view["sender"],
        view["name"],
        view["program"],
        health(view),
        today(view["today"]),
        conversion(view["conversion"]),
        "on" if view["active"] else "off",
    ]


def health(view: dict[str, Any]) -> str:
    """The state as a word, a dash where there is none."""
    state: str | None = view["health"]["state"]
    return DASH if state is None else state.capitalize()


def shown(view: dict[str, Any]) -> Iterator[str]:
    """One campaign with its problems and runs."""
    zone = view["time_zone"]
    yield from pairs(
        {
            "Campaign": f"{view['name']} (id {view['id']})",
            "Program": view["program"],
            **_earlier(view),
            "Description": view.get("description"),
            "Sender": view["sender"],
            "Source": view["source"],
            "Steps": view["messages"],
            "Active": "archived" if view["archived"] else "on" if view["active"] else "off",
            "Health": health(view),
            "Detail": view["health"].get("detail"),
            "Next opening": _next(view["health"], zone),
            "Today": today(view["today"]),
            "Conversion": conversion(view["conversion"]),
        }
    )
    if view["health"]["problems"]:
        yield ""
        yield from table(PROBLEMS, [_problem(problem) for problem in view["health"]["problems"]])
    if view.get("runs"):
        yield ""
        yield from table(RUNS, [_run(run) for run in view["runs"]])


def _earlier(view: dict[str, Any]) -> dict[str, str]:
    """Return a line with the other names and programs under which a campaign stood; none without any."""
    now = {"name": view["name"], "program": view["program"]}
    earlier = [f"{one['name']} / {one['program']}" for one in view.get("names", []) if one != now]
    return {"Also called": ", ".join(earlier)} if earlier else {}


def _next(found: dict[str, Any], zone: str) -> str:
    """The next opening; one that has passed is never told as if it were to come."""
    words = moment(found["next"], zone)
    return {"now": "opening now", "overdue": f"overdue since {words}"}.get(found.get("next_state") or "", words)


def _problem(problem: dict[str, Any]) -> list[object]:
    return [problem[key] for key in ("severity", "code", "count", "text", "action")]


def _run(run: dict[str, Any]) -> list[object]:
    numbers = [run[key] for key in ("date", "slot", "state", "drawn", "planned", "sent", "in_doubt")]
    messages = run["messages"]
    beside = f"{messages['sent']}/{messages['planned']}" if messages["planned"] else DASH
    return [*numbers, counts(run["not_sent"]), beside]


def effects(found: dict[str, Any]) -> list[str]:
    """What an edit changed, in sentences."""
    said = []
    if found.get("slots_from"):
        said.append(f"The new times apply from {found['slots_from']}.")
    if found.get("rendered_again"):
        said.append(f"Rendered again, and still waiting for approval: {plural(found['rendered_again'], 'text')}.")
    if found.get("asks_again"):
        said.append(f"Asking for approval again: {plural(found['asks_again'], 'text')}.")
    return said


def warnings(found: list[dict[str, str]]) -> list[str]:
    """What an author should look at, a line each."""
    return [f"Warning: {warning['field']}: {warning['text']}" for warning in found]
