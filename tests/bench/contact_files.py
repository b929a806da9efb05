"""Contact files of any size, the same at each call: plain, or with every tenth row written in an unusual way."""

from __future__ import annotations

import csv
import random
from collections.abc import Iterator
from pathlib import Path

HEADER = ("First Name", "Last Name", "URL", "Email Address", "Company", "Position", "Location", "Language")
_SYLLABLES = ("an", "bel", "cor", "da", "el", "fin", "gar", "hel", "is", "jo", "ka", "lin", "mar", "nor", "ol", "pet")
_POSITIONS = ("Head of Sales", "Founder", "Chief Executive", "Sales Manager", "Product Owner", "Engineer", "Buyer")
_CITIES = ("Berlin", "Lyon", "Madrid", "Milan", "Porto", "Gdansk", "Oslo", "Utrecht", "Vienna", "Zagreb")
_LANGUAGES = ("English", "German", "French", "Spanish", "")
_ODD = (
    ("Dr. {first}", "{last}, PhD", "{address}"),
    ("{first_capitals}", "{last_capitals}", "{address}?utm_source=share"),
    ("{first_small}", "{last_small}", "http://de.linkedin.com/in/{slug}/"),
    ("{first} 🚀", "{last}", "{address}"),
    ("JÃ¶rg {first}", "MÃ¼{last_small}", "https://www.linkedin.com/comm/in/{slug}?trk=mail"),
    ("{first} (she/her)", "{last} MBA, PMP®", "<{address}>"),
    ("O&#39;{first}", "{last}-Müller", "{address}/de"),
    ("{last}, {first}", "{last}", "{address},"),
    ('="{first}"', "van der {last}", "linkedin.com/in/{slug}"),
    ("{first} J.", "D'{last}", "{address}%E2%80%8B"),
)
"""Unusual forms of names and addresses, as real files have them; each one contains the person's own name."""


def make(path: Path, rows: int, *, odd: bool = False) -> None:
    """Write a file of a number of people, no two alike; with `odd` every tenth row needs a correction."""
    with path.open("w", encoding="utf-8", newline="") as file:
        written = csv.writer(file)
        written.writerow(HEADER)
        written.writerows(_rows(rows, odd=odd))


def _rows(rows: int, *, odd: bool) -> Iterator[tuple[str, ...]]:
    chance = random.Random(7)
    for number in range(rows):
        first, last = _word(chance, 2), _word(chance, 4)
        slug = f"{first}-{last}-{number:x}".lower()
        names: tuple[str, ...] = (first, last, f"https://www.linkedin.com/in/{slug}")
        if odd and number % 10 == 9:
            names = _oddly(_ODD[number // 10 % len(_ODD)], first, last, slug)
        mail, firm = f"{first}.{last}@firm-{number % 9973}.example".lower(), f"{_word(chance, 3)} {number % 9973} Ltd"
        yield (*names, mail, firm, chance.choice(_POSITIONS), chance.choice(_CITIES), chance.choice(_LANGUAGES))


def _word(chance: random.Random, syllables: int) -> str:
    return "".join(chance.choices(_SYLLABLES, k=syllables)).capitalize()


def _oddly(forms: tuple[str, ...], first: str, last: str, slug: str) -> tuple[str, ...]:
    values = {
        "first": first,
        "last": last,
        "first_capitals": first.upper(),
        "last_capitals": last.upper(),
        "first_small": first.lower(),
        "last_small": last.lower(),
        "slug": slug,
        "address": f"https://www.linkedin.com/in/{slug}",
    }
    return tuple(form.format(**values) for form in forms)
