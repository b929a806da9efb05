"""A measure of how much a text looks as if it had been read in the wrong encoding.

Every single-byte encoding turns any bytes into some letters, so only the habits of real writing show which is right: no
sign inside a word, letters of one script and one language, capitals in their usual places, vowels among consonants.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from functools import lru_cache

CERTAINLY, MAYBE = 1.0, 0.3
"""Cost of a word that is never written so, and of one that is rarely written so."""

_TOKEN = re.compile(r"[A-Za-z\u0080-\U0010ffff]*[\u0080-\U0010ffff][A-Za-z\u0080-\U0010ffff]*")
_EDGES = re.compile("^[“‘„‚«–—•…\u00a0©]+|[”’“»…–—•®™\u00a0]+$")
_JOINED = re.compile("[’\u2019·](?=[^\\W\\d_])|[–—](?=[^\\W\\d_a-z])|\u00a0")
_ALPHABETS_OF = """
àâæçéèêëîïôœùûüÿ äöüß áéíñóúü àçèéíïòóúü àáâãçéêíóôõúü àèéìíîòóùú áéëïíóöúüèê æøåéèóôä åäöéüà åäöšž áéíóúýþðæö
ąćęłńóśźż áčďéěíňóřšťúůýž áäčďéíĺľňóôŕšťúýž áéíóöőúüű ăâîșțşţ čćđšž äöõüšž āčēģīķļņšūž ąčęėįšųūž
çğıöşüâîû əçğıöşü ëç ċġħż âêîôûŵŷáéíóúäëïöü áéíóú ĉĝĥĵŝŭ
"""
_ALPHABETS = [frozenset(alphabet) for alphabet in _ALPHABETS_OF.split()]
"""Sets of the accented letters of one language each; all those of a word must be in one set."""
_VOWEL = re.compile("[aeiouyäëïöüÿáéíóúýàèìòùâêîôûãõåæøœąęěůőűăāēīūėįųıə]")
_SUSPICIOUS = re.compile(
    "[ĺŕ]|ų[a-z]|ļ[b-df-hj-np-tvwxz]|[aeiou][āēėįų]|[āēėįų][aeiou]|[ăőűąę][aeiouáéíóú]|ń[aeiouáéíóú]|ď[b-df-hj-np-tvwxz]|ñ(?:[b-df-hj-np-tvwxz]|$)|æ(?:[aeiouáéíó]|$)"
    "|[aeiou]è|è[aeiou]|^è|ì[a-z]|ù[a-z]|ã(?![oen]|$)|õ(?!e)|þ$|ð$|[ýþð]{2}|ÿ(?!$)|œ(?!u|r|t|n|l|s|k)"
)
_NEVER = {
    "CYRILLIC": re.compile("^[ЪЬъь]"),
    "GREEK": re.compile("ς."),
    "HEBREW": re.compile("[ךםןףץ]."),
    "THAI": re.compile("[ฃฅฦ]|ฯ.|^[ะ-ฺ็-๎]"),
}
_HARDLY = {
    "CYRILLIC": re.compile("^[^аеёиоуыэюяіїєАЕЁИОУЫЭЮЯІЇЄ]{3,}$"),
    "GREEK": re.compile("^[ΐΰ]|[βγδζθκλμπσςτφχ]$(?<!ς)|[ΐΰ]$|^[^άέήίόύώΐΰΆΈΉΊΌΎΏΑ-Ω]{3,}$|^[Α-Ω][^άέήίόύώΐΰ]{3,}$"),
    "HEBREW": re.compile("[כמנפצ]$"),
    "THAI": re.compile("^[ก-ฮ]{3,}$"),
}
_SURNAMES = {
    "HAN": frozenset(
        "王李张張刘劉陈陳杨楊赵趙黄黃周吴吳徐孙孫胡朱高林何郭马馬罗羅梁宋郑鄭谢謝韩韓唐冯馮于董萧蕭程曹袁邓鄧许許傅沈曾彭"
        "吕呂苏蘇卢盧蒋蔣蔡贾賈丁魏薛叶葉余潘杜戴夏钟鍾汪田任姜范方石姚谭譚邱洪江"
        "佐鈴伊渡山中小加吉松井木清斎斉森池橋前後藤岡長村近坂遠青福太西三原千服水大野内上北南東岩菊今安島"
    ),
    "HANGUL": frozenset("김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민류나진지"),
}


def cost(text: str) -> float:
    """Return the sum of the costs of a text's words; 0 if all may be real words."""
    return sum(map(_word_cost, _words(text)))


def words_in(text: str) -> int:
    """Return the number of words with a character beyond ASCII."""
    return sum(1 for _ in _words(text))


def _words(text: str) -> Iterable[str]:
    for found in _TOKEN.finditer(text):
        yield from filter(None, _JOINED.sub(" ", _EDGES.sub("", found.group())).split(" "))


@lru_cache(maxsize=4096)
def _word_cost(word: str) -> float:
    if word.isascii():
        return 0.0
    scripts = {_script(c) for c in word if not unicodedata.combining(c)}
    if len(scripts) != 1:
        return CERTAINLY
    script = scripts.pop()
    if script == "LATIN":
        return _latin_cost(word)
    if script in ("HAN", "KANA", "HANGUL"):
        return MAYBE if script in _SURNAMES and word[0] not in _SURNAMES[script] else 0.0
    if script in _NEVER:
        if unicodedata.combining(word[0]) or _oddly_cased(word) or _NEVER[script].search(word):
            return CERTAINLY
        return MAYBE * len(_HARDLY[script].findall(word))
    return 0.0 if script in ("ARABIC", "ARMENIAN", "GEORGIAN") else CERTAINLY


def _latin_cost(word: str) -> float:
    if _oddly_cased(word):
        return CERTAINLY
    lower = word.lower().replace("i\u0307", "i")
    marked = {c for c in lower if not c.isascii()}
    if not any(marked <= alphabet for alphabet in _ALPHABETS):
        return CERTAINLY
    if len(word) > 2 and sum(not c.isascii() for c in word) > 0.75 * len(word):
        return CERTAINLY
    return MAYBE * (len(_SUSPICIOUS.findall(lower)) + _crowded(lower))


def _oddly_cased(word: str) -> bool:
    """Return whether a word has a capital beyond ASCII after its first letter, and small letters as well."""
    small = any(c.islower() for c in word)
    return small and any(c.isupper() and not c.isascii() for c in word[1:])


def _crowded(lower: str) -> bool:
    """Return whether a marked consonant is in a run of at least three consonants, or in a word without a vowel."""
    shape = "".join("v" if _VOWEL.match(c) else "c" if c.isascii() else "m" for c in lower)
    return any("m" in run and len(run) > 2 for run in shape.split("v")) or ("v" not in shape and len(shape) > 1)


@lru_cache(maxsize=8192)
def _script(character: str) -> str:
    """Return the script of a letter, or an invented name for any other character."""
    name = unicodedata.name(character, "")
    first = name.split(" ", 1)[0]
    if first == "CJK" and "IDEOGRAPH" in name:
        return "HAN"
    if first in ("HIRAGANA", "KATAKANA", "KATAKANA-HIRAGANA") or character in "々ー":
        return "KANA"
    return first if unicodedata.category(character)[0] in "LM" else f"SIGN {character}"
