"""`python -m tests.bench`: ratios of the time that work takes in a far larger store to that in a small one."""

from __future__ import annotations

import argparse
import sys
from importlib.metadata import version

from core.store.database import APSW_VERSION, SQLITE_VERSION
from tests.bench import agency, agency_claims, engine, peers, sends, stores
from tests.bench.app import claims as app_claims
from tests.bench.claims import CLAIMS
from tests.bench.measure import Measured, in_the_agency, measured


def main() -> None:
    """Measure each claim, and print it as soon as it is known."""
    parser = argparse.ArgumentParser(prog="python -m tests.bench")
    parser.add_argument("--only", default="", help="claims whose name holds this")
    only = parser.parse_args().only
    sys.stdout.write(f"{'':<28}{'from':>8} {'to':>8} {'':<10}{'more':>6}{'small':>11}{'large':>11}{'slower':>9}\n")
    for claim in CLAIMS:
        if only in claim.name:
            sys.stdout.write(f"{_line(measured(claim))}\n")
            sys.stdout.flush()
    _agency(only)
    _sends(only)
    _stores(only)
    _engine(only)
    _peers(only)
    _app(only)


def _sends(only: str) -> None:
    """Print the times of one durable send: Overture's, and those of plain APSW and Huey."""
    if only in sends.NAME:
        for found in sends.compared():
            sys.stdout.write(f"{sends.NAME:<28}{found.ours_ms:>10.2f} ms{found.theirs_ms:>10.2f} ms")
            sys.stdout.write(f"{f'x {found.ratio:.2f}':>9}   goal x {sends.GOALS[found.name]}; {found.name}\n")
        sys.stdout.write(f"{'':<28}{sends.HUEY}, APSW {APSW_VERSION}, SQLite {SQLITE_VERSION}\n")
        sys.stdout.flush()


def _stores(only: str) -> None:
    """Print the times of a PostgreSQL server beside those of a file."""
    if any(only in name for name in stores.NAMES):
        for found in stores.compared():
            sys.stdout.write(f"{found.name:<28}{found.file_ms:>10.2f} ms{found.server_ms:>10.2f} ms")
            sys.stdout.write(f"{f'x {found.slower:.1f}':>9}   in a file and on a PostgreSQL server\n")
        sys.stdout.flush()


def _engine(only: str) -> None:
    for line in engine.lines(only):
        sys.stdout.write(f"{line.name:<44}{line.measured:>26}   {line.against:<30}   goal {line.goal}\n")
        sys.stdout.flush()


def _peers(only: str) -> None:
    """Print the times of other tools for the same work."""
    for found in peers.imports(only):
        ours, theirs = found.ours_s * 1000, found.theirs_s * 1000
        sys.stdout.write(f"{found.name:<28}{ours:>10.0f} ms{theirs:>10.0f} ms{f'x {found.slower:.1f}':>9}   ")
        sys.stdout.write(f"goal x {peers.GOAL}; {peers.SQLITE_UTILS}, {peers.ROWS:,} rows\n")
        sys.stdout.flush()


def _agency(only: str) -> None:
    chosen = [claim for claim in agency_claims.CLAIMS if only in claim.name]
    if chosen:
        _head(agency_claims.SMALL)
        _head(agency_claims.LARGE)
    for found in in_the_agency(chosen):
        small, large = found.small_s * 1000, found.large_s * 1000
        sys.stdout.write(f"{found.claim.name:<28}{small:>10.2f} ms{large:>10.2f} ms")
        sys.stdout.write(f"{f'x {found.slower:.1f}':>9}   goal x {found.claim.goal}\n")
        sys.stdout.flush()


def _app(only: str) -> None:
    """Print the costs of the app beside those of Textual alone."""
    if any(only in name for name in app_claims.CLAIMS):
        sys.stdout.write(f"{app_claims.HEADING}; Textual {version('textual')}\n")
    for line in app_claims.lines(only):
        sys.stdout.write(f"{line.name:<36}{line.measured:>16}   {line.against:<34}{line.ratio:>9}   goal {line.goal}\n")
        sys.stdout.flush()


def _head(people: int) -> None:
    world = agency.world(people)
    sys.stdout.write(f"{agency.sizes(world)}\n")
    world.close()


def _line(found: Measured) -> str:
    claim = found.claim
    return (
        f"{claim.name:<28}{claim.small:>8,} {claim.large:>8,} {claim.of:<10}{f'x {found.more}':>6}"
        f"{found.small_s * 1000:>8.2f} ms{found.large_s * 1000:>8.2f} ms{f'x {found.slower:.1f}':>9}"
    )


if __name__ == "__main__":
    main()
