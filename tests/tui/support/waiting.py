"""Waiting until an app rests, by looking at its event loop: Textual's pilot sends a message to every widget instead.

It also compares processor time with the clock, in steps of several milliseconds. Both together took a tenth of a
test's processor time, and a fifth where a test presses many keys.
"""

from __future__ import annotations

import asyncio
from collections.abc import Iterator

from textual.app import App
from textual.message_pump import MessagePump
from textual.pilot import Pilot

STUCK_S = 0.002
"""Seconds between two looks at a widget that waits for something else than messages, such as a thread."""


async def quiet(*_seconds: float) -> None:
    """Wait until nothing is left to run on the event loop; in place of `textual._wait.wait_for_idle`."""
    ready = asyncio.get_running_loop()._ready  # type: ignore[attr-defined]
    await asyncio.sleep(0)
    while ready:
        await asyncio.sleep(0)


async def all_messages_done(pilot: Pilot[object], timeout: float = 0) -> bool:
    """Wait until the app, its top screen and their widgets wait for messages; in place of `Pilot._wait_for_screen`."""
    app = pilot.app
    await quiet()
    while not (app._exception or app._exit) and (  # an app that ends may wait for a thread
        app._resize_timer or app._batch_count or any(_at_work(pump) for pump in _pumps(app))
    ):
        await asyncio.sleep(STUCK_S)
        await quiet()
    return app._exception is None


def _pumps(app: App[object]) -> Iterator[MessagePump]:
    yield app
    if app.screen_stack:
        yield from app.screen.walk_children(with_self=True)


def _at_work(pump: MessagePump) -> bool:
    """Return whether a widget is in the middle of a message: it does not wait for the next one."""
    if not pump._running or pump._closing or pump._closed:
        return False
    return not pump._message_queue.ready_event._waiters


WAITS = (
    ("textual.pilot.Pilot._wait_for_screen", all_messages_done),
    ("textual.pilot.wait_for_idle", quiet),
    ("textual.app.wait_for_idle", quiet),
)
"""The places of Textual's own functions, and what replaces them."""
