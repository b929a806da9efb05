"""Usual capitals of names: ANNA MÖLLER and anna möller become Anna Möller; McDonald and van der Berg stay."""

from __future__ import annotations

import re
import unicodedata
from itertools import groupby

from core.rules.names.broken_text import repaired
from core.rules.names.common_given_names import GIVEN
from core.rules.names.word_set import word_set

PARTICLES = word_set(
    """
    van von vom der den dem des de del della dello degli dei da das do dos di du d la las le les los lo zu zur
    zum ter ten te tot af av bin ibn bint binti binte y e i und auf vd op 't 's el al het ther thoe von-der afi
    ap
    """
)
"""Small words within last names."""
_CAPITAL_FIRST = word_set("la las le les los lo e y i el al du te")
"""Particles that have a capital at the beginning of a last name: La Fontaine, Le Goff, El Amrani."""
_VIETNAMESE = word_set(
    """
    nguyen tran pham huynh hoang phan vu vo dang bui ho ngo duong le do ly truong dinh trinh
    """
)
_CASED = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f\u0531-\u0587]")
"""Scripts in which names have capitals. Georgian has capitals too, but names are not written with them."""
_PIECE = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f]+[^\W\d_]*)*", re.UNICODE)
_VOWELS = re.compile("[aeiouyäëïöüáéíóúýàèìòùâêîôûãõåæøœąęěůőűăāēīūėįųıаеёиоуыэюяіїєαεηιοωυ]")
_TURKISH, _SH, _CO = frozenset("İıĞğ"), frozenset("Şş"), frozenset("ÇçÖöÜü")
_DUTCH_IJ = re.compile("ij[skz]")
_SMALL = word_set("ould oğlu oglu qızı qizi kızı uulu kyzy ogly ben bar ferch verch san são")
"""Small words of names besides the particles."""
_APOSTROPHES = ("'", "’", "ʼ", "ʻ")
_ROMAN = re.compile(r"(?:II|III|IV|VI{1,3})\.?")
_LONGEST_INITIALS = 2
_SHORT_NAMES = word_set("AL AN ED IB NG")


def are_particles(text: str) -> bool:
    """Return whether all words of a text are particles."""
    return bool(text) and all(word.casefold() in PARTICLES for word in text.split())


def recased(text: str, *, last: bool = False, calm: bool = False, turkish: bool = False) -> str:
    """Return a name that is all in capitals, or all in small letters, in its usual capitals.

    A word in mixed letters is taken as intended and stays. `last`: this is a last name, which may begin with a
    particle. `calm`: the person's other name has small letters, so that two capitals are initials such as AK.
    `turkish`: the person's names show Turkish letters.
    """
    words = text.split()
    shouted, whispered = _shouted(words), _whispered(words)
    if not (shouted or whispered or _upside_down(text)):
        return _recased_runs(words, last=last)
    turkish = turkish or is_turkish(text)
    vietnamese = bool(words) and _plain(words[0]) in _VIETNAMESE
    return " ".join(
        word
        if shouted and _are_initials(word, calm=calm, first=at == 0)
        else _particle(word, at, len(words), last=last and not vietnamese, within=not vietnamese)
        or capitalised(word, turkish=turkish, last=last or at > 0)
        for at, word in enumerate(words)
    )


def _is_upper(word: str) -> bool:
    """Return whether a word is in capitals; ß may be among them, since people type no capital for it."""
    return word.replace("ß", "").isupper()


def is_turkish(text: str) -> bool:
    """Return whether letters show that capital I stands for ı: ı, İ or ğ; or ş with ç, ö or ü, which Romanian lacks."""
    return not _TURKISH.isdisjoint(text) or not (_SH.isdisjoint(text) or _CO.isdisjoint(text))


def _shouted(words: list[str]) -> bool:
    """Return whether all words that can have capitals are in capitals."""
    cased = [word for word in words if _CASED.search(word)]
    return bool(cased) and all(_is_upper(word) for word in cased) and any(_letters(word) > 1 for word in cased)


def _whispered(words: list[str]) -> bool:
    cased = [word for word in words if _CASED.search(word)]
    return bool(cased) and all(word.islower() for word in cased)


def _upside_down(text: str) -> bool:
    """Return whether a text was typed with caps lock on: aNNA o'dOWD."""
    words = [word for word in text.split() if _letters(word) > 2 and word.lower() not in PARTICLES]
    turned = [word for word in words if word[0].islower() and word.lower() != word and _CASED.match(word)]
    pieces = [piece for word in words for piece in re.split("[-'’]", word) if piece[:1].islower()]
    return bool(turned) and turned == words and any(_is_upper(piece[1:]) for piece in pieces)


def _recased_runs(words: list[str], *, last: bool) -> str:
    """Correct the words in capitals beside others: Jean DE LA CRUZ."""
    result: list[str] = []
    for capitals, run in groupby(words, key=lambda word: _is_upper(word) and not _ROMAN.fullmatch(word)):
        names = list(run)
        if capitals and any(_letters(word) > _LONGEST_INITIALS and _VOWELS.search(word.lower()) for word in names):
            result.append(recased(" ".join(names), last=last or bool(result)))
        else:
            result += [_one_of_many(word, words, len(result) + at, last=last) for at, word in enumerate(names)]
    return " ".join(result)


def _one_of_many(word: str, words: list[str], at: int, *, last: bool) -> str:
    """Correct a word in small letters beside others in usual capitals: anna Maria, Anna möller."""
    if not _CASED.search(word):
        return word
    if "-" in word and word[0].isupper() and GIVEN.issuperset(map(_plain, word.split("-"))):  # Jean-luc
        return capitalised(word)
    plain = word.casefold().strip("'’")
    if at == 0 and not last and word.islower() and plain not in PARTICLES and len(words) > 1 and _letters(word) > 1:
        return capitalised(word)
    if at > 0 and word.islower() and word.isalpha() and _letters(word) > 2 and plain not in PARTICLES | _SMALL:
        return capitalised(word, last=True)
    return word


def _are_initials(word: str, *, calm: bool, first: bool) -> bool:
    """Return whether two capitals are a person's usual name: JP, TJ, AJ, and AK Möller; not BO, ED or NG."""
    bare = word.strip(".")
    if not first or _letters(bare) != _LONGEST_INITIALS or not bare.isalpha() or bare in _SHORT_NAMES:
        return False
    if bare.endswith("J") or not _VOWELS.search(bare.lower()):
        return True
    return calm and not _VOWELS.search(bare[-1].lower())


def _particle(word: str, at: int, count: int, *, last: bool, within: bool) -> str:
    """Return the word in small letters if it is used as a particle, else an empty text."""
    low = word.lower()
    if not within or low not in PARTICLES or at == count - 1:
        return ""
    if at == 0:
        return low if last and low not in _CAPITAL_FIRST else ""
    return low


def capitalised(word: str, *, turkish: bool = False, last: bool = False) -> str:
    """Return one word with its capitals: O'Neil, Jean-Luc, McDonald, D'Angelo; in a last name also McEwan."""
    if turkish and _is_upper(word):
        word = word.replace("İ", "i").replace("I", "ı")
    turkish = turkish or word.startswith("i\u0307")
    low = unicodedata.normalize("NFC", word.lower().replace("i\u0307", "i"))
    result = _PIECE.sub(lambda found: _piece(found, low, turkish=turkish, last=last), low)
    return (
        result if repaired(result).text == result else word
    )  # not if the capital would read as broken text, as with âµ


def _piece(found: re.Match[str], word: str, *, turkish: bool, last: bool) -> str:
    piece = found.group()
    if not _CASED.match(piece) or (word[: found.start()].endswith(_APOSTROPHES) and not _elided(word[: found.start()])):
        return piece
    if piece.startswith("mc") and len(piece) > 3 and (last or not _VOWELS.match(piece[2])):  # but Mcebisi, a Zulu name
        return "Mc" + piece[2].upper() + piece[3:]
    if _DUTCH_IJ.match(piece) and len(piece) > 3:
        return "IJ" + piece[2:]
    first = "İ" if turkish and piece[0] == "i" else piece[0].title()
    return first + piece[1:]


def _elided(before: str) -> bool:
    """Return whether a capital follows this prefix: O'Neil, D'Angelo, Dell'Orto; not Mu'min, А'иша or Мар'яна."""
    return re.search(r"(?:^|[^\w'’])(?:[odlnmt]|de|dell|dall|sant)['’]$", before) is not None


def _letters(word: str) -> int:
    return sum(c.isalpha() for c in word)


def _plain(word: str) -> str:
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in parts if c.isalpha()).replace("đ", "d")
