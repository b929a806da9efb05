"""Companies in a column of names, known by their legal form or by a word of their kind."""

from __future__ import annotations

import re

from core.rules.names.word_set import word_set

_LEGAL_FORMS = (
    r"gmbh|ltd|limited|llc|llp|inc|corp|corporation|sarl|s\.?r\.?l|s\.a\.s|s\.l\.u?|plc|pty|b\.?v|n\.v|oyj?|aps|kft|e\.v|"
    r"gbr|ug|holdings?|consulting|solutions|technologies|agency|studios?|group|gruppe|services|team"
)
_WITH_A_LEGAL_FORM = re.compile(rf"\S\s(?:{_LEGAL_FORMS})\.?$", re.IGNORECASE)
_FORMS_AND_NAMES = "AG|KG|SE|AB|SA|SAS|SASU|NV|BV|SL|SLU|OHG|KK|AS|LP|PC"
_DOTTED_FORMS = (
    r"s\.a\.?|s\.p\.a\.?|s\.l\.?|sp\. ?z ?o\. ?o\.?|a\.g\.|a/s|a\.s\.|s\.r\.o\.|d\.o\.o\.|co\. (?:kg|ltd|inc)\.?|"
    r"& (?:co\.?(?: kg)?|cie\.?|partners?|associates|sons?|sohn|söhne|bros\.?|brothers|fils|figli|hijos|zonen|zoon)"
)
_KINDS = (
    "foundation|university|institute|association|ventures|partners|industries|enterprises|systems|software|international|"
    "society|ministry|council"
)
_BEGINNINGS = "university|universität|université|universidad|università|ministry|bank|institute"
_OF_A_FIRM = re.compile(
    rf"\S\s(?-i:{_FORMS_AND_NAMES})$|\s(?:{_DOTTED_FORMS}|{_KINDS})$|^(?:the )?(?:{_BEGINNINGS}) (?:of|de|di|des) |"
    r"^(?:ооо|оао|зао|пао|ао|ип|тов|фоп|тоо)\s",
    re.IGNORECASE,
)
FIRM_WORDS = word_set(
    """
    gmbh ltd limited llc llp inc corp corporation sarl plc pty oy oyj aps kft gbr ug holding holdings consulting
    solutions technologies agency studio studios group gruppe services team foundation university universität
    université universidad università institute association ventures partners industries enterprises systems software
    international society ministry bank council
    """
)
"""Words that the rules of this module look for, in small letters."""


def has_legal_form(text: str) -> bool:
    """Return whether a text ends with a legal form that is no family name: Acme GmbH."""
    return _WITH_A_LEGAL_FORM.search(text) is not None


def is_firm(text: str) -> bool:
    """Return whether a full name is a company's: Acme GmbH, Acme AG, University of Example.

    Words such as AG may be a family name in a column of its own, but hardly end a full name in capitals.
    """
    return has_legal_form(text) or _OF_A_FIRM.search(text) is not None
