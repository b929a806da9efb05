"""Stores in which two campaigns hold one person: earlier versions drew so, and a rename may join them."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import pytest

from core.store.owners import same_owner
from core.store.views import candidates

OF_THE_MEMBER = f"OR o.member_id IN {same_owner(':member')} AND"


@contextlib.contextmanager
def drawn_as_before(monkeypatch: pytest.MonkeyPatch, *, checked: bool) -> Iterator[None]:
    """Draw without a look at the member's other campaigns; unless `checked`, nobody looks at them later either."""
    assert OF_THE_MEMBER in candidates.FREE
    with monkeypatch.context() as patch:
        patch.setattr(candidates, "FREE", candidates.FREE.replace(OF_THE_MEMBER, "OR 0 AND"))
        if not checked:
            patch.setattr(candidates, "_HELD", "SELECT NULL LIMIT 0 * (?1 + ?2 + ?3 + ?4 + ?5 + ?6)")
        yield
