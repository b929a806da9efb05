"""The names of a person for a greeting, from the columns of a file or a profile.

A fast path accepts plain names; all others go through the rules, and a test compares both.
"""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from typing import NamedTuple

from core.rules.names import letter_case
from core.rules.names.asides import GREETING_WORDS, without_asides
from core.rules.names.broken_text import repaired
from core.rules.names.changes import Change, Part, Why
from core.rules.names.common_given_names import GIVEN
from core.rules.names.firm_name import is_firm
from core.rules.names.full_name import Split, bare, parted, with_maria
from core.rules.names.given_names import is_initial, without_initials
from core.rules.names.jobs import JOBS
from core.rules.names.no_name import KNOWN_WORDS as NOBODYS_WORDS
from core.rules.names.no_name import is_no_name, is_nobody_together, is_placeholder
from core.rules.names.scripts import family_name_first, is_east_asian, plain
from core.rules.names.titles import KNOWN_WORDS as TITLE_WORDS
from core.rules.names.titles import (
    is_abbreviated,
    is_credential,
    is_only_credential,
    is_title,
    without_form_of_address,
    without_generation,
    without_honorific,
)
from core.rules.names.word_set import word_set
from core.text import clean

_LONGEST = 200
"""Most characters of a stored name."""
_BEGINS_NO_NAME = " .-\u2010\u2011\u2013\u2014_:;,/|"
"""Characters that begin no name, unlike an apostrophe: 't Hart."""
_PLAIN_WORD = "[A-Za-z\u00c0-\u00d6\u00d8-\u00f6\u00f8-\u00ff]{2,}[0-9]*"
_PLAIN = re.compile(f"{_PLAIN_WORD}(?:[ -]{_PLAIN_WORD})*")
_ALLOWED = frozenset("'’‘ʼʻ -‐‑.·・‧ªº\u200c\u200d\u05f3\u05f4\"")
_KNOWN_WORDS = (
    NOBODYS_WORDS | TITLE_WORDS | JOBS | GREETING_WORDS | {"al", "el", "md", "abu", "and", "und", "et", "og", "och"}
)
_JOINED = re.compile(r"^([^\W\d_]{3,})\.([^\W\d_]{3,})$")
"""Two names joined by a dot, as in e-mail addresses."""
_JOINED_NAMES = re.compile("^([A-ZÀ-Þ][^\\W\\d_A-ZÀ-Þ]{2,})[.]([A-ZÀ-Þ][^\\W\\d_A-ZÀ-Þ]{2,})$")
_GLUED_INITIAL = re.compile(r"^[A-ZÀ-Þ]\.(?=[A-ZÀ-Þ][a-zß-ÿ]{2})|(?<=[a-zß-ÿ]{3})\.[A-ZÀ-Þ]$")
"""An initial without a space beside a first name: M.Anna, Anna.M."""
_LONE_TITLES = frozenset(("sr", "hr", "ing", "eng", "sig", "dhr", "mgr", "adv", "dipl", "chief", "apostle", "mufti"))
"""Titles without their dot that are no first name if the cell holds nothing else."""
_SHORTENED = word_set("chas. thos. wm. geo. jas. jos. robt. edw. benj. fco. fdo. mohd. muhd. mhd.")
"""Shortened first names, which are not used in a greeting."""
_TWO_PEOPLE = re.compile(r"(?<=\w)\s+(?:und|and|et|og|och|&|(?-i:[yeia]))\s.*$", re.IGNORECASE)
_ORDINAL = re.compile(r"[123](?:st|nd|rd|er|[eèº°ª]|\.º)\+?", re.IGNORECASE)
_COMMA = re.compile(r"\s*[,،、，]\s*")
FULL_NAME = frozenset({"first_name", "last_name"})
NOTHING: frozenset[str] = frozenset()
_NO_SPLIT = Split("", "", "", ())


@dataclass(frozen=True, slots=True)
class PersonName:
    """A person's names; `first_name` is empty if no name for a greeting is known."""

    first_name: str = ""
    last_name: str = ""
    name: str = ""
    cut: frozenset[str] = frozenset()
    """Fields cut from a full name: LinkedIn's own are preferred."""
    changes: tuple[Change, ...] = ()

    @property
    def written(self) -> dict[str, str]:
        """Return the file's own values of the fields that were changed."""
        return {change.field: change.before for change in self.changes if change.before != change.after}


def cleaned(first: str, last: str = "", full: str = "") -> PersonName:
    """Return a person's names from the cells of a row; pass an empty text for a column that does not exist.

    Pass cells unchanged if possible: cleaned ones have lost the signs of a wrong encoding.
    """
    return _if_plain(first, last, full) or by_all_rules(first, last, full)


def called_by(full: str) -> str:
    """Return the first name in a full name, without a title.

    The first word is returned as typed if it is that name, or if no name is found.
    """
    word = full.split(" ", 1)[0]
    found = cleaned("", "", full).first_name
    return found if found and found.casefold() != word.casefold() else word


def _if_plain(first: str, last: str, full: str) -> PersonName | None:
    """Return the names if every cell is plain, so that no rule would change it; else None."""
    if (first and not _is_plain(first)) or (last and not _is_plain(last)) or (full and not _is_plain(full)):
        return None
    if first and last:
        both = f"{first} {last}"
        if (full and full != both) or _share_a_word(first, last):
            return None
        return PersonName(first, last, both)
    if full and not first and not last:
        one, _, two = full.partition(" ")
        if two and " " not in two and not family_name_first([one, two]):
            return PersonName(one, two, full, FULL_NAME)
    return None


def _share_a_word(first: str, last: str) -> bool:
    """Return whether two plain cells have a word in common, without case and accents."""
    if first.isascii() and last.isascii():
        return not _words(first).isdisjoint(_words(last))
    return not {plain(word) for word in _words(first)}.isdisjoint({plain(word) for word in _words(last)})


def _words(cell: str) -> set[str]:
    """Return the words of a plain cell, without a number at their end."""
    return {word.rstrip("0123456789") for word in cell.split()}


@lru_cache(maxsize=65536)
def _is_plain(cell: str) -> bool:
    return (
        len(cell) < _LONGEST
        and cell.istitle()
        and _PLAIN.fullmatch(cell) is not None
        and _KNOWN_WORDS.isdisjoint(re.split("[ -]", cell.casefold()))
    )


def by_all_rules(first: str, last: str = "", full: str = "") -> PersonName:
    """Return the result of `cleaned` by all rules, without the fast path."""
    first, last, full = ("" if cell.isspace() else cell for cell in (first, last, full))
    if not first and not last:
        return _only_full(full, "name")
    if is_nobody_together(clean(first), clean(last)):
        nobody = Part("", (Why.NO_NAME,))
        return _together(Cells(first, last, full), nobody, nobody, _whole(full, turkish=False))
    if not full and first == last and " " in first.strip():  # the full name in both columns
        return _only_full(first, "first_name")
    if not full and not (first and last) and _COMMA.search(first + last):
        found = _only_full(first or last, "first_name" if first else "last_name")
        if found.first_name:
            return found
    first, last = _with_particles(first, last)
    turkish = letter_case.is_turkish(first + last + full)
    family = _last(last, turkish=turkish)
    given = _first(first, family.text, calm=any(c.islower() for c in last), turkish=turkish)
    return _together(
        Cells(first, last, full), given, _unrepeated(family, given.text, at_end=False), _whole(full, turkish=turkish)
    )


def _with_particles(first: str, last: str) -> tuple[str, str]:
    """Move the small particles that a file has after a first name before the last name: Anna van der | Berg."""
    words = first.split()
    at = len(words)
    while at > 1 and len(words[at - 1]) > 1 and words[at - 1].islower() and letter_case.are_particles(words[at - 1]):
        at -= 1
    if at == len(words) or not last.strip():
        return first, last
    return " ".join(words[:at]), " ".join([*words[at:], last])


class Cells(NamedTuple):
    """The cells of a row for a person's names; empty if there is no such column."""

    first: str
    last: str
    full: str


def _only_full(full: str, field: str) -> PersonName:
    found = _whole(full, turkish=False)
    before = clean(full, _LONGEST)
    changes = (Change(field, before, found.name, found.why),) if found.why and before else ()
    return PersonName(found.first, found.last, found.name, FULL_NAME if found.name else NOTHING, changes)


def _together(cells: Cells, given: Part, family: Part, whole: Split) -> PersonName:
    """Complete the first and the last name from the full one, and note the changes."""
    first, last, cut = given.text, family.text, NOTHING
    if not first and not last:
        first, last, cut = whole.first, whole.last, FULL_NAME if whole.name else NOTHING
    elif not first and whole.first and " " in last and plain(last) == plain(whole.name):  # Mrs | Anna Fox
        first, last, cut = whole.first, whole.last, FULL_NAME
    elif not first and whole.name:
        rest = _rest(whole.name, last) or _lone_given(whole.name, last)
        first, cut = _first(rest, last, calm=True, turkish=False).text, frozenset({"first_name"})
    elif not last and whole.name:
        first, last, cut = _with_last(first, whole)
    elif not first and len(last.split()) > 1:
        cut = frozenset({"last_name"})  # perhaps a full name in a column of last names
    elif not last and not whole.name and len(first.split()) > 1:
        cut = frozenset({"first_name"})  # perhaps a full name in a column of first names
    east_asian = is_east_asian(first) and is_east_asian(last)
    both = clean(f"{last}{first}" if east_asian else f"{first} {last}", _LONGEST)
    own = bool(cells.last) or _holds(whole.name, first)
    name = whole.name if own and whole.name and _holds(whole.name, last) else both
    done = [("first_name", cells.first, given, first), ("last_name", cells.last, family, last)]
    changes = [Change(field, clean(raw, _LONGEST), now, part.why) for field, raw, part, now in done if raw and part.why]
    why = tuple(why for why in whole.why if not (first and why in (Why.ORDER, Why.INITIAL)))
    if cells.full and why:
        changes.append(Change("name", clean(cells.full, _LONGEST), name, why))
    return PersonName(first, last, name, cut, tuple(changes))


def _with_last(first: str, whole: Split) -> tuple[str, str, frozenset[str]]:
    """Return the names of a person from a first and a full one.

    In German and French files, a column "Name" may hold only the last name.
    """
    rest = _rest(whole.name, first)
    if rest:
        return first, rest, frozenset({"last_name"})
    if plain(first) == plain(whole.name):
        return (whole.first, whole.last, FULL_NAME) if whole.first and " " in first else (first, "", NOTHING)
    return first, whole.name, NOTHING


def _rest(name: str, part: str) -> str:
    """Return a full name without one of its parts at its beginning or end; empty if the part is not there."""
    words, less = name.split(), [plain(word) for word in part.split()]
    told = [plain(word) for word in words]
    if less and told[: len(less)] == less:
        return " ".join(words[len(less) :])
    if less and told[-len(less) :] == less:
        return " ".join(words[: -len(less)])
    if is_east_asian(part) and name != part and name.startswith(part):
        return name.removeprefix(part).strip()
    return name.removesuffix(part).strip() if is_east_asian(part) and name.endswith(part) else ""


def _lone_given(name: str, last: str) -> str:
    """Return a full name of one word as the first name if it is not the last name: Name, Surname; 이름, 성."""
    return "" if " " in name or _holds(name, last) or _holds(last, name) else name


def _holds(name: str, part: str) -> bool:
    return plain(part) in plain(name)


@lru_cache(maxsize=16384)
def _whole(raw: str, *, turkish: bool) -> Split:
    part = _begun(raw)
    if not part.text or is_placeholder(part.text):
        return Split("", "", "", (*part.why, Why.NO_NAME)) if part.text else _NO_SPLIT
    part = part._replace(text=_JOINED.sub(r"\1 \2", part.text))
    part = _unnumbered(without_asides(part, several=True), everywhere=False)
    part = part.to(_without_firm(part.text), Why.ASIDE)
    if is_no_name(part.text) or is_firm(part.text) or _is_firm_with_signs(raw):
        return Split("", "", "", (*part.why, Why.NO_NAME))
    found = parted(part, turkish=turkish)
    if is_no_name(found.name) or is_only_credential(found.name) or _are_jobs(found.name):
        return Split("", "", "", (*found.why, Why.NO_NAME))
    return found._replace(first=_fit(found.first))


def _names_nobody(first: str) -> bool:
    """Return whether a first name is a filler, a degree, a job or a company."""
    return is_no_name(first) or is_only_credential(first) or first.casefold() in JOBS or is_firm(first)


def _is_shortened(words: list[str]) -> bool:
    """Return whether several first names begin with a shortened one: Fco. Javier; not Ma. Fernanda, which is usual."""
    return len(words) > 1 and is_abbreviated(words[0]) and not is_initial(words[0]) and words[0] != "Ma."


def _is_firm_with_signs(raw: str) -> bool:
    """Return whether a cell is a company with a sign that elsewhere ends a name: Acme & Co. KG, Acme A/S."""
    return ("&" in raw or "/" in raw) and is_firm(clean(raw))


def _are_jobs(name: str) -> bool:
    """Return whether a full name is only a job: Manager, Sales Manager."""
    return all(word.casefold() in JOBS for word in name.split())


def _without_firm(text: str) -> str:
    """Return a full name without the company after a comma: Anna Möller, Acme GmbH."""
    head, *rest = _COMMA.split(text)
    return head if len(rest) == 1 and len(head.split()) > 1 and is_firm(rest[0]) and not is_firm(head) else text


@lru_cache(maxsize=16384)
def _first(raw: str, last: str, *, calm: bool, turkish: bool) -> Part:
    """Return a first name; `last` is the last name, `calm` is True if the last name has small letters."""
    part = _begun(raw)
    if not part.text:
        return part
    if is_placeholder(part.text) or _is_firm_with_signs(raw):
        return part.to("", Why.NO_NAME)
    part = part.to(_JOINED_NAMES.sub(r"\1 \2", part.text), Why.SIGN)
    part = part.to(_GLUED_INITIAL.sub("", part.text), Why.INITIAL)
    part = _unnumbered(without_asides(part, several=False), everywhere=True)
    part = part.to(part.text.lstrip(_BEGINS_NO_NAME), Why.SIGN)  # what is left of 0%.A or 0:-A without its number
    part = bare(_of_commas(with_maria(part), last), least=1)
    if (not part.text and Why.TITLE in part.why) or part.text.casefold() in _LONE_TITLES:
        return part.to("", Why.TITLE)
    if _names_nobody(part.text):
        return part.to("", Why.NO_NAME)
    if part.text.casefold() == "md" or part.text.casefold() in _SHORTENED:  # short for Mohammed, Charles
        return part.to("", Why.INITIAL)
    if last and Why.TITLE in part.why and plain(part.text) == plain(last):  # Dr. Möller | Möller
        return part.to("", Why.REPEATED)
    part = _unrepeated(part, last, at_end=True)
    part = part.to(without_generation(part.text), Why.CREDENTIAL)
    part = part.to(without_form_of_address(part.text), Why.TITLE)
    if _is_shortened(part.text.split()):
        return part.to("", Why.INITIAL)
    part = part.to(_TWO_PEOPLE.sub("", part.text), Why.ASIDE)
    part = _of_one_script(part)
    while (shorter := bare(part.to(without_initials(part.text), Why.INITIAL), least=1)) != part:  # A. Dr. B. Anna
        part = shorter
    part = part.to(letter_case.recased(part.text.rstrip("."), calm=calm, turkish=turkish), Why.CASE)
    return part.to(_fit(part.text), Why.NO_NAME)


@lru_cache(maxsize=16384)
def _last(raw: str, *, turkish: bool) -> Part:
    part = _begun(raw)
    if not part.text:
        return part
    if is_placeholder(part.text, last=True):
        return part.to("", Why.NO_NAME)
    part = _unnumbered(without_asides(part, several=False), everywhere=False)
    part = _of_commas(part, "")
    untitled = bare(part, least=1)
    part = untitled if untitled.text or "." in part.text else part  # a lone title such as Herr may be a last name
    if is_no_name(part.text, last=True):
        return part.to("", Why.NO_NAME)
    part = _of_one_script(part)
    return part.to(letter_case.recased(part.text, last=True, turkish=turkish), Why.CASE)


def _of_one_script(part: Part) -> Part:
    """Return a name without its Chinese, Japanese or Korean form beside it: Wei 伟."""
    if not is_east_asian(part.text):
        return part
    part = part.to(without_honorific(part.text), Why.TITLE)
    latin = [word for word in part.text.split() if not is_east_asian(word)]
    return part.to(" ".join(latin), Why.ASIDE) if latin else part


def _begun(raw: str) -> Part:
    part = repaired(raw[: 4 * _LONGEST])
    return part._replace(text=clean(part.text, _LONGEST))


def _of_commas(part: Part, last: str) -> Part:
    """Return the text before the first comma, or after it if the last name is before it."""
    pieces = [piece for piece in _COMMA.split(part.text) if piece]
    if len(pieces) < 2:
        return part
    if letter_case.are_particles(pieces[1]):  # Berg, van der
        return part.to(f"{pieces[1]} {pieces[0]}", Why.TURNED)
    if last and plain(pieces[0]) == plain(last):
        return part.to(pieces[1], Why.TURNED)
    return part.to(pieces[0], Why.CREDENTIAL if is_credential(pieces[1].split()[0]) else Why.ASIDE)


def _unrepeated(part: Part, other: str, *, at_end: bool) -> Part:
    """Return a name without the other one that its cell repeats: Anna Möller beside Möller."""
    if not other or not part.text:
        return part
    rest = _rest(part.text, other)
    words, told = part.text.split(), other.split()
    here = [plain(word) for word in (words[-len(told) :] if at_end else words[: len(told)])] == [plain(w) for w in told]
    if at_end and not here and words and plain(words[0]) not in GIVEN:  # Möller Anna beside Möller
        here = True
    return part.to(rest, Why.REPEATED) if rest and (here or is_east_asian(other)) else part


def _unnumbered(part: Part, *, everywhere: bool) -> Part:
    """Return a name without leading numbers (with `everywhere`, all numbers): `1. Anna`, `Anna 2nd`; P17 stays."""
    words = part.text.split()
    while words and words[0][0].isdigit():
        words = words[1:]
    while len(words) > 1 and _ORDINAL.fullmatch(words[-1]):  # Anna Fox 2nd: LinkedIn's degree of connection
        words = words[:-1]
    kept = [word for word in words if not word[0].isdigit()] if everywhere else words
    return part.to(" ".join(kept), Why.SIGN)


def _fit(first: str) -> str:
    """Return a first name of only letters, digits and signs within names; for any other an empty text."""
    if is_no_name(first) or is_title(first, left=0):
        return ""
    return first if all(c in _ALLOWED or (unicodedata.category(c)[0] in "LM" or c.isdecimal()) for c in first) else ""
