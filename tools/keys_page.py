"""Print the page of all keys, made from the one registry of actions.

`python -m tools.keys_page --write` puts it into docs/keys.md; a test fails while that differs.
"""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

from tui.actions import ACTIONS, EDITOR, PAGES, Action, key_name

PAGE = Path(__file__).parents[1] / "docs" / "keys.md"
HEAD = """# Keys

Made by `python -m tools.keys_page --write` from the registry of actions (`tui/actions.py`); do not edit. `?` shows the
keys of a page in the app, `ctrl+p` finds an action by its name.
"""


def page() -> str:
    """Return the whole page: one table for each scope, in the order of the sidebar."""
    return HEAD + "".join(_section(title, actions) for title, actions in _scopes())


def _scopes() -> Iterator[tuple[str, list[Action]]]:
    yield "Everywhere", [action for action in ACTIONS if action.scope == "app"]
    for _group, name, title in PAGES:
        yield title, [action for action in ACTIONS if action.scope == name]
        if name == "invites":
            yield "Editor", list(EDITOR)


def _section(title: str, actions: list[Action]) -> str:
    if not actions:
        return ""
    rows = "".join(f"| `{key_name(action.key)}` | {action.label} | {action.help} |\n" for action in actions)
    return f"\n## {title}\n\n| key | action | what it does |\n| --- | --- | --- |\n{rows}"


def main() -> int:
    """Print the page, or write it where `--write` is given."""
    if sys.argv[1:] == ["--write"]:
        PAGE.write_text(page(), encoding="utf-8")
    else:
        sys.stdout.write(page())
    return 0


if __name__ == "__main__":
    sys.exit(main())
