"""Invitations: LinkedIn's refusals, records and lists (docs/provider.md#linkedins-rules)."""

from __future__ import annotations

from datetime import UTC, timedelta
from typing import Final

from core import seeds
from core.network.sandbox import accounts, behaviour, chat_routes, ledger, people, profiles
from core.network.sandbox.answers import Body, Refusal, page, stamp, window
from core.network.sandbox.request_context import Ask, World
from core.network.sandbox.state import Row, moment
from core.plural import plural
from core.text import utf16_length

SECOND: Final = 1_000_000
DAY: Final = 86_400 * SECOND
WEEK: Final = 7 * DAY
WITHDRAWN_WAIT: Final = 21 * DAY
NOTES_A_MONTH: Final = 5
NOTE_LENGTH: Final = {True: 300, False: 200}  # by premium
USAGE_STEPS: Final = (95, 90, 75, 50)
MICRO: Final = timedelta(microseconds=1)
PENDING: Final = """
SELECT person FROM invitation WHERE id = ? AND account = ? AND at > ?
  AND withdrawn_at IS NULL AND (accept_at IS NULL OR accept_at > ?)"""
SENT: Final = """
SELECT id, person, at, note FROM invitation WHERE account = ? AND at > ? AND at <= ?
  AND withdrawn_at IS NULL AND (accept_at IS NULL OR accept_at > ?)
ORDER BY at DESC, id DESC LIMIT ? OFFSET ?"""


def send(world: World, ask: Ask) -> Body:
    """POST /users/invite."""
    wanted, note = ask.need("provider_id"), ask.text("message")
    if not wanted.startswith("ACo"):  # a public identifier is refused
        raise Refusal("invalid_recipient")
    account = accounts.find(world, ask.account, ask.now)
    public = people.public_id(wanted)
    _check_note(world, ask, account, note)
    attempt = _check_person(world, ask, account, public)
    sent = _sent_since(world, ask.account, ask.now - WEEK, ask.now)
    if sent >= account.weekly_limit:
        raise Refusal("cannot_resend_yet")
    number = _keep(world, ask, public, attempt, note)
    body: Body = {"object": "UserInvitationSent", "invitation_id": str(number)}
    usage = _crossed(sent, account.weekly_limit)
    return body if usage is None else {**body, "usage": usage}


def _check_note(world: World, ask: Ask, account: accounts.Account, note: str | None) -> None:
    if note is None:
        return
    if utf16_length(note) > NOTE_LENGTH[account.premium]:
        raise Refusal("too_many_characters")
    month = moment(ask.now).astimezone(UTC).replace(day=1, hour=0, minute=0, second=0, microsecond=0)
    begin = ask.now - (moment(ask.now) - month) // timedelta(microseconds=1)
    sql = "SELECT count(*) FROM invitation WHERE account = ? AND at >= ? AND note IS NOT NULL"
    if not account.premium and world.state.count(sql, ask.account, begin) >= NOTES_A_MONTH:
        raise Refusal("limit_exceeded")


def _check_person(world: World, ask: Ask, account: accounts.Account, public: str) -> int:
    """Return the number of this attempt, counted from 1, or refuse the person."""
    if public == account.owner.public_id:
        raise Refusal("invalid_recipient")
    if profiles.connected(world, ask.account, public, ask.now):
        raise Refusal("already_connected")
    sql = "SELECT at, withdrawn_at FROM invitation WHERE account = ? AND person = ? ORDER BY at DESC"
    earlier = world.state.rows(sql, ask.account, public)
    for at, withdrawn in earlier[:1]:
        pending = withdrawn is None and ask.now - int(at or 0) < profiles.EXPIRES
        if pending or (withdrawn is not None and ask.now - int(withdrawn) < WITHDRAWN_WAIT):
            raise Refusal("already_invited_recently")
    return len(earlier) + 1


def _sent_since(world: World, account: str, begin: int, now: int) -> int:
    sql = "SELECT count(*) FROM invitation WHERE account = ? AND at > ? AND at <= ?"
    return world.state.count(sql, account, begin, now)


def _crossed(before: int, limit: int) -> int | None:
    return next((s for s in USAGE_STEPS if before * 100 < s * limit <= (before + 1) * 100), None)


def _keep(world: World, ask: Ask, public: str, attempt: int, note: str | None) -> int:
    number = 7 * 10**18 + int(seeds.digest(world.seed, "invitation", ask.account, public, attempt)[:15], 16)
    accepted = _accepted(world, ask, public, attempt)
    seen = None
    if accepted is not None:
        seen = accepted + behaviour.lag(world.seed, ask.account, public, world.relation_lag) // MICRO
    world.state.rows(
        "INSERT INTO invitation (id, account, person, attempt, at, note, accept_at, seen_at)"
        " VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        number,
        ask.account,
        public,
        attempt,
        ask.now,
        note,
        accepted,
        seen,
    )
    if accepted is not None and note is not None:
        chat_routes.add(world, ask.account, public, accepted, note, "INVITATION")
    accounts.touch(world.state, ask.via)
    ledger.note(world.state, ask.now, ask.via, public, "invite", note)
    return number


def _accepted(world: World, ask: Ask, public: str, attempt: int) -> int | None:
    """Return when the person will accept, by the script or by the seed; None if never."""
    sql = "SELECT accepts_after FROM script WHERE account = ? AND person = ?"
    scripted = world.state.row(sql, ask.account, public)
    if scripted is not None:
        return None if scripted[0] is None else ask.now + int(scripted[0])
    at = moment(ask.now)
    accepted = behaviour.acceptance(world.seed, ask.account, public, attempt, at)
    return None if accepted is None else ask.now + (accepted - at) // MICRO


def withdraw(world: World, ask: Ask) -> Body:
    """DELETE /users/invite/sent/{id}: only pending invitations can be withdrawn."""
    number = ask.path["invitation_id"]
    if not (number.isascii() and number.isdigit()) or int(number) >= 2**63:
        raise Refusal("invalid_parameters", "The invitation id is not valid.")
    found = world.state.row(PENDING, int(number), ask.account, ask.now - profiles.EXPIRES, ask.now)
    if found is None:
        raise Refusal("resource_not_found", "Invitation not found")
    public = str(found[0])
    world.state.rows(
        "UPDATE invitation SET withdrawn_at = ?, accept_at = NULL, seen_at = NULL WHERE id = ?",
        ask.now,
        int(number),
    )
    chat_routes.forget_invitation(world, ask.account, public, ask.now)
    ledger.note(world.state, ask.now, ask.via, public, "withdraw", None)
    return {"object": "InvitationCanceled"}


def sent(world: World, ask: Ask) -> Body:
    """GET /users/invite/sent: pending only, newest first."""
    limit, start = window(ask.query, 10, 100)
    latest = ask.asof - world.sent_lag // MICRO
    rows = world.state.rows(SENT, ask.account, ask.asof - profiles.EXPIRES, latest, ask.asof, limit + 1, start)
    return page("InvitationList", [_sent(world, ask, row) for row in rows], limit, start)


def _sent(world: World, ask: Ask, row: Row) -> Body:
    number, public, at, note = row
    who = people.person(world.seed, str(public))
    words, coarse = _ago(ask.asof, int(at or 0))
    return {
        "object": "InvitationSent",
        "id": str(number),
        "invited_user": f"{who.first_name} {who.last_name}".strip(),
        "invited_user_id": who.provider_id,
        "invited_user_public_id": who.public_id,
        "invited_user_description": who.headline,
        "date": words,
        "parsed_datetime": stamp(coarse),
        "invitation_text": note,
    }


def _ago(asof: int, at: int) -> tuple[str, int]:
    """Return LinkedIn's words for a moment, and the moment that the provider derives from them."""
    days = (asof - at) // DAY
    for size, name in ((30, "month"), (7, "week"), (1, "day")):
        count = days // size
        if count:
            words = f"Sent {count} {plural(count, name)} ago"
            return ("Sent yesterday" if words == "Sent 1 day ago" else words), asof - count * size * DAY
    return "Sent today", asof


def relations(world: World, ask: Ask) -> Body:
    """GET /users/relations: newest first; a contact is listed later than its acceptance."""
    limit, start = window(ask.query, 100, 1000)
    sql = (
        "SELECT person, accept_at FROM invitation WHERE account = ? AND accept_at <= ? AND seen_at <= ?"
        " ORDER BY accept_at DESC, id DESC LIMIT ? OFFSET ?"
    )
    rows = world.state.rows(sql, ask.account, ask.asof, ask.asof, limit + 1, start)
    return page("UserRelationsList", [_relation(world, row) for row in rows], limit, start)


def _relation(world: World, row: Row) -> Body:
    who = people.person(world.seed, str(row[0]))
    return {
        "object": "UserRelation",
        "first_name": who.first_name,
        "last_name": who.last_name,
        "headline": who.headline,
        "public_identifier": who.public_id,
        "public_profile_url": f"https://www.linkedin.com/in/{who.public_id}/",
        "created_at": int(row[1] or 0) // 1000,
        "member_id": who.provider_id,
        "member_urn": f"urn:li:fsd_profile:{who.provider_id}",
        "connection_urn": f"urn:li:fsd_connection:{who.provider_id}",
    }
