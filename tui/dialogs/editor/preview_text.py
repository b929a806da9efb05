"""The preview of a text for one contact: the person, the length, the text, and warnings for the author."""

from __future__ import annotations

from rich.text import Text

from core.text import clean_block
from tui.dialogs.editor.preview_data import Seen
from tui.style.cells import cut, glyph
from tui.style.theme import Palette

NAME = 24
LONGEST = 9_000


def preview_words(seen: Seen, colours: Palette) -> Text:
    """Return the preview below the text area."""
    text = _head(seen, colours)
    if seen.sample is not None:
        if seen.sample.text:
            text.append(clean_block(seen.sample.text, LONGEST) + "\n")
        if seen.sample.words:
            text.append(f"{seen.sample.words}\n", style=colours.warning if seen.sample.too_long else colours.dim)
    for finding in seen.findings:
        if (finding.step, finding.language) == (seen.asked.step, seen.asked.language):
            text.append(f"{glyph('warnings')} ", style=colours.warning)
            text.append(f"{cut(finding.text, 300)}\n")
    for words in seen.lacking:
        text.append(f"{glyph('warnings')} ", style=colours.warning)
        text.append(f"{cut(words, 300)}\n")
    return text


def _head(seen: Seen, colours: Palette) -> Text:
    person = seen.person
    if person is None or seen.sample is None:
        words = "For a preview choose a sender and a source with contacts."
        return Text.assemble((f"{words}\n", colours.dim))
    style = colours.error if seen.sample.too_long else colours.accent
    text = Text()
    text.append(f"{seen.sample.length}/{seen.sample.limit}", style=style)
    text.append("  for ", style=colours.dim)
    text.append(cut(person.name or "somebody without a name", NAME), style=f"bold {colours.text}")
    told = f" ({cut(person.language, 12)})" if person.language else ""
    place = seen.asked.person % len(seen.people) + 1
    return text.append(f"{told}  {place} of {len(seen.people)}: ctrl+n ctrl+b\n", style=colours.dim)
