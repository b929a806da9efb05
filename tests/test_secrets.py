"""Secrets are hidden in each spelling that a provider's answer can give them."""

from __future__ import annotations

import json
from urllib.parse import quote

import pytest

from core.secrets import keep_secret, without_secrets

KEY = 'sk7/Zx+W9"\\key=='
KEYS = KEY, "clé-très-sûre😀"


def _numbers(text: str) -> str:
    """Return a text with every character as a number, as JSON may write it too: `k` as `\\u006B`."""
    units = text.encode("utf-16-be")
    return "".join(f"\\u{units[at]:02x}{units[at + 1]:02X}" for at in range(0, len(units), 2))


@pytest.mark.parametrize("key", KEYS)
@pytest.mark.parametrize(
    "spell",
    [
        str,
        str.upper,
        str.lower,
        json.dumps,
        lambda key: json.dumps(json.dumps(key)),
        lambda key: json.dumps(key).replace("/", "\\/"),
        _numbers,
        lambda key: json.dumps(_numbers(key)),
        quote,
        lambda key: quote(key, safe=""),
        lambda key: quote(quote(key, safe=""), safe=""),
    ],
)
def test_a_secret_is_hidden_in_each_spelling(key: str, spell: object) -> None:
    keep_secret(key)
    assert callable(spell)
    assert without_secrets(f"[{spell(key)}]").replace('\\"', "").replace('"', "").strip("\\") == "[***]"


def test_endless_backslashes_are_searched_in_no_time() -> None:
    keep_secret("\\" * 12)
    assert without_secrets("\\" * 200_000).replace("***", "").strip("\\") == ""
