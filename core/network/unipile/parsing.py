"""Conversion of the provider's answers to our types (docs/provider.md#invitations). Unknown fields are ignored."""

from __future__ import annotations

from typing import Final

from core.network.gateway import (
    Account,
    AccountStatus,
    Chat,
    Distance,
    Found,
    Invited,
    Message,
    MessageSent,
    OwnProfile,
    Profile,
    Relation,
    SentInvitation,
)
from core.network.unipile.answer_fields import (
    MalformedError,
    block,
    flag,
    ident,
    maybe,
    moment,
    need,
    need_epoch_ms,
    record,
    records,
    text,
)
from core.seeds import digest
from core.text import clean

# From best to worst: those that recover by themselves first, those that need the account's owner last.
STATUSES: Final[tuple[AccountStatus, ...]] = (
    "ok",
    "connecting",
    "permissions",
    "error",
    "stopped",
    "credentials",
)
LONGEST_ACCOUNT: Final = 100
"""Most characters of an account's id; the provider's have 22."""
DISTANCES: Final[dict[str, Distance]] = {
    "FIRST_DEGREE": "first",
    "SECOND_DEGREE": "second",
    "THIRD_DEGREE": "third",
    "OUT_OF_NETWORK": "out",
}


def linkedin_account(item: dict[str, object]) -> Account | None:
    """Return an account of the list, or None for one of another network (mail, other messengers)."""
    return account(item) if item.get("type", "LINKEDIN") == "LINKEDIN" else None


def account(item: dict[str, object]) -> Account:
    """Read an account of the list, or of its own endpoint."""
    owner = record(record(item.get("connection_params")).get("im"))
    status, words = _worst(item)
    number = need(item, "id")
    if clean(number, LONGEST_ACCOUNT) != number:  # a member stores it as one clean line
        raise MalformedError("id is not a possible id of an account")
    return Account(
        id=number,
        name=text(item, "name"),
        status=status,
        words=words,
        owner_provider_id=ident(owner, "id"),
        owner_public_id=ident(owner, "publicIdentifier"),
        premium=_premium(owner),
    )


def _worst(item: dict[str, object]) -> tuple[AccountStatus, str]:
    sources = [s for s in records(item.get("sources")) if text(s, "id").endswith("_MESSAGING")]
    if not sources:
        return "error", "no messaging source"
    rated = ((_status(text(source, "status")), text(source, "status")) for source in sources)
    return max(rated, key=lambda pair: STATUSES.index(pair[0]))


def _status(word: str) -> AccountStatus:
    return next((status for status in STATUSES if status == word.lower()), "error")


def _premium(owner: dict[str, object]) -> bool | None:
    features = owner.get("premiumFeatures")
    if "premiumId" not in owner and not isinstance(features, list):
        return None
    return bool(maybe(owner, "premiumId") or features)


def own_profile(body: dict[str, object]) -> OwnProfile:
    """Read the profile of the account's owner."""
    premium = body.get("premium")
    navigator = body.get("sales_navigator")
    return OwnProfile(
        provider_id=need(body, "provider_id"),
        public_id=ident(body, "public_identifier") or "",
        first_name=text(body, "first_name"),
        last_name=text(body, "last_name"),
        premium=premium if isinstance(premium, bool) else None,
        sales_navigator=isinstance(navigator, dict) and "error" not in navigator,
    )


def sign_in_link(body: dict[str, object]) -> str:
    """Return the sign-in address. Any value but an https address is refused, since a person opens it."""
    url = maybe(body, "url") or ""
    if not (url.startswith("https://") and url.isascii() and url.isprintable() and " " not in url and len(url) < 2000):
        raise MalformedError("url is no https address")
    return url


def profile(body: dict[str, object]) -> Profile:
    """Read another person's profile."""
    distance = DISTANCES.get(text(body, "network_distance"))
    invitation = record(body.get("invitation"))
    jobs = records(body.get("work_experience"))
    job = next((job for job in jobs if job.get("current") is True), {})
    return Profile(
        provider_id=need(body, "provider_id"),
        public_id=ident(body, "public_identifier") or "",
        first_name=text(body, "first_name"),
        last_name=text(body, "last_name"),
        headline=text(body, "headline"),
        location=text(body, "location"),
        company=text(job, "company"),
        position=text(job, "position"),
        distance=distance,
        connected=distance == "first" or body.get("is_relationship") is True,
        pending_invitation=invitation.get("type") == "SENT" and invitation.get("status") == "PENDING",
    )


def sent_invitation(item: dict[str, object]) -> SentInvitation:
    """Read an entry of the list of sent invitations."""
    return SentInvitation(
        id=need(item, "id"),
        provider_id=ident(item, "invited_user_id"),
        public_id=ident(item, "invited_user_public_id"),
        name=text(item, "invited_user") or None,
        at=moment(item, "parsed_datetime"),
        text=block(item, "invitation_text") or None,
    )


def found(item: dict[str, object]) -> Found | None:
    """Return a person in search results, None for companies and posts. LinkedIn hides some people."""
    if text(item, "type") not in ("", "PEOPLE"):
        return None
    job = next(iter(records(item.get("current_positions"))), {})
    number, public = ident(item, "id"), ident(item, "public_identifier")
    if number is None and public is None and item.get("id") not in ("", None):  # without any id, the person is hidden
        raise MalformedError("id is missing or not a text")
    return Found(
        id=number or "",
        public_id=public,
        first_name=text(item, "first_name"),
        last_name=text(item, "last_name") or ("" if maybe(item, "first_name") else text(item, "name")),
        headline=text(item, "headline"),
        location=text(item, "location"),
        company=text(job, "company"),
        position=text(job, "role"),
    )


def relation(item: dict[str, object]) -> Relation:
    """Read an entry of the list of relations."""
    return Relation(
        provider_id=need(item, "member_id"),
        public_id=ident(item, "public_identifier") or "",
        first_name=text(item, "first_name"),
        last_name=text(item, "last_name"),
        connected_at=need_epoch_ms(item, "created_at"),
    )


def chat(item: dict[str, object]) -> Chat:
    """Return a chat. Types 1 and 2 are groups and channels; any other is between two people.

    See docs/provider.md#chats.
    """
    return Chat(
        need(item, "id"),
        ident(item, "attendee_provider_id"),
        moment(item, "timestamp"),
        group=item.get("type") in (1, 2),
    )


def message(item: dict[str, object]) -> Message:
    """Read a message from the fields that it has: a reply must be seen even without id, time or flag."""
    said, sender, ours = maybe(item, "text") or "", ident(item, "sender_id"), flag(item, "is_sender")
    if sender is None and ours is None and not said:
        raise MalformedError("a message has neither text nor sender")
    return Message(
        id=ident(item, "id") or f"unnamed-{digest('message', sender, said, str(item.get('timestamp')))[:22]}",
        chat_id=ident(item, "chat_id") or "",
        text=block(item, "text"),
        at=moment(item, "timestamp"),
        ours=ours,
        type=text(item, "message_type"),
        sender=sender,
    )


def invited(body: dict[str, object]) -> Invited:
    """Read the answer to a sent invitation."""
    usage = body.get("usage")
    known = isinstance(usage, int) and not isinstance(usage, bool)
    _confirms(body, "UserInvitationSent", "invitation_id")
    return Invited(ident(body, "invitation_id"), usage if known and isinstance(usage, int) else None)


def message_sent(body: dict[str, object]) -> MessageSent:
    """Read the answer to a message in an existing chat."""
    _confirms(body, "MessageSent", "message_id")
    return MessageSent(None, ident(body, "message_id"))


def chat_started(body: dict[str, object]) -> MessageSent:
    """Read the answer to a message that started a chat."""
    _confirms(body, "ChatStarted", "chat_id")
    return MessageSent(ident(body, "chat_id"), ident(body, "message_id"))


def withdrawn(body: dict[str, object]) -> None:
    """Check that the answer confirms a withdrawal."""
    _confirms(body, "InvitationCanceled", "invitation_id")


def _confirms(body: dict[str, object], name: str, id_field: str) -> None:
    """Raise MalformedError for a success with neither action nor id, which proves nothing.

    See docs/reliability.md#proof.
    """
    if body.get("object") != name and maybe(body, id_field) is None:
        raise MalformedError(f"neither {name} nor {id_field} in the answer")
