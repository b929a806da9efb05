"""Languages as primary subtags ("fr" for "fr-FR" and "French"), and which one a person is written to in."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence

_CODE = re.compile(r"[a-z]{2,3}")
_WORD = re.compile(r"[^\W\d_][^\s\d_,;:/|().+-]*")  # not \w alone: it ends at Indic vowel signs

# Names as contact files write them: in English, in the language itself, and in the exporters' own languages.
_NAMES = {
    "ar": "ara arabic arabe arabisch العربية",
    "cs": "ces cze czech tcheque tschechisch cestina",
    "da": "dan danish danois danisch dansk",
    "de": "deu ger german allemand deutsch aleman tedesco alemao",
    "el": "ell gre greek grec griechisch ελληνικα",
    "en": "eng english anglais englisch ingles inglese",
    "es": "spa spanish espagnol spanisch espanol castellano spagnolo espanhol",
    "fi": "fin finnish finnois finnisch suomi",
    "fr": "fra fre french francais franzosisch frances francese",
    "he": "heb hebrew hebreu hebraisch עברית",
    "hi": "hin hindi हिन्दी",
    "hu": "hun hungarian hongrois ungarisch magyar",
    "id": "ind indonesian indonesien indonesisch bahasa",
    "it": "ita italian italien italienisch italiano",
    "ja": "jpn japanese japonais japanisch japones giapponese 日本語",
    "ko": "kor korean coreen koreanisch 한국어",
    "nl": "nld dut dutch neerlandais niederlandisch nederlands",
    "no": "nor nb nob nn nno norwegian norvegien norwegisch norsk",
    "pl": "pol polish polonais polnisch polski",
    "pt": "por portuguese portugais portugiesisch portugues portoghese",
    "ro": "ron rum romanian roumain rumanisch romana",
    "ru": "rus russian russe russisch русскии",
    "sv": "swe swedish suedois schwedisch svenska",
    "tr": "tur turkish turc turkisch turkce",
    "uk": "ukr ukrainian ukrainien ukrainisch українська",
    "zh": "zho chi chinese chinois chinesisch mandarin cmn 中文",
}


def _fold(value: str) -> str:
    """Case and accents taken away, so that "Français" and "francais" meet."""
    parts = unicodedata.normalize("NFKD", value.casefold())
    return "".join(c for c in parts if not unicodedata.combining(c))


_BY_NAME = {_fold(name): code for code, names in _NAMES.items() for name in names.split()}


def is_language(code: str) -> bool:
    """Whether the text is a primary subtag as we store it: two or three small letters."""
    return _CODE.fullmatch(code) is not None


def normalise(value: str) -> str:
    """The primary subtag of a tag or of a language's common name; "" where it says nothing we know.

    An unknown code of two or three letters is kept: it may be listed by a campaign.
    """
    found = _WORD.search(_fold(value))
    if found is None:
        return ""
    word = found.group()
    return _BY_NAME.get(word, word if is_language(word) else "")


def choose(contact_language: str, campaign_languages: Sequence[str]) -> str:
    """The language of a whole sequence: the contact's if the campaign lists it, else the campaign's first."""
    wanted = normalise(contact_language)
    return wanted if wanted in campaign_languages else campaign_languages[0]
