"""The app on a store that was moved says where it is now."""

from __future__ import annotations

from core.store import named_values
from core.store.stamp import MOVED
from core.workspace import Workspace
from tests.tui.support.driving import driven


async def test_the_app_says_where_the_store_is_now(workspace: Workspace) -> None:
    with workspace.store.write() as store:
        named_values.put(store, MOVED, "postgresql://overture@db1/[b]overture")
    workspace.take_values()
    async with driven(workspace) as shown:
        (told,) = shown.said
        assert told.startswith("This store was moved to postgresql://overture@db1/[b]overture: nothing is sent")
