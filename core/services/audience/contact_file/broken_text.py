"""Text that was once decoded in the wrong encoding ("JÃ¶rg"), repaired by ftfy."""

from __future__ import annotations

import re
from functools import lru_cache

_FOLLOWERS = "\x80-\xbf€‚ƒ„…†‡ˆ‰Š‹ŒŽ‘’“”•–—˜™š›œžŸŚŤŹśťźˇ˘ŁĄŞŻłąşĽ˝ľż"
_SUSPECT = re.compile(f"[Â-ôĂĐĹ][{_FOLLOWERS}]|Ã |√.|¬[\x80-\xff†∞]|[ВГДРС][{_FOLLOWERS}ѓ№]")
"""A lead byte of UTF-8 decoded as a letter, and a continuation byte: quick to find, so that ftfy is rarely run."""


def looks_broken(text: str) -> bool:
    """Return whether a text shows signs of a wrong decoding, so that ftfy is worth running."""
    return not text.isascii() and _SUSPECT.search(text) is not None


@lru_cache(maxsize=8192)
def repair(text: str) -> str:
    """Return the text as it was before the wrong decoding; unchanged if that is not certain."""
    if not looks_broken(text):
        return text
    import ftfy  # 40 ms, and few files need it

    return ftfy.fix_encoding(text)
