"""The meaning of each key, which is the same on every page, in the editor and in every dialog."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Verb:
    """The meaning of a key. `keys` are Textual's names, separated by commas; the first is the one that is shown."""

    keys: str
    meaning: str


VERBS: dict[str, Verb] = {
    # Moving about
    "down": Verb("j", "One row down"),
    "up": Verb("k", "One row up"),
    "first": Verb("g,home", "The first row"),
    "last": Verb("G,end", "The last row"),
    "half down": Verb("ctrl+d", "Half a page down"),
    "half up": Verb("ctrl+u", "Half a page up"),
    "open": Verb("enter", "Open what is highlighted"),
    "back": Verb("escape,minus", "Back, one thing at a time"),
    "back or leave": Verb("q", "Back to the previous page; if there is none, quit"),
    # Lists
    "mark": Verb("space", "Mark, or take the mark away"),
    "mark to here": Verb("v", "Mark from the last mark to here"),
    "mark all": Verb("asterisk", "Mark all that the list holds"),
    "filter": Verb("slash", "Filter the list"),
    "view": Verb("f", "The views of the list"),
    "columns": Verb("L", "The columns of the list"),
    "sort": Verb("s", "Sort the list"),
    "fold": Verb("z", "Group and fold the list"),
    "archived": Verb("A", "The archived ones, or the others again"),
    # Acting on a row
    "new": Verb("n", "New"),
    "no": Verb("n", "No"),
    "yes": Verb("y", "Yes"),
    "yes to all": Verb("Y", "Yes to all of a campaign"),
    "edit": Verb("e", "Edit the highlighted row"),
    "edit outside": Verb("E", "Edit in $EDITOR"),
    "remove": Verb("x", "Remove, or archive"),
    "erase": Verb("X", "Erase a person"),
    "block": Verb("B", "Block this person, or lift the block"),
    "again": Verb("t", "Put this person back into the queue"),
    "withdraw": Verb("W", "Withdraw the invitation"),
    "decide": Verb("d", "Decide on a send in doubt"),
    "duplicate": Verb("D", "Duplicate"),
    "connect": Verb("C", "Connect the account"),
    "pause one": Verb("p", "Pause or resume this member"),
    "run": Verb("r", "Run or stop a campaign"),
    "copy": Verb("c", "Copy"),
    "browse": Verb("o", "Open in the browser"),
    "why": Verb("w", "Why something is sent, or is not"),
    "moment": Verb("at", "A past moment"),
    "journey": Verb("i", "Journey of a contact"),
    "undo": Verb("u", "Undo the last act"),
    # The app
    "pause all": Verb("P", "Pause or resume everything"),
    "attention": Verb("exclamation_mark", "What needs a person"),
    "next need": Verb("full_stop", "The next thing that needs a person"),
    "help": Verb("question_mark", "Help"),
    "help in text": Verb("f1", "Help, also where a question mark is typed"),
    "palette": Verb("ctrl+p", "Find anything by its name"),
    "command line": Verb("colon", "A command, in the words of the command line"),
    "line before": Verb("up", "The line typed before this one"),
    "line after": Verb("down", "The line typed after"),
    "complete": Verb("tab", "Take the completion"),
    "messages": Verb("m", "The last messages again"),
    "sidebar": Verb("b", "The list of pages; then a letter goes to one"),
    "mouse": Verb("M", "The mouse for the terminal, or the app"),
    "other view": Verb("l", "The other view of the page"),
    "page 1": Verb("1", "Invites"),
    "page 2": Verb("2", "Approvals"),
    "page 3": Verb("3", "Queue"),
    "page 4": Verb("4", "Sources"),
    "page 5": Verb("5", "Contacts"),
    "page 6": Verb("6", "Members"),
    "page 7": Verb("7", "Programs"),
    "page 8": Verb("8", "Forecast"),
    "page 9": Verb("9", "Activity"),
    "page 0": Verb("0", "Settings"),
    "suspend": Verb("ctrl+z", "Suspend"),
    "quit": Verb("ctrl+q", "Leave"),
    # Forms and dialogs
    "save": Verb("ctrl+s", "Save"),
    "next tab": Verb("ctrl+t,ctrl+pagedown", "The next tab"),
    "tab before": Verb("f3,ctrl+pageup", "The previous tab"),
    "next language": Verb("ctrl+l", "The next language"),
    "insert": Verb("ctrl+g", "Insert a variable"),
    "next contact": Verb("ctrl+n", "The next contact"),
    "contact before": Verb("ctrl+b", "The previous contact"),
    "steps": Verb("ctrl+r", "To the list of steps"),
    "move down": Verb("J", "Move a step down"),
    "move up": Verb("K", "Move a step up"),
    "choose a file": Verb("ctrl+o", "Choose a file"),
    "absent": Verb("a", "LinkedIn does not have it"),
    "next page": Verb("right_square_bracket", "The rows that follow"),
    "page before": Verb("left_square_bracket", "The previous rows"),
    "folder above": Verb("backspace", "The folder above"),
}
"""Every key of the app, except those that a text field or an open list of choices handles itself."""

SHARED = frozenset({"new", "no"})
"""The two verbs that share a key: “no” is for questions and waiting texts, “new” for everything else."""


def keys_of(verb: str) -> tuple[str, ...]:
    """Return the keys of a verb, the shown one first. Raises KeyError."""
    return tuple(VERBS[verb].keys.split(","))


def key_name(key: str) -> str:
    """Return a key as the screen writes it, such as `?` for `question_mark`."""
    return _NAMES.get(key, key)


def names_of(keys: Sequence[str]) -> str:
    """Return the keys of an action as the screen writes them."""
    return " ".join(key_name(key) for key in keys)


_NAMES = {
    "question_mark": "?",
    "slash": "/",
    "exclamation_mark": "!",
    "asterisk": "*",
    "full_stop": ".",
    "colon": ":",
    "minus": "-",
    "at": "@",
    "space": "␣",
    "escape": "esc",
    "left_square_bracket": "[",
    "right_square_bracket": "]",
    "f1": "F1",
    "f3": "F3",
}
