"""The JSON of `overture campaign`."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from core.cli.to_json.moments_json import iso
from core.rules.health import Problem
from core.services.campaigns.draft_fields import version_of
from core.views.campaign_changes_view import EditPlan, EditResult, TextWarning, ValueCount
from core.views.campaign_detail_view import CampaignDetail, CampaignName, Run, RunSums
from core.views.campaign_list_view import CampaignSummary

if TYPE_CHECKING:
    from core.services.campaigns.draft import CampaignDraft
    from core.services.campaigns.rivals import Rival


def summary(view: CampaignSummary) -> dict[str, Any]:
    """Return an element of `campaign list`."""
    return {
        "id": str(view.id),
        "name": view.name,
        "program": view.program,
        "sender": view.sender,
        "messages": view.steps,
        "source": view.source,
        "active": view.active,
        "archived": view.archived,
        "time_zone": view.time_zone,
        "health": {
            "state": view.health.state,
            "detail": view.health.detail,
            "problems": [_problem(one) for one in view.health.problems],
            "next": iso(view.health.next),
            "next_state": view.next_state,
        },
        "today": {
            "expected": view.today.expected,
            "planned": view.today.planned,
            "sent": view.today.sent,
            "percent": view.today.percent,
            "short": dict(view.today.short),
            "messages": {"planned": view.messages_today.planned, "sent": view.messages_today.sent},
        },
        "conversion": {
            "sent": view.conversion.sent,
            "accepted": view.conversion.accepted,
            "ratio": view.conversion.ratio,
            "good": view.conversion.good,
        },
        "statuses": dict(view.statuses),
    }


def detail(view: CampaignDetail, draft: CampaignDraft | None = None) -> dict[str, Any]:
    """Return the JSON of `campaign show`: an element of `campaign list`, with description, runs, names and settings."""
    return {
        **({} if draft is None else _draft(draft)),
        **summary(view.summary),
        "description": view.description,
        "runs": [run(one) for one in view.runs],
        "sent_outside_runs": view.outside_runs,
        "unreadable_runs": list(map(str, view.unreadable_runs)),
        "names": [_name(one) for one in view.names],
    }


def _draft(draft: CampaignDraft) -> dict[str, Any]:
    """Return the settings of a campaign as in its file."""
    return {
        "version": version_of(draft),
        "languages": list(draft.languages),
        "approval": draft.approval,
        "note_rule": draft.note_rule,
        "withdraw_after_days": draft.withdraw_after_days,
        "cohort_size": draft.cohort_size,
        "slots": [
            {"days": list(slot.days), "start": f"{slot.start:%H:%M}", "minutes": slot.minutes} for slot in draft.slots
        ],
        "steps": [{"kind": step.kind, "after_days": step.after_days, "text": dict(step.texts)} for step in draft.steps],
    }


def edit_plan(plan: EditPlan) -> dict[str, Any]:
    """Return the changes that saving a campaign file would make."""
    fields = [{"field": one.field, "before": one.before, "after": one.after} for one in plan.fields]
    effects = [
        {"code": one.code, "count": one.count, "text": one.text, "needs_yes": one.needs_yes} for one in plan.effects
    ]
    change = {
        "action": "change" if fields else "same",
        "campaign": {"id": str(plan.id), "name": plan.name},
        "fields": fields,
        "effects": effects,
    }
    return {"changes": [change], "needs_yes": plan.needs_yes, "refused": []}


def warnings(found: Sequence[TextWarning]) -> list[dict[str, str]]:
    """Return the warnings for the author of a text."""
    return [{"field": one.field, "text": one.text} for one in found]


def competitors(found: Sequence[Rival]) -> list[dict[str, Any]]:
    """Return the other campaigns that draw from the same people."""
    return [{"id": str(one.id), "name": one.name, "source": one.source, "people": one.people} for one in found]


def value_counts(found: Sequence[ValueCount]) -> list[dict[str, Any]]:
    """Return, by step and language, how many people have the values that the texts need, and how many lack them."""
    return [
        {
            "step": one.step,
            "kind": one.kind,
            "language": one.language or None,
            "variable": one.variable,
            "people": one.people,
            "have": one.have,
            "left_out": one.left_out,
        }
        for one in found
    ]


def effects(done: EditResult, *, shared: int) -> dict[str, Any]:
    """Return the effects of an edit; `shared` counts the people shared with other campaigns after a rename."""
    found: dict[str, Any] = {"slots_from": None if done.slots_from is None else done.slots_from.isoformat()}
    if done.renamed is not None:
        found["renamed"] = {"was": _name(done.renamed.was), "now": _name(done.renamed.now)}
    found["asks_again"] = done.asks_again
    if done.rendered_again is not None:
        found["rendered_again"] = done.rendered_again
    return {**found, "shared": shared}


def _name(one: CampaignName) -> dict[str, str]:
    return {"name": one.name, "program": one.program}


def _problem(view: Problem) -> dict[str, Any]:
    return {
        "code": view.code,
        "severity": view.severity.value,
        "text": view.text,
        "action": view.action,
        "count": view.count,
        "first": iso(view.first),
        "last": iso(view.last),
        "words": view.words,
    }


def run(view: Run) -> dict[str, Any]:
    """Return one run with its numbers, and the reasons for sends that were not planned or not made."""
    return {
        "date": view.day.isoformat(),
        "slot": f"{view.slot:%H:%M}",
        "opens": iso(view.opens),
        "closes": iso(view.closes),
        "state": view.state,
        "cause": view.cause,
        "drawn": view.drawn,
        "cohort": view.cohort,
        "short": dict(view.short),
        **_sums(view.invitations),
        "messages": {"due": view.messages_due, "short": dict(view.messages_short), **_sums(view.messages)},
    }


def _sums(sums: RunSums) -> dict[str, Any]:
    return {
        "planned": sums.planned,
        "sent": sums.sent,
        "in_doubt": sums.in_doubt,
        "waiting": sums.waiting,
        "not_sent": dict(sums.not_sent),
    }
