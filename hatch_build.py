"""Note, in each package that is built, the commit of which it was made (`overture --version` prints it)."""

from __future__ import annotations

import shutil
import tempfile
from pathlib import Path
from typing import Any

from hatchling.builders.hooks.plugin.interface import BuildHookInterface


class NotedCommit(BuildHookInterface[Any]):
    """Adds the file `core/commit` to wheel and source package; the folder that is built from stays as it is."""

    _folder: str | None = None

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        """Write the file beside the build, where the commit is known."""
        if version == "editable":
            return  # it reads what is checked out
        found = _commit(Path(self.root))
        if found and not Path(self.root, "core", "commit").exists():  # a source package has it already
            self._folder = tempfile.mkdtemp()
            noted = Path(self._folder, "commit")
            noted.write_text(f"{found}\n", encoding="utf-8")
            build_data["force_include"][str(noted)] = "core/commit"

    def finalize(self, version: str, build_data: dict[str, Any], artifact_path: str) -> None:  # noqa: ARG002
        """Remove the file again."""
        if self._folder is not None:
            shutil.rmtree(self._folder)


def _commit(root: Path) -> str:
    """Return the commit as the program itself finds it, without importing the program."""
    names: dict[str, Any] = {"__file__": str(root / "core" / "version.py")}
    exec((root / "core" / "version.py").read_text(encoding="utf-8"), names)  # noqa: S102 - our own file
    return str(names["commit"]())
