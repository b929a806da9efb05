"""The state of the provider and of the API key, according to the provider's answers (table `engine`)."""

from __future__ import annotations

from datetime import datetime

import peewee as pw

from core.store.compiled import Change, given
from core.store.database import Writing
from core.store.tables.workspace import EngineRow

_UP = Change(EngineRow.update({EngineRow.provider_down_since: None, EngineRow.provider_words: ""}))
_WORDS = pw.Case(None, [(EngineRow.key_refused_at.is_null(), given("words"))], EngineRow.provider_words)
_DOWN = Change(EngineRow.update({EngineRow.provider_down_since: given("now"), EngineRow.provider_words: _WORDS}))
_KEY_REFUSED = Change(
    EngineRow.update({EngineRow.key_refused_at: given("now"), EngineRow.provider_words: given("words")})
)
_KEY_WORKS = Change(EngineRow.update({EngineRow.key_refused_at: None}))


def is_up(store: Writing) -> None:
    """Record that the provider answers again."""
    _UP.run(store)


def is_down(store: Writing, now: datetime, words: str) -> None:
    """Record that the provider does not respond correctly, with its words; those of a refused key are not replaced."""
    _DOWN.run(store, now=now, words=words)


def key_is_refused(store: Writing, now: datetime, words: str) -> None:
    """Record that the provider refuses the API key, and its words."""
    _KEY_REFUSED.run(store, now=now, words=words)


def key_works(store: Writing) -> None:
    """Record that the provider accepts the API key."""
    _KEY_WORKS.run(store)
