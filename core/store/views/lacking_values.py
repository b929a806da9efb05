"""People who lack a value that a text needs and only a file can provide: the draw leaves them in their source."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from functools import cache, lru_cache, partial
from typing import Any, NamedTuple

import peewee as pw

from core.rules.wanting import CUSTOM, LanguageLacks, lacks_by_language
from core.store.compiled import Select, given
from core.store.database import Reading
from core.store.fields import dump_json, is_true
from core.store.people.free_people import is_free
from core.store.people.segments import Shape, entries, filter_of, shape_of, values_of
from core.store.spelled import at_path, element, in_list, is_missing, rows_in, rows_of
from core.store.tables.campaigns import Campaign, Step
from core.store.tables.people import Contact

LACKS = "wanting"
"""Name of the placeholder for the combinations of values that a text needs; `values_of_lacks` fills it."""


class Lacks(NamedTuple):
    """The people whom a campaign's invitation leaves out, by language, and the campaign's languages.

    The first language is for everybody who has none of the others.
    """

    found: Sequence[LanguageLacks] = ()
    languages: Sequence[str] = ()


class _Invitation(NamedTuple):
    campaign: int
    languages: str
    texts: str


class Having(NamedTuple):
    """Numbers of a source's people: those written to in a language, of them those with a value, and those left out."""

    people: int
    have: int
    left_out: int


_ROW_EXISTS = pw.SQL("1")
_INVITATIONS = (
    Campaign.select(Campaign.id, Campaign.languages, Step.texts)
    .join(Step, on=(Step.campaign == Campaign.id))
    .where(Step.position == 0)
)
_INVITATION = Select(_INVITATIONS.where(Campaign.id == given("campaign")), _Invitation)
_OF_RUNNING = Select(_INVITATIONS.where(is_true(Campaign.active) & Campaign.archived_at.is_null()), _Invitation)
_LANGUAGE, _OTHERS = element("lack", 0, str), element("lack", 1, str)
_FIELD, _WANTED = element("part", 0, str), element("part", 1)


def _text(field: Any) -> Any:
    """Return the expression of a contact's value; `field` is the field's name as `_spelled` returns it."""
    fixed = [("company", Contact.company), ("position", Contact.position)]
    return pw.fn.COALESCE(pw.Case(field, fixed, at_path(Contact.custom, field)), "")


def _spelled(name: str) -> str:
    """Return the name of a field as the query expects it: for a further column of a file, its JSON path."""
    return f"$.{dump_json(name.removeprefix(CUSTOM))}" if name.startswith(CUSTOM) else name


def _in_language(language: Any, others: Any, is_null: Any) -> Any:
    """Return the condition that a contact's language is `language` or, if that is null, none of the `others`."""
    return pw.Case(None, [(is_null, ~in_list(Contact.language, others))], Contact.language == language)


def is_wanting() -> Any:
    """Return the condition that a contact lacks a value for the text in their language, by the placeholder `LACKS`."""
    unlike = pw.Select(from_list=[rows_in("lack", 2, "part")], columns=[_ROW_EXISTS]).where(
        pw.Case(None, [(_text(_FIELD) != "", 1)], 0) != _WANTED
    )
    return pw.fn.EXISTS(
        pw.Select(from_list=[rows_of(LACKS, "lack")], columns=[_ROW_EXISTS]).where(
            _in_language(_LANGUAGE, _OTHERS, _LANGUAGE.is_null()) & ~pw.fn.EXISTS(unlike)
        )
    )


def values_of_lacks(found: Sequence[LanguageLacks], languages: Sequence[str]) -> dict[str, object]:
    """Return the value of the placeholder `LACKS`, from the lacks of a text and the campaign's languages."""
    return {
        LACKS: [
            [of.language, list(languages[1:]), [*_parts(lack.has, wanted=1), *_parts(lack.lacks, wanted=0)]]
            for of in found
            for lack in of.lacks
        ]
    }


def _parts(names: frozenset[str], *, wanted: int) -> list[list[object]]:
    return [[_spelled(name), wanted] for name in sorted(names)]


@lru_cache(maxsize=1024)
def _lacks(languages: str, texts: str) -> Lacks:
    """Return the lacks of a stored text. Cached, because many campaigns of an agency have the same text."""
    spoken: list[str] = json.loads(languages)
    return Lacks(lacks_by_language(json.loads(texts), spoken), spoken)


def lacks_of_campaign(store: Reading, campaign: int) -> Lacks:
    """Return the people whom a campaign's invitation leaves out."""
    found = _INVITATION.first(store, campaign=campaign)
    return Lacks() if found is None else _lacks(found.languages, found.texts)


def lacks_of_running(store: Reading) -> dict[int, Callable[[], Lacks]]:
    """Return, by running campaign, a function that returns its lacks; it fails for a campaign with invalid texts."""
    return {row.campaign: partial(_lacks, row.languages, row.texts) for row in _OF_RUNNING.all(store)}


@cache
def _having(shape: Shape | None) -> Select[Having]:
    entry = entries(shape).alias("entry")
    count = pw.fn.COUNT(pw.SQL("*"))
    spoken = _in_language(given("language"), given("others"), is_missing("language"))
    return Select(
        Contact.select(count, count.filter(_text(given("field")) != ""), count.filter(is_wanting()))
        .join(entry, on=(Contact.id == entry.c.contact_id))
        .where(is_free() & Contact.merged_into.is_null() & spoken),
        Having,
    )


def having(
    store: Reading,
    source: int,
    field: str,
    found: Sequence[LanguageLacks],
    language: str | None,
    languages: Sequence[str],
) -> Having:
    """Count the people of a source to whom a language is used, those with a value, and those left out for lack of it.

    With `language` None, count everybody whose own language is not among `languages` after the first.
    """
    wanted = filter_of(store, source)
    lacking = [
        LanguageLacks(of.language, tuple(lack for lack in of.lacks if field in lack.lacks))
        for of in found
        if of.language == language
    ]
    return _having(shape_of(wanted)).one(
        store,
        source=source,
        field=_spelled(field),
        language=language,
        others=list(languages[1:]),
        **values_of_lacks(lacking, languages),
        **values_of(wanted),
    )
