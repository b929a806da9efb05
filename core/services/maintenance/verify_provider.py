"""Comparison of pending invitations with the lists of what each account has sent (`verify --provider`).

A list lags and drops entries: an invitation that is missing from it may have been accepted, withdrawn or declined since
the engine last read it. Such an invitation counts as explained if the network or our journal shows that; only an
unexplained one is a difference.
"""

from __future__ import annotations

from collections.abc import Iterator

from core.engine.context import SETTLE
from core.engine.reading.account_lists import PAGES, may_hide, names, read_sent_list
from core.engine.reading.paging import Listing, follow
from core.network.gateway import Gateway, Page, Relation, SentInvitation
from core.network.provider_errors import ProviderError
from core.store import members
from core.store.members import MemberRow
from core.store.views import outreach_people, verify_deliveries
from core.store.views.outreach_people import PendingInvitation
from core.views.verification_view import MemberComparison, ProviderComparison, ProviderFinding
from core.workspace import Workspace

NOTHING_SENT = "nothing sent yet"


def compare(workspace: Workspace, gateway: Gateway) -> ProviderComparison:
    """Compare every member's unanswered invitations with the provider's lists."""
    with workspace.store.read() as store:
        compared = members.unarchived(store)
    found = tuple(_member(workspace, gateway, member) for member in compared)
    nothing = not any(one.unread or one.ours or one.listed for one in found)
    return ProviderComparison(found, NOTHING_SENT if nothing else "")


def _member(workspace: Workspace, gateway: Gateway, member: MemberRow) -> MemberComparison:
    ours = len(_ours(workspace, member))
    try:
        account = gateway.account(member.account_id)
        if account.status != "ok":
            why = f"the account is off ({account.words}), so its lists are stale"
            return MemberComparison(member.name, ours, unread=why)
        sent = read_sent_list(gateway, member.account_id)
        if sent.fault:
            return MemberComparison(member.name, ours, unread=f"the list of sent invitations: {sent.fault}")
        return _compared(workspace, gateway, member, sent)
    except ProviderError as error:
        return MemberComparison(member.name, ours, unread=error.words or error.klass.value)


def _compared(
    workspace: Workspace, gateway: Gateway, member: MemberRow, sent: Listing[SentInvitation]
) -> MemberComparison:
    people = {item.provider_id: item for item in sent.items if item.provider_id}
    ours = _ours(workspace, member)
    unnamed = [item for item in sent.items if not item.provider_id]
    absent = [
        row
        for row in ours
        if row.person not in people
        and not any(names(item, row.person, row.public_id, row.invitation_id) for item in unnamed)
    ]
    hidden = [row for row in absent if may_hide(sent.unreadable, row.person, row.public_id, row.invitation_id)]
    gone = [(row.id, row.person) for row in absent if row not in hidden]
    connected = _connected(gateway, member) if gone else Listing[Relation]()
    if connected.fault:
        unread = f"the list of relations: {connected.fault}"
    elif hidden:
        unread = f"{len(sent.unreadable)} records of the list of sent invitations: {sent.unreadable[0].why}"
    else:
        unread = ""
    missing = [] if connected.fault else list(_gone(member, gone, {item.provider_id for item in connected.items}))
    return MemberComparison(
        member=member.name,
        ours=len(ours),
        listed=len(sent.items),
        both=len(ours) - len(absent),
        explained=len(gone) - len(missing),
        unread=unread,
        differences=(*missing, *_forgotten(workspace, member, people)),
    )


def _ours(workspace: Workspace, member: MemberRow) -> list[PendingInvitation]:
    """Return our pending invitations, except recent ones, which a lagging list may not show yet."""
    with workspace.store.read() as store:
        return outreach_people.pending_before(store, member.id, workspace.now() - SETTLE)


def _gone(member: MemberRow, gone: list[tuple[int, str]], connected: set[str]) -> Iterator[ProviderFinding]:
    """Yield our invitations that are missing from the list, except to people who are connected now: they accepted."""
    for outreach, person in gone:
        if person not in connected:
            text = (
                f"{member.name}'s invitation of outreach {outreach} is no longer pending on LinkedIn: it was "
                "withdrawn there, was declined, has expired, or was accepted a few hours ago. The engine's next read "
                "finds out."
            )
            yield ProviderFinding("provider.gone", member.name, outreach, text)


def _connected(gateway: Gateway, member: MemberRow) -> Listing[Relation]:
    def ask(cursor: str | None) -> Page[Relation]:
        return gateway.relations(member.account_id, cursor=cursor, limit=1000)

    return follow(ask, lambda item: item.provider_id, PAGES)


def _forgotten(workspace: Workspace, member: MemberRow, people: dict[str, SentInvitation]) -> Iterator[ProviderFinding]:
    """Yield invitations that LinkedIn lists as pending although our store says that they did not arrive."""
    with workspace.store.read() as store:
        ours = verify_deliveries.not_pending(store, member.id)
    for outreach, person, state in ours:
        if person in people:
            text = (
                f"{member.name}'s invitation of outreach {outreach} is pending on LinkedIn, although our journal "
                f"says {state.replace('_', ' ')}."
            )
            yield ProviderFinding("provider.forgotten", member.name, outreach, text)
