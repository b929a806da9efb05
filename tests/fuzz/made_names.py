"""Names as they occur in people's files, each with the first names that a careful reader would use in a greeting."""

from __future__ import annotations

import html.entities
from dataclasses import dataclass

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn

NOBODY = frozenset({""})


@dataclass(frozen=True)
class Cells:
    """The cells of one row for a name, and the names that may be read from them."""

    first: str
    last: str
    full: str
    """The cell of the column with the whole name."""
    greeted: frozenset[str]
    """The acceptable first names; only "" if these cells have no name for a greeting."""
    greeted_by_full: frozenset[str]
    script: str
    plain: bool = False
    """True for cells that need no correction."""


LATIN = (
    ("Ada", "Wong"), ("Anna", "Möller"), ("Jean-Luc", "Petit"), ("Zoë", "Garrel"), ("Inês", "Pádua"), ("Siân", "Pryce"),
    ("Henrik", "Ångman"), ("Lotte", "Brandt-Kern"), ("Rosa", "Núñez"), ("Greta", "Fels"), ("Bruno", "Vasco"),
    ("Ida", "Roth"), ("Noor", "Haddad"), ("Colm", "McEwan"), ("Maeve", "O'Dowd"), ("Pieter", "van der Laan"),
    ("Lucía", "de la Vega"), ("Dean", "Marlow"), ("Sofia", "Borg"), ("Emil", "Falk"),
)  # fmt: skip
"""Letters of Windows-1252."""
EASTERN = (("Łukasz", "Żak"), ("Jiří", "Dvořák"), ("Ágnes", "Bodó"), ("Šimon", "Kučera"), ("Małgorzata", "Wójt"))
TURKISH = (("Işık", "Öztürk"), ("Çağla", "Şen"), ("Gökhan", "Yıldız"), ("İpek", "Güneş"))
CYRILLIC = (("Ирина", "Соколова"), ("Тарас", "Бондар"), ("Мария", "Лебедева"), ("Олена", "Коваль"))
GREEK = (("Γιώργος", "Νικολάου"), ("Ελένη", "Μακρή"), ("Κώστας", "Δήμου"))
HEBREW = (("דנה", "לוי"), ("משה", "כהן"), ("ליאור", "ברק"))
ARABIC = (("ليلى", "حسن"), ("أحمد", "نصار"), ("سارة", "عوض"))
THAI = (("สมชาย", "ใจดี"), ("มาลี", "ศรีสุข"))
GEORGIAN = (("ნინო", "ბერიძე"), ("გიორგი", "კაპანაძე"))
INDIC = (("अनिल", "शर्मा"), ("প্রিয়া", "সেন"))
HAN = (("小明", "王"), ("芳", "李"), ("太郎", "佐野"))
KANA = (("たろう", "さの"), ("ジョン", "サノ"))
HANGUL = (("민수", "김"), ("지민", "박"))
SCRIPTS = {
    "latin": LATIN, "eastern": EASTERN, "turkish": TURKISH, "cyrillic": CYRILLIC, "greek": GREEK, "hebrew": HEBREW,
    "arabic": ARABIC, "thai": THAI, "georgian": GEORGIAN, "indic": INDIC, "han": HAN, "kana": KANA, "hangul": HANGUL,
}  # fmt: skip
WITHOUT_CASE = frozenset({"hebrew", "arabic", "thai", "georgian", "indic", "han", "kana", "hangul"})
EAST_ASIAN = frozenset({"han", "kana", "hangul"})
TITLES = {
    "cyrillic": ("д-р", "проф.", "Г-жа", "доц."), "greek": ("Δρ.", "Κα"), "hebrew": ('ד"ר', "פרופ'", "גב'"),
    "arabic": ("د.", "م.", "الدكتور", "السيدة"), "thai": ("ดร.", "คุณ"), "turkish": ("Dr.", "Uzm. Dr.", "Doç. Dr."),
    "georgian": ("დოქტორი",), "indic": (), "han": (), "kana": (), "hangul": (),
    "eastern": ("Ing.", "Mgr.", "MUDr.", "prof. dr hab.", "Dr."),
    "latin": (
        "Dr.", "Dr", "DR.", "Prof.", "Prof. Dr.", "Prof. Dr.-Ing.", "Dr. med.", "Dr. rer. nat.", "Dipl.-Ing.",
        "Mr.", "Mr",
        "Mrs.", "Ms.", "Miss", "Mx.", "Herr", "Frau", "Frau Dr.", "Mme", "M. le Dr.", "Dott.", "Dott.ssa", "Avv.",
        "Ing.",
        "Mag.", "Univ.-Prof. Dr.", "Sra.", "Dra.", "Lic.", "Arq.", "Mtro.", "Eng.", "Adv.", "Capt.", "Sir", "Rev.",
        "RA",
        "CA", "Dhr.", "drs.", "Chief", "Lt Col", "Datuk", "Atty.", "Ibu", "HRH", "Author", "Exmo. Sr.", "de heer",
    ),
}  # fmt: skip
DEGREES = (
    "PhD", "Ph.D.", "MBA", "MBA, PhD", "M.Sc.", "MSc", "B.A.", "LL.M.", "MD", "PMP", "PMP®", "CFA", "CPA", "CISSP",
    "SHRM-CP",
    "CSM®", "PE", "P.Eng.", "Esq.", "RN, BSN", "FRSA", "M.A.", "DBA",
)  # fmt: skip
PRONOUNS = ("(she/her)", "(He/Him)", "she/her", "(they/them)", "[she/her/hers]", "(elle)", "(sie/ihr)", "(She/They)")
SIGNS = ("🚀", "✨", "🌱", "👩‍💻", "🇺🇦", "★", "✅", "❤️", "™", "➡️", "♛", "🟢")
TAILS = (
    "| CEO", "| Open to work", "- Head of Sales", "– Coach", "• Speaker", "@ Acme", "(Open to Work)", "#OpenToWork",
    "/ Trainer",
    "c/o Acme", "> Acme", "— we are hiring!", "(née Dahl)", "(ex-Acme)", "| Growth 🚀", "· 2nd", "3rd+",
)  # fmt: skip
FILLERS = (
    "", "-", "--", ".", "?", "n/a", "N/A", "#N/A", "#REF!", "#NAME?", "null", "NULL", "None", "undefined", "unknown",
    "unbekannt", "TBD", "LinkedIn Member", "LinkedIn-Mitglied", "[object Object]", "(blank)", "xxx", "test", "0",
    "nan",
    "First Name", "Vorname", "Prénom", "info@x.example", "anna@x.example", "https://x.example", "www.x.example",
    "@anna",
    "+49 30 1234567", "Dr.", "Mr", "Herr", "PhD", "MBA", "A.", "J.P.", "🚀", "(she/her)", "=A2", "J?rg", "Manager",
    "Loading...", "#SPILL!", "FNU", "Do Not Contact", "Acme GmbH", "Acme AG", "Kern & Partner", "Acme S.p.A.",
)  # fmt: skip
"""Cells of a column of first names that contain no name."""
PLACEHOLDERS = (
    "{{first_name}}", "{{ firstName }}", "{first_name}", "{{first_name|there}}", "%FIRSTNAME%", "%%first%%",
    "*|FNAME|*",
    "[First Name]", "[[firstName]]", "<first name>", "<<FirstName>>", "${firstName}", "$first_name", "#firstName#",
    "_FN_",
    "{!firstname}", "{Hi|Hello}", "{FIRST_NAME}", "{{contact.firstname}}", "@{first_name}",
)  # fmt: skip


@st.composite
def names(draw: DrawFn, scripts: tuple[str, ...]) -> Cells:
    """Return one person's name in one of these scripts, plain or as an export, a tool or the person wrote it."""
    script = draw(st.sampled_from(scripts))
    first, last = draw(st.sampled_from(SCRIPTS[script]))
    kind = draw(st.sampled_from(("plain", "plain", "around", "around", "case", "broken", "places", "nobody")))
    if kind == "around":
        return draw(_around(script, first, last))
    if kind == "case" and script not in WITHOUT_CASE:
        return draw(_in_other_letters(script, first, last))
    if kind == "broken":
        return draw(_escaped(script, first, last))
    if kind == "places" and script not in EAST_ASIAN:
        return draw(_in_other_places(script, first, last))
    if kind == "nobody":
        cell = draw(st.sampled_from((*FILLERS, *PLACEHOLDERS)))
        return Cells(cell, last, cell, NOBODY, NOBODY, script)
    return _plainly(script, first, last)


def _plainly(script: str, first: str, last: str) -> Cells:
    joined = f"{last}{first}" if script in EAST_ASIAN else f"{first} {last}"
    return Cells(first, last, joined, frozenset({first}), _by_full(script, first), script, plain=True)


def _by_full(script: str, first: str) -> frozenset[str]:
    """Return the right greetings if only the full name is known: a family name may come first in some scripts."""
    return NOBODY if script in EAST_ASIAN else frozenset({first, ""}) if script == "eastern" else frozenset({first})


@st.composite
def _around(draw: DrawFn, script: str, first: str, last: str) -> Cells:
    title = draw(st.sampled_from(("", *TITLES[script])))
    degree = draw(st.sampled_from(("", *DEGREES)))
    pronouns, sign, tail = (draw(st.sampled_from(("", *some))) for some in (PRONOUNS, SIGNS, TAILS))
    comma = draw(st.sampled_from((",", ""))) if degree else ""
    if script in EAST_ASIAN:
        title = degree = comma = ""
    before = draw(st.booleans())
    cell = f"{sign if before else ''} {title} {first}"
    after = f"{comma} {degree} {pronouns} {'' if before else sign} {tail}"
    joined = f"{sign if before else ''} {title} {first} {last}{after}"
    if script in EAST_ASIAN:
        joined = f"{last}{first} {pronouns} {sign}"
    in_first = draw(st.booleans())
    return Cells(
        _spaced(f"{cell}{after}" if in_first else cell),
        _spaced(last if in_first else f"{last}{after}"),
        _spaced(joined),
        frozenset({first}),
        _by_full(script, first),
        script,
    )


@st.composite
def _in_other_letters(draw: DrawFn, script: str, first: str, last: str) -> Cells:
    how = draw(st.sampled_from(("upper", "lower", "swapped", "spaced")))
    if script == "turkish" and how in ("upper", "swapped"):
        turned = [_turkish_upper(first), _turkish_upper(last)]
    elif script == "turkish" and how == "lower":
        turned = [_turkish_lower(first), _turkish_lower(last)]
    elif how == "spaced":
        turned = [f" {first}\u00a0", f"\u200b{last} "]
    else:
        turned = [getattr(part, {"swapped": "swapcase"}.get(how, how))() for part in (first, last)]
    right = frozenset({first}) if script != "greek" or how != "upper" else frozenset({first, _unaccented(first)})
    by_full = right | (_by_full(script, first) - {first})
    return Cells(turned[0], turned[1], " ".join(turned), right, by_full, script)


@st.composite
def _escaped(draw: DrawFn, script: str, first: str, last: str) -> Cells:
    """Return letters beyond ASCII as entities, escapes, percent-encoded, or read in a wrong encoding."""
    ways = [_entities, _named_entities, _escapes]
    if script in ("latin", "turkish", "eastern") and not first.isascii():
        ways.append(_misread)
    way = draw(st.sampled_from(ways))
    cells = way(first), way(last)
    joined = "".join(reversed(cells)) if script in EAST_ASIAN else " ".join(cells)
    return Cells(*cells, joined, frozenset({first}), _by_full(script, first), "utf" if way is _misread else script)


@st.composite
def _in_other_places(draw: DrawFn, script: str, first: str, last: str) -> Cells:
    how = draw(st.sampled_from(("turned", "whole", "initial", "middle", "family", "nickname", "dear")))
    full, right, by_full = f"{first} {last}", frozenset({first}), _by_full(script, first)
    if how == "turned":
        unsure = by_full | {""} if " " in last else by_full
        return Cells(f"{last}, {first}", last, f"{last}, {first}", right, unsure, script)
    if how == "whole":
        return Cells(full, last, full, right, by_full, script)
    if how == "family" and script not in WITHOUT_CASE and " " not in last and len(last) > 2:
        capitals = last.upper() if script != "turkish" else _turkish_upper(last)
        return Cells(first, capitals, f"{capitals} {first}", right, right | {""}, script)
    if script not in ("latin", "eastern"):
        return _plainly(script, first, last)
    if how == "initial":
        return Cells("J.", last, f"J. {last}", NOBODY, NOBODY, script)
    if how == "middle":
        return Cells(f"{first} J.", last, f"{first} J. {last}", right, by_full, script)
    if how == "dear":
        return Cells(f"Dear {first}", last, full, right, by_full, script)
    return Cells(f'{first} "Bo"', last, f"{first} (Bo) {last}", right, by_full, script)


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _turkish_upper(text: str) -> str:
    return text.replace("i", "İ").replace("ı", "I").upper()


def _turkish_lower(text: str) -> str:
    return text.replace("I", "ı").replace("İ", "i").lower()


def _unaccented(text: str) -> str:
    return text.translate(str.maketrans("άέήίόύώ", "αεηιουω"))


def _entities(text: str) -> str:
    return "".join(c if c.isascii() and c != "'" else f"&#{ord(c)};" for c in text)


def _named_entities(text: str) -> str:
    by_letter = {letter: name for name, letter in html.entities.html5.items() if name.endswith(";")}
    return "".join(f"&{by_letter[c]}" if not c.isascii() and c in by_letter and c.isalpha() else c for c in text)


def _escapes(text: str) -> str:
    return "".join(c if c.isascii() else f"\\u{ord(c):04x}" for c in text)


def _misread(text: str) -> str:
    """Return UTF-8 as Windows-1252 shows it; unchanged if Windows-1252 has no character for one of the bytes."""
    try:
        return text.encode().decode("cp1252")
    except UnicodeDecodeError:
        return text
