"""The keys that a person gives to actions in `[keys]` of config.toml."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from difflib import get_close_matches

from textual.keys import Keys, _character_to_key

from core.config import OwnAction
from core.errors import UsageError
from core.text import clean
from tui.actions import EVERY, Action, of_scope
from tui.key_table import key_name

PAGES = frozenset(action.scope for action in EVERY) - {"app", "page", "table"}
NEVER = {"ctrl+i": "tab", "ctrl+m": "enter", "ctrl+h": "backspace", "ctrl+c": "the key that copies a selected text"}
"""Keys that no action can have, with the reason: a terminal sends them for another key, or a text field needs them."""
LISTS = frozenset({"up", "down", "left", "right", "pageup", "pagedown", "tab", "shift+tab", "enter"})
"""Keys that lists and forms need for themselves."""
KNOWN = frozenset(
    key.value for key in Keys if not key.value.startswith("<")
)  # `<scroll-up>` is not a key on a keyboard
ANSWERS = ("yes", "no", "new", "absent")
"""Verbs whose keys do nothing right after a dialog or page closed; so do the answers of a dialog that has others."""

ONCE = frozenset(
    {"yes", "no", "new", "absent", "yes to all", "remove", "decide", "run", "again", "browse", "undo", "duplicate"}
)
"""Verbs whose keys act once, however long they are held down: nobody has read what a repeat would act on."""


def read(wanted: Mapping[str, str]) -> dict[str, tuple[str, ...]]:
    """Return the keys that `[keys]` gives to actions, by the actions' ids. Raises UsageError with the fault."""
    actions = {action.id: action for action in EVERY}
    found: dict[str, tuple[str, ...]] = {}
    for name, keys in wanted.items():
        if name not in actions:
            near = get_close_matches(name, actions, n=1, cutoff=0)
            raise _refused(name, f"there is no such action; the nearest is {near[0]}")
        found[name] = tuple(_key(name, part.strip()) for part in (keys.split(",") if keys != "," else [keys]))
    for name in found:
        _refuse_clash(actions[name], found)
    return found


def own_keys(actions: Sequence[OwnAction], keymap: Mapping[str, tuple[str, ...]]) -> dict[str, OwnAction]:
    """Return the person's own actions by their keys. Raises UsageError for a key that is taken."""
    taken = {key: one.id for one in of_scope(*PAGES, "app", "page", "table") for key in keymap.get(one.id, one.keys)}
    found: dict[str, OwnAction] = {}
    for action in actions:
        if action.key:
            key = _key(action.name, action.key.strip(), "[[action]]")
            if key in taken or key in found:
                other = taken.get(key) or f"“{clean(found[key].name, 60)}”"
                raise _refused(action.name, f"{key_name(key)} is the key of {other}; choose another", "[[action]]")
            found[key] = action
    return found


def _key(name: str, text: str, section: str = "[keys]") -> str:
    """Return Textual's name of a key. Raises UsageError."""
    key = _character_to_key(text) if len(text) == 1 else text
    if key in NEVER:
        raise _refused(name, f"{key} is {NEVER[key]} to a terminal; choose another key", section)
    if key in LISTS:
        raise _refused(name, f"{key} belongs to lists and forms; choose another key", section)
    if len(text) != 1 and key not in KNOWN:
        raise _refused(name, f"“{clean(text, 30)}” is no key; write it as in D, f5, ctrl+e or space", section)
    return key


def _refuse_clash(action: Action, found: Mapping[str, tuple[str, ...]]) -> None:
    """Refuse a key that another action has in the same place. Raises UsageError."""
    mine = set(found[action.id])
    places = PAGES if action.scope in ("app", "page", "table") else {action.scope}
    for other in of_scope(*places, "app", "page", "table"):
        shared = mine & set(found.get(other.id, other.keys))
        if other.id != action.id and shared:
            key = key_name(min(shared))
            raise _refused(action.id, f"{key} is the key of {other.id} there; give that another key first")


def _refused(name: str, why: str, section: str = "[keys]") -> UsageError:
    return UsageError(f"{section} “{clean(name, 60)}” in config.toml: {why}.", field=section.strip("[]"))


def answers(keymap: Mapping[str, tuple[str, ...]], *scopes: str) -> frozenset[str]:
    """Return the keys that answer a question or create an object, and every answer of dialogs of these scopes."""
    found = [one for one in EVERY if one.verb in ANSWERS or (one.scope in scopes and one.method == "action_answer")]
    return frozenset(key for action in found for key in keymap.get(action.id, action.keys))


def once(keymap: Mapping[str, tuple[str, ...]]) -> frozenset[str]:
    """Return the keys that act once, however long they are held down."""
    return frozenset(key for action in EVERY if action.verb in ONCE for key in keymap.get(action.id, action.keys))
