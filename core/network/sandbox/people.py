"""People: every identifier names a person, who is derived from the identifier and the seed, without any state.

A provider id contains the public identifier, so that each can be derived from the other.
"""

from __future__ import annotations

import base64
import unicodedata
from contextlib import suppress
from dataclasses import dataclass
from functools import lru_cache
from typing import Final
from urllib.parse import unquote

from core import seeds

PREFIX: Final = "ACoAA"
FOREIGN: Final = "member-"
CONNECTED: Final = 0.03  # share of all people who are already connected with a given account

FIRST: Final = ("Amara", "Bruno", "Chiara", "David", "Elena", "Farid", "Greta", "Hugo", "Ines", "Jonas")
LAST: Final = ("Abbott", "Berger", "Castro", "Dubois", "Eriksen", "Farkas", "Grant", "Haddad", "Keller")
ROLES: Final = (
    "Account executive",
    "Chief technology officer",
    "Civil engineer",
    "Data analyst",
    "Head of operations",
    "Marketing manager",
    "Nurse",
    "Product manager",
    "Sales director",
    "Solicitor",
    "Teacher",
    "UX designer",
)
COMPANIES: Final = ("Aldermoor", "Brightwell", "Castellan", "Dunmore", "Eastgate", "Fairlight", "Holloway")
KINDS: Final = ("Group", "Ltd", "Partners", "Labs", "& Sons", "GmbH")
PLACES: Final = ("Amsterdam", "Berlin", "Dublin", "Geneva", "Lisbon", "London", "Madrid", "Paris", "Toronto")
DEGREES: Final = ((0.62, "SECOND_DEGREE"), (0.95, "THIRD_DEGREE"), (1.0, "OUT_OF_NETWORK"))


@dataclass(frozen=True, slots=True)
class Person:
    """A person on the network; `public_id` is canonical: decoded, NFC, lower case."""

    public_id: str
    provider_id: str
    first_name: str
    last_name: str
    headline: str
    location: str
    company: str
    position: str


def member_urn(public: str) -> str:
    """Return LinkedIn's oldest name of a person, a number."""
    return f"urn:li:member:{int(seeds.digest('member', public)[:7], 16)}"


def public_id(identifier: str) -> str:
    """Return the canonical public identifier for a provider id or any form of a public identifier."""
    if not identifier.startswith("ACo"):
        return _canonical(identifier)
    decoded = _decoded(identifier)
    if decoded is not None and provider_id(decoded) == identifier and _canonical(decoded) == decoded:
        return decoded
    return FOREIGN + identifier.encode().hex()  # an id of the real network, kept reversible


def _canonical(identifier: str) -> str:
    return unicodedata.normalize("NFC", unquote(identifier).lower())


def provider_id(public: str) -> str:
    """Return the provider's id of a canonical public identifier."""
    if public.startswith(FOREIGN):
        with suppress(ValueError):  # else a name that only begins like that
            original = bytes.fromhex(public.removeprefix(FOREIGN)).decode()
            if original.startswith("ACo"):
                return original
    return PREFIX + base64.urlsafe_b64encode(public.encode()).decode().rstrip("=")


def _decoded(identifier: str) -> str | None:
    body = identifier.removeprefix(PREFIX)
    try:
        return base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)).decode()
    except ValueError:
        return None


@lru_cache(maxsize=10_000)
def person(seed: str, public: str) -> Person:
    """Return the person of a canonical public identifier: "thomas-sandoval-ee69af" is Thomas Sandoval."""
    draw = seeds.generator(seed, "person", public)
    first, last = draw.choice(FIRST), draw.choice(LAST)
    position = draw.choice(ROLES)
    company = f"{draw.choice(COMPANIES)} {draw.choice(KINDS)}"
    named = _names(public)
    return Person(
        public_id=public,
        provider_id=provider_id(public),
        first_name=named[0] if named else first,
        last_name=named[1] if named else last,
        headline=f"{position} at {company}",
        location=draw.choice(PLACES),
        company=company,
        position=position,
    )


def _names(public: str) -> tuple[str, str] | None:
    parts = [part for part in public.split("-") if part]
    while parts and any(c.isdigit() for c in parts[-1]):  # LinkedIn adds such a part to a common name
        parts.pop()
    if not parts or public.startswith(FOREIGN):
        return None
    return parts[0].title(), " ".join(part.title() for part in parts[1:])


def connected_before(seed: str, account: str, public: str) -> bool:
    """Return whether a person was a contact of the account before anything was sent."""
    return seeds.fraction(seed, "connected", account, public) < CONNECTED


def degree(seed: str, account: str, public: str) -> str:
    """Return the distance from the account of a person who is not its contact."""
    drawn = seeds.fraction(seed, "degree", account, public)
    return next(name for limit, name in DEGREES if drawn < limit)
