"""Script and order of names: family name first in Chinese, Japanese, Korean and some others."""

from __future__ import annotations

import re
import unicodedata

from core.rules.names.common_given_names import GIVEN, ONLY_GIVEN
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
_CHINESE_OFTEN = word_set(
    """
    li chen wu lin yang xu sun ma hu gao he liang tang feng fu shen lu jiang cai ye pan du dai xia zhong fan yao
    liao zou xiong kong bai cui qin gu hou shao
    """
)
"""Chinese family names that are also first names, in China or in another country."""
_KOREAN = word_set(
    """
    kim lee park choi jung jeong kang cho yoon jang lim han shin seo kwon hwang ahn song ryu oh yang bae baek
    moon hong chung yun yoo nam noh son min kwak ko heo cha joo ha shim im jo pak choe chang rhee yi bang gong
    """
)
_JAPANESE = word_set(
    """
    sato suzuki takahashi tanaka watanabe ito yamamoto nakamura kobayashi yoshida yamada sasaki yamaguchi
    matsumoto inoue kimura hayashi shimizu yamazaki mori ikeda hashimoto yamashita ishikawa nakajima maeda
    fujita ogawa goto okada hasegawa murakami kondo ishii saito sakamoto endo aoki fujii nishimura fukuda miura
    fujiwara okamoto matsuda nakagawa nakano harada ono tamura takeuchi kaneko wada nakayama ishida ueda morita
    shibata sakai kudo yokoyama miyazaki miyamoto uchida takagi ando taniguchi ohno maruyama imai takada
    fujimoto takeda murata ueno sugiyama masuda sugawara hirano kojima otsuka chiba kubo matsui iwasaki sakurai
    kinoshita noguchi matsuo nomura kikuchi sano onishi sugimoto hamada ichikawa furukawa mizuno komatsu shimada
    koyama
    """
)
_TWO_SYLLABLES = re.compile(r"[A-Z][a-z]+-[a-z]+")
_SYLLABLE = (
    "beom|bin|bo|bum|byeong|byung|chan|cheol|chul|da|dae|deok|do|dong|eui|eun|gang|geon|geun|gi|gil|gu|gun|"
    "gyeong|gyu|ha|hae|hak|han|hee|heon|ho|hoon|hui|hun|hwa|hwan|hye|hyeok|hyeon|hyo|hyuk|hyun|ik|il|in|jae|je|"
    "jeong|ji|jin|jong|joo|joon|ju|jun|jung|kang|keun|ki|kun|kwan|kwang|kyeong|kyoung|kyu|kyung|mi|min|moon|"
    "mun|myeong|myung|na|nam|ra|rae|ran|ri|rim|sang|seo|seok|seon|seong|seung|sik|sol|soo|sook|soon|su|suk|sun|"
    "sung|tae|uk|woo|wook|won|yang|ye|yeon|yeong|yi|yong|yoo|yoon|young|yu|yul|yun"
)
"""Syllables of Korean first names in Latin letters."""
_KOREAN_FIRST = re.compile(f"(?:{_SYLLABLE})(?:{_SYLLABLE})")
_PINYIN = (
    "ai|an|bao|bei|bin|bing|bo|chao|chen|cheng|chun|dan|dong|fang|fei|feng|gang|guang|guo|hai|han|hao|hong|hua|"
    "hui|jia|jian|jiang|jie|jin|jing|juan|jun|kai|lan|lei|li|liang|lin|ling|long|lu|mei|meng|min|ming|na|ning|"
    "peng|ping|qi|qian|qiang|qin|qing|ran|rong|ru|rui|shan|sheng|shu|shuang|si|song|tao|tian|ting|wei|wen|wu|"
    "xi|xia|xiang|xiao|xin|xu|xuan|xue|yan|yang|yi|yin|ying|yong|yu|yuan|yue|yun|ze|zhe|zhen|zhi|zhong|zhuo|zi"
)
"""Syllables of Chinese first names in Latin letters."""
_CHINESE_FIRST = re.compile(f"(?:{_PINYIN})(?:{_PINYIN})?")


def is_east_asian(text: str) -> bool:
    """Return whether a name contains Han, kana or hangul."""
    return EAST_ASIAN.search(text) is not None


def has_capitals(text: str) -> bool:
    """Return whether a text has a letter of a script with capitals: in such scripts, a single letter is an initial."""
    return _CASED_LETTER.search(text) is not None


def family_name_first(words: list[str]) -> bool:
    """Return whether a full name may begin with the family name, as Vietnamese and Hungarian ones do.

    European names may do so in lists: Rossi Giulia.
    """
    head, tail = plain(words[0]), plain(words[-1])
    text = " ".join(words)
    for letters, families in ((_VIETNAMESE_LETTER, _VIETNAMESE), (_HUNGARIAN_LETTER, _HUNGARIAN)):
        if head in families and tail not in families:
            return True
        if letters.search(text) and tail not in families:
            return True
    if (head in _CHINESE and tail not in _CHINESE) or (head in _JAPANESE and tail not in _JAPANESE):
        return True
    if tail in ONLY_GIVEN and len(words) == 2:
        return len(head) > 1 and head not in GIVEN
    return _is_korean(head, words[1:]) or _is_chinese(head, words[1:])


def _is_korean(head: str, others: list[str]) -> bool:
    """Return whether a name is a Korean family name and a first name of two syllables: Kim Minsu; not Kim Jones."""
    if head not in _KOREAN:
        return False
    written = "".join(map(plain, others))
    return _KOREAN_FIRST.fullmatch(written) is not None or any(_TWO_SYLLABLES.fullmatch(word) for word in others)


def _is_chinese(head: str, others: list[str]) -> bool:
    """Return whether a name may be a Chinese family name and a first name of at most two syllables: Li Xiaoming."""
    if head not in _CHINESE_OFTEN or plain(others[-1]) in _CHINESE | _CHINESE_OFTEN:
        return False
    return len(others) < 3 and _CHINESE_FIRST.fullmatch("".join(map(plain, others))) is not None


def plain(word: str) -> str:
    """Return a word's letters without case and accents."""
    parts = unicodedata.normalize("NFKD", word.casefold())
    return "".join(c for c in parts if c.isalpha()).replace("đ", "d").replace("ł", "l").replace("ø", "o")
