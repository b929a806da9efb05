"""Check of the provider: its key, address, accounts and clock, and one harmless read of each kind."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Final

from core.clock import real_now
from core.errors import OvertureError
from core.loopback import is_loopback
from core.network.gateway import Account, Gateway, Page
from core.network.provider_errors import ErrorClass, ProviderError
from core.rules.account_status import next_step
from core.rules.limits import HARD_WEEK, LIST_PAGES_PER_DAY, READS_PER_DAY, WEEK
from core.rules.schedule import local_date, start_of_day
from core.store import journal, members
from core.store.members import MemberRow
from core.store.views import journal_queries, limit_usage
from core.text import clean
from core.views.checks_view import Check
from core.workspace import Workspace

CLOCK_MAY_DIFFER: Final = timedelta(seconds=60)
NOT_FOUND: Final = 404
AGAIN: Final = "Look at the provider's dashboard and status page, then run this again."
SHOWN: Final = 100
"""Most accounts that are listed, and most members."""


def checks(workspace: Workspace, gateway: Gateway) -> list[Check]:
    """Return the results of all checks, each after those on which it depends. No error of the provider is raised."""
    try:
        found = list(gateway.accounts().items)
    except ProviderError as error:
        return _unusable(workspace, error)
    met, missing = _unlisted(workspace, gateway, found)
    found += met
    address = " ".join(part for part in workspace.stamp.network if part)
    result = [
        _check("provider.key", "The provider accepts the API key."),
        _check("provider.address", f"The provider answers: {address}."),
        _clock(workspace, gateway),
        *_accounts(workspace, found, missing),
        *_limits(workspace),
    ]
    usable = next((account for account in _ours_first(workspace, found) if account.status == "ok"), None)
    if usable is None:
        return [*result, _check("provider.reads", "No account is connected, so nothing was read.", CONNECT)]
    return [*result, *_reads(workspace, gateway, usable)]


CONNECT: Final = "Connect one: `overture member connect NAME`."


def without(error: OvertureError) -> list[Check]:
    """Return the failed check for an error before any call: no key, or a key file that others can read."""
    return [_check("provider.key", error.text, "Correct this first; nothing else could be checked.")]


def _check(name: str, text: str, action: str = "") -> Check:
    """Return the result of a check, which passed if there is no `action` to take."""
    return Check(name, not action, clean(text, 400), clean(action, 400))


def _unusable(workspace: Workspace, error: ProviderError) -> list[Check]:
    if error.klass is ErrorClass.key_stop:
        action = "Put a valid key into OVERTURE_PROVIDER_KEY or the file provider.key."
        return [_check("provider.key", f"The provider refuses the API key: {error.words}", action)]
    action = f"Check the network and base_url in {workspace.home.config}."
    return [_check("provider.address", f"No usable answer: {error.words}", action)]


def _clock(workspace: Workspace, gateway: Gateway) -> Check:
    """Compare the clocks of this computer and the provider; a sandbox on this machine uses the workspace's time."""
    if workspace.config.embedded or is_loopback(workspace.stamp.network[1]):
        return _check("provider.clock", "The sandbox uses the workspace's time.")
    theirs: datetime | None = getattr(gateway, "answered_at", None)
    if theirs is None:
        return _check("provider.clock", "The provider did not give its time.")
    apart = abs(real_now() - theirs)
    text = f"This computer's clock and the provider's are {apart.total_seconds():.0f} s apart."
    wrong = apart > CLOCK_MAY_DIFFER
    return _check("provider.clock", text, "Set this computer's clock; slots and caps depend on it." if wrong else "")


# -- accounts and members


def _members(workspace: Workspace) -> list[MemberRow]:
    with workspace.store.read() as store:
        return members.unarchived(store)


def _ours_first(workspace: Workspace, found: list[Account]) -> list[Account]:
    ours = {member.account_id for member in _members(workspace)}
    return sorted(found, key=lambda account: account.id not in ours)


def _unlisted(workspace: Workspace, gateway: Gateway, found: list[Account]) -> tuple[list[Account], list[Check]]:
    """Return members' accounts that are missing from the list, and failed checks for those that do not exist.

    An account may be on a later page, and a sandbox lists only accounts it has met, so the account itself is read.
    """
    there = {account.id for account in found}
    met: list[Account] = []
    missing: list[Check] = []
    for member in [member for member in _members(workspace) if member.account_id not in there][:SHOWN]:
        try:
            met.append(gateway.account(member.account_id))
        except ProviderError as error:
            missing.append(_missing(member, error))
    return met, missing


def _missing(member: MemberRow, error: ProviderError) -> Check:
    if error.status != NOT_FOUND:
        return _check("provider.account", f"The account of {member.name} could not be read: {error.words}", AGAIN)
    text = f"The account of {member.name}, {member.account_id}, is not at the provider."
    return _check("provider.account", text, f"Connect it: `overture member connect` for {member.name}.")


def _accounts(workspace: Workspace, found: list[Account], missing: list[Check]) -> list[Check]:
    owners = {member.account_id: member for member in _members(workspace)}
    told = [_account(account, owners.get(account.id)) for account in found[:SHOWN]]
    told.extend(missing)
    return told or [_check("provider.account", "No account is at the provider yet.", CONNECT)]


def _account(account: Account, member: MemberRow | None) -> Check:
    who = "no member" if member is None else member.name
    text = f"{account.name or account.id} ({account.id}): {account.words}; belongs to {who}."
    broken = member is not None and account.status != "ok"
    step = next_step(account.words, who)
    return _check("provider.account", text, f"{step[:1].upper()}{step[1:]}." if broken else "")


def _limits(workspace: Workspace) -> list[Check]:
    now = workspace.now()
    return [_limit(workspace, member, now) for member in _members(workspace)[:SHOWN]]


def _limit(workspace: Workspace, member: MemberRow, now: datetime) -> Check:
    start = start_of_day(local_date(now, member.time_zone), member.time_zone)
    with workspace.store.read() as store:
        week = limit_usage.invitations_after(store, member.id, now - WEEK)
        profiles, pages = (
            journal_queries.reads_since(store, member.id, start),
            journal_queries.pages_since(store, member.id, start),
        )
    text = (
        f"{member.name}: {week} of {HARD_WEEK} invitations in 7 days; today {profiles} of {READS_PER_DAY} profiles "
        f"and {pages} of {LIST_PAGES_PER_DAY} pages of lists read."
    )
    if member.cooldown_until is not None and member.cooldown_until > now:
        text += f" LinkedIn reported a limit: no invitations until {member.cooldown_until:%Y-%m-%d %H:%M} UTC."
    return _check("provider.limits", text)


# -- one harmless read of each kind


def _reads(workspace: Workspace, gateway: Gateway, account: Account) -> list[Check]:
    ident = account.id
    chat: list[str] = []

    def chats() -> object:
        page = gateway.chats(ident)
        chat.extend(item.id for item in page.items[:1])
        return page

    asks: list[tuple[str, Callable[[], object]]] = [
        ("account", lambda: gateway.account(ident)),
        ("own profile", lambda: gateway.own_profile(ident)),
        (
            "profile",
            lambda: gateway.profile(ident, account.owner_provider_id or gateway.own_profile(ident).provider_id),
        ),
        ("sent invitations", lambda: gateway.sent_invitations(ident, limit=1)),
        ("relations", lambda: gateway.relations(ident, limit=1)),
        ("chats", chats),
        ("messages", lambda: gateway.messages(chat[0]) if chat else None),
    ]
    told = [_read(name, ask, account) for name, ask in asks]
    _count(workspace, account)
    return told


def _read(name: str, ask: Callable[[], object], account: Account) -> Check:
    try:
        answer = ask()
    except ProviderError as error:
        return _check("provider.read", f"The {name} of {account.id} could not be read: {error.words}", AGAIN)
    skipped = answer.unreadable if isinstance(answer, Page) else ()
    if skipped:
        text = f"{len(skipped)} records among the {name} of {account.id} could not be read: {skipped[0].why}"
        return _check("provider.read", text, AGAIN)
    return _check("provider.read", f"The {name} of {account.id} can be read.")


def _count(workspace: Workspace, account: Account) -> None:
    """Count these reads against the day's budget, like all reads."""
    member = next((member for member in _members(workspace) if member.account_id == account.id), None)
    if member is None:
        return
    with workspace.store.write() as store:
        now = workspace.now()
        journal.write(store, now, workspace.actor, "profile.read", member=member.id)
        journal.write(store, now, workspace.actor, "lists.read", member=member.id, data={"pages": 2})
