"""The JSON of `overture status`."""

from __future__ import annotations

from typing import Any

from core.cli.to_json.erasure_json import copies
from core.cli.to_json.held_json import held_item
from core.cli.to_json.members_json import member
from core.cli.to_json.moments_json import iso
from core.views.status_check_view import StatusCheck
from core.views.status_view import HoldSummary, NextEvent, Status, StoreDamage


def status(view: Status) -> dict[str, Any]:
    """Return the workspace at a glance."""
    state = view.state
    return {
        "network": {"kind": state.network.kind, "address": state.network.address},
        "home": str(view.home),
        "now": iso(state.now),
        "time_zone": state.time_zone,
        "engine": {
            "runs": state.engine.runs,
            "kind": state.engine.kind,
            "pid": state.engine.pid,
            "heartbeat": iso(state.engine.heartbeat),
            "silent": state.engine.silent,
            "fault": state.engine.fault,
            "host": state.engine.host,
            "standbys": [{"host": one.host, "pid": one.pid} for one in state.engine.standbys],
            "taking_over_s": state.engine.taking_over_s,
            "moved": view.moved,
        },
        "damage": None if state.damage is None else _damage(state.damage),
        "erasure": None if view.erasure is None else copies(view.erasure),
        "backup": {"at": iso(view.backup.at), "too_old": bool(view.backup.hours_too_old)},
        "side_journal": {"damaged_lines": 0 if view.side_journal is None else view.side_journal.lines},
        "paused": state.paused,
        "clock": state.clock,
        "safe_since": iso(state.safe_since),
        "provider": {
            "down_since": iso(state.provider.down_since),
            "key_refused": state.provider.key_refused,
            "words": state.provider.words,
        },
        "next": None if state.next is None else _next(state.next),
        "holds": [_hold(one) for one in view.holds],
        "held": [held_item(one) for one in view.held],
        "members": [member(one) for one in view.members],
        "campaigns": dict(view.campaigns),
        "waiting_for_approval": view.waiting_for_approval,
        "in_doubt": view.in_doubt,
        "unresolved": view.unresolved,
        "withdrawals_in_doubt": view.withdrawals_in_doubt,
    }


def check(view: StatusCheck, exit_code: int) -> dict[str, Any]:
    """Return the JSON of `status --check`."""
    return {"verdict": view.verdict, "codes": list(view.codes), "text": view.text, "exit": exit_code}


def _damage(view: StoreDamage) -> dict[str, Any]:
    return {"at": iso(view.at) or "", "words": view.words, "backup": view.backup, "remedy": view.remedy}


def _next(view: NextEvent) -> dict[str, Any]:
    return {"at": iso(view.at), "what": view.what, "campaign": view.campaign, "state": view.state}


def _hold(view: HoldSummary) -> dict[str, Any]:
    return {
        "code": view.code,
        "campaign": view.campaign,
        "member": view.member,
        "call": view.call,
        "text": view.text,
        "action": view.action,
        "words": view.words,
        "since": iso(view.since),
        "next_try": iso(view.next_try),
    }
