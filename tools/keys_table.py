"""Print the README's table of keys, from the one registry of actions; with FILE, put it between its markers there."""

from __future__ import annotations

import sys
from pathlib import Path

from tui.actions import ACTIONS, EDITOR, PAGES, Action, key_name

BEGIN, END = "<!-- keys -->", "<!-- /keys -->"
EVERYWHERE = ("app", "Everywhere")


def table() -> str:
    """Markdown: one row an action, page by page in the order of the sidebar."""
    titles = dict([EVERYWHERE, *((page, label) for _group, page, label in PAGES)])
    lines = ["| where | key | action | what it does |", "| --- | --- | --- | --- |"]
    for scope, title in titles.items():
        lines += [_row(title, action) for action in ACTIONS if action.scope == scope]
        if scope == "invites":
            lines += [_row("Editor", action) for action in EDITOR]
    return "\n".join(lines)


def _row(title: str, action: Action) -> str:
    return f"| {title} | `{key_name(action.key)}` | {action.label} | {action.help} |"


def between_markers(text: str) -> str:
    """What stands between the markers of a page. Raises ValueError where they are missing."""
    start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    return text[start:end].strip()


def replaced(text: str) -> str:
    """The page with the table of today between its markers; a page without markers gets both at its end."""
    if BEGIN not in text:
        text = f"{text.rstrip()}\n\n## Keys\n\n{BEGIN}\n{END}\n"
    start, end = text.index(BEGIN) + len(BEGIN), text.index(END)
    return f"{text[:start]}\n{table()}\n{text[end:]}"


def main() -> None:
    """Print the table, or write it into the file that is named."""
    if len(sys.argv) < 2:
        sys.stdout.write(table() + "\n")
        return
    page = Path(sys.argv[1])
    page.write_text(replaced(page.read_text(encoding="utf-8")), encoding="utf-8")


if __name__ == "__main__":
    main()
