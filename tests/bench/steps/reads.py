"""The functions of the store that read, and calls with suitable values of those that `drive` does not reach."""

from __future__ import annotations

import ast
import contextlib
import importlib
import inspect
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

import core.store
from core.store import outreaches
from core.store.database import Reading
from core.store.views.agenda import Due, Kind
from tests.bench.steps.counting import STORE
from tests.support.world import World

_READS = frozenset(("all", "first", "one", "each", "readable", "rows", "row", "scalar", "each_row"))
_DOORS = ("database.py", "compiled.py")


def names() -> set[str]:
    """Return every function of the store that reads by itself, such as `views.queue_page.lines`."""
    found: set[str] = set()
    for path in Path(STORE).rglob("*.py"):
        if path.name not in _DOORS and path.parent.name not in ("copying", "migrations", "postgres"):
            place = path.relative_to(STORE).with_suffix("").parts
            found |= {".".join((*place, name)) for name in _readers(ast.parse(path.read_text()))}
    return found


def _readers(module: ast.Module) -> set[str]:
    functions = [node for node in module.body if isinstance(node, ast.FunctionDef) and _asks_for_a_door(node)]
    return {node.name for node in functions if any(map(_reads, ast.walk(node)))}


def _asks_for_a_door(function: ast.FunctionDef) -> bool:
    kinds = [ast.unparse(one.annotation) for one in function.args.args if one.annotation is not None]
    return "Reading" in kinds


def _reads(node: ast.AST) -> bool:
    return isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in _READS


def call(world: World, store: Reading, name: str) -> None:
    """Call one of these functions with values that fit its parameters' names. Raises KeyError for an unknown name."""
    module, function = name.rsplit(".", 1)
    called: Callable[..., object] = getattr(importlib.import_module(f"{core.store.__name__}.{module}"), function)
    asked = [parameter for parameter in inspect.signature(called).parameters if parameter != "store"]
    values = _values(world, store)
    given = {parameter: values[parameter] for parameter in asked}
    with contextlib.suppress(LookupError):  # a search that finds nothing costs as much
        called(store, **given)


def _values(world: World, store: Reading) -> dict[str, Any]:
    """Return a value for each name of a parameter."""
    outreach, campaign, member, contact, person = store.rows(
        "SELECT id, campaign_id, member_id, contact_id, person FROM outreach WHERE status = 'invited' ORDER BY id DESC"
    )[0]
    slot, run = store.rows("SELECT slot_id, id FROM run WHERE campaign_id = ? ORDER BY id DESC", campaign)[0]
    (delivery,) = store.rows("SELECT id FROM delivery WHERE outreach_id = ? ORDER BY id DESC", outreach)[0]
    past, now = world.now - timedelta(days=7), world.now
    return {
        **dict.fromkeys(("after", "until", "moment", "since", "before", "first", "at"), past),
        **dict.fromkeys(("last", "now"), now),
        "outreach": outreach,
        "ident": outreach,
        "but": outreach,
        "row": outreaches.get(store, outreach),
        "delivery": delivery,
        "delivery_key": "nobody",
        "campaign": campaign,
        "campaigns": [campaign],
        "one": campaign,
        "other": campaign + 1,
        "member": member,
        "owner": "nobody",
        "source": 1,
        "run": run,
        "runs": [run],
        "slot": slot,
        "slots": [slot],
        "opens": now,
        "contact": contact,
        "contacts": [contact],
        "person": person,
        "people": [person],
        "person_hashes": [person],
        "name": "Person",
        "program": "growth",
        "part": "",
        "step": 0,
        "limit": 20,
        "due": Due(now, Kind.CLOSE, run, member),
        "key": ("send", outreach, ""),
        "kind": "invitation",
        "count": 20,
        "statuses": ["pending"],
        "batch": "",
        "reason": "",
        "keys": ["nobody"],
        "person_hash": "",
        "file": "",
        "day": now.date(),
        "day_start": past,
        "withdrawn_after": past,
        "ids": [outreach],
        "work": "send",
        "item": outreach,
        "account": "acc-ada",
        "archived": False,
        "call": "invitation",
        "status": 422,
        "type_": "",
        "coming": [(slot, campaign, past, now)],
    }
