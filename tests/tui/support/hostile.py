"""Texts that would harm a terminal or an app that trusts them, and checks that they have no effect."""

from __future__ import annotations

import csv
import re
import unicodedata
from pathlib import Path

from textual.app import App

from core.workspace import Workspace
from tests.support.counts import recount

FILE = Path(__file__).parents[2] / "data" / "hostile.csv"
BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
INVISIBLE = "\u200b\u2060\ufeff\u00ad\U000e0041"
HANDWRITTEN = (
    "[bold red]Max[/]",
    "ACME [/] x",
    "[/",
    "[b",
    "100% [sic]",
    "[@click=app.quit]Power[/]",
    "[type=x, v={'a[0]'}]",
    "[link=file:///etc/passwd]Acme[/link]",
    "[@click=app.bell]",
    "\\[bold]",
    "[$accent]",
    "[reverse]",
    "\x1b]0;owned\x07title",
    "\x1b]0;owned\x1b\\title",
    "\x1b]52;c;b3duZWQ=\x1b\\clip",
    "\x1b[5;7;31mblink",
    "\x1b[2J\x1b[H gone",
    "\x1b[?1049l left",
    "\x1bP+q544e\x1b\\dcs",
    "\x1b_apc\x1b\\",
    "\x1bc reset",
    "\x1b[6n",
    "\x9b31mC1 red",
    "\x9d0;owned\x9c",
    "\x90q\x9c",
    "\x85next",
    "a\x00b",
    "bell\x07\x07",
    "\b\b\b\bback",
    "\x7fdel",
    "two\nlines",
    "carriage\rreturn",
    "tab\tbed",
    "ver\x0btical",
    "form\x0cfeed",
    "\u2028line\u2029paragraph",
    "Zoë \u202eevil\u202c",
    "\u2066isolated\u2069",
    "\u200fmark",
    "A\u200bB",
    "\ufeffBOM",
    "soft\u00adhyphen",
    "\U000e0041\U000e0042tags",
    "👨\u200d👩\u200d👧",
    "é" + "\u0301" * 300,
    "株式会社" * 40,
    "\ufdfd" * 20,
    "x" * 10_000,
    "[" * 500,
    "lone \ud800 surrogate",
    "\udfff",
    "\ue000private",
    "\U0010fffe",
    "",
    " ",
    "\t\n",
    "{{ 7*7 }}",
    '=HYPERLINK("http://x")',
    "%s %d {0} {name}",
)


def from_the_file() -> list[str]:
    """Return every value of the hostile contact file."""
    with FILE.open(encoding="utf-8", errors="surrogateescape", newline="") as file:
        return [value for row in csv.reader(file) for value in row if value]


TEXTS = tuple(dict.fromkeys([*HANDWRITTEN, *from_the_file()]))
SHARP = (
    "[/]\x1b]0;owned\x07\x9b31m\u202e\u200b\n",
    "[@click=app.quit]x[/]\x1b]52;c;b3du\x1b\\",
    "[b\x1b[5;7;31m\x85\x00\t\u2066",
)
"""Short texts that each begin with another kind of attack, for pages and dialogs that are slow to open."""
SHARPEST = "[/]\x1b]0;o\x07\x9b31m\u202e\u200b\n\x1b]52;c;b\x1b\\\x85\x00\t\u2066[@click=app.quit]x[/][b\x1b[5;7;31m"
"""One text with every kind of attack, each as short as possible, so that a title shows most of them."""
STORABLE = tuple(text for text in TEXTS if text == text.encode(errors="replace").decode())
"""Texts that a store can hold: those without a lone surrogate."""


def foreign(text: str) -> set[str]:
    """Return a text's characters that a terminal would not simply show; the caller checks line ends."""
    return {
        sign
        for sign in text
        if unicodedata.category(sign) in ("Cc", "Cs", "Zl", "Zp") or sign in BIDI or sign in INVISIBLE
    }


def on_screen(app: App[None]) -> str:
    """Return all text that the screen on top shows."""
    strips = app.screen._compositor.render_strips(app.size)
    return "".join(segment.text for strip in strips for segment in strip if segment.text)


def live_links(app: App[None]) -> list[str]:
    """Return the actions that a click on the screen would run, and the links that a terminal would open."""
    strips = app.screen._compositor.render_strips(app.size)
    styles = [segment.style for strip in strips for segment in strip if segment.style is not None]
    clicks = [str(style.meta["@click"]) for style in styles if "@click" in style.meta]
    return [*clicks, *(style.link for style in styles if style.link)]


COLUMNS = {
    "campaign": ("name", "program", "description"),
    "member": ("name", "state_words"),
    "source": ("name",),
    "contact": ("first_name", "last_name", "name", "company", "position", "location", "headline", "email"),
    "outreach": ("text",),
    "delivery": ("text", "words"),
    "reply": ("text",),
    "engine": ("provider_words",),
    "journal": ("actor",),
}
"""The columns, by table, with text from strangers, files and providers."""


def poison(workspace: Workspace) -> None:
    """Write hostile texts into the store by SQL, past every service that would clean them."""
    number = 0
    with workspace.store.write() as store:
        for table, columns in COLUMNS.items():
            for (ident,) in store.rows(f"SELECT id FROM {table} ORDER BY id LIMIT 400"):
                values = [STORABLE[(number + offset * 7) % len(STORABLE)] for offset in range(len(columns))]
                names = ", ".join(f"{column} = ?" for column in columns)
                store.change(f"UPDATE {table} SET {names} WHERE id = ?", *values, ident)
                number += 1
        recount(store)


_OURS = re.compile(
    rb"\x18\x1b\[\?2026l|"
    rb"\x1b\[[0-9;:]*m|\x1b\[\d+;\d+H|\x1b\[H|\x1b\[[?>=<][0-9;$]*[a-zA-Z]|\x1b\[[0-9]* q|\x1b\[<u|\x1b\[[0-9;]*t|"
    rb"\x1b\[[0-9]*J|\x1b\[[0-9]*[A-D]|\x1b\]22;[a-z-]+\x07|\r\n"
)
"""Sequences of Textual (styles, cursor moves, modes, queries, pointer shapes), and the driver's end of a cut output."""


def left_over(stream: bytes) -> set[str]:
    """Return the rest of a terminal's output without Textual's own sequences and harmless characters."""
    return foreign(_OURS.sub(b"", stream).decode("utf-8"))


def check(app: App[None], what: str) -> None:
    """Check that the screen shows only plain characters, and has no link or action from outside text."""
    assert foreign(on_screen(app)) == set(), what
    assert [link for link in live_links(app) if "quit" in link or "bell" in link or "passwd" in link] == [], what


FORBIDDEN = (b"\x1b]0;", b"\x1b]52;", b"\x1bP", b"\x1b_", b"\x1bc", b"\x1b[5;7;31m", b"\x1b[6n", b"\x1b[2J\x1b[H gone")


def check_stream(stream: bytes) -> None:
    """Check that output has no title, clipboard, C1, bell or bidi control, and no sequence that is not Textual's."""
    assert [sequence for sequence in FORBIDDEN if sequence in stream] == []
    assert re.search(rb"\xc2[\x80-\x9f]", stream) is None
    assert left_over(stream) == set()
