"""Script and order of names: family name first in Chinese, Japanese, Korean and some others."""

from __future__ import annotations

import re
import unicodedata

from core.rules.names.word_set import word_set

EAST_ASIAN = re.compile(
    "[\u1100-\u11ff\u3005-\u3007\u3040-\u30ff\u3130-\u318f\u31f0-\u31ff\u3400-\u4dbf\u4e00-\u9fff\ua960-\ua97f\uac00-\ud7ff"
    "\uf900-\ufaff\uff66-\uff9f\U00020000-\U0003ffff]"
)
"""Han, kana (also of half width) and hangul."""
_CASED_LETTER = re.compile("[A-Za-z\u00c0-\u024f\u1e00-\u1eff\u0370-\u03ff\u1f00-\u1fff\u0400-\u052f\u0531-\u0587]")
_VIETNAMESE_LETTER = re.compile("[ơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)
_HUNGARIAN_LETTER = re.compile("[őű]", re.IGNORECASE)
_VIETNAMESE = word_set(
    """
    nguyen tran pham huynh hoang phan vo vu dang bui ngo duong truong dinh trinh luong doan
    """
)
_HUNGARIAN = word_set(
    """
    nagy kovacs toth szabo horvath varga kiss molnar nemeth farkas balogh papp takacs juhasz lakatos meszaros
    olah racz fekete szilagyi torok feher kis szucs kocsis orsos pinter fodor szalai sipos magyar gulyas biro
    kiraly katona balog boros varadi kelemen somogyi fazekas vincze soos illes hegedus halasz deak budai
    szekely veres bognar borbely
    """
)
_CHINESE = word_set(
    """
    wang zhang liu zhao huang zhou zhu guo luo zheng xie deng cao peng zeng qiu
    """
)
_KOREAN = word_set(
    """
    kim lee park choi jung jeong kang cho yoon jang lim han shin seo kwon hwang ahn song ryu
    """
)
_TWO_SYLLABLES = re.compile(r"[A-Z][a-z]+-[a-z]+")


def is_east_asian(text: str) -> bool:
    """Return whether a name contains Han, kana or hangul."""
    return EAST_ASIAN.search(text) is not None


def has_capitals(text: str) -> bool:
    """Return whether a text has a letter of a script with capitals: in such scripts, a single letter is an initial."""
    return _CASED_LETTER.search(text) is not None


def family_name_first(words: list[str]) -> bool:
    """Return whether a full name may begin with the family name, as Vietnamese and Hungarian ones do."""
    head, tail = plain(words[0]), plain(words[-1])
    text = " ".join(words)
    for letters, families in ((_VIETNAMESE_LETTER, _VIETNAMESE), (_HUNGARIAN_LETTER, _HUNGARIAN)):
        if head in families and tail not in families:
            return True
        if letters.search(text) and tail not in families:
            return True
    if head in _CHINESE and tail not in _CHINESE:
        return True
    return head in _KOREAN and any(_TWO_SYLLABLES.fullmatch(word) for word in words[1:])


def plain(word: str) -> str:
    """Return a word's letters without case and accents."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in parts if c.isalpha()).replace("đ", "d").replace("ł", "l").replace("ø", "o")
