"""Two engines at once: exactly one of them may hold a store, whatever they are in the middle of."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path

from core.engine import engine as engines
from core.engine.guard import EpochLostError
from core.errors import EngineElsewhereError
from tests.torture import scene
from tests.torture.line import Line
from tests.torture.scene import EVE


def run(
    seed: int, count: int, mutant: Callable[[], AbstractContextManager[object]] = nullcontext, name: str = "two engines"
) -> Line:
    """At each point of one engine's sends another one is started; it must be refused, naming the holder."""
    line = Line(name, seed)
    with tempfile.TemporaryDirectory(prefix="overture-torture-") as text, mutant():
        folder = Path(text)
        provider = scene.make(folder, "invitation")
        with scene.workspace(folder, EVE["invitation"]) as ws:
            provider.now = ws.now

            def intrude(point: str) -> None:
                if line.cases >= count:
                    return
                line.cases += 1
                try:
                    with engines.engine(ws, provider, "intruder"):
                        line.fail(point, broken=[f"a second engine began while the first one was at “{point}”"])
                except EngineElsewhereError as error:
                    if "process id" not in error.text:
                        line.fail(point, broken=[f"the refusal does not name the holder: {error.text}"])

            with contextlib.suppress(EpochLostError), engines.engine(ws, provider, "holder") as context:
                provider.point = intrude
                engines.advance(context, EVE["invitation"] + scene.LIFE)
        twice = sum(found > 1 for found in provider.invited.values())
        line.fail("two engines", twice=twice)
    return line
