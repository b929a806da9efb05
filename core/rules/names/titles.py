"""Titles before a name, and degrees and certificates after it: their words, and names without them.

The vocabulary of dotted titles and of certificates is nameparser's. Its parser is not used: it treats Dean, King,
Prince and Judge as titles, and a broken name is as bad as a title in a greeting.
"""

from __future__ import annotations

import re
from functools import lru_cache
from typing import NamedTuple

from core.rules.names.jobs import JOBS
from core.rules.names.word_set import word_set

TITLES = word_set(
    """
    dr dra drs prof profa mr mrs ms mx miss mister mme mlle monsieur madame mademoiselle maître herr frau
    fräulein herrn dhr mevr mevrouw meneer señor señora señorita senhor senhora sra srta dott dottssa avv signor
    signora sigra fru fröken frøken doña dña shri smt rev reverend sir capt captain lt sgt cmdr doctor doktor
    docteur docteure dottore dottoressa doutor doutora doctora profesor profesora professor professorin
    professeur professora professoressa coach ceo cto cfo coo president senator founder mudr mvdr judr rndr phdr
    paeddr mgr mddr thdr pharmdr drhab dipl pani paní pán slečna uzm geom familie familia famille eheleute firma ddr
    mtro mtra arq lic avvocato avvocata ingegnere architetto inż üyesi rabbi alhaji alhaja hajia datuk datin dato dato'
    dato’ barrister colonel lieutenant sergeant brigadier admiral commodore ambassador councillor baroness viscount
    д-р др проф профессор доктор г-н г-жа господин госпожа пан-професор инж к.т.н д.т.н к.м.н д.м.н к.э.н д.э.н к.ю.н
    к.п.н к.ф.н к.х.н доц акад δρ κος κα κύριος κυρία الدكتور دكتور دكتورة الدكتورة دکتر مهندس آقای خانم
    الشيخ الشيخة السيد السيدة الأستاذ الأستاذة المهندس المهندسة د ד"ר ד״ר פרופ פרופ' פרופ׳ עו״ד רו״ח הרב גב' גב׳ גברת
    डॉ श्री श्रीमती डा ডাঃ ডা ডঃ ড শ্রী শ্রীমতি திரு திருமதி டாக்டர் นาย นาง นางสาว คุณ ดร น.ส ด.ช ด.ญ
    ბატონი ქალბატონი ბ-ნი ქ-ნი დოქტორი პროფესორი պրն տիկ պարոն տիկին օրիորդ դոկտոր
    """
)
"""Words that are titles with or without a dot, except those that are also names: Dean, Don, King, Major, Pastor."""
_BEFORE_A_NAME = word_set(
    """
    chief lord sheikh shaikh shaykh sheik haji hajji pastor bishop apostle prophet evangelist brother sister
    father mother major general judge baron count graf gräfin freiherr ing mag adv me pr col lt sgt maj cpl
    dame pandit auntie aunt uncle ibu bapak encik puan hj ir kommr
    arch dir hr fr av bay ustaz ustad ustadz maulana mufti chef owner trainer מר
    """
)
"""Words that are titles where a whole name follows, and may be somebody's name where it does not: Major, Lord, Ing."""
_PHRASES = tuple(
    tuple(phrase.split(" "))
    for phrase in ("tan sri", "puan sri", "toh puan", "rt hon", "the hon", "the right hon", "dato sri", "dato' sri",
                   "right honourable", "the honourable", "his excellency", "her excellency", "lt col", "lt gen",
                   "de heer", "the real")
)  # fmt: skip
"""Titles of several words, which may be names alone: a Tan is a person, a Tan Sri bears a title."""
_THAI = re.compile("(นางสาว|นาย|นาง|คุณ|น\\.ส\\.|ด\\.ช\\.|ด\\.ญ\\.|ดร\\.?)(?=[\u0e01-\u0e2e\u0e40-\u0e44])(.{2,})")
"""A Thai title is written without a space before the name."""
_DOTTED = word_set(
    """
    ing mag doc eng engr er adv arch rag sig sr hr fr hon col gen maj cpt adm phil mgr inż inz hab bc mba
    dipl-ing univ priv lic odont d-na dn dna gosp p rer msgr mons cllr dir pr asst assoc vet me hj ir barr arc pharm
    bldr surv esv kfm kffr vw bw betriebsw volksw päd psych soz wirt wirtsch math phys chem biol pst evang bro ven
    alh av op öğr gör arş yrd sn cpl brig rtd ret ts mw cav comm lek adw doç atty hrn sen dep amb ldo lda lcdo lcda engo
    enga pgs gs ths bs ks ls tn ny mmag exmo exma ilmo ilma civ jur kand cand fil bakk bpk
    """
)
"""Words that are titles only before a dot, besides nameparser's."""
_ARABIC = frozenset(("م.", "أ.", "ا.", "د.", "أ.د.", "أ.م.د."))
"""Arabic titles that are letters with a dot: engineer, professor, doctor."""
_STRONG = re.compile(r"(?:dr|prof|drs|dott|δρ|д-р|проф)[.ªº]*", re.IGNORECASE)
"""Titles before which every word of a name is a title, too: Sanitätsrat Dr. Karl Weiß, PD Dr. Ute Mai."""
_ABBREVIATED = re.compile(r"(?=[^\W\d_]*[^\W\d_]{2})[^\W\d_]{1,8}(?:\.?-?[^\W\d_]{1,8})*\.")
"""A word with a dot after it, which shortens a title or a name: Uzm., Dipl.-Kfm., Wm."""
_NEVER = word_set("st ste al ed jo am ab pa me ben abu san sma sn ra us uk pro met")
_FACULTY = re.compile(
    r"(?:[a-zà-ž]{1,7}\.)+-?|hab|habil|mult|hc|med|rer|nat|phil|iur|jur|oec|techn|dent|vet|pol|h\.?c\.?"
)
"""Small words after a German, Polish or Latin title: Dr. med., Dr. rer. nat., dr hab."""
_AND = word_set("and und et y e og och en")
_ENDINGS = word_set("ssa ra na re ing in h c a")
"""Parts that a dot or a hyphen joins to a title: Dott.ssa, Sig.ra, Dr.-Ing."""
_AFTER_A_NAME = re.compile(
    r"(?<=\w)\s(?:hanım|hanim|bey|beyefendi|hanımefendi|(?-i:ji|sahib|saheb|garu|san))$|(?<=[a-z]{3})-(?:san|sama|sensei)$",
    re.IGNORECASE,
)
"""Turkish, Indian and Japanese forms of address after a first name: Ayşe Hanım."""
_HONORIFIC = re.compile(r"(?:様|さま|さん|ちゃん|くん|님)$|\s(?:氏|殿|씨|군|양|先生|女士|小姐|教授|博士|박사)$")
_ONLY_IN_CAPITALS = word_set("CA CS CMA FCA ACA CPA ER RA PD DI StB WP HRH CDR LCDR LTC COL MAJ CPT SGT CPL ADM GEN")
"""Titles only in capitals: CA is a chartered accountant, RA a lawyer, DI an Austrian engineer."""

_CREDENTIALS = word_set(
    """
    phd mba msc bsc bba bcom mcom bed med meng beng btech mtech llm llb jd md ma ba bs ms dds dmd edd psyd
    pharmd dphil mphil dba mph mpa mpp mfa bfa mdiv msw lcsw lmft lpc rn bsn msn dnp np fnp cnm pa crna cpa cfa
    cfp caia frm cia cisa cism cissp ccie ccna ccnp pmp pgmp pmi-acp capm csm cspo psm safe spc shrm-cp shrm-scp
    phr sphr gphr cipd acca aca fca fcca cima acma fcma cgma cma cga ca cs icai esq qc kc pe peng ceng ieng fiet
    miet fimeche mimeche frics mrics riba raia aia leed leed-ap ncarb obe mbe cbe kbe dbe frsa frs fhea sfhea
    pgce pgcert pgdip pgdm itil togaf prince2 cpcu clu chfc ea cscp cpim csep cams cfe cpp csp chst crisc cgeit
    cdpse ceh oscp mcse mcsa dvm bvsc mrcvs mbbs mbchb frcs frcp mrcp frcpc frcsc faap facs facp facc facog faan
    mdphd phdc cphil csc mudr dis emba gmba pgp fcipd mcipd assoccipd acc pcc mcc cpc bcba rbt ccc-slp slp otr
    dpt pt atc cscs nasm rd rdn ldn cdces cpht rph lion mim mibm bcs mcs mca bca bms mms ing dipl magister lmhc
    lpcc ncc lac licsw cadc cap csw csac mft mcipd chmc cmc acib cipp cippe cipm cipt cfre cmp cmrp
    ceo cto cfo coo cmo cio chro vp svp evp
    cphq cbap pmi-pba cprp cpsm cpm gri crs abr ctp cebs clcs ccsp cgrc
    """
)
_UNMISTAKABLE = word_set(
    """
    phd mba msc bsc llm llb dphil mphil pharmd psyd edd meng beng pmp cissp cpa cfa esq emba mbbs dds dvm acca
    shrm-cp shrm-scp csm cspo sphr lcsw lmft frsa
    """
)
"""Certificates that are nobody's name, in any capitals."""
_NAMES_TOO = word_set(
    """
    ma ba ms do md pa ca cs ea ed an am as al li le lee mai ing med bed acc cap lac pt rn np pe qc kc jd dis
    lion om
    """
)
"""Certificates that are also names: removed if they are in capitals after a name in small letters."""
_JUNIORS = word_set("jr sr jnr snr esq")
_NUMERALS = word_set("II III IV")
GENERATIONS = _JUNIORS | {numeral.casefold() for numeral in _NUMERALS}
KNOWN_WORDS = TITLES | _BEFORE_A_NAME | _UNMISTAKABLE | GENERATIONS | {word for phrase in _PHRASES for word in phrase}
"""Words that the rules of this module look for, in any case; a name in usual capitals without them needs no rule."""


class _Vocabulary(NamedTuple):
    titles: frozenset[str]
    credentials: frozenset[str]


@lru_cache(maxsize=1)
def _vocabulary() -> _Vocabulary:
    from nameparser.config.suffixes import SUFFIX_ACRONYMS, SUFFIX_ACRONYMS_AMBIGUOUS  # 110 ms to load
    from nameparser.config.titles import TITLES as LISTED

    titles = frozenset(word for word in LISTED if len(word) > 1 and word.isalpha()) - _NEVER
    return _Vocabulary(titles | TITLES | _DOTTED, (SUFFIX_ACRONYMS - SUFFIX_ACRONYMS_AMBIGUOUS) | _CREDENTIALS)


def without_titles(words: list[str], *, least: int = 1) -> list[str]:
    """Return the words of a name without the titles before it; empty if there are only titles.

    `least` words must follow a title that may also be initials: CA.
    """
    words = [part for word in words for part in _unglued(word)]
    at = _after_strong(words, least)
    while at < len(words) and (count := _title_words(words[at:], least, after_title=at > 0)):
        at += count
    if at and words[at : at + 1] and words[at].casefold() in _AND:  # Mr. and Mrs. Smith
        return []
    if at == 0 and len(words) > least and words[0].casefold().strip(".") == "md":  # Mohammed
        return words[1:]
    if at == 0 and len(words) > least and words[0] in _ONLY_IN_CAPITALS and not words[1].isupper():
        return words[1:]
    return words[at:]


def _title_words(words: list[str], least: int, *, after_title: bool) -> int:
    """Count the words of a title at the beginning of a name; some count only if `least` words remain after them."""
    low = [word.casefold().strip(".") for word in words[:3]]
    for phrase in _PHRASES:
        if tuple(low[: len(phrase)]) == phrase and len(words) > len(phrase):
            return len(phrase)
    if is_title(words[0], left=len(words) - 1, after_title=after_title):
        return 1
    named = sum(not is_credential(word) for word in words[1:]) if low[0] in _BEFORE_A_NAME | JOBS else 0
    return int(named >= max(least, 1))


def _after_strong(words: list[str], least: int) -> int:
    """Return the place after the last Dr. or Prof. before a whole name, or after a degree at the beginning, else 0."""
    strong = [at for at, word in enumerate(words) if at and _STRONG.fullmatch(word) and len(words) - at - 1 >= least]
    if strong:
        return strong[-1] + 1
    return 1 if len(words) > least and _key(words[0]) in _UNMISTAKABLE else 0


def is_abbreviated(word: str) -> bool:
    """Return whether a word is a shortened title or name, which is not used in a greeting."""
    return _ABBREVIATED.fullmatch(word) is not None and word.casefold() not in ("st.", "ste.")


def _unglued(word: str) -> list[str]:
    """Return a word as two if a title is joined to it: Dr.Anna."""
    if (thai := _THAI.fullmatch(word)) is not None:
        return [thai[1], thai[2]]
    title, dot, rest = word.rpartition(".")
    joined = dot and len(rest) > 2 and rest[0].isupper() and is_title(f"{title}.")
    return [f"{title}.", rest] if joined else [word]


def without_form_of_address(text: str) -> str:
    """Return a first name without the form of address after it: Ayşe Hanım, Rajesh ji."""
    return _AFTER_A_NAME.sub("", text)


def without_honorific(text: str) -> str:
    """Return an East Asian name without the honorific after it: 太郎様, 김민수 님."""
    return _HONORIFIC.sub("", text).strip() or text


def is_title(word: str, *, left: int = 1, after_title: bool = False) -> bool:
    """Return whether a word is a title in its place; `left` counts the words after it."""
    bare = word.casefold().strip(".-ªº°")
    if bare in TITLES or word in _ARABIC or (bare in _DOTTED and word[-1:] in "ªº°"):
        return True
    if after_title and left and word.islower() and _FACULTY.fullmatch(word):
        return True
    if "." not in word.strip() or len(bare) < 2:
        return False
    parts = [part for part in re.split(r"[.-]", bare) if part]
    known = _vocabulary().titles
    return (
        bool(parts)
        and len(parts[0]) > 1
        and all(part in known or part in _ENDINGS or _FACULTY.fullmatch(part) for part in parts)
        and (parts[0] in known)
    )


def without_credentials(words: list[str], *, least: int) -> list[str]:
    """Return the words of a name without the degrees after it; one that is also a name must follow `least` words."""
    end = len(words)
    while end > 1 and _is_credential(words[end - 1], left=end - 1, least=least, capitals=_capitals(words[: end - 1])):
        end -= 1
    return words[:end]


def _capitals(words: list[str]) -> bool:
    """Return whether a name is in capitals only, so that capitals do not distinguish the word after it."""
    cased = [word for word in words if len(word) > 1 and word.lower() != word.upper()]
    return bool(cased) and all(word.isupper() for word in cased)


def is_only_credential(text: str) -> bool:
    """Return whether a cell is only a degree that is nobody's name."""
    return _key(text) in _UNMISTAKABLE


def is_credential(word: str) -> bool:
    """Return whether a word can be a degree, a certificate or a generation, in any capitals."""
    key = _key(word)
    return key in _CREDENTIALS or key in GENERATIONS or key in _vocabulary().credentials


def without_generation(text: str) -> str:
    """Return a first name without the generation after it: Henry III, Robert Jr."""
    words = text.split()
    while len(words) > 1 and (_key(words[-1]) in _JUNIORS or words[-1] in _NUMERALS):
        words.pop()
    return " ".join(words)


def _is_credential(word: str, *, left: int, least: int, capitals: bool) -> bool:
    key = _key(word)
    if key in _UNMISTAKABLE:
        return True
    if not (word.isupper() or "." in word.rstrip(".") or sum(c.isupper() for c in word) > 1):
        return is_title(word, left=0) and "." in word  # Möller Dr.
    if key in _NAMES_TOO:
        return not capitals and left >= least
    return not (capitals and len(key) < 4) and key in (_vocabulary().credentials | _CREDENTIALS)


def _key(word: str) -> str:
    return word.replace(".", "").strip("-,;").casefold()
