"""Searches for people (docs/provider.md#searches): results follow from the seed and the words of the search."""

from __future__ import annotations

import base64
import json
from typing import Final

from core import seeds
from core.network.sandbox import accounts, people, profiles
from core.network.sandbox.answers import Body, Refusal, window
from core.network.sandbox.request_context import Ask, World

MOST: Final = 50
RESULTS: Final = (60, 400)  # number of people whom a search finds, by the seed
CLASSIC: Final = "/search/results/people/"
NAVIGATOR: Final = "/sales/search/people"


def people_found(world: World, ask: Ask) -> Body:
    """POST /linkedin/search: by cursor, by the address of a search, or by keywords."""
    limit, _start = window({key: value for key, value in ask.query.items() if key == "limit"}, 10, MOST)
    words, start = _asked(ask)
    navigator = NAVIGATOR in words
    if navigator and not accounts.find(world, ask.account, ask.now).premium:
        raise Refusal("feature_not_subscribed")
    total = seeds.generator(world.seed, "search", words).randint(*RESULTS)
    stop = min(start + limit, total)
    return {
        "object": "LinkedinSearch",
        "items": [_item(world, ask, words, number, navigator=navigator) for number in range(start, stop)],
        "config": {"params": {}},
        "paging": {"start": start, "page_count": stop - start, "total_count": total},
        "cursor": _cursor(words, stop) if stop < total else None,
    }


def _asked(ask: Ask) -> tuple[str, int]:
    """Return the words of the search, and the position of the first result."""
    cursor, url = ask.text("cursor"), ask.text("url")
    if cursor:
        return _opened(cursor)
    if url is not None:
        if CLASSIC not in url and NAVIGATOR not in url:
            raise Refusal("invalid_url")
        return url, 0
    if ask.text("category") not in (None, "people"):
        raise Refusal("feature_not_implemented")
    return ask.need("keywords").casefold(), 0


def _cursor(words: str, start: int) -> str:
    text = json.dumps({"search": words, "startIndex": start}, separators=(",", ":"))
    return base64.urlsafe_b64encode(text.encode()).decode().rstrip("=")


def _opened(cursor: str) -> tuple[str, int]:
    try:
        told = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))
        return str(told["search"]), max(0, int(told["startIndex"]))
    except (ValueError, KeyError, TypeError):
        raise Refusal("invalid_parameters", "cursor is not valid") from None


def _item(world: World, ask: Ask, words: str, number: int, *, navigator: bool) -> Body:
    draw = seeds.generator(world.seed, "found", words, number)
    names = f"{draw.choice(people.FIRST)}-{draw.choice(people.LAST)}".lower()
    public = f"{names}-{seeds.digest(world.seed, words, number)[:6]}{number}"
    who = people.person(world.seed, public)
    first = profiles.connected(world, ask.account, public, ask.asof)
    return {
        "type": "PEOPLE",
        "id": "ACw" + who.provider_id[3:] if navigator else who.provider_id,
        "name": f"{who.first_name} {who.last_name}",
        "first_name": who.first_name,
        "last_name": who.last_name,
        "member_urn": people.member_urn(public),
        "public_identifier": who.public_id,
        "profile_url": f"https://www.linkedin.com/in/{who.public_id}",
        "public_profile_url": f"https://www.linkedin.com/in/{who.public_id}",
        "network_distance": "DISTANCE_1" if first else "DISTANCE_2",
        "location": who.location,
        "headline": who.headline,
        "pending_invitation": False,
        "premium": False,
        "open_profile": False,
        "current_positions": [_position(who)],
    }


def _position(who: people.Person) -> Body:
    return {
        "company": who.company,
        "company_id": "",
        "role": who.position,
        "location": who.location,
        "industry": [],
    }
