"""Words in the place of a public identifier that identify nobody.

LinkedIn shows `/in/unavailable` for a profile that it hides, and its own pages and search results use further words in
that place. Exports and formulas put `null`, `#N/A` or `TBD` there. Looking such a word up could return a stranger
who has it as a vanity name.
"""

from __future__ import annotations

import re
from collections.abc import Sequence

LEAST_PART_BARE = 0.9
"""Share of a column's cells that must look like a bare identifier before any of them is read as one."""

_HIDDEN = """
unavailable unknown unknown-user unknown-member headless out-of-network linkedin-member linkedinmember linkedin-user
private-profile private-member hidden-profile hidden-member profile-unavailable deleted deleted-user
"""
"""Words with which LinkedIn, its results and exports replace profiles that it hides."""
_PAGES = """
me edit new self add search settings login signup authwall checkpoint overlay detail details recent-activity profile
public-profile opportunities feed messaging mynetwork notifications company school showcase groups jobs posts pub
learning help in
"""
_LEFT_EMPTY = """
null none nil nan undefined n-a na tbd tba todo empty missing not-found notfound not-available no-profile
not-applicable no-linkedin nolinkedin no-url no-link object-object false
"""
"""Words that formulas and scrapers write where they found nothing."""
_EXAMPLES = """
username user-name yourname your-name your-profile your-username yourprofile profile-name public-identifier
vanityname vanity-name example xxx xxxx firstname-lastname first-name-last-name first-last firstname lastname
"""
_WORDS = """
yes no true false nope nothing error ref name value num div linkedin link url pending open done lead later
keine kein unbekannt aucun aucune inconnu néant neant ninguno ninguna desconocido nessuno nessuna sconosciuto
nenhum nenhuma desconhecido geen onbekend brak ingen okänd ukendt ukjent
"""

RESERVED = frozenset((_HIDDEN + _PAGES + _LEFT_EMPTY + _EXAMPLES).split())
"""Slugs that identify nobody, whether in an address or alone in a cell."""
PLACEHOLDERS = RESERVED | frozenset(_WORDS.split())
"""Words that people write in a cell without an identifier; within an address they may be a person's."""

_COUNTED = re.compile(r"[0-9]{1,2}")
"""Numbers that formulas leave, such as 0 or 1; LinkedIn's public identifiers have at least three characters."""
_NO_LETTER_OR_DIGIT = re.compile(r"[\W_]*")
_HOST = re.compile(r"(?:www|https?)\..*|.+\.(?:com|net|org|io|co|eu|[a-z]{2})")
_BARE = re.compile(r"(?:[\w-]|%[0-9a-f]{2}){3,150}", re.IGNORECASE)


def is_nobody(slug: str) -> bool:
    """Return whether a lower-case slug is reserved, a short number, without letter or digit, or a host's name."""
    return slug in RESERVED or any(shape.fullmatch(slug) for shape in (_COUNTED, _NO_LETTER_OR_DIGIT, _HOST))


def looks_bare(cell: str) -> bool:
    """Return whether a cell has the shape of a public identifier: one word of three characters or more, with a letter.

    Numbers alone are ids of other systems, and a word with a dot is a host or an abbreviation.
    """
    word = cell.strip()
    return (
        _BARE.fullmatch(word) is not None
        and any(character.isalpha() for character in word)
        and not is_nobody(word.lower())
        and word.lower() not in PLACEHOLDERS
    )


def takes_bare(cells: Sequence[str]) -> bool:
    """Return whether enough of a column's non-empty cells look like bare identifiers to read them as such."""
    given = [cell for cell in cells if cell.strip()]
    return bool(given) and sum(map(looks_bare, given)) >= LEAST_PART_BARE * len(given)
