"""Members: the people whose accounts send."""

from __future__ import annotations

from typing import Any

from core.days_off import WANTED, DaysOff, parse
from core.engine.ownership import clock_watch, safe_mode
from core.engine.planning import overdue_runs, planner
from core.engine.reading import account_hashes, account_owner
from core.engine.sending import call_holds
from core.errors import RefusedError, UsageError
from core.rules.addresses.account_id import LONGEST, is_account_id
from core.rules.limits import DAY_CAP
from core.services import held_lifting, meanwhile
from core.services.lookup import find
from core.services.members import member_account
from core.services.members.member_view import one
from core.services.provider.gateway import tell_plan
from core.services.versions import member_values
from core.store import campaigns, held_items, holds, journal, member_accounts
from core.store import members as member_rows
from core.store.database import Reading
from core.store.engine import engine_state
from core.store.views import journal_queries
from core.text import clean
from core.time_zones import known_zones
from core.views.members_view import Member as MemberView
from core.workspace import Workspace

PLANS = ("basic", "premium", "sales-navigator")
HIGHEST_DAY_CAP = 40
"""Highest day cap that can be set: more invitations a day would use up the week's limit in under three days."""
_EDITED = ("name", "plan", "time_zone", "day_cap", "ramp")


def add(
    workspace: Workspace,
    name: str,
    account: str,
    *,
    plan: str = "basic",
    time_zone: str | None = None,
    day_cap: int = DAY_CAP,
    ramp: bool = True,
    days_off: str = "",
) -> MemberView:
    """Add a member; the engine reads its account before anything is sent.

    Raises UsageError for a bad value, RefusedError if the account is in use already.
    """
    name, account, plan = clean(name, 100), _account_id(account), plan.lower()
    zone = time_zone or workspace.stamp.time_zone
    _check(name=name, account=account, plan=plan, zone=zone, day_cap=day_cap)
    off = _days_off(days_off)
    now = workspace.now()
    with workspace.store.write() as store:
        if member_rows.by_account(store, account) is not None:
            raise RefusedError(f"The account {account} belongs to a member already.", field="--account")
        member = member_rows.add(store, name, account, plan=plan, time_zone=zone, day_cap=day_cap, ramp=ramp, now=now)
        member_accounts.add(store, member, account, now)
        member_rows.set_days_off(store, member, off)
        account_hashes.claim_calls(store, workspace.stamp.hash_key, member)
        journal.write(store, now, workspace.actor, "member.added", member=member)
        added = one(workspace, store, member)
    tell_plan(workspace, account, name, plan)
    return added


def _account_id(given: str) -> str:
    """Return an account's id. Raises UsageError if cleaning would change it, or if it cannot be an id."""
    found = clean(given, LONGEST)
    if found != given.strip():
        raise UsageError(
            "The account's id is too long or has an invisible character: copy it from `overture member accounts`.",
            field="--account",
        )
    if found and not is_account_id(found):
        raise UsageError(
            f"“{found}” cannot be an account's id: it is a path such as “..”, or has a space or one of / \\ ? # %. "
            "Copy the id from `overture member accounts`.",
            field="--account",
        )
    return found


def _check(*, name: str, account: str, plan: str, zone: str, day_cap: int) -> None:
    if not name:
        raise UsageError("A member needs a name.", field="NAME")
    if not account:
        raise UsageError("A member needs the provider's id of its account.", field="--account")
    if plan not in PLANS:
        raise UsageError(f"The plan is one of {', '.join(PLANS)}, not “{clean(plan, 40)}”.", field="--plan")
    if zone not in known_zones():
        raise UsageError(f"“{clean(zone, 60)}” is not a time zone; write it as in Europe/Paris.", field="--time-zone")
    if not 1 <= day_cap <= HIGHEST_DAY_CAP:
        raise UsageError(f"The day cap is 1 to {HIGHEST_DAY_CAP} invitations, not {day_cap}.", field="--day-cap")


def _days_off(text: str) -> DaysOff:
    try:
        return parse(text)
    except ValueError as error:
        raise UsageError(
            f"Days off are {WANTED}, not “{clean(text, 60)}”: {clean(str(error), 200)}.", field="--days-off"
        ) from None


def edit(workspace: Workspace, ref: str, *, seen: MemberView | str | None = None, **changes: Any) -> MemberView:
    """Change name, account, plan, time_zone, day_cap, ramp or days_off of a member; None leaves a value as it is.

    Raises UsageError for a bad value, RefusedError for an account that is another member's, ChangedMeanwhileError if a
    value to be changed is no longer as it was `seen`: the member, or its version.
    """
    now = workspace.now()
    with workspace.store.write() as store:
        member = member_rows.get(store, find(store, "member", ref))
        wanted = {key: value for key, value in changes.items() if value is not None}
        given = wanted.pop("account", None)
        account = member.account_id if given is None else _account_id(str(given))
        if "name" in wanted:
            wanted["name"] = clean(str(wanted["name"]), 100)
        if "plan" in wanted:
            wanted["plan"] = str(wanted["plan"]).lower()
        off = wanted.pop("days_off", None)
        wanted_off = None if off is None else _days_off(str(off))
        if seen is not None:
            as_saved = wanted | ({} if given is None else {"account": account})
            as_saved |= {} if wanted_off is None else {"days_off": str(wanted_off)}
            _refuse_changed(workspace, store, member.id, seen, as_saved)
        _check(
            name=wanted.get("name", member.name),
            account=account,
            plan=wanted.get("plan", member.plan),
            zone=wanted.get("time_zone", member.time_zone),
            day_cap=wanted.get("day_cap", member.day_cap),
        )
        if wanted_off is not None:
            days_before = one(workspace, store, member.id).days_off
            member_rows.set_days_off(store, member.id, wanted_off)
            planner.follow_days_off(store, now, member.id)
            data = {"days_off": str(wanted_off), "before": days_before}
            journal.write(store, now, workspace.actor, "member.edited", member=member.id, data=data)
        if wanted:
            edited_to = {key: wanted.get(key, getattr(member, key)) for key in _EDITED}
            member_rows.edit(store, member.id, **edited_to)
            journal.write(store, now, workspace.actor, "member.edited", member=member.id, data=wanted)
        member_account.give(workspace, store, member.id, account, now)
        held_lifting.edited(store, now, workspace.actor, member=member.id)
        edited = one(workspace, store, member.id)
    if "plan" in wanted:
        tell_plan(workspace, edited.account, None, edited.plan)
    return edited


def _refuse_changed(
    workspace: Workspace, store: Reading, ident: int, seen: MemberView | str, changes: dict[str, Any]
) -> None:
    is_now = one(workspace, store, ident)
    who, values = journal_queries.last_editor_of_member(store, ident), member_values(is_now)
    if isinstance(seen, str):
        meanwhile.refuse_other_version(is_now.name, who, seen, values, changes, is_now)
        return
    before, after = ({key: found[key] for key in changes} for found in (member_values(seen), values))
    meanwhile.refuse_changed(is_now.name, who, before, after, is_now)


def archive(workspace: Workspace, ref: str) -> MemberView:
    """Archive a member: its active campaigns become Stopped, and nothing more is sent from its account."""
    overdue_runs.record_ahead(workspace, lambda store: campaigns.of_member(store, find(store, "member", ref)))
    now = workspace.now()
    with workspace.store.write() as store:
        member = member_rows.get(store, find(store, "member", ref))
        if not member.archived:
            account_owner.archive(workspace, store, member.id, now, actor=workspace.actor)
        return one(workspace, store, member.id)


def may_resume(workspace: Workspace, ref: str | None) -> bool:
    """Return whether `resume` has something to end: a pause, a hold, safe mode, or a clock that is not trusted.

    Raises NotFoundError.
    """
    with workspace.store.read() as store:
        member = None if ref is None else find(store, "member", ref)
        holds_any = any(member in (None, hold.member_id) for hold in holds.every(store))
        if member is not None:
            return member_rows.get(store, member).paused or holds_any
        everybody = engine_state.conditions(store)
        held = bool(held_items.every(store, workspace.now())) or safe_mode.since(store) is not None
        return everybody.paused or everybody.clock_held or holds_any or held or _is_behind(workspace, store)


def _is_behind(workspace: Workspace, store: Reading) -> bool:
    """Return whether the clock is behind its mark; `resume` would accept the clock as it is."""
    mark = clock_watch.last_mark(store, workspace) if clock_watch.applies(workspace) else None
    return mark is not None and workspace.now() < mark.wall


def pause(workspace: Workspace, ref: str | None, *, on: bool) -> None:
    """Pause or resume everything, or one member: no write is sent during a pause, with or without an engine.

    Resuming also ends the holds that the network's answers caused.
    """
    now = workspace.now()
    at = now if on else None
    kind = "paused" if on else "resumed"
    with workspace.store.write() as store:
        if not on:
            member = None if ref is None else find(store, "member", ref)
            call_holds.lift(store, now, workspace.actor, member=member)
            held_lifting.resumed(store, now, workspace.actor, member)
        if ref is None:
            engine_state.pause(store, at)
            journal.write(store, now, workspace.actor, kind)
            if not on:
                safe_mode.end(store, workspace.home, now, workspace.actor)
            if not on and clock_watch.applies(workspace) and clock_watch.release(workspace, store, now):
                journal.write(store, now, workspace.actor, "clock.settled")
        else:
            member = find(store, "member", ref)
            member_rows.pause(store, member, at)
            journal.write(store, now, workspace.actor, kind, member=member)
