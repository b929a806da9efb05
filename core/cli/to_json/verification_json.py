"""The JSON of `overture verify`."""

from __future__ import annotations

from typing import Any

from core.cli.to_json.held_json import held_item
from core.views.verification_view import Finding, MemberComparison, ProviderComparison, ProviderFinding, Verification


def verification(view: Verification) -> dict[str, Any]:
    """Return the findings of `verify`, and the numbers of rows that it checked."""
    return {
        "checked": dict(view.checked),
        "differences": [_finding(one) for one in view.differences],
        "duplicates": [_finding(one) for one in view.duplicates],
        "merged": [_finding(one) for one in view.merged],
        "held": [held_item(one) for one in view.held],
        "in_doubt": view.in_doubt,
        "withdrawals_in_doubt": view.withdrawals_in_doubt,
    }


def provider(view: ProviderComparison) -> dict[str, Any]:
    """Return the comparison with the provider's lists."""
    return {
        "members": [_member(one) for one in view.members],
        "differences": [_provider_finding(one) for one in view.differences],
        "unread": list(view.unread),
        "note": view.note,
    }


def _finding(view: Finding) -> dict[str, Any]:
    return {"check": view.check, "text": view.text, **view.about}


def _member(view: MemberComparison) -> dict[str, Any]:
    return {
        "member": view.member,
        "ours": view.ours,
        "listed": view.listed,
        "both": view.both,
        "explained": view.explained,
        "unread": view.unread,
        "differences": [_provider_finding(one) for one in view.differences],
    }


def _provider_finding(view: ProviderFinding) -> dict[str, Any]:
    return {"check": view.check, "member": view.member, "outreach": view.outreach, "text": view.text}
