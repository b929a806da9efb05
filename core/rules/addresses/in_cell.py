"""Finding each person's address in a cell of a file, with any other text around it.

A link through another site counts only if that site is known to redirect to the address in its query. An address that
is followed by spaces and another word is ignored, since the word may be part of it: `/in/jane roe` may be anybody's.
"""

from __future__ import annotations

import html
import re
from functools import lru_cache
from urllib.parse import SplitResult, parse_qsl, urlsplit

from core.rules.addresses.identity import Identity, identity_of, is_provider_id

_LONGEST = 2000
_TOKEN = re.compile(r"[^\s,;|<>()\[\]{}\"'“”„«»]+")
_URN = re.compile(r"urn:li:[a-z_]*profile[a-z]*:\(?([\w-]+)", re.IGNORECASE)
_URN_AT = "urn:li:"
_GLUED = re.compile(r"(?<=\w)(?=https?://)", re.IGNORECASE)
_INVISIBLE_AT_END = re.compile(
    "(?:[\u00ad\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff.,:;!?*_`]|%E2%80%8[B-F]|%EF%BB%BF|%C2%A[0D]|%20)+$",
    re.IGNORECASE,
)
_LABEL = re.compile(r"^[^/.@]{1,30}[:=](?=(?:https?:/|www\.|[a-z]*\.?linkedin\.com))", re.IGNORECASE)
_SCHEME = re.compile(r"^(?:view-source:)?(?:https?[:/]*)+(?=[a-z0-9-]+\.)|^(?:h?ttps?:?/{1,3})", re.IGNORECASE)
_RELATIVE = re.compile(r"/?in/[^/\s?#,;]+/?(?:[?#]\S*)?", re.IGNORECASE)
_JOINING = frozenset(("and", "or", "und", "oder", "et", "ou", "y", "o", "e", "/", "-", "–", "&", "+", "•", "·"))
_LEADS_ON = re.compile(
    r"(?:www\.)?google\.[a-z.]{2,6}|lm?\.facebook\.com|(?:[a-z0-9-]+\.)*safelinks\.protection\.outlook\.com|slack-redir\.net|"
    r"(?:www\.)?bing\.com|(?:www\.)?duckduckgo\.com|href\.li|(?:[a-z-]+\.)?linkedin\.com"
)
"""Sites whose links redirect to the address in their query: searches, mail scanners, LinkedIn's own sign-in."""
_QUERY_KEYS = frozenset(("q", "u", "url", "uddg", "session_redirect", "sessionredirect", "redirect"))
_SIGN_IN = frozenset(("login", "authwall", "uas", "checkpoint", "safety", "signup", "redir"))
"""First path segments of LinkedIn's own pages that redirect."""
_ARCHIVED = re.compile(r"^https?://web\.archive\.org/web/[^/]+/", re.IGNORECASE)


def addresses_in(cell: str) -> tuple[Identity, ...]:
    """Return the people identified by the addresses in a cell, in order, each once; usually one."""
    found = identity_of(cell.rstrip(" .!\t\r\n"))
    if found is not None:
        return (found,)
    lower = cell.casefold()
    if "linkedin" not in lower and "in/" not in lower and _URN_AT not in lower:
        return ()
    return _addresses_in(cell[:_LONGEST])


def address_in(cell: str) -> Identity | None:
    """Return the first person identified by an address in a cell, or None."""
    return next(iter(addresses_in(cell)), None)


@lru_cache(maxsize=4096)
def _addresses_in(cell: str) -> tuple[Identity, ...]:
    text = _GLUED.sub(" ", html.unescape(cell).replace("\\/", "/")).strip()
    if _RELATIVE.fullmatch(text):
        found = _person(f"https://www.linkedin.com/{text.lstrip('/')}")
        return (found,) if found is not None else ()
    tokens = list(_TOKEN.finditer(text))
    people = [
        (match.start(), Identity("provider", match[1])) for match in _URN.finditer(text) if is_provider_id(match[1])
    ]
    for at, token in enumerate(tokens):
        person = _person(token.group())
        if person is not None and not _goes_on(text, token, tokens[at + 1 : at + 2]):
            people.append((token.start(), person))
    return tuple(dict.fromkeys(person for _, person in sorted(people, key=lambda item: item[0])))


def _goes_on(text: str, token: re.Match[str], following: list[re.Match[str]]) -> bool:
    """Return whether only spaces separate an address from a word that may be the rest of it."""
    if not following:
        return False
    gap, word = text[token.end() : following[0].start()], following[0].group()
    return (
        gap.strip(" \u00a0") == ""
        and word.casefold() not in _JOINING
        and "linkedin" not in word.casefold()
        and "://" not in word
    )


def _person(token: str) -> Identity | None:
    address = _SCHEME.sub("https://", _LABEL.sub("", _ARCHIVED.sub("", token.strip("*_`"))))
    address = _INVISIBLE_AT_END.sub("", address)
    if "linkedin" not in address.casefold():
        return None
    return identity_of(address) or _led_to(address)


def _led_to(address: str) -> Identity | None:
    """Return the person whose address is in the query of a redirecting link."""
    try:
        parts = urlsplit(address)
        host = parts.hostname or ""
    except ValueError:
        return None
    if _LEADS_ON.fullmatch(host) is None or (host.endswith("linkedin.com") and not _signs_in(parts)):
        return None
    for key, value in parse_qsl(parts.query):
        if key.casefold() in _QUERY_KEYS:
            target = (
                f"https://www.linkedin.com{value}"
                if value.startswith("/in/") and host.endswith("linkedin.com")
                else value
            )
            return identity_of(target)
    return None


def _signs_in(parts: SplitResult) -> bool:
    return parts.path.strip("/").split("/")[0].casefold() in _SIGN_IN
