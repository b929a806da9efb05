"""The provider's key: from the environment, a private file, or the system's keyring; never from the store."""

from __future__ import annotations

import importlib
import importlib.util
import logging
import os
import stat
from pathlib import Path
from typing import Final

from core.errors import UnreachableError
from core.files import read_regular
from core.secrets import keep_secret
from core.shell_words import command
from core.workspace import Workspace

KEY_VARIABLE: Final = "OVERTURE_PROVIDER_KEY"
KEYRING_SERVICE: Final = "overture"
LARGEST: Final = 4096
log = logging.getLogger("overture.key")


def provider_key(workspace: Workspace) -> str:
    """Return the key of the provider that `config.toml` names. Raises UnreachableError, whose text never shows it."""
    found = _from_environment() or _from_file(workspace.home.provider_key) or _from_keyring(workspace.stamp.network[1])
    if not found:
        raise UnreachableError(
            f"No provider key: set {KEY_VARIABLE}, or write it into {workspace.home.provider_key} with mode 0600.",
            code="key.missing",
        )
    if not (found.isascii() and found.isprintable() and " " not in found):
        raise UnreachableError(
            f"The provider key in {KEY_VARIABLE} or {workspace.home.provider_key} is not a key: it must be printable "
            "ASCII without spaces. Copy it again from the provider's dashboard.",
            code="key.unusable",
        )
    keep_secret(found)
    return found


def _from_environment() -> str:
    return os.environ.get(KEY_VARIABLE, "").strip()


def _from_file(path: Path) -> str:
    try:
        facts = path.stat()
    except FileNotFoundError:
        return ""
    except OSError as error:
        raise UnreachableError(f"{path} cannot be read: {error.strerror}.", code="key.unusable") from None
    if stat.S_IMODE(facts.st_mode) & 0o077:
        mend = command("chmod", "600", "--", path)
        raise UnreachableError(f"{path} can be read by others. Run: {mend}", code="key.open")
    if facts.st_uid not in (os.geteuid(), 0):
        raise UnreachableError(f"{path} belongs to another user: make it your own, with mode 0600.", code="key.open")
    try:
        return read_regular(path, LARGEST).decode("utf-8").strip()
    except UnicodeDecodeError:
        raise UnreachableError(f"{path} holds no text: write the key alone into it.", code="key.unusable") from None
    except OSError as error:
        raise UnreachableError(f"{path} cannot be read: {error.strerror}.", code="key.unusable") from None


def _from_keyring(address: str) -> str:
    """Return the entry (`overture`, the provider's address) of the keyring, if the extra `keyring` is installed."""
    if importlib.util.find_spec("keyring") is None:
        return ""
    try:
        found = importlib.import_module("keyring").get_password(KEYRING_SERVICE, address)
    except Exception as error:  # noqa: BLE001 - a locked or missing keyring holds no key
        log.warning("The system's keyring gave no key: %s", type(error).__name__)
        return ""
    return found.strip() if isinstance(found, str) else ""
