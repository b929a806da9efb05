"""A process of its own with the app, or a daemon, on a home: `python -m tests.tui.support.app HOME [options]`.

With `--slow STARTED GO` each invitation writes a byte to the descriptor STARTED and then waits until GO is closed;
the clock stops from then on, so that no call is too late, however slow the machine is.
With `--demo`, the demo makes its home in HOME; it has no people, since their story takes long to simulate.
With `--restless DRAWN` each page is read and drawn again without end, and writes a byte to DRAWN each time.
"""

from __future__ import annotations

import argparse
import contextlib
import fcntl
import os
import signal
import sys
import termios
from collections.abc import Iterator
from dataclasses import replace
from unittest.mock import patch

from core.clock import WorkspaceClock, real_now
from core.config import load
from core.daemon.process import run_daemon
from core.demo import scene
from core.network.gateway import Gate, Gateway, Invited
from core.services.provider.gateway import gateway
from core.workspace import Workspace, home_of, opened
from tests.support.stub import Stub
from tests.tui.support.clock import HeldClock
from tests.tui.support.driving import NOW


def options() -> argparse.Namespace:
    """Return the options of the test."""
    parser = argparse.ArgumentParser()
    parser.add_argument("home")
    parser.add_argument("--speed", type=float, default=1.0)
    parser.add_argument("--slow", type=int, nargs=2, metavar=("STARTED", "GO"))
    parser.add_argument("--daemon", action="store_true")
    parser.add_argument("--wait", action="store_true", help="The daemon asks for the engine.")
    parser.add_argument("--config", action="store_true", help="Take [ui] of the home's config.toml.")
    parser.add_argument("--no-engine", action="store_true")
    parser.add_argument("--gallery", action="store_true", help="Show every dialog with hostile texts, then leave.")
    parser.add_argument("--crash", action="store_true", help="Fail as soon as the first page stands.")
    parser.add_argument("--restless", type=int, metavar="DRAWN", help="Read and draw each page again without end.")
    parser.add_argument("--demo", action="store_true", help="Show the demo, with HOME for its temporary files.")
    parser.add_argument("--no-hangup", action="store_true", help="SIGHUP never arrives.")
    return parser.parse_args()


@contextlib.contextmanager
def slow(workspace: Workspace, started: int, go: int) -> Iterator[Gateway]:
    """Yield the network of the workspace; its invitations wait for the test."""
    with gateway(workspace) as inner:

        def invite(account: str, person: str, text: str | None, gate: Gate) -> Invited:
            assert isinstance(workspace.clock, HeldClock)
            workspace.clock.held.set()
            os.write(started, b".")
            os.read(go, 1)
            return inner.invite(account, person, text, gate)

        yield Stub(inner, invite=invite)


def say(words: str) -> None:
    """Print a line for which the test waits."""
    sys.stdout.write(words + "\n")
    sys.stdout.flush()


def run(workspace: Workspace, wanted: argparse.Namespace) -> None:
    """Run the app or the daemon until it ends."""
    if wanted.daemon:
        with gateway(workspace) as network:
            run_daemon(workspace, network, say, wait=wanted.wait)
        return
    from tui.process.run import run_app

    with contextlib.ExitStack() as stack:
        if wanted.slow:
            started, go = wanted.slow
            stack.enter_context(
                patch("core.services.provider.gateway.gateway", lambda opened: slow(opened, started, go))
            )
            stack.enter_context(patch("core.engine.sending.send.SEND_BY_S", 3600.0))
        if wanted.no_engine:
            stack.enter_context(patch("tui.process.run.may_run_engine", lambda _workspace: False))
        if wanted.restless is not None:
            from tests.tui.support.restless import restless

            stack.enter_context(restless(wanted.restless))
        if wanted.gallery:
            from tests.tui.support.gallery import GalleryApp

            stack.enter_context(patch("tui.process.run.OvertureApp", GalleryApp))
        if wanted.crash:
            stack.enter_context(patch("tui.app.OvertureApp.on_ready", fail, create=True))
        run_app(workspace)


def fail(_app: object) -> None:
    """Raise an error that no code of the app expects."""
    raise RuntimeError("a crash that the test wanted")


def main() -> None:
    """Take the terminal as a shell would give it, then run."""
    wanted = options()
    if wanted.no_hangup:
        signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGHUP})
    if os.isatty(0) and os.getsid(0) == os.getpid():
        fcntl.ioctl(0, termios.TIOCSCTTY, 0)
    if wanted.demo:
        from tui.process.demo import run_demo

        with patch("tempfile.tempdir", wanted.home), patch("core.demo.headless.perform"):
            run_demo(1)
        return
    clock = (HeldClock if wanted.slow else WorkspaceClock)(NOW, real_now(), wanted.speed)
    home = home_of(wanted.home)
    config = replace(scene.config(1), mouse=load(home.config).mouse) if wanted.config else scene.config(1)
    with opened(home, config=config, clock=clock, durable=False) as workspace:
        run(workspace, wanted)


if __name__ == "__main__":
    main()
