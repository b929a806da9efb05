"""The palette: one search over actions, campaigns, people, members, programs and sources."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator
from functools import partial

from rich.text import Text
from textual.command import DiscoveryHit, Hit, Hits, Provider
from textual.content import Content
from textual.fuzzy import Matcher

from core.services.audience.find_anything import find_anything
from core.text import clean
from core.views.find_view import FoundKind, FoundThing
from core.workspace import Workspace
from tui.app_base import Overture, around
from tui.screens.need_places import whole_page
from tui.screens.page import PageScreen
from tui.style.cells import cut

QUIET_S = 0.12
"""Seconds without a key after which a search begins, so that not every letter of a word starts one."""
KINDS: dict[FoundKind, str] = {
    "campaign": "campaign",
    "person": "person",
    "member": "member",
    "program": "program",
    "source": "source",
}
PAGES: dict[FoundKind, str] = {"campaign": "invites", "member": "members", "source": "sources"}
"""Pages whose rows are identified by the ids of these results."""
NAMED, BEGINS, HOLDS = 3.0, 2.0, 1.0
"""Scores of an action whose name begins with the text, of a result whose name begins with it, and of a result whose
name contains it. Other actions score less than 1."""


class FindAnything(Provider):
    """A search over the actions of the page or dialog on top and, over a page, everything that has a name."""

    async def discover(self) -> Hits:
        """Yield every action by name, before anything is typed."""
        for command in sorted(self.app.get_system_commands(self.screen), key=lambda one: one.title):
            shown = _action_words(Content(command.title), command.help)
            yield DiscoveryHit(shown, command.callback, text=command.title)

    async def search(self, query: str) -> Hits:
        """Yield the matches of a text: actions by similarity, results by the words in their names."""
        matcher = self.matcher(query)
        for command in self.app.get_system_commands(self.screen):
            score = matcher.match(command.title)
            if score > 0:
                named = command.title.partition(": ")[2].casefold().startswith(query.casefold())
                shown = _action_words(_highlighted(matcher, command.title), command.help)
                score = NAMED if named else score / (score + 1)
                yield Hit(score, shown, command.callback, text=command.title)
        if isinstance(self.screen, PageScreen):
            async for hit in self._things(self.screen.workspace, query):
                yield hit

    async def _things(self, workspace: Workspace, query: str) -> AsyncIterator[Hit]:
        await asyncio.sleep(QUIET_S)  # a key within this time cancels the search
        for one in await asyncio.to_thread(_found, workspace, query):
            score = BEGINS if one.begins else HOLDS
            yield Hit(score, _words(one), partial(go_to_thing, around(self.screen), one), text=clean(one.name, 80))


def _found(workspace: Workspace, query: str) -> list[FoundThing]:
    with workspace.store.session():
        return find_anything(workspace, query)


def _highlighted(matcher: Matcher, title: str) -> Content:
    """Return a title with the characters that match; the matcher itself would read it as markup."""
    content = Content(title)
    for place in matcher.fuzzy_search.match(matcher.query, title)[1]:
        if not title[place].isspace():
            content = content.stylize(matcher.match_style, place, place + 1)
    return content


def _action_words(title: Content, about: str) -> Content:
    """Return an action's title with its description below; a person's own command is text, never markup."""
    return Content("\n").join([title, Content.styled(about, "dim not bold")])


def _words(one: FoundThing) -> Text:
    """Return the name and the kind of a result on one line, with its distinguishing words below."""
    text = Text(cut(one.name, 80) or "no name", end="")
    text.append(f"\n{KINDS[one.kind]}", style="dim not bold")
    if one.about:
        text.append(f", {cut(one.about, 100)}", style="dim not bold")
    return text


def go_to_thing(app: Overture, one: FoundThing) -> None:
    """Go to a result: the page with the cursor on it, a program's people, or a person's journey."""
    if one.kind == "person":
        from tui.dialogs.journey import JourneyDialog

        app.push_screen(JourneyDialog(app.workspace, one.id))
        return
    if one.kind == "program":
        from tui.screens.programs import key_of_program

        whole_page(app, "programs").show_only("", key_of_program(one.id))
        return
    whole_page(app, PAGES[one.kind]).show_only("", one.id)
