"""Languages as primary subtags ("fr" for "fr-FR" and "French"), and the choice of a person's language."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from contextlib import suppress
from functools import lru_cache
from typing import NamedTuple

from core.text import clean

_CODE = re.compile(r"[a-z]{2,3}")
_TAG = re.compile(r"([a-z]{2,3})(?:[-_][a-z0-9]{2,8})*(?:\.[a-z0-9-]+)?(?:@\w+)?", re.IGNORECASE)
_BETWEEN = re.compile(
    r"[,;/|&+\n()\[\]{}\"'“”«»:•·=<>*–—]| - |(?<=\d)\. |\s(?:and|or|und|oder|et|ou|y|e|en|og|och|i)\s", re.IGNORECASE
)
_WORD = re.compile(r"[^\W\d_]+(?:[\u0300-\u036f\u0900-\u0dff\u0e00-\u0eff]+[^\W\d_]*)*")

_OF_ANOTHER = {
    "gsw": "de",
    "bar": "de",
    "nds": "de",
    "nb": "no",
    "nn": "no",
    "cmn": "zh",
    "yue": "zh",
    "wuu": "zh",
    "hak": "zh",
    "nan": "zh",
    "tl": "fil",
    "prs": "fa",
    "arz": "ar",
    "arb": "ar",
    "ary": "ar",
    "apc": "ar",
    "mo": "ro",
    "sh": "sr",
    "iw": "he",
    "in": "id",
    "ji": "yi",
    "vls": "nl",
}
"""Dialects, members of macrolanguages and old codes, with the language in which their speakers are addressed."""
_OF_A_COUNTRY = {
    "jp": "ja", "cz": "cs", "dk": "da", "gr": "el", "ua": "uk", "cn": "zh", "at": "de", "us": "en", "gb": "en",
    "mx": "es",
}  # fmt: skip
"""Languages by country code: for codes that files write in place of a language code, and that are not one."""
_ALSO_THREE = frozenset(["fil", "ceb", "haw", "hmn", "kok", "mai", "mni", "sat", "bho"])
"""Widely spoken languages without a two-letter code."""
_NAMES = {
    "de": "schweizerdeutsch, schwyzerdutsch, osterreichisch, austrian",
    "el": "modern greek, neugriechisch",
    "en": "british, american, us english, uk english",
    "es": "castilian, castellano",
    "fa": "farsi, persisch, persan",
    "fil": "tagalog, filipino",
    "he": "hebraisch",
    "id": "bahasa",
    "ms": "bahasa melayu, malay",
    "nl": "hollandisch, holandes, hollandais, olandese, hollands, flamand, vlaams, flamisch",
    "pt": "brasileiro, portugues brasileiro, brazilian",
    "th": "thailandisch, ภาษาไทย",
    "vi": "tieng viet",
    "zh": "mandarin, putonghua, 中文, 汉语, 漢語, 国语, 國語, 普通话, 普通話, 粤语, 粵語",
}
_OTHER_NAMES = {name: code for code, names in _NAMES.items() for name in names.split(", ")}
"""Names of languages that people use but CLDR does not list, without case and accents."""
_SAYS_NOTHING = "n/a na #n/a none null nil nan unknown unbekannt inconnu desconocido undefined tbd ? - und zxx mis n.a"
_NOTHING_SAID = frozenset(_SAYS_NOTHING.split())
_ANSWERS = "yes y true false other mul default any all male female man men her new old not"
_NO_LANGUAGE = frozenset(_ANSWERS.split()) | _NOTHING_SAID
"""Words that name no language in a cell, even if they are codes of small languages."""
_FLAG = re.compile("[\U0001f1e6-\U0001f1ff]{2}")
_SHORTEST_NAME = 4
"""Fewest letters of an ASCII word that is looked up as a language's name."""


class Understood(NamedTuple):
    """The language that a cell names, as a primary subtag; `known` is False if the cell is not understood."""

    code: str
    known: bool


def is_language(code: str) -> bool:
    """Return whether the text is a primary subtag as it is stored: two or three small letters."""
    return _CODE.fullmatch(code) is not None


@lru_cache(maxsize=8192)
def understood(text: str) -> Understood:
    """Return the first language that a text names, as a tag or by its name in any of 200 languages.

    A dialect becomes the language in which its speakers are written to: Swiss German is "de". A text such as `n/a` is
    understood as "no language".
    """
    text = clean(text)  # the library's lookup fails on control characters
    folded = _fold(text).strip(" .-–?*'\"")
    if not folded or folded in _NOTHING_SAID:
        return Understood("", True)
    if folded in _NO_LANGUAGE:
        return Understood("", False)
    code = _tag(text.strip()) or _named(text.strip()) or _OF_A_COUNTRY.get(folded, "")
    if not code:
        pieces = [piece.strip() for piece in _BETWEEN.split(text) if piece and piece.strip()]
        found = (
            _tag(piece) or _named(piece) or _word_of(piece) for piece in pieces if _fold(piece) not in _NO_LANGUAGE
        )
        code = next(filter(None, found), "") or _flag(text)
    return Understood(code, bool(code))


def normalise(value: str) -> str:
    """Return the primary subtag of a tag or of a language's common name; "" if it is unknown."""
    return understood(value).code


def choose(contact_language: str, campaign_languages: Sequence[str]) -> str:
    """Return the language of a whole sequence: the contact's if the campaign lists it, else the campaign's first."""
    if contact_language in campaign_languages:
        return contact_language
    wanted = normalise(contact_language)
    return wanted if wanted in campaign_languages else campaign_languages[0]


def _tag(text: str) -> str:
    """Return the language of a tag such as pt_BR, fr-CA, vie or en_US.UTF-8."""
    found = _TAG.fullmatch(text)
    if found is None or found[1].casefold() in _NO_LANGUAGE:
        return ""
    import langcodes  # 30 ms to load, and most commands ask for no language

    language = langcodes.get(found[1].lower())
    return _primary(language.language or "") if language.is_valid() else ""


def _named(text: str) -> str:
    """Return the language of a name such as Brazilian Portuguese, Allemand or 中文."""
    folded = _fold(text)
    if folded in _OTHER_NAMES:
        return _OTHER_NAMES[folded]
    if len(folded) < _SHORTEST_NAME and folded.isascii():
        return ""
    import langcodes

    for name in dict.fromkeys((text, folded)):
        with suppress(LookupError):
            code = _primary(langcodes.find(name).language or "")
            if len(code) == 2 or code in _ALSO_THREE:
                return code
    return ""


def _word_of(text: str) -> str:
    """Return the language that one word among others names: fluent French."""
    words = [word for word in _WORD.findall(text) if len(word) >= _SHORTEST_NAME or not word.isascii()]
    return next(filter(None, map(_named, words)), "") if " " in text else ""


def _flag(text: str) -> str:
    """Return the language of the country whose flag is in the text."""
    found = _FLAG.search(text)
    if found is None:
        return ""
    import langcodes

    country = "".join(chr(ord(sign) - 0x1F1E6 + ord("A")) for sign in found.group())
    return _primary(langcodes.get(f"und-{country}").maximize().language or "")


def _primary(code: str) -> str:
    code = _OF_ANOTHER.get(code, code)
    return code if is_language(code) and code not in _NO_LANGUAGE else ""


def _fold(value: str) -> str:
    """Remove case and accents, so that "Français" equals "francais"."""
    parts = unicodedata.normalize("NFKD", value.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c)).strip()
