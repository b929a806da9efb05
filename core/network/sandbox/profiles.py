"""Profiles: a person as an account sees them (docs/provider.md#invitations)."""

from __future__ import annotations

from typing import Final

from core.network.sandbox import accounts, people
from core.network.sandbox.answers import Body
from core.network.sandbox.request_context import Ask, World

EXPIRES: Final = 180 * 86_400 * 1_000_000  # microseconds: LinkedIn drops a pending invitation then


def connected(world: World, account: str, public: str, asof: int) -> bool:
    """Return whether a person is first degree: before anything was sent, or by an accepted invitation."""
    sql = "SELECT 1 FROM invitation WHERE account = ? AND person = ? AND accept_at <= ?"
    accepted = world.state.row(sql, account, public, asof) is not None
    return accepted or people.connected_before(world.seed, account, public)


def read(world: World, ask: Ask) -> Body:
    """GET /users/{identifier}; the work experience only if its section is requested."""
    account = accounts.find(world, ask.account, ask.now)
    public = people.public_id(ask.path["identifier"])
    if public == account.owner.public_id:
        return {**_person(account.owner), "is_self": True, "is_relationship": False}
    who = people.person(world.seed, public)
    body = _person(who)
    first = connected(world, ask.account, public, ask.asof)
    body["is_relationship"] = first
    body["network_distance"] = "FIRST_DEGREE" if first else people.degree(world.seed, ask.account, public)
    invitation = None if first else _invitation(world, ask, public)
    if invitation is not None:
        body["invitation"] = {"type": "SENT", "status": invitation}
    if ask.query.get("linkedin_sections"):
        body["work_experience"] = _work(who)
    return body


def _invitation(world: World, ask: Ask, public: str) -> str | None:
    sql = (
        "SELECT withdrawn_at FROM invitation WHERE account = ? AND person = ? AND at <= ? AND at > ?"
        " ORDER BY at DESC LIMIT 1"
    )
    found = world.state.row(sql, ask.account, public, ask.asof, ask.asof - EXPIRES)
    if found is None:
        return None
    return "PENDING" if found[0] is None else "WITHDRAWN"


def _person(who: people.Person) -> Body:
    return {
        "object": "UserProfile",
        "provider": "LINKEDIN",
        "provider_id": who.provider_id,
        "public_identifier": who.public_id,
        "first_name": who.first_name,
        "last_name": who.last_name,
        "headline": who.headline,
        "location": who.location,
        "websites": [],
        "is_self": False,
        "is_premium": False,
        "is_open_profile": False,
        "can_send_inmail": True,
        "public_profile_url": f"https://www.linkedin.com/in/{who.public_id}/",
        "follower_count": 0,
        "connections_count": 0,
        "shared_connections_count": 0,
    }


def _work(who: people.Person) -> list[Body]:
    known: Body = {"position": who.position, "company": who.company, "location": who.location, "current": True}
    return [{**known, "company_id": "", "description": "", "skills": [], "start": None, "end": None}]
