"""The systemd unit of the daemon, as a user's service or the system's: `overture daemon --print-unit`."""

from __future__ import annotations

import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

SYSTEM_HOME = Path("/var/lib/overture")
HOMES = ("/home", "/root", "/run/user")
"""Folders that ProtectHome hides; the option is left out if the program or the workspace is in one."""
BOTH = """\
NoNewPrivileges=yes
LockPersonality=yes
RestrictRealtime=yes
RestrictSUIDSGID=yes
RestrictNamespaces=yes
RestrictAddressFamilies=AF_UNIX AF_INET AF_INET6
SystemCallArchitectures=native
SystemCallFilter=@system-service
SystemCallErrorNumber=EPERM
UMask=0077
"""
SYSTEM_ONLY = """\
CapabilityBoundingSet=
PrivateDevices=yes
PrivateTmp=yes
ProtectClock=yes
ProtectControlGroups=yes
ProtectHostname=yes
ProtectKernelLogs=yes
ProtectKernelModules=yes
ProtectKernelTunables=yes
ProtectProc=invisible
ProtectSystem=strict
RemoveIPC=yes
"""
"""Options that a user's own service manager cannot set up without privileges."""


def unit(home: Path, *, system: bool, standby: bool = False, health_port: int | None = None) -> str:
    """Return the text of the unit for a home."""
    options = _options(health_port, standby=standby)
    return "\n".join([*_unit_section(system=system), "", *_service(home, options, system=system), ""]) + (
        f"\n[Install]\nWantedBy={'multi-user' if system else 'default'}.target"
    )


def _unit_section(*, system: bool) -> Iterator[str]:
    yield "[Unit]"
    yield "Description=Overture, LinkedIn invitation campaigns"
    yield "Documentation=man:overture(1)"
    if system:
        yield "Wants=network-online.target"
        yield "After=network-online.target time-sync.target"
    yield "# After five crashes in ten minutes Overture starts in safe mode: `overture resume` ends it."
    yield "StartLimitIntervalSec=0"


def _options(health_port: int | None, *, standby: bool) -> list[str]:
    return [*(["--standby"] if standby else []), *([] if health_port is None else ["--health-port", str(health_port)])]


def _service(home: Path, options: list[str], *, system: bool) -> Iterator[str]:
    yield "[Service]"
    yield "Type=notify"
    yield "NotifyAccess=main"
    yield f"ExecStart={' '.join(map(_quoted, [*_program(), '--home', str(home), 'daemon', *options]))}"
    yield "ExecReload=/bin/kill -HUP $MAINPID"
    yield "# Wrong use (2) and a refusal (5) need a person; everything else is tried again."
    yield "Restart=on-failure"
    yield "RestartPreventExitStatus=2 5"
    yield "RestartSec=10"
    yield "WatchdogSec=60"
    yield "# A large store is checked before the engine is ready; a call in flight takes 75 s at the most."
    yield "TimeoutStartSec=infinity"
    yield "TimeoutStopSec=120"
    yield "KillMode=mixed"
    yield "# The watchdog kills with SIGABRT, and a core dump would contain the provider's key."
    yield "LimitCORE=0"
    if system:
        yield "User=overture"
        if home == SYSTEM_HOME:
            yield "StateDirectory=overture"
            yield "StateDirectoryMode=0700"
        else:
            yield f"ReadWritePaths={_quoted(str(home))}"
        inside = any(Path(word).is_relative_to(place) for word in (_program()[0], home) for place in HOMES)
        yield f"ProtectHome={'read-only' if inside else 'yes'}"
        yield from SYSTEM_ONLY.splitlines()
    yield from BOTH.splitlines()


def _program() -> list[str]:
    """Return the command line that starts Overture: the installed program, else this Python."""
    found = shutil.which(sys.argv[0])
    if found is not None and Path(found).name == "overture":
        return [str(Path(found).absolute())]
    return [sys.executable, "-m", "core"]


def _quoted(word: str) -> str:
    """Quote a word so that systemd takes it literally, without expanding a specifier or variable in it."""
    text = word.replace("%", "%%").replace("$", "$$")
    if all(character.isalnum() or character in "/._-=:@%$+," for character in text):
        return text
    return '"' + text.replace("\\", "\\\\").replace('"', '\\"') + '"'
