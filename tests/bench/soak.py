"""`python -m tests.bench.soak [--weeks N] [--speed S]`: one daemon for weeks of its clock, and its resources.

A line for each sixth of the time: the daemon's memory, open files and threads, and the sizes of the store, its log, the
program's logs and the copies. `/metrics` and `status --check` are read at each line, as a monitor would.
"""

from __future__ import annotations

import argparse
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from core.clock import SteppedClock
from core.network.sandbox import Sandbox
from core.services.audience import import_contacts
from core.services.campaigns import lifecycle
from core.services.maintenance import verify
from core.services.members import members
from core.store.upkeep import kept_backups
from core.workspace import home_of, opened
from tests.support.draft import INVITATION, WELCOME, draft, slot
from tests.support.oracle import Entry, people_twice
from tests.support.processes import CONFIG
from tests.support.world import SEED, START, slugs

WEEKS, SPEED, PARTS = 30, 10_000, 6
MEMBERS = ("Ada Wong", "Ben Ito", "Cleo Marsh")
WORKDAYS = ("mon", "tue", "wed", "thu", "fri")
PEOPLE = 3_200
"""People of each member's source: more than 100 for each week, so that no source runs out."""


@dataclass(frozen=True)
class Held:
    """Resources of the daemon and its home at one moment; sizes in bytes."""

    week: float
    memory: int
    files: int
    threads: int
    store: int
    log: int
    """The store's write-ahead log."""
    logs: int
    """`overture.log` and `events.jsonl` with the older ones that are kept."""
    copies: int
    """Backups that are kept; the engine makes one in an hour of real time."""
    sent: int
    verdict: str


def fill(folder: Path, speed: float) -> None:
    """Make a home with three members and a campaign for each, whose clock runs `speed` times as fast as real time."""
    home = home_of(folder)
    home.make()
    home.config.write_text(CONFIG.format(start=START.isoformat(), speed=speed, seed=SEED))
    with opened(home, clock=SteppedClock(START), durable=False) as workspace:
        sandbox = Sandbox(home.sandbox, SEED, durable=False)
        for name in MEMBERS:
            account = name.split()[0].lower()
            sandbox.configure_account(account, name=name, premium=True)
            members.add(workspace, name, account, plan="premium", ramp=False)
            path = folder / f"{account}.csv"
            rows = [f"Group,Person,https://www.linkedin.com/in/{slug}" for slug in slugs(account, PEOPLE)]
            path.write_text("\n".join(["First Name,Last Name,URL", *rows]), encoding="utf-8")
            import_contacts.import_file(workspace, path, account)
            plan = draft(
                name=account,
                source=account,
                sender=account,
                approval="off",
                cohort=25,
                slots=(slot("09:00", 300, WORKDAYS),),
                steps=(INVITATION, WELCOME),
            )
            lifecycle.start(workspace, str(lifecycle.create(workspace, plan)))
        sandbox.close()


def entries(path: Path) -> list[Entry]:
    """Return each write that the sandbox carried out."""
    sandbox = Sandbox(path, SEED, durable=False)
    try:
        return [Entry(**entry) for entry in sandbox.ledger()]  # type: ignore[arg-type]
    finally:
        sandbox.close()


def sizes(*paths: Path) -> int:
    """Return the bytes of the files that exist."""
    return sum(path.stat().st_size for path in paths if path.is_file())


def held(folder: Path, child: subprocess.Popen[bytes], port: int, week: float) -> Held:
    """Read the present resources; the process's own come from /proc."""
    home, proc = home_of(folder), Path("/proc") / str(child.pid)
    status = dict(line.split(":", 1) for line in (proc / "status").read_text().splitlines() if ":" in line)
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=30) as answer:
        figures = answer.read().decode()
    sent = sum(float(line.rsplit(" ", 1)[1]) for line in figures.splitlines() if line.startswith("overture_sent_total"))
    check = subprocess.run(
        [sys.executable, "-m", "core", "--home", str(folder), "status", "--check"], capture_output=True, text=True
    )
    return Held(
        week,
        int(status["VmRSS"].split()[0]) * 1024,
        len(list((proc / "fd").iterdir())),
        int(status["Threads"]),
        sizes(home.store),
        sizes(home.store.with_name(home.store.name + "-wal")),
        sizes(*folder.glob("overture.log*"), *folder.glob("events.jsonl*")),
        len(list(kept_backups.own(home))),
        round(sent),
        f"{check.returncode} {check.stdout.strip()}",
    )


def say(line: str) -> None:
    """Print a line at once."""
    sys.stdout.write(f"{line}\n")
    sys.stdout.flush()


def told(seen: Held) -> str:
    """Return the resources at one moment as a line of the report."""
    mb = 1 << 20
    return (
        f"week {seen.week:4.1f}   memory {seen.memory / mb:5.1f} MB   files {seen.files:3}   threads {seen.threads:2}"
        f"   store {seen.store / mb:5.1f} MB   log {seen.log / mb:4.1f} MB   logs {seen.logs / mb:4.1f} MB   "
        f"copies {seen.copies:2}   sent {seen.sent:6}   check {seen.verdict}"
    )


def live(folder: Path, weeks: float, speed: float) -> list[Held]:
    """Run one daemon until its fast clock has passed some weeks; print and return its resources after each sixth."""
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    words = ["core", "--home", str(folder), "daemon", "--health-port", str(port)]
    child = subprocess.Popen([sys.executable, "-m", *words], stdout=subprocess.DEVNULL)
    seen: list[Held] = []
    began = time.monotonic()
    try:
        for part in range(1, PARTS + 1):
            until = began + timedelta(weeks=weeks * part / PARTS).total_seconds() / speed
            child_ended = child_ends(child, until - time.monotonic())
            if child_ended is not None:
                raise SystemExit(f"The daemon ended by itself, with exit code {child_ended}.")
            seen.append(held(folder, child, port, (time.monotonic() - began) * speed / (7 * 86_400)))
            say(told(seen[-1]))
    finally:
        child.send_signal(signal.SIGTERM)
        say(f"SIGTERM: exit code {child.wait(120)}")
    return seen


def child_ends(child: subprocess.Popen[bytes], seconds: float) -> int | None:
    """Return the exit code of a child that ends within `seconds`, or None."""
    try:
        return child.wait(max(0.0, seconds))
    except subprocess.TimeoutExpired:
        return None


def main() -> int:
    """Run the soak; exit 1 if the recount differs afterwards."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--weeks", type=float, default=WEEKS, help="weeks of the daemon's own clock")
    parser.add_argument("--speed", type=float, default=SPEED, help="its seconds in a real second")
    wanted = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="overture-soak-") as name:
        folder = Path(name) / "home"
        fill(folder, wanted.speed)
        live(folder, wanted.weeks, wanted.speed)
        with opened(home_of(folder)) as workspace:
            result = verify.verify(workspace)
            twice = people_twice(entries(workspace.home.sandbox))
    say(f"recount: {len(result.differences)} differences; people contacted twice: {len(twice)}")
    return 1 if result.differences or twice else 0


if __name__ == "__main__":
    sys.exit(main())
