"""Removing text that people write around a name: brackets, pronouns, a job after a bar, emoji."""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache

from core.rules.names.changes import Part, Why
from core.rules.names.common_given_names import GIVEN, ONLY_GIVEN
from core.rules.names.given_names import are_given_together
from core.rules.names.no_name import without_addresses
from core.rules.names.scripts import plain
from core.rules.names.word_set import word_set

_TAG = re.compile(r"</?[a-z][^<>]*>", re.IGNORECASE)
_BRACKETS = re.compile(
    r"\([^()]*\)|\[[^\[\]]*\]|\{[^{}]*\}|（[^（）]*）|【[^【】]*】|「[^「」]*」|［[^［］]*］|<[^<>]*>|[“„«»”][^“”„«»]*[“”«»]|''[^']+''|‚[^‚‘’]+[‘’]|"
    r"\"[^\"]*\"|(?<!\S)['‘][^'‘’]+['’](?!\S)"
)
_UNCLOSED = re.compile(r"(?<=\w)[\s.,]*[(\[{（【<].*$|(?<=\S)\s+>+\s.*$")
_STRAY = re.compile(r"[()\[\]{}（）【】「」［］<>“”„«»\"]")
_ABOUT = (
    "she|her|hers|he|him|his|they|them|theirs|ze|zir|hir|xe|xem|ey|em|any|all|it|its|sie|ihr|er|ihm|ihn|dey|denen|elle|iel|"
    "il|lui|ella|él|el|elles|ellx|ela|dela|ele|dele|elu|delu|lei|loro|hon|henne|han|honom|hen|hun|hende|ham|zij|ze|haar|hij|"
    "hem|die|diens|ona|jej|on|jego|она|её|он|его|они|ия"
)
_PRONOUNS = re.compile(rf"(?:^|(?<=[\s,|–-]))(?:{_ABOUT})(?:\s?[/\\]\s?(?:{_ABOUT}))+(?=$|[\s,|.–-])\.?", re.IGNORECASE)
_IN_BRACKETS = re.compile(rf"[(\[（]\s*(?:{_ABOUT})(?:\s*[/\\,|&·-]\s*(?:{_ABOUT}))*\s*[)\]）]", re.IGNORECASE)
_DRAWN, _MARK = "\x01", "\x00"
_BETWEEN_WORDS = re.compile("\x01[\x00\x01\\s]*|(?:^|(?<=\\s))\x00+|\x00+(?=\\s|$)")
"""Ends of a name: emoji, and other signs at the beginning or end of a word."""
_ENDS_NAME = re.compile(
    r"[|｜¦•▪●—―;；/\\&+~=→⇒]|:(?=\s|$)|：|(?<=\s)[·∙‧*_:](?=\s|$)|(?<=\s)@|(?<=\s)[–‐−-]+|[–‐−-]+(?=\s)|\s(?:at|bei|chez|from)\s(?=[A-Z])"
)
"""Signs that do not occur within a name; a job, a company or a place follows them."""
_TWICE = re.compile(r"(\S.{3,}?)\s?View \1['’]s profile")
_LABEL = re.compile(
    r"(?:full |first |last )?name|contact|kontakt|vorname|nachname|nom|prénom|nombre|nome", re.IGNORECASE
)
_SCRAPED = re.compile(
    r"^(?:(?:photo|picture) of|bild von|foto d[ei]|foto von|photo de|view|voir le profil de|profil von|"
    r"ver (?:el )?perfil de|visualizza il profilo di|bekijk het profiel van)"
    r" (?=\S)|(?:['’]s|s['’]) profile$| anzeigen$|"
    r"\s(?:is (?:open to work|hiring|online|offline|reachable)|status is \w+)$|"
    r"\s(?:née?|geb|geborene?|z domu|roz|épouse|ép|født|född|урожд\w*)\.? .*$|\s(?-i:nee|born|nata|nacida|f\.) .*$|"
    r"\s(?:1st|2nd|3rd\+?) degree connection.*$",
    re.IGNORECASE,
)
"""Words that LinkedIn's pages put around a name for screen readers, and names at birth."""
_GREETINGS = """
hi hello hey hallo hej dear bonjour hola ciao estimado estimada gentile cher chère kære szanowny szanowna liebe lieber
liebes уважаемый уважаемая
"""
GREETING_WORDS = word_set(_GREETINGS) | {"sehr", "geehrte", "geehrter"}
_GREETING = re.compile(
    rf"^(?:sehr geehrter?|{'|'.join(_GREETINGS.split())}),?\s+(?=\S)",
    re.IGNORECASE,
)
"""The greeting before a name, where a column of a mail merge holds both: Dear Anna."""
_ALIAS = re.compile(r"(?<=\S)\s(?:aka|a\.k\.a\.?|alias)\s.*$", re.IGNORECASE)
_CARE_OF = re.compile(
    r"^(?:z\.?\s?hd\.?|attn\b[.:]?|attention:|att:|fao\b:?|c/o)\s+(?=\S)|(?<=\S)\sc/o\s.*$", re.IGNORECASE
)
"""Words of a letter's address around the name: z. Hd. Anna Möller, Attn: Anna Fox."""
_VAN_DER = re.compile(r"(?<!\S)(v)/(d)\.?(?=\s)", re.IGNORECASE)
_INITIALS_FIRST = re.compile(
    r"""^(?:[A-ZÀ-Þ](?=\s)|(?:[A-ZÀ-Þ]\.[\s-]?){1,3})\s*[(\[\"“„«]([^\W\d_a-zß-ÿ][^\W\d_]*[^\W\d_A-Z])[)\]\"”“»](?=\s|$)"""
)
"""Initials, and in brackets the name by which the person goes: J. (John) Fox."""
_EXTERNAL = re.compile(r"^(?:EXT|EXTERN|EXTERNAL)[\s.:_-]+(?=\S)|(?<=\S)[\s.:_-]+(?:EXT|EXTERN|EXTERNAL)\.?$")
"""Marks by which a company's directory shows people of other companies."""
_NICKNAME_FIRST = re.compile(r"""^[(\[\"“„«'‘]([^\W\d_]*[^\W\d_A-Z][^\W\d_]*)[)\]\"”“»'’]\s+(?=[^\W\d_]\S*$)""")
"""A bracket that holds the only first name: (Bob) Smith."""
_DASHES = re.compile("(?<=[^\\W\\d_])[‐‑–−](?=[^\\W\\d_])")
_GERSHAYIM = re.compile('(?<=[\u05d0-\u05ea])["”](?=[\u05d0-\u05ea])')
"""A quotation mark typed in place of the gershayim, the sign of a Hebrew abbreviation: ד"ר."""
_APOSTROPHES = re.compile(r"(?<=[^\W\d_])\s?[`´＇′](?=[^\W\d_])")
_WITHIN = frozenset("'’ʼʻ‘-‐‑.·・‧,ªº،、，\u200c\u200d \u05f3\u05f4\"")
_EDGES = ' ,-–‐‑·・.،、，_"'
_QUOTES = ("'", "’", "‘")
_ELIDED = re.compile(r"['’‘][st]\s\w")
_SPACED_COMMA = re.compile(r"\s+([,،、，])")


def without_asides(part: Part, *, several: bool) -> Part:
    """Return a cell's name without brackets, pronouns, and the text after a bar, a dash or the like.

    `several` is True for a cell with a full name: signs between its words do not end it.
    """
    part = part._replace(text=_GERSHAYIM.sub("״", part.text))
    part = part.to(_spaced(without_addresses(part.text)), Why.ASIDE)
    part = part.to(_spaced(_TAG.sub(" ", part.text)), Why.ASIDE)
    part = part.to(_VAN_DER.sub(r"\1.\2.", _CARE_OF.sub("", part.text)), Why.ASIDE)
    part = part.to(_INITIALS_FIRST.sub(r"\1", part.text), Why.ASIDE)
    part = part.to(_ALIAS.sub("", _EXTERNAL.sub("", _GREETING.sub("", part.text))), Why.ASIDE)
    part = part.to(_DASHES.sub("-", part.text), Why.SIGN)
    part = part.to(_NICKNAME_FIRST.sub(r"\1 ", part.text), Why.ASIDE) if several else part
    part = part.to(_spaced(_SCRAPED.sub("", _once(part.text))), Why.ASIDE) if several else part
    part = part.to(_spaced(_PRONOUNS.sub(" ", _IN_BRACKETS.sub(" ", part.text))), Why.PRONOUNS)
    part = part.to(_spaced(_outside(part.text)), Why.ASIDE)
    part = part.to(_spaced(_STRAY.sub(" ", _UNCLOSED.sub("", part.text))), Why.ASIDE)
    part = part.to(_APOSTROPHES.sub("'", part.text), Why.SIGN)
    part = part.to(_before_the_end(part.text, several=several), Why.ASIDE)
    return part.to(_tidy(_without_signs(part.text, several=several)), Why.SIGN)


def _outside(text: str) -> str:
    """Remove bracketed parts; if nothing is outside them, their content is the name."""
    outside = _BRACKETS.sub(" ", text)
    return outside if any(c.isalpha() for c in outside) else _STRAY.sub(" ", text).strip("'‘’ ")


def _once(text: str) -> str:
    """Return a full name without its repetition in one text: Anna Fox Anna Fox, Anna FoxView Anna Fox’s profile."""
    if (scraped := _TWICE.match(text)) is not None:
        return scraped[1]
    words = text.split()
    half, odd = divmod(len(words), 2)
    return " ".join(words[:half]) if half > 1 and not odd and words[:half] == words[half:] else text


def _is_label(words: list[str], following: list[str]) -> bool:
    """Return whether a single word that is no first name comes before a sign, and a first name after it."""
    return len(words) == 1 and plain(words[0]) not in GIVEN and plain(following[0]) in ONLY_GIVEN


def _before_the_end(text: str, *, several: bool) -> str:
    """Return the text before the first sign that ends a name, without a label before a colon.

    With `several`, a word that is no first name may be a label, too: Acme: Anna Fox.
    """
    pieces = [piece for piece in _ENDS_NAME.split(text) if any(c.isalpha() for c in piece)]
    if len(pieces) > 1 and _LABEL.fullmatch(pieces[0].strip()):
        pieces = pieces[1:]
    if several and len(pieces) > 1 and _is_label(pieces[0].split(), pieces[1].split()):
        pieces = pieces[1:]
    if len(pieces) > 1 and are_given_together(pieces[0].strip(), pieces[1].strip()):
        return f"{pieces[0].strip()}-{pieces[1].strip()}"
    return _spaced(pieces[0]) if pieces else ""


def _without_signs(text: str, *, several: bool) -> str:
    """Drop signs that do not belong to names; such a sign at the edge of a word ends the name before it.

    In a full name, two words must come before that end: Anna 🚀 Möller 🚀 Growth Coach.
    """
    marked = "".join(map(_marked, text))
    if marked == text:
        return text
    runs = [_spaced(run.replace(_MARK, " ")) for run in _BETWEEN_WORDS.split(marked)]
    named = [run for run in runs if any(c.isalpha() for c in run)]
    if not several:
        return "".join(named[:1])
    whole = next((at for at in range(1, len(named)) if len(" ".join(named[:at]).split()) > 1), len(named))
    return " ".join(named[:whole])


@lru_cache(maxsize=4096)
def _marked(character: str) -> str:
    """Return a character that names have unchanged, and any other as a mark: one for emoji, one for the rest."""
    kind = unicodedata.category(character)
    if "\ufe00" <= character <= "\ufe0f" or character == "\u20e3" or kind in ("So", "Sk"):
        return _DRAWN
    return character if character in _WITHIN or (kind[0] in "LM" or kind == "Nd") else _MARK


def _spaced(text: str) -> str:
    return " ".join(text.split())


def _tidy(text: str) -> str:
    """Return the text without commas, hyphens and quotes at its ends; a dot at its end may stay."""
    text = _spaced(_SPACED_COMMA.sub(r"\1", text))
    stripped = _unquoted(text.strip(_EDGES))
    dotted = text.rstrip(" ,-–'\"").endswith(".") and unicodedata.category(stripped[-1:] or " ")[0] in "LM"
    return f"{stripped}." if dotted else stripped


def _unquoted(text: str) -> str:
    """Remove single quotes around a name; `'t Hooft`, and the geresh at the end of a Hebrew name, stay."""
    if text.startswith(_QUOTES) and not _ELIDED.match(text):
        text = text.lstrip("".join(_QUOTES) + _EDGES)
    while text.endswith(_QUOTES) and text[-2:-1] < "\u0590":
        text = text[:-1].rstrip(_EDGES)
    return text
