"""Build wheel and source package, and try each way of installing them in an environment of its own: `make packages`.

Each way has its own folder as HOME, and nothing of this checkout on its paths. A way whose program is not installed is
skipped with a sentence; if a way fails, the exit code is 1. `PYTHON_IMAGE` in the environment names another base image.
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path

ROOT = Path(__file__).parents[1]
IMAGE = "overture-packages-try"
LONGEST_S = 900
PIPX_WITH_MANUALS = (1, 3)
"""The first version of pipx that links manual pages."""


class Lacking(Exception):  # noqa: N818 - nothing is wrong
    """A missing program that one way of installing needs."""


@dataclass
class Try:
    """One way of installing, with its own folder and both packages."""

    folder: Path
    wheel: Path
    source: Path
    environment: dict[str, str] = field(default_factory=dict)

    def run(self, *words: object, cwd: Path | None = None) -> str:
        """Run a command and return its output. Raises CalledProcessError."""
        kept = ("PATH", "LANG", "SSL_CERT_FILE", "PIP_INDEX_URL", "PIP_CONFIG_FILE", "UV_INDEX_URL", "UV_DEFAULT_INDEX")
        passed = {name: os.environ[name] for name in kept if name in os.environ}
        done = subprocess.run(  # noqa: S603 - our own commands
            [str(word) for word in words],
            cwd=cwd or self.folder,
            env={**passed, "HOME": str(self.folder), **self.environment},
            check=True,
            capture_output=True,
            text=True,
            timeout=LONGEST_S,
        )
        return done.stdout

    def need(self, *programs: str) -> str:
        """Return the path of the first of these programs that is installed. Raises Lacking."""
        for program in programs:
            found = shutil.which(program)
            if found is not None:
                return found
        raise Lacking(f"there is no {' or '.join(programs)} here")


def tried(way: Try, overture: object, manual: Path | None) -> str:
    """Check an installation: its version, its manual page, one simulated day."""
    version = way.run(overture, "--version").strip()
    day = json.loads(way.run(overture, "demo", "--headless", "--days", "1", "--json"))
    assert day["days"] == 1, day  # noqa: S101 - this is a test
    page = manual is not None and manual.is_file()
    assert manual is None or page, f"no manual page {manual}"  # noqa: S101
    return f"{version}; demo ran{'; manual page is there' if page else ''}"


def pip(way: Try, package: Path) -> str:
    """Install a package by pip into a new virtual environment."""
    home = way.folder / "venv"
    way.run(sys.executable, "-m", "venv", home)
    way.run(home / "bin" / "pip", "install", "--quiet", "--disable-pip-version-check", package)
    return tried(way, home / "bin" / "overture", home / "share" / "man" / "man1" / "overture.1")


def uv_tool(way: Try) -> str:
    """Try `uv tool install`."""
    uv = way.need("uv")
    bin_folder, tools = way.folder / "bin", way.folder / "tools"
    way.environment = {"UV_TOOL_BIN_DIR": str(bin_folder), "UV_TOOL_DIR": str(tools)}
    way.run(uv, "tool", "install", "--quiet", way.wheel)
    return tried(way, bin_folder / "overture", tools / "overture" / "share" / "man" / "man1" / "overture.1")


def uvx(way: Try) -> str:
    """Try `uvx overture demo`, from the wheel."""
    uv = way.need("uv")
    day = json.loads(way.run(uv, "tool", "run", "--from", way.wheel, "overture", "demo", "--headless", "--json"))
    return f"{day['days']} days of the demo ran"


def pipx(way: Try) -> str:
    """Try `pipx install`; without `--quiet`, which the pipx of Debian 12 does not know."""
    program = way.need("pipx")
    way.environment = {"PIPX_HOME": str(way.folder / "pipx"), "PIPX_BIN_DIR": str(way.folder / "bin")}
    way.environment["PIPX_MAN_DIR"] = str(way.folder / "man")
    way.run(program, "install", way.wheel)
    version = tuple(int(part) for part in way.run(program, "--version").strip().split(".")[:2])
    manual = way.folder / "man" / "man1" / "overture.1" if version >= PIPX_WITH_MANUALS else None
    return tried(way, way.folder / "bin" / "overture", manual)


def container(way: Try) -> str:
    """Build the image of `Containerfile` and run it with a read-only root file system."""
    program = way.need("podman", "docker")
    try:
        way.run(program, "info")
    except subprocess.CalledProcessError:
        raise Lacking(f"{program} is here, but nothing that would run containers answers it") from None
    base = os.environ.get("PYTHON_IMAGE")
    other = ("--build-arg", f"PYTHON={base}") if base else ()
    way.run(program, "build", "--quiet", *other, "--file", "Containerfile", "--tag", IMAGE, ".", cwd=ROOT)
    limits = ("--rm", "--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")
    way.run(program, "run", *limits, IMAGE, "status", "--check")
    return way.run(program, "run", *limits, IMAGE, "--version").strip()


WAYS: Mapping[str, Callable[[Try], str]] = {
    "pip install the wheel": lambda way: pip(way, way.wheel),
    "pip install the source package": lambda way: pip(way, way.source),
    "uv tool install": uv_tool,
    "uvx overture demo": uvx,
    "pipx install": pipx,
    "container": container,
}


def build(folder: Path) -> tuple[Path, Path]:
    """Build both packages; the wheel is built from the source package, as an index would."""
    if (uv := shutil.which("uv")) is not None:
        commands = [[uv, "build", "--quiet", "--out-dir", str(folder), str(ROOT)]]
    else:
        tool = folder / "build"
        commands = [
            [sys.executable, "-m", "venv", str(tool)],
            [str(tool / "bin" / "pip"), "install", "--quiet", "--disable-pip-version-check", "build"],
            [str(tool / "bin" / "python"), "-m", "build", "--outdir", str(folder), str(ROOT)],
        ]
    for command in commands:
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, timeout=LONGEST_S)  # noqa: S603 - our own commands
    (wheel,), (source,) = folder.glob("*.whl"), folder.glob("*.tar.gz")
    return wheel, source


def main() -> int:
    """Try every way; return 1 if one failed."""
    failed = False
    with tempfile.TemporaryDirectory(prefix="overture-packages-") as name:
        folder = Path(name)
        wheel, source = build(folder)
        sys.stdout.write(f"built: {wheel.name} ({wheel.stat().st_size:,} bytes), {source.name}\n")
        for place, (title, way) in enumerate(WAYS.items()):
            own = folder / str(place)
            own.mkdir()
            try:
                said = f"ok: {way(Try(own, wheel, source))}"
            except Lacking as lacking:
                said = f"skipped: {lacking}."
            except (subprocess.SubprocessError, AssertionError) as error:
                failed = True
                said = f"FAILED: {error}\n{getattr(error, 'stderr', '') or ''}"
            sys.stdout.write(f"{title}: {said}\n")
            sys.stdout.flush()
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
