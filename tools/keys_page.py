"""Print the page of all keys, made from the one registry of actions.

`python -m tools.keys_page --write` puts it into docs/keys.md; a test fails while that differs.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from pathlib import Path

from tools.generated import print_or_write
from tui.actions import EDITOR, EVERY, PAGES, Action, of_scope
from tui.key_table import VERBS, Verb, key_name

PAGE = Path(__file__).parents[1] / "docs" / "keys.md"
HEAD = """# Keys

Made by `python -m tools.keys_page --write` from the registry of actions (`tui/actions.py`); do not edit. `?` shows the
keys of a page or of a form in the app (`F1` where a text is written), `ctrl+p` finds an action by its name.

One key has one meaning on every page, in the editor and in every dialog; arrows and enter work as everywhere. Every
key can be changed in `config.toml`, by the name in the last column of the tables below:

```toml
[keys]
"invites.archive" = "f8"
"app.help" = "?,f2"
```

An action that does not exist, a key that does not exist, and a key that another action has in the same place are
refused in a sentence when the app starts. Open lists of choices and text fields keep their own keys.

A terminal sends arrows and the like as an escape with more bytes, so Overture waits 30 ms after `esc`. Over a line that
splits them, set `ESCDELAY=100` (milliseconds) in the environment. Esc and a letter that arrive as one are two keys.

A key that decides, removes, creates or undoes acts once, however long it is held down, and a message says so: equal
keys less than 0.1 s apart are a held key. Single presses, as fast as a finger can, act each time.

"""
DIALOG_TITLES = (
    ("Words to read", ("words", "journey", "campaign")),
    ("Questions", ("question", "effects")),
    ("A send in doubt", ("doubt",)),
    ("Forms", ("form", "typed", "choice")),
    ("Import of a file", ("import", "files")),
    ("Lists of choices", ("choices",)),
    ("Command line", ("command",)),
    ("Views of a list", ("views", "line")),
)
"""Headings of the dialogs' tables, with their scopes."""


def page() -> str:
    """Return the whole page: one table for each scope, in the order of the sidebar."""
    return HEAD + _table_of_keys() + "".join(_section(title, actions) for title, actions in _scopes())


def _table_of_keys() -> str:
    """Return what each key means wherever it works."""
    rows = "".join(f"| {_quoted(verb.keys.split(','))} | {verb.meaning} |\n" for verb in _used_verbs())
    return f"| key | meaning |\n| --- | --- |\n{rows}"


def _used_verbs() -> list[Verb]:
    used = {action.verb for action in EVERY} | {"open"}
    return [verb for name, verb in VERBS.items() if name in used]


def _quoted(keys: Sequence[str]) -> str:
    return " ".join(f"`{key_name(key)}`" for key in keys)


def _scopes() -> Iterator[tuple[str, list[Action]]]:
    yield "Everywhere", of_scope("app")
    yield "On every page", of_scope("page")
    yield "In every list", of_scope("table")
    for _group, name, title in PAGES:
        yield title, of_scope(name)
        if name == "invites":
            yield "Why a campaign sends or does not", of_scope("why")
            yield "Runs of a campaign", of_scope("runs")
            yield "The day of a member", of_scope("member_day")
            yield "Editor", list(EDITOR)
            yield "Editor, list of steps", of_scope("steps")
    for title, scopes in DIALOG_TITLES:
        yield title, of_scope(*scopes)


def _section(title: str, actions: list[Action]) -> str:
    if not actions:
        return ""
    rows = "".join(
        f"| {_quoted(action.keys)} | {action.label} | {action.help} | `{action.id}` |\n" for action in actions
    )
    return f"\n## {title}\n\n| key | action | what it does | name |\n| --- | --- | --- | --- |\n{rows}"


if __name__ == "__main__":
    print_or_write(PAGE, page())
