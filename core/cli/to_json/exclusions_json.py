"""The JSON of `overture exclude`, and of the rules that exclude a person."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from core.cli.to_json.moments_json import iso

if TYPE_CHECKING:
    from core.views.exclusions_view import AddedRule, ExclusionRule, Holder, LiftedRule, OfferedCampaign, SyncedList


def holder(view: Holder) -> dict[str, Any]:
    """Return a rule or mark that excludes a person."""
    return {"id": view.id, "kind": view.kind, "value": view.value}


def rule(view: ExclusionRule) -> dict[str, Any]:
    """Return one rule of `exclude list`; `from` is `hand` or the name of the list file, whose path is `file`."""
    return {
        "id": view.id,
        "kind": view.kind,
        "value": view.value,
        "from": view.origin,
        "file": view.file or None,
        "reason": view.reason,
        "actor": view.actor,
        "at": iso(view.at),
        "holds": view.holds,
    }


def added(view: AddedRule) -> dict[str, Any]:
    """Return a rule that was added, with the number of outreaches that it cancelled."""
    return {**rule(view.rule), "new": view.new, "cancelled": view.cancelled}


def lifted(view: LiftedRule) -> dict[str, Any]:
    """Return a lifted rule, the number of people freed, and by campaign their outreaches that can be put back."""
    return {
        **rule(view.rule),
        "lifted": True,
        "freed": view.freed,
        "cancelled": _offered(view.cancelled),
        "requeued": view.requeued,
        "refused": list(view.refused),
    }


def synced(view: SyncedList) -> dict[str, Any]:
    """Return the result of reading a list again."""
    return {
        "added": len(view.added),
        "same": view.same,
        "gone": [rule(one) for one in view.gone],
        "lifted": view.lifted,
        "refused": [{"line": one.line, "reason": one.reason} for one in view.refused],
        "cancelled": view.cancelled,
        "guessed": view.guessed or None,
        "freed": view.freed,
        "offered": _offered(view.offered),
    }


def _offered(campaigns: tuple[OfferedCampaign, ...]) -> list[dict[str, Any]]:
    return [{"id": str(one.id), "name": one.name, "people": one.people} for one in campaigns]
