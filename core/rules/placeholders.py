"""Placeholders of other tools: they would be sent as written, so a text with one is refused.

Sources of the spellings: the help pages of Dux-Soup, Expandi, Lemlist, Waalaxy, LaGrowthMachine, Meet Alfred, Linked
Helper, Mailchimp, HubSpot, Salesforce, Outreach, Apollo, SendGrid, and mail merge in Word.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import lru_cache

from core.rules.field_words import EXAMPLE, column_of, is_technical, spelled_out, variable_of

BLOCK = re.compile(r"(?<!\{)\{\{++.*?\}\}++|\{%.*?%\}", re.DOTALL)
"""The parts of a text that the template language reads; everything around them is sent as it is written.

Consecutive braces are read once, together: trying each of them as a beginning, and giving them back one by one, would
take time that grows with the cube of their number.
"""
_COMMENT = re.compile(r"(?<!\{)\{#(.*?)(?:#\}|$)", re.DOTALL)
_QUOTED = re.compile(r"[\"'“‘”’]([^\"'“‘”’{}]{1,40})[\"'“‘”’]")
_NAME = re.compile(r"[^\W\d_]\w{0,39}(?:(?: ?[.'’/-] ?| )\w{1,39}){0,4}")
_WORDS_OF_OURS = re.compile(r"\s(?:or|and|if|else|not|in|is)\s")
_TIDY = " \t\n\r\xa0\u200b!#$%^&>/:=.~*+-_?@“”\"'"
_BEGIN_ASIDES = frozenset(("my", "our", "your", "his", "her", "their", "its", "the", "a", "this", "current"))
_LONGEST_NAME = 4
"""Most words of a placeholder's name: {name of the company}."""
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+|[\w.+-]+@[\w-]+\.[\w.-]+")


@dataclass(frozen=True, slots=True)
class Foreign:
    """A placeholder of another tool: its position, its spelling, and the replacement."""

    at: int
    written: str
    instead: str

    def sentence(self, text: str) -> str:
        """Return the fault as a sentence, with its line in `text` and the right spelling."""
        return f"Line {line_of(text, self.at)}: “{shown(self.written)}” {self.instead}. For example: {EXAMPLE}"


def line_of(text: str, at: int) -> int:
    """Return the line of a position in a text, from 1."""
    return text.count("\n", 0, at) + 1


def shown(written: str) -> str:
    """Return a part of a text on one line, cut if it is long."""
    flat = " ".join(written.split())
    return flat if len(flat) <= 40 else flat[:39] + "…"


def comments(text: str) -> Iterator[Foreign]:
    """Yield comments of the template language: they would vanish from the text, and are often meant as a variable."""
    for found in _COMMENT.finditer(text):
        variable = variable_of(found[1].strip(_TIDY)) if len(found[1]) <= 40 else None
        how = f"write {spelled_out(variable)}" if variable else "remove it, since comments are not allowed"
        yield Foreign(found.start(), found[0], f"would vanish from the text: {how}")


def written_around(text: str) -> list[Foreign]:
    """Return the placeholders in the parts of a text that are sent as written, each spelling once.

    In a template, these are all parts except its blocks.
    """
    plain = _COMMENT.sub(_blank, BLOCK.sub(_blank, text))
    addresses = [found.span() for found in _ADDRESS.finditer(plain)]
    taken: list[tuple[int, int]] = []
    result: dict[str, Foreign] = {}
    for pattern, judge in _PATTERNS:
        for found in pattern.finditer(plain):
            if _overlaps(found.span(), taken) or (judge is not _braces and _overlaps(found.span(), addresses)):
                continue
            meaning = judge(found[1])
            if meaning is not None:
                taken.append(found.span())
                result.setdefault(found[0], Foreign(found.start(), found[0], f"would be sent as it is: {meaning}"))
    return sorted(result.values(), key=lambda foreign: foreign.at)


@lru_cache(512)
def first_of_another_tool(template: str) -> str:
    """Return a template's first placeholder of another tool, or comment, on one line; empty if there is none.

    Such texts can no longer be saved, but exist in stores of earlier versions.
    """
    found = sorted([*comments(template), *written_around(template)], key=lambda foreign: foreign.at)
    return shown(found[0].written) if found else ""


def in_final_text(text: str) -> list[str]:
    """Return all placeholders, also the template language's, in a text that is sent without rendering."""
    blocks = [found[0] for found in (*BLOCK.finditer(text), *_COMMENT.finditer(text))]
    return list(dict.fromkeys([*blocks, *(found.written for found in written_around(text))]))


def in_block(written: str) -> str | None:
    """Return how to write a block such as {{first name}} or {%firstname%}; None if it is not another tool's."""
    inner = written.strip("{}% \t\n\r\xa0")
    if inner.startswith("#if"):
        return f"write {{% if {variable_of(inner[3:]) or 'company'} %}}…{{% endif %}}"
    if inner in ("/if", "end", "endif", "else"):
        return f"write {{% {'else' if inner == 'else' else 'endif'} %}}"
    return _braces(written.strip("{}%"))


def _blank(found: re.Match[str]) -> str:
    return "".join(letter if letter == "\n" else "\0" for letter in found[0])


def _overlaps(span: tuple[int, int], others: list[tuple[int, int]]) -> bool:
    return any(span[0] < end and start < span[1] for start, end in others)


def _write(variable: str, fallback: str = "") -> str:
    return f"write {spelled_out(variable, fallback)}"


def _named(inner: str) -> str | None:
    """Return the remedy for any name, used for signs that enclose nothing else in a message."""
    name = inner.strip(_TIDY)
    variable = variable_of(name)
    if variable is not None:
        return _write(variable)
    if ". " in name or not _NAME.fullmatch(name) or len(name.split()) > _LONGEST_NAME:
        return None
    return f"write {{{{ custom.{column_of(name)} }}}} where the file has such a column"


def _joined(inner: str) -> str | None:
    """Return the remedy for a name in one word, or for a known field in several."""
    return _known(inner) if " " in inner else _named(inner)


def _known(inner: str) -> str | None:
    """Return the remedy for a known field; None for any other text, which such signs may enclose for good reason."""
    variable = variable_of(inner.strip(_TIDY))
    return None if variable is None else _write(variable)


def _technical(inner: str) -> str | None:
    return _known(inner) if is_technical(inner) else None


def _uppercase(inner: str) -> str | None:
    return _known(inner) if inner.isupper() or is_technical(inner) else None


def _dollar(inner: str) -> str | None:
    """Return the remedy for $first_name; None for $500 or a share's symbol such as $FN."""
    unknown = variable_of(inner) is None
    if len(inner) < 3 or (unknown and "_" not in inner):
        return None
    return _named(inner)


def _tag(inner: str) -> str | None:
    return _named(inner) if "_" in inner and " " not in inner else _known(inner)


def _merge_field(inner: str) -> str | None:
    """Return the remedy for «FirstName» of Word; French quotation marks have spaces inside."""
    return None if inner != inner.strip() else _known(inner)


def _several(inner: str) -> str | None:
    """Return the remedy for (first name); None for (name) or an aside such as (my company)."""
    first, *more = re.split(r"[ _]", inner.strip())
    return _known(inner) if more and first.lower() not in _BEGIN_ASIDES else None


def _square(inner: str) -> str | None:
    """Return the remedy for [First Name] and [Hi|Hello]; None for [Webinar | Paris]."""
    return _spin(inner) if re.search(r"[^\s\0]\|[^\s\0]", inner) else _known(inner)


def _braces(inner: str) -> str | None:
    """Return the remedy for {first_name}, {first_name|there}, {Hi|Hello}; None for braces of code or an aside."""
    lead = _NAME.match(_WORDS_OF_OURS.split(inner.strip(_TIDY), maxsplit=1)[0])
    variable = _variable(lead[0]) if lead else None
    _first, bar, rest = inner.partition("|")
    if variable is None and bar:
        return _spin(inner)
    if variable is None or lead is None:
        return _named(inner)
    quoted = _QUOTED.search(inner)
    fallback = quoted[1] if quoted else rest.strip(_TIDY).partition("|")[0]
    usable = _NAME.fullmatch(fallback.strip()) is not None and not fallback.startswith("default")
    return _write(variable, fallback.strip().replace("'", "’") if usable else "")


def _variable(lead: str) -> str | None:
    return lead if re.fullmatch(r"custom\.[a-z][a-z0-9_]*", lead) else variable_of(lead)


def _spin(inner: str) -> str:
    first = next((part for part in (part.strip() for part in inner.split("|")) if part), "")
    choose = f", such as “{shown(first)}”" if first else ""
    return f"write one of the texts that it chooses from{choose}"


_PATTERNS: tuple[tuple[re.Pattern[str], Callable[[str], str | None]], ...] = (
    (re.compile(r"\*\|([^|\n]{1,60})\|\*"), _named),
    (re.compile(r"<%=?([^%\n]{1,60})%>"), _named),
    (
        re.compile(
            r"(?:[$#%@!](?=[{｛])|(?<![{｛])(?<![{｛]\s))[{｛](?:\s?[{｛])*+([^{}｛｝\n]{1,300})[}｝](?:\s?[}｝])*+"
        ),
        _braces,
    ),
    (re.compile(r"\[\[([^\[\]\n]{1,60})\]\]"), lambda inner: _spin(inner) if "|" in inner else _named(inner)),
    (re.compile(r"\[([^\[\]\n]{1,100})\](?!\()"), _square),
    (re.compile(r"<<([^<>\n]{1,60})>>"), lambda inner: _joined(inner.strip())),
    (re.compile(r"</?([^<>\n]{1,60})>"), _tag),
    (re.compile(r"«([^«»\n]{1,60})»"), _merge_field),
    (re.compile(r"(?<![\w%])%{1,2}([^\W\d_](?:[\w .-]{0,38}\w)?)%{1,2}(?!\w)"), _joined),
    (re.compile(r"(?<![\w#&])#{1,2}([^\W\d_](?:[\w .-]{0,38}\w)?)#{1,2}(?![\w#])", re.ASCII), _joined),
    (re.compile(r"(?<!\w)_{1,2}([^\W\d_]+(?:[_ ][^\W\d_]+){0,3})_{1,2}(?!\w)"), _uppercase),
    (re.compile(r"(?<![\w$^])[$^]{1,2}([^\W\d_]\w{1,38})[$^]{1,2}(?![\w$^])"), _known),
    (re.compile(r"(?<![\w$])\$([^\W\d_]\w{1,38})"), _dollar),
    (re.compile(r"\(\(([^()\n]{1,60})\)\)"), _tag),
    (re.compile(r"[(‹〔]([^()‹›〔〕\n]{1,40})[)›〕]"), _several),
    (re.compile(r"(?<![|\w*])\|{1,2}([^|\n ](?:[^|\n]{0,38}[^|\n ])?)\|{1,2}(?![|\w*])"), _known),
    (re.compile(r"(?<!\w)([^\W\d_]\w{1,38})(?!\w)"), _technical),
)
"""Each spelling with the function that judges its content; the first one that accepts a part of a text claims it."""
