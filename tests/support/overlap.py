"""Stores in which two campaigns hold one person: earlier versions drew people so, and a rename may cause it."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator

import peewee as pw
import pytest

from core.store.compiled import Select
from core.store.tables.outreach import Outreach
from core.store.views import candidates


@contextlib.contextmanager
def drawn_as_before(monkeypatch: pytest.MonkeyPatch, *, checked: bool) -> Iterator[None]:
    """Draw as earlier versions did, unchecked against the member's other campaigns; gates check only if `checked`."""
    with monkeypatch.context() as patch:
        patch.setattr(candidates, "held_by_member", lambda: pw.SQL("FALSE"))
        patch.setattr(candidates, "_candidates", lambda shape: Select(candidates._free(shape), candidates.Candidate))
        if not checked:
            patch.setattr(candidates, "_HELD", Select(Outreach.select(Outreach.id).where(pw.SQL("FALSE")), int))
        yield
