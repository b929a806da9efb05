"""Domains of e-mail addresses and websites for comparison: small letters, without www., in ASCII form."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping

from core.rules.exclusions.company_name import folded_words
from core.rules.names.word_set import word_set

_LABEL = r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?"
_HOST = re.compile(rf"(?:{_LABEL}\.)+(?:xn--[a-z0-9-]{{1,59}}|[a-z]{{2,63}})")
_PARTS = re.compile(r"[\s,;|<>()\[\]\"“”]+")
_SCHEME = re.compile(r"^(?:mailto:|[a-z][a-z0-9+.-]*:/+|//)", re.IGNORECASE)
_MAIL = re.compile(r"[^@\s]+@[^@\s]+\.[^@\s]+")
_LONGEST = 2000
_WEBSITE = word_set(
    """
    website websites web site webpage homepage domain domains url www webseite internetseite webadresse domaine
    siteweb dominio sitio sitioweb sito sitoweb strona webbplats webbsida hjemmeside nettsted nettside
    verkkosivu webstranka webova alan сайт домен вебсайт 网站 網站 ウェブサイト 홈페이지
    """
)
_OF_A_NETWORK = word_set(
    """
    linkedin facebook twitter x instagram github gitlab xing youtube tiktok crunchbase medium telegram angellist
    photo picture image avatar logo salesnavigator navigator
    """
)
"""Words in a column's name which show that its links lead to another site, such as a social network."""


def domain_of(text: str) -> str | None:
    """Return the domain of a text, an address or a link, in the form for comparison; None if there is none."""
    host = _SCHEME.sub("", text.strip().lower())
    host = re.split(r"[/?#]", host, maxsplit=1)[0].rpartition("@")[2]
    host = re.sub(r":\d+$", "", host).strip(".").removeprefix("*.").removeprefix("www.")
    if not host.isascii():
        try:
            host = host.encode("idna").decode()
        except UnicodeError:
            return None
    return host if len(host) <= 253 and _HOST.fullmatch(host) else None


def with_parents(domain: str) -> Iterator[str]:
    """Yield a domain and each domain that it is a part of: a.b.example, b.example."""
    labels = domain.split(".")
    for start in range(len(labels) - 1):
        yield ".".join(labels[start:])


def domains_of_person(email: str, custom: Mapping[str, str]) -> set[str]:
    """Return the domains of a person's e-mail addresses and websites."""
    found = {domain for part in _parts(email) if (domain := domain_of(part)) is not None}
    for name, cell in custom.items():
        website = is_website(name)
        for part in _parts(cell) if website or "@" in cell else ():
            is_mail = _MAIL.fullmatch(_SCHEME.sub("", part)) is not None
            if (website or is_mail) and (domain := domain_of(part)) is not None:
                found.add(domain)
    return found


def is_website(column: str) -> bool:
    """Return whether a column, by its name, holds websites of people or their companies."""
    words = set(folded_words(column.replace("_", " ")))
    return bool(words & _WEBSITE) and not words & _OF_A_NETWORK


def _parts(cell: str) -> list[str]:
    return [part for part in _PARTS.split(cell[:_LONGEST]) if part]
