"""For each variable of a campaign's texts, the number of people in the source who have it, and who are left out."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

from core.errors import NotFoundError
from core.plural import plural
from core.rules.message import KNOWN
from core.rules.wanting import LanguageLacks, lacks_of, of_a_file
from core.services.campaigns import lifecycle
from core.services.campaigns.draft import CampaignDraft
from core.services.lookup import find
from core.store.database import Reading
from core.store.people import sources
from core.store.views.lacking_values import having
from core.views.campaign_changes_view import ValueCount
from core.workspace import Workspace


def of_campaign(workspace: Workspace, ident: int) -> list[ValueCount]:
    """Return the counts of a stored campaign."""
    return of_draft(workspace, lifecycle.draft_of(workspace, ident))


def of_draft(workspace: Workspace, draft: CampaignDraft) -> list[ValueCount]:
    """Return a draft's counts by step and language, for variables that only a file can fill; empty without a source."""
    with workspace.store.read() as store:
        try:
            source = find(store, "source", draft.source)
        except NotFoundError:
            return []
        name = sources.get(store, source).name
        return [
            count
            for number, step in enumerate(draft.steps)
            for language in draft.languages
            for count in _of_text(store, source, name, number, step.kind, step.texts, language, draft.languages)
        ]


def of_text(
    store: Reading,
    source: int,
    number: int,
    kind: str,
    texts: Mapping[str, str],
    language: str,
    languages: Sequence[str],
) -> list[ValueCount]:
    """Return the counts for one step's text in one language, while a person writes it in the editor."""
    return list(_of_text(store, source, sources.get(store, source).name, number, kind, texts, language, languages))


def _of_text(
    store: Reading,
    source: int,
    name: str,
    number: int,
    kind: str,
    texts: Mapping[str, str],
    language: str,
    languages: Sequence[str],
) -> Iterator[ValueCount]:
    text = texts.get(language) or texts.get(languages[0])
    own = None if language == languages[0] else language
    for variable in of_a_file(text) if text else []:
        if variable not in KNOWN and not variable.startswith("custom."):
            continue  # an unknown name, which the check of the texts reports
        found = having(store, source, variable, [LanguageLacks(own, lacks_of(text or ""))], own, languages)
        yield ValueCount(
            step=number,
            kind=kind,
            language="" if found.people == _everybody(store, source) else language,
            variable=variable,
            source=name,
            people=found.people,
            have=found.have,
            left_out=found.left_out,
        )


def _everybody(store: Reading, source: int) -> int:
    """Count the people of a source who may be contacted, in any language."""
    return having(store, source, "company", [], None, [""]).people


def sentences(counts: Sequence[ValueCount]) -> list[str]:
    """Return a sentence for each variable that leaves people without a text: how many have it or are left out."""
    return [_sentence(count) for count in counts if count.left_out]


def _sentence(count: ValueCount) -> str:
    whose = f"{count.people:,} {plural(count.people, 'person', 'people')} in {count.source}"
    if count.language:
        whose += f" who {plural(count.people, 'is', 'are')} written to in {count.language}"
    what = f"a {count.variable}" if count.variable[0] not in "aeiou" else f"an {count.variable}"
    ends = "would be left out" if count.step == 0 else f"would get no {count.kind}, which ends their sequence"
    return f"{count.have:,} of {whose} {plural(count.have, 'has', 'have')} {what}; {count.left_out:,} {ends}."
