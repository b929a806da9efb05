"""Reasons for a run to plan fewer invitations than its cohort, step by step (docs/design.md#a-run-closes).

Each step takes its part of the number that the steps before it left, so that planned + short is the cohort.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Final

from core.rules.bulkheads import REASON as HELD
from core.rules.holds import PERSON_WAIT

APPROVALS: Final = "approvals.wanting"
UNREAD: Final = "profiles.unread"
"""People who are drawn and whose profile is not read yet."""
VALUES: Final = "text.wanting"
SOURCE: Final = "source.low"
FINISHED: Final = "finished"
BEHIND: Final = "draw.behind"
"""The source has people, but they were not drawn and approved in time, such as after rejections or a larger cohort."""
IMPORTING: Final = "source.importing"
SHARE: Final = "share"
FULL: Final = "slot.full"
UNRECORDED: Final = "unrecorded"
"""Code for an unknown reason: the run is older than the records of reasons."""
OWN_RULES: Final = frozenset({"limit.week", "limit.day", "limit.ramp", SHARE, FULL, FINISHED, BEHIND, UNREAD})
"""Reasons that follow from the member's and the engine's rules and end by themselves: alone, they are no warning."""

Short = dict[str, int]
"""Number of invitations by code of the reason; no zeros."""


@dataclass(frozen=True, slots=True)
class Unready:
    """Numbers of a campaign's people who are drawn but whom a run may not invite as it opens."""

    unapproved: int = 0
    """People whose texts wait for approval, or were approved too late for this run."""
    unread: int = 0
    waiting: int = 0
    """People approved in time, to whom the network refuses an invitation for a while."""
    held: int = 0
    """People approved in time, but held after an unexpected error."""


@dataclass(frozen=True, slots=True)
class SourceLeft:
    """People left in a campaign's source, counted up to the missing number, and the reasons why they were not drawn."""

    people: int = 0
    """People whom the campaign may draw."""
    lacking: int = 0
    """People whom the campaign does not draw because they lack a value."""
    nobody_open: bool = False
    """Nobody is left to invite: neither drawn nor to be drawn."""
    undrawn: str = BEHIND
    """Code of the reason why the people whom the campaign may draw were not drawn in time."""
    barred: str = ""
    """Code of the reason that prevents every draw, such as an unfinished import."""


@dataclass(frozen=True, slots=True)
class Plan:
    """Numbers of invitations, step by step from the ready ones to the planned ones."""

    ready: int
    left: int
    """Invitations that the member may still send."""
    limit: str
    """Code of the limit that decides `left`."""
    share: int
    """Number that the member's other campaigns left to this slot."""
    timed: int
    """Invitations of the share that fit into the slot."""
    planned: int


def cohort_of(size: int, *, approval_off: bool, asked_before: bool, ready: int) -> int:
    """Return the number that a run could send: the cohort's `size`, or 0 while nobody could be approved yet.

    `asked_before` tells whether a run of an earlier local date opened, so that texts could be approved since.
    """
    return size if approval_off or asked_before or ready else 0


def unready_short(missing: int, unready: Unready, unread_code: str = UNREAD) -> Short:
    """Attribute missing people to those who are drawn but not ready, first to those who are nearest to a send."""
    return spread(
        missing,
        (
            (PERSON_WAIT, unready.waiting),
            (HELD, unready.held),
            (APPROVALS, unready.unapproved),
            (unread_code, unready.unread),
        ),
    )


def source_short(missing: int, source: SourceLeft) -> Short:
    """Attribute the people who are still missing after `unready_short` to the state of the source."""
    if source.barred:
        return spread(missing, ((source.barred, missing),))
    behind = min(missing, source.people)
    rest = missing - behind
    return spread(
        missing,
        (
            (VALUES, min(rest, source.lacking)),
            (FINISHED if source.nobody_open else SOURCE, max(0, rest - source.lacking)),
            (source.undrawn, behind),
        ),
    )


def plan_short(plan: Plan) -> Short:
    """Attribute ready but unplanned invitations to the limit, the member's other campaigns, the slot, and errors."""
    within = min(plan.ready, plan.left)
    return spread(
        plan.ready - plan.planned,
        (
            (plan.limit, plan.ready - within),
            (SHARE, within - plan.share),
            (FULL, plan.share - plan.timed),
            (HELD, plan.timed - plan.planned),
        ),
    )


def spread(number: int, steps: Iterable[tuple[str, int]]) -> Short:
    """Distribute a number over steps in order, to each at most its own number; return the steps that got some."""
    found: Short = {}
    for code, most in steps:
        taken = min(number, max(0, most))
        if taken:
            found[code] = found.get(code, 0) + taken
        number -= taken
    return found


def together(*parts: Mapping[str, int]) -> Short:
    """Return the sum of several shortages, with the reasons in the order in which they first occur."""
    found: Short = {}
    for part in parts:
        for code, number in part.items():
            found[code] = found.get(code, 0) + number
    return found


def missing(number: int, short: Mapping[str, int]) -> int:
    """Return the part of a number that no reason accounts for yet."""
    return number - sum(short.values())
