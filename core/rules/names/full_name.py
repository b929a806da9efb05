"""The first and the last name in a full name: `Möller, Anna`, `DUPONT Jean`, `Ludwig van der Berg`, 佐野太郎."""

from __future__ import annotations

import re
from typing import NamedTuple

from core.rules.names import letter_case
from core.rules.names.changes import Part, Why
from core.rules.names.common_given_names import GIVEN, ONLY_GIVEN
from core.rules.names.given_names import are_given_together, is_initial, without_initials
from core.rules.names.jobs import JOBS
from core.rules.names.scripts import family_name_first, is_east_asian, plain
from core.rules.names.titles import (
    GENERATIONS,
    is_abbreviated,
    is_credential,
    is_only_credential,
    without_credentials,
    without_honorific,
    without_titles,
)
from core.rules.names.word_set import word_set

_COMMA = re.compile(r"\s*[,،、，]\s*")

_MARIA = frozenset(("Mª", "M.ª", "Mª.", "M.ª."))
"""Short forms of María in Spanish files."""
_PATRONYMIC = re.compile("(?:вич|вна|ьич|ична|инична|йович|ївна|івна)$", re.IGNORECASE)
"""Endings of the father's name in Russian, Ukrainian and Belarusian: Иванович, Сергеевна, Ильич."""
_LATIN_PATRONYMIC = re.compile("(?:ovich|evich|ovych|yovych|ovna|evna|ivna|ichna)$")
_SLAVIC_FAMILY = re.compile(
    "(?:[оеё]ва?|ский|ская|цкий|цкая|ський|ська|цький|цька|енко|чук|швили|[oe]va?|sk[iy]y?|skaya|enko|chuk|shvili)$"
)
"""Endings of family names of Eastern Europe; in Latin letters some first names have them, too: Geneva."""
_LEAST_OF_A_FAMILY = 5
"""Fewest letters of a Cyrillic family name that is recognised by its ending; Лев, Ева and Яков have fewer."""
_CYRILLIC = re.compile("[\u0400-\u052f]")
_OF_THE_PLACE = re.compile("(?:Al|El)-[A-Z]")
"""The beginning of an Arabic family name, as in files that put family names first: Al-Rashid Omar."""
_AND = word_set("und and et og och &")
_WITHOUT_A_NAME = ("fnu", "lnu")
"""Abbreviations in American files: "first name unknown", "last name unknown"."""
_SONS_IN_A = frozenset(("никита", "илья", "лука", "фома", "кузьма", "савва", "данила", "гаврила", "микита", "ілля"))
"""Men's names that end as women's do."""
_NO_FIRST_NAME = word_set("de den der ter ten von vom zu zur zum du des del della dello degli bin ibn bint mc vd the")
"""Words that begin a last name if two more words follow; before only one, they may be a first name."""


class Split(NamedTuple):
    """A full name's parts, empty if it is unclear which is which. `name` is the full name as read."""

    first: str
    last: str
    name: str
    why: tuple[Why, ...]


def parted(part: Part, *, turkish: bool = False) -> Split:
    """Return the first and last name, without titles and degrees, in a full name that has no brackets or signs left.

    `turkish`: other cells of the row show Turkish letters.
    """
    pieces = [piece for piece in _COMMA.split(part.text) if piece]
    if len(pieces) > 1:
        part, turned = _uncommaed(part, pieces)
        if turned is not None:
            return turned
    part = part.to(_first_of_two(part.text), Why.ASIDE)
    words = part.text.split()
    part, words = _bare(part, words, least=2)
    if not words:
        return Split("", "", "", part.why)
    return _of_words(part, words, turkish=turkish)


def _first_of_two(text: str) -> str:
    """Return the text before an "and" that joins two people: Anna und Ben Möller; von und zu Stein stays whole."""
    words = text.split()
    for at in range(1, len(words) - 1):
        if words[at].casefold() in _AND and not letter_case.are_particles(words[at - 1]):
            return " ".join(words[:at])
    return text


def with_maria(part: Part) -> Part:
    """Return a name with its short forms of María written out: Mª José, José Mª."""
    words = part.text.split()
    return part.to(" ".join("María" if word in _MARIA else word for word in words), Why.LETTERS)


def bare(part: Part, *, least: int) -> Part:
    """Return a name without titles before and degrees after it."""
    part, _ = _bare(part, part.text.split(), least=least)
    return part


def _bare(part: Part, words: list[str], *, least: int) -> tuple[Part, list[str]]:
    untitled = without_titles(words, least=least)
    part = part.to(" ".join(untitled), Why.TITLE)
    kept = without_credentials(untitled, least=least)
    return part.to(" ".join(kept), Why.CREDENTIAL), kept


def _uncommaed(part: Part, pieces: list[str]) -> tuple[Part, Split | None]:
    """Read the commas of a full name: after a comma comes a degree, a job, or the first name of `Last, First`."""
    head, *rest = pieces
    capitals = " ".join(without_credentials(head.split(), least=1)).isupper()
    whole = len(head.split()) > 1
    named = [piece for piece in rest if not _is_tail(piece, capitals=capitals, whole=whole)]
    degrees = len(named) < len(rest)
    if degrees:
        part = part.to(", ".join([head, *named]), Why.CREDENTIAL)
    if not named:
        return part, None
    family = " ".join(without_credentials(without_titles(head.split()), least=1))
    given = " ".join(without_credentials(without_titles(named[0].split()), least=1))
    given, family = _with_particles(given, family)
    if len(named) > 1 or not given or not family or not _may_be_given(given):
        return part.to(head, Why.ASIDE), None
    if len(_main_words(family)) > 1:  # García López, Juan; or Anna Möller, Zürich
        return part, Split("", "", part.text, (*part.why, Why.ORDER))
    family, given = (
        letter_case.recased(family, last=True),
        letter_case.recased(given, calm=not family.isupper()),
    )
    part = part.to(f"{given} {family}", Why.TURNED)
    return part, Split(without_initials(given), family, part.text, part.why)


def _with_particles(given: str, family: str) -> tuple[str, str]:
    """Move the particles after a first name before the last name: Berg, Ludwig van der."""
    words = given.split()
    at = len(words)
    while at > 1 and letter_case.are_particles(words[at - 1]):
        at -= 1
    return " ".join(words[:at]), " ".join([*words[at:], family])


def _is_tail(piece: str, *, capitals: bool, whole: bool) -> bool:
    """Return whether a part after a comma is no name: degrees, a job, or text with a digit.

    `whole`: several words are before the comma, perhaps a whole name.
    """
    words = piece.split()
    if whole and _is_dotted(piece):
        return True
    if len(words) > 1 and "." in piece and is_credential("".join(words)):  # Ph. D., B. Sc.
        return True
    if not without_titles(words) or all(map(is_only_credential, words)):
        return True
    if all(is_credential(word) and (word.isupper() or not word[1:].islower()) for word in words) and not (
        capitals and len(piece) < 4
    ):
        return True
    if all(word.strip(".").casefold() in GENERATIONS for word in words):
        return True
    if not capitals and piece.isupper() and len(piece) > 1:
        return whole or not (len(piece) < 3 or plain(piece) in GIVEN)  # not in Smith, JP and Smith, ANNA
    if not capitals and whole and any(len(word) > 2 and word.isupper() for word in words):  # AWS Certified
        return True
    return any(c.isdigit() for c in piece) or any(word.casefold() in JOBS for word in words)


def _is_dotted(piece: str) -> bool:
    """Return whether a part after a whole name is dotted words, which mean a degree: S.E., Sp.PD, Bakk. phil."""
    return all("." in word for word in piece.split())


def _may_be_given(given: str) -> bool:
    words = given.split()
    return len(words) < 4 and all(word[:1].isalpha() for word in words)


def _main_words(family: str) -> list[str]:
    """Return the words of a family name that are not particles."""
    words = [word for word in family.split() if word.casefold() not in letter_case.PARTICLES]
    small = len(words) < len(family.split())
    return words[:1] if small else words


def _of_words(part: Part, words: list[str], *, turkish: bool) -> Split:
    if is_east_asian(part.text):
        part = part.to(without_honorific(part.text), Why.TITLE)
        words = part.text.split()
        latin = [word for word in words if not is_east_asian(word)]
        if not latin:
            return Split("", "", part.text, (*part.why, Why.ORDER) if len(part.text) > 1 else part.why)
        if len(latin) > 1 or len(words) == len(latin) + 1 == 2:
            kept = latin if len(latin) > 1 else words
            part, words = part.to(" ".join(kept), Why.ASIDE), kept
    part = with_maria(part)
    words = part.text.split()
    if len(words) > 1 and (unnamed := [word for word in words if word.casefold() in _WITHOUT_A_NAME]):
        return _unnamed(part, [word for word in words if word not in unnamed], first=words[0] in unnamed)
    count = _leading_capitals(words)
    if count:
        given = " ".join(words[count:])
        family = letter_case.recased(" ".join(words[:count]), last=True, calm=True)
        part = part.to(f"{given} {family}", Why.TURNED)
        return Split(without_initials(given), family, part.text, part.why)
    part = part.to(letter_case.recased(part.text, turkish=turkish), Why.CASE)
    words = part.text.split()
    if len(words) > 1 and family_name_first(words):
        return Split("", "", part.text, (*part.why, Why.ORDER))
    if (told := _by_patronymic(words)) is not None:
        return Split(*told, part.text, part.why)
    if _is_slavic_family_first(words):
        part = part.to(f"{words[1]} {words[0]}", Why.TURNED)
        return Split(words[1], words[0], part.text, part.why)
    return _split(part, words, _given_count(words))


def _leading_capitals(words: list[str]) -> int:
    """Count the words in capitals before a first name in small letters: DUPONT Jean, KIM Min-su."""
    count = 0
    while count < len(words) and words[count].isupper() and _is_family(words[count]):
        count += 1
    rest = words[count:]
    if count == len(rest) == 1 and _is_given_first(*words):
        return 0
    long = any(len(word) > 2 for word in words[:count])
    return (
        count
        if long and rest and all((word[0].isupper() and word[1:].islower()) or "-" in word for word in rest)
        else 0
    )


def _is_given_first(one: str, two: str) -> bool:
    """Return whether the first of two words is a first name, whatever its capitals: ANNA Möller; not MARTIN Paul."""
    return plain(one) in ONLY_GIVEN or (plain(one) in GIVEN and plain(two) not in GIVEN)


def _unnamed(part: Part, known: list[str], *, first: bool) -> Split:
    """Return the known words of a name whose `first` or last part is said to be unknown: FNU Sharma, Anil LNU."""
    part = part.to(letter_case.recased(" ".join(known)), Why.NO_NAME)
    return Split("", part.text, part.text, part.why) if first else Split(part.text, "", part.text, part.why)


def _is_family(word: str) -> bool:
    return (len(word.strip(".")) > 2 and not is_initial(word)) or word.casefold() in letter_case.PARTICLES


def _given_count(words: list[str]) -> int:
    if len(words) < 3:
        return 1
    saint = words[0].casefold() in ("st.", "ste.")
    return 2 if saint or are_given_together(words[0], words[1]) else 1


def _split(part: Part, words: list[str], count: int) -> Split:
    given, family = words[:count], words[count:]
    if not family and Why.TITLE in part.why:  # Dr. Möller: a title may precede a last name as well
        return Split("", part.text, part.text, (*part.why, Why.ORDER))
    if not family and given[0].endswith(".") and not is_initial(given[0]):  # Jane.
        given = [given[0].rstrip(".")]
    if family and is_abbreviated(given[0]):  # Wm. Smith, Geom. Ugo Bo
        return Split("", "" if family[1:] else _family(family), part.text, (*part.why, Why.ORDER))
    if _begins_with_particles(given[0], family):  # VAN DER BERG JAN
        return Split("", "", part.text, (*part.why, Why.ORDER))
    if count == 1 and _are_initials_after(given[0], family):  # Петров И. С.
        return Split("", given[0], part.text, (*part.why, Why.INITIAL))
    if is_initial(given[0]):  # A. Möller; J. García López: the next word may be of either name
        return Split("", _family(family), part.text, (*part.why, Why.INITIAL))
    return Split(" ".join(given), _family(family), part.text, part.why)


def _by_patronymic(words: list[str]) -> tuple[str, str] | None:
    """Return the first and last name of a Slavic name whose patronymic shows their order; None without one."""
    if len(words) != 3 or any(is_initial(word) for word in words):
        return None
    if _PATRONYMIC.search(words[1]) or _LATIN_PATRONYMIC.search(words[1]):
        return words[0], words[2]
    last, first, father = words
    if _LATIN_PATRONYMIC.search(father) and _SLAVIC_FAMILY.search(last):
        return first, last
    if not _PATRONYMIC.search(father):
        return None
    daughter = first[-1] in "ая" and first.casefold() not in _SONS_IN_A
    return None if daughter and not father.endswith("а") else (first, last)  # Анна Мария Станкевич


def _is_slavic_family_first(words: list[str]) -> bool:
    """Return whether the endings of two Cyrillic words show that the family name is the first one: Иванов Иван."""
    if len(words) != 2 or not all(_CYRILLIC.match(word) for word in words):
        return False
    family, given = (word.casefold() for word in words)
    told = len(family) >= _LEAST_OF_A_FAMILY and _SLAVIC_FAMILY.search(family) is not None
    return told and _SLAVIC_FAMILY.search(given) is None and not is_initial(words[1])


def _begins_with_particles(first: str, others: list[str]) -> bool:
    """Return whether a full name begins with its last name: with particles (de la Cruz María) or with Al-."""
    if others and _OF_THE_PLACE.match(first):
        return True
    if not others or not (letter_case.are_particles(first) or first.casefold() in _NO_FIRST_NAME):
        return False
    if first.islower() and letter_case.are_particles(first):
        return True
    return len(others) > 1 and (letter_case.are_particles(others[0]) or first.casefold() in _NO_FIRST_NAME)


def _are_initials_after(first: str, others: list[str]) -> bool:
    """Return whether a name is a family name and at least two initials: Петров И.С.; not Anna M."""
    initials = "".join(others).replace(" ", "")
    return not is_initial(first) and all(map(is_initial, others)) and initials.count(".") > 1


def _family(words: list[str]) -> str:
    """Return a family name without the middle initials before it."""
    while len(words) > 1 and is_initial(words[0]) and words[0] not in ("O", "Ó", "v.d."):  # Ó Briain, v.d. Berg
        words = words[1:]
    return " ".join(words)
