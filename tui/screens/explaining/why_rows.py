"""The rows of an explanation: the next send, problems, gates, runs and people, each with the page that enter opens."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from core.rules.codes import lookup
from core.rules.health import Problem
from core.rules.problem_codes.code import Kind
from core.rules.schedule import in_zone
from core.rules.short_words import people_words
from core.services.explain.explained_words import UNRECORDED, WHEN_OPEN, leaves, run_reasons, run_time
from core.text import clean
from core.views.campaign_detail_view import Run
from core.views.campaign_list_view import CampaignSummary
from core.views.explain_view import Explanation, GateView
from tui.style.cells import HEALTH_WORDS
from tui.style.moment_text import date_time

RUNS = 10
"""Last runs that are shown; the page of the runs has all of them."""
REMEDY = "Put back a backup without it: `overture restore FILE`."
Place = Literal["", "run", "runs", "people", "approvals", "doubts", "queue", "source", "member", "settings", "campaign"]
_OF_GATES: dict[str, Place] = {
    "engine": "settings",
    "damage": "settings",
    "journal": "settings",
    "store": "settings",
    "key": "settings",
    "safe": "settings",
    "pause": "settings",
    "clock": "settings",
    "provider": "settings",
    "disk": "settings",
    "campaign": "campaign",
    "account": "member",
    "member": "member",
    "lists": "member",
    "refusals": "member",
    "doubts": "doubts",
    "spacing": "queue",
    "network": "member",
    "week": "member",
    "day": "member",
    "messages": "member",
    "notes": "member",
    "people": "queue",
    "slot": "runs",
}
_OF_CODES: tuple[tuple[str, Place], ...] = (
    ("approvals.", "approvals"),
    ("source.", "source"),
    ("text.wanting", "source"),
    ("draw.", "source"),
    ("finished", "source"),
    ("sender.", "member"),
    ("limit.", "member"),
    ("member.", "member"),
    ("in_doubt", "doubts"),
    ("unresolved", "doubts"),
    ("run.", "runs"),
    ("today.", "runs"),
    ("send.", "runs"),
    ("engine.", "settings"),
    ("store.", "settings"),
    ("provider.", "settings"),
    ("key.", "settings"),
    ("disk.", "settings"),
    ("clock.", "settings"),
    ("paused", "settings"),
)
"""Places by the beginning of a problem's code; any other problem leads to the campaign."""


@dataclass(frozen=True, slots=True)
class WhyRow:
    """A row of the explanation; `place` names what enter opens, and is empty if there is nothing to open."""

    key: str
    part: str
    """Heading of the part of the table, at most 8 cells wide; shown only at the part's first row, never cut."""
    what: str
    state: str
    words: str
    action: str = ""
    since: datetime | None = None
    until: datetime | None = None
    place: Place = ""
    blocks: bool = False
    quiet: bool = False
    """True for a row that is as it should be, and is drawn dim."""
    run: Run | None = None
    code: str = ""


def rows(view: Explanation, summary: CampaignSummary, share: list[str], viewer_zone: str) -> list[WhyRow]:
    """Return every row of an explanation: first those that hold sends back, last the gates that are open.

    `share` has the sentences on the member's week if the campaign were started; it is empty for an active one.
    """
    return [
        *_head(view, summary, viewer_zone),
        *(
            WhyRow(f"unreadable:{place}", "Problems", "store.unreadable", "error", line, REMEDY, blocks=True)
            for place, line in enumerate(view.unreadable)
        ),
        *([] if view.next is None else _problems(summary)),
        *(WhyRow(f"share:{place}", "Start", "The week", "", line) for place, line in enumerate(share)),
        *_gates(view, closed=True),
        *(_run(one) for one in view.history[:RUNS]),
        *_people(view),
        *_gates(view, closed=False),
    ]


def _head(view: Explanation, summary: CampaignSummary, viewer_zone: str) -> Iterator[WhyRow]:
    coming = view.next
    if coming is None:
        when = f"{date_time(in_zone(view.at, view.time_zone))} {clean(view.time_zone, 40)}"
        words = "" if view.recorded or view.unreadable else UNRECORDED
        yield WhyRow("then", "Then", when, "past", words)
        return
    state = HEALTH_WORDS.get(summary.health.state or "", "")
    place: Place = "approvals" if "approval" in coming.needs else "queue"
    yield WhyRow("next", "Next", "Next send", state, leaves(view, viewer_zone), until=coming.at, place=place)


def _problems(summary: CampaignSummary) -> Iterator[WhyRow]:
    for place, problem in enumerate(summary.health.problems):
        words = f"{problem.text} Provider's answer: {problem.words}" if problem.words else problem.text
        yield WhyRow(
            f"problem:{place}",
            "Problems",
            problem.code,
            problem.severity.value,
            words + _times(problem),
            problem.action,
            since=problem.first,
            place=_place_of(problem.code),
            blocks=problem.severity.value in ("error", "fatal"),
        )


def _times(problem: Problem) -> str:
    found = lookup(problem.code)
    event = found is not None and found.kind is Kind.EVENT  # a condition counts its subjects, not its occurrences
    return f" {problem.count} times." if event and problem.count > 1 else ""


def _gates(view: Explanation, *, closed: bool) -> Iterator[WhyRow]:
    for gate in view.gates:
        if (gate.state == "blocks") == closed:
            first = "▸ " if gate is view.first else ""
            yield WhyRow(
                f"gate:{gate.gate}",
                "Gates",
                f"{first}{WHEN_OPEN.get(gate.gate, gate.gate)}",
                gate.state,
                gate.words,
                gate.action,
                gate.since,
                gate.until,
                _place_of_gate(gate),
                blocks=closed,
                quiet=gate.state == "open",
            )


def _place_of_gate(gate: GateView) -> Place:
    if gate.gate == "people" and gate.code:
        return _place_of(gate.code) if gate.code != "run.waiting" else "queue"
    return _OF_GATES.get(gate.gate, "")


def _place_of(code: str) -> Place:
    return next((place for begin, place in _OF_CODES if code.startswith(begin)), "campaign")


def _run(run: Run) -> WhyRow:
    state = "missed" if run.state == "missed" else f"{run.invitations.sent}/{run.cohort}"
    words = run_reasons(run)
    return WhyRow(f"run:{run.id}", "Runs", run_time(run), state, words[:1].upper() + words[1:], place="run", run=run)


def _people(view: Explanation) -> Iterator[WhyRow]:
    for code, count in view.people.items():
        yield WhyRow(f"people:{code}", "People", code, f"{count:,}", people_words(code), place="people", code=code)
