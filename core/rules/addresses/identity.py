"""The identity of a person: one canonical form of any LinkedIn address (docs/design.md#who-is-never-invited).

Never pass an address on unchanged: the provider has resolved one with `miniProfileUrn=` in its query to a wrong person
(docs/provider.md#pitfalls, 14), so only the slug or the provider's id is kept.
"""

from __future__ import annotations

import re
import unicodedata
from itertools import pairwise
from typing import Literal, NamedTuple
from urllib.parse import SplitResult, parse_qsl, quote, unquote, unquote_to_bytes, urlsplit

from core.rules.addresses.nobody import RESERVED, is_nobody
from core.text import clean

MAX_PUBLIC_ID = 150
"""Longest slug in code points; LinkedIn's limit is 100, and older slugs of transliterated names are a little longer."""

_MAX_ADDRESS = 2000
_HOST = re.compile(r"(?:[a-z0-9-]+\.)*linkedin\.com")
_SCHEME = re.compile(r"[a-z][a-z0-9+.-]*:(?!\d)", re.IGNORECASE)
# Segments that LinkedIn and scrapers append to a profile's address: a locale, or a page of the same profile.
_TAIL = re.compile(
    r"[a-z]{2,3}(?:[-_][a-z]{2,4})?|overlay|details?|recent-activity|edit|skills|opportunities|treasury|videos|about|"
    r"contact-info|recommendations|search-results|events|creator|posts|articles",
    re.IGNORECASE,
)
_BEFORE_IN = (("comm",), ("mwlite",), ("m",), ("mwlite", "profile"), ("in",))
"""Path segments before `/in/` in mails, on LinkedIn's mobile pages, and from pasting twice."""
_LOST = ("acoaa", "acwaa")
_LOST_CASE = re.compile(r"ac[ow]aa[a-z0-9_-]{30,36}")
"""A provider's id that lost its capitals: its owner cannot be found."""
# Forms in docs/provider.md#transport: ACo (classic), ACw (Sales Navigator), AE. (Recruiter); no slug has such capitals.
_PROVIDER_ID = re.compile(r"(?:AC[ow]|AE[A-Z])(?:AA[\w-]{3,77}|(?=[\w-]*\d)(?=[\w-]*[A-Z])[\w-]{25,79})", re.ASCII)
_SHORT = re.compile(r"\b(?:lnkd\.in|bit\.ly|t\.co|tinyurl\.com)/", re.IGNORECASE)
_NOT_IN_SLUG = re.compile(r"[\s/\\%?#&<>\"'`{}|^\[\]@:,;=()*]")
_PLAIN_ADDRESS = re.compile(r"https?://(?:[a-z]{2,3}\.)?linkedin\.com/in/([a-z0-9][a-z0-9-]{2,99})/?")
"""The form of nearly all addresses; the group is the slug, which may still be a word that identifies nobody."""
_OFFICES = frozenset(("sales", "talent", "recruiter", "hiring"))
_PERSONS_PAGES = frozenset(("lead", "people", "profile"))
"""Path segments of Sales Navigator's and Recruiter's pages before the person's id."""


class Identity(NamedTuple):
    """The person whom an address names, by public identifier or by an id of the provider."""

    kind: Literal["public", "provider"]
    value: str

    @property
    def key(self) -> str:
        """Return the identity as one text, such as `public:jane-doe`; equal for all addresses of a person."""
        return f"{self.kind}:{self.value}"


def public_id(address: str) -> str | None:
    """Return the canonical public identifier (lower case, NFC) of a profile address, None for any other text."""
    found = identity_of(address)
    return found.value if found is not None and found.kind == "public" else None


def profile_address(public_id: str) -> str:
    """Return the canonical address of a public identifier; `public_id` reads it back unchanged."""
    return "https://www.linkedin.com/in/" + quote(public_id, safe="")


def is_provider_id(value: str) -> bool:
    """Return whether the text has the shape of a provider's person id (`ACo…`, `ACw…`, `AE…`); case matters."""
    return _PROVIDER_ID.fullmatch(value) is not None


def identity_of(value: str, *, bare: bool = False) -> Identity | None:
    """Return the person whom an address names, or None. With `bare`, a lone slug or provider id is accepted as well."""
    plain = _PLAIN_ADDRESS.fullmatch(value)
    if plain is not None and plain[1] not in RESERVED and not plain[1].startswith(_LOST):
        return Identity("public", plain[1])
    return identity_of_any(value, bare=bare)


def identity_of_any(value: str, *, bare: bool = False) -> Identity | None:
    """Return the result of `identity_of` by all rules, without the fast path."""
    value = clean(value, _MAX_ADDRESS)
    parts = _linkedin_url(value)
    if parts is None:
        return _named(value) if bare else None
    path = [segment for segment in parts.path.split("/") if segment]
    if path and path[0].lower() in _OFFICES:
        return _of_office(path)
    if [segment.lower() for segment in path] == ["profile", "view"]:
        return _of_old_page(parts.query)
    for before in _BEFORE_IN:
        if tuple(p.lower() for p in path[: len(before) + 1]) == (*before, "in"):
            path = path[len(before) :]
    if len(path) < 2 or path[0].lower() != "in" or (len(path) > 2 and not _TAIL.fullmatch(path[2])):
        return None
    return _named(path[1])


def _of_office(path: list[str]) -> Identity | None:
    """Return the person named by a path of Sales Navigator or Recruiter: the id after `lead`, `people` or `profile`."""
    for page, segment in pairwise(path):
        given = segment.replace("%2C", ",").replace("%2c", ",").split(",")[0]
        if page.lower() in _PERSONS_PAGES and is_provider_id(given):
            return Identity("provider", given)
    return None


def _of_old_page(query: str) -> Identity | None:
    """Return the person of `/profile/view?id=ACoAA…`, identified by the id alone; a number as id names nobody."""
    given = next((value for name, value in parse_qsl(query) if name == "id"), "")
    return Identity("provider", given) if given.startswith("AC") and is_provider_id(given) else None


def refusal(address: str) -> str:
    """Return why an address identifies no person, as the end of a sentence; only after `identity_of` returned None."""
    address = clean(address, _MAX_ADDRESS)
    if not address:
        return "no address"
    parts = _linkedin_url(address)
    if parts is None and _SHORT.search(address):
        return f"a short link, which does not say whose profile it is: {clean(address, 80)}"
    if parts is None:
        return f"not a LinkedIn profile address: {clean(address, 80)}"
    path = [segment for segment in parts.path.lower().split("/") if segment]
    kind = path[0] if path else ""
    if kind == "in" and len(path) > 1 and is_nobody(unquote(path[1])):
        return f"LinkedIn's placeholder for nobody, not a person's profile: {clean(address, 80)}"
    if kind == "in" and len(path) > 1 and _LOST_CASE.fullmatch(path[1]):
        return f"a LinkedIn id that lost its capitals, so nobody can be found by it: {clean(address, 80)}"
    if kind in {"company", "school", "showcase", "groups", "jobs", "posts", "feed", "pub"}:
        what = {"pub": "an address of the old form", "company": "a company page"}.get(kind, f"a {kind} page")
        return f"{what}, not a person's profile: {clean(address, 80)}"
    return f"a LinkedIn address, but not of a person's profile: {clean(address, 80)}"


def _linkedin_url(value: str) -> SplitResult | None:
    """Return the parts of an http or https address on linkedin.com itself; None for any other text."""
    if "\\" in value or " " in value:
        return None
    if value.startswith("//"):
        value = "https:" + value
    elif not _SCHEME.match(value):
        value = "https://" + value
    try:
        parts = urlsplit(value)
        host, port = parts.hostname or "", parts.port
    except ValueError:
        return None
    ours = _HOST.fullmatch(host.rstrip(".").lower()) is not None and "@" not in parts.netloc
    return parts if ours and parts.scheme in {"http", "https"} and port in {None, 80, 443} else None


def _named(segment: str) -> Identity | None:
    """Return the identity in one path segment: percent-decoded once, then a provider id or a slug."""
    try:
        name = unquote_to_bytes(segment).decode()
    except UnicodeError:
        return None
    if is_provider_id(name):
        return Identity("provider", name)
    name = unicodedata.normalize("NFC", name)
    slug = unicodedata.normalize("NFC", name.lower())
    # Characters that cleaning drops (controls, spaces, hidden ones) could make two addresses look like one.
    if clean(name, _MAX_ADDRESS) != name or _NOT_IN_SLUG.search(slug) or is_nobody(slug) or _LOST_CASE.fullmatch(slug):
        return None
    return Identity("public", slug) if 0 < len(slug) <= MAX_PUBLIC_ID else None
