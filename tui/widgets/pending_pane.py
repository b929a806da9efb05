"""One waiting text: its words in full, the person, the campaign, and the time at which it would be sent."""

from __future__ import annotations

from datetime import datetime

from rich.text import Text
from textual.app import ComposeResult
from textual.containers import VerticalScroll
from textual.widgets import Static

from core.plural import plural
from core.services.overview.journal_text import step_words
from core.text import clean, clean_block, utf16_length
from core.views.pending_view import PendingText
from tui.style.cells import cut
from tui.style.format import joined
from tui.style.moment_text import ago, when
from tui.style.theme import Palette
from tui.widgets.border_title import NAME, entitle, write, write_rows


class PendingPane(VerticalScroll):
    """A pane for one waiting text, which scrolls if the text is longer than the pane."""

    DEFAULT_CSS = """
    PendingPane { padding: 0 1; }
    PendingPane Static { height: auto; }
    PendingPane #asked-words { border-left: outer $accent; padding: 0 1; }
    PendingPane.-high #asked-words { margin: 1 0; }
    """

    def __init__(self) -> None:
        super().__init__(id="asked", classes="pane")

    def compose(self) -> ComposeResult:
        yield Static(id="asked-who")
        yield Static(id="asked-words")
        yield Static(id="asked-why")

    def show(self, entry: PendingText | None, now: datetime, zone: str, colours: Palette, *, returned: str) -> None:
        """Show one text; `returned` says why a decision about it was refused."""
        self.display = entry is not None
        if entry is None:
            return
        self.set_class(self.size.height >= 18, "-high")
        entitle(self, cut(entry.name, NAME) or "(no name)")
        who = Text("\n").join([*_refused(returned, colours), *_person(entry, colours)])
        write(self.query_one("#asked-who", Static), who)
        write(self.query_one("#asked-words", Static), Text("\n").join(_words(entry, colours)))
        write_rows(self.query_one("#asked-why", Static), _why(entry, now, zone, colours))


def _refused(words: str, colours: Palette) -> list[Text]:
    return [Text(clean(words, 400), style=colours.warning)] if words else []


def _person(entry: PendingText, colours: Palette) -> list[Text]:
    about = joined(*(clean(part, 120) for part in (entry.position or entry.headline, entry.company, entry.location)))
    address = Text(clean(entry.profile or "no profile address", 200), style=colours.dim)
    return [Text(about, style=colours.text), address] if about else [address]


def _words(entry: PendingText, colours: Palette) -> list[Text]:
    """Return the text in full."""
    if entry.note_dropped:
        words = "Goes without a note: the notes of a basic account for this month are used up."
        return [Text(words, style=colours.warning)]
    if entry.text is None:
        return [Text("Goes without a note.", style=colours.dim)]
    return [Text(clean_block(entry.text, 20_000), style=colours.text)]


def _length(entry: PendingText, colours: Palette) -> list[tuple[Text, Text]]:
    """Return the labelled length of the text against its limit; nothing without a text."""
    if entry.text is None or entry.note_dropped:
        return []
    length = utf16_length(entry.text)
    style = colours.error if length > entry.limit else colours.text
    return [(Text("Length", style=colours.dim), Text(f"{length} of {entry.limit} characters", style=style))]


def _why(entry: PendingText, now: datetime, zone: str, colours: Palette) -> list[tuple[Text, Text]]:
    """Return labelled rows: step and campaign, source and sender, since when the text waits, when it would be sent."""
    campaign = joined(cut(entry.campaign, 80), cut(entry.program, 80))
    rows = [
        (Text(label, style=colours.dim), Text(words, style=colours.text))
        for label, words in (
            ("Why", f"{step_words(entry.kind, entry.number, entry.step)} of {campaign}"),
            ("From", f"{cut(entry.source, 80)}, sent by {cut(entry.sender, 60)}"),
            ("Waits", f"{ago(entry.since, now)}, revision {entry.revision}"),
        )
    ]
    if entry.others:
        words = f"this person is in {entry.others} other {plural(entry.others, 'campaign')} now (i shows the journey)"
        rows.append((Text("Also", style=colours.dim), Text(words, style=colours.warning)))
    leaves = (Text("Leaves", style=colours.dim), _leaves(entry, now, zone, colours))
    return [*_length(entry, colours), *rows, leaves]


def _leaves(entry: PendingText, now: datetime, zone: str, colours: Palette) -> Text:
    if entry.held:
        return Text(f"not for now: {clean(entry.held, 200)}", style=colours.warning)
    if entry.leaves is None:
        return Text("not for now: the campaign has no further slot.", style=colours.warning)
    words = f"{when(entry.leaves, entry.zone, now, viewer_zone=zone)} if approved now and the limits allow it"
    return Text(words, style=colours.text)
