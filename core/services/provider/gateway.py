"""Opening the network that the configuration names: the provider, or a sandbox."""

from __future__ import annotations

import contextlib
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from core.errors import RefusedError, UnreachableError, UsageError
from core.loopback import is_loopback
from core.rules.addresses.account_id import LONGEST, is_account_id
from core.services.provider.key import provider_key
from core.text import clean
from core.views.sandbox_view import AccountSettings, FaultRule, LedgerEntry
from core.workspace import Workspace

if TYPE_CHECKING:
    from core.network.gateway import Gateway
    from core.network.sandbox import Sandbox
    from core.network.sandbox.remote_control import Remote


@contextlib.contextmanager
def sandbox(workspace: Workspace) -> Iterator[Sandbox]:
    """Open the embedded sandbox of a home.

    Raises RefusedError for another network, a file that is no sandbox, and with `--readonly`: opening writes the file.
    """
    from core.network.sandbox import Sandbox as Network
    from core.network.sandbox.state import DAMAGED, FOREIGN

    if not workspace.config.embedded:
        raise RefusedError("This home does not use the embedded sandbox.")
    if workspace.store.readonly:
        raise RefusedError("The embedded sandbox keeps a file, so it does not answer with --readonly.", code="readonly")
    path = workspace.home.sandbox
    with _whole(path, FOREIGN):
        network = Network(path, workspace.stamp.seed, durable=workspace.store.durable)
    try:
        with _whole(path, DAMAGED):
            yield network
    finally:
        network.close()


@contextlib.contextmanager
def _whole(path: Path, broken: tuple[type[Exception], ...]) -> Iterator[None]:
    """Raise RefusedError if the sandbox's file is damaged or not Overture's; the store has its own check."""
    try:
        yield
    except broken as error:
        raise RefusedError(
            f"{path} is damaged, or no sandbox of Overture: {error}. Move it away; a new, empty sandbox is then made."
        ) from None


@contextlib.contextmanager
def gateway(workspace: Workspace) -> Iterator[Gateway]:
    """Open the network of a workspace; it is closed afterwards. Raises UnreachableError without a usable key."""
    from core.network import open_gateway

    with contextlib.ExitStack() as stack:
        config = workspace.config
        if config.embedded:
            found = open_gateway.embedded(stack.enter_context(sandbox(workspace)), workspace.now)
        elif config.provider.kind == "sandbox":
            found = open_gateway.loopback(config.provider.address or "", workspace.now)
        else:
            found = open_gateway.unipile(config.provider.base_url or "", provider_key(workspace), workspace.now)
        stack.callback(found.close)
        yield found


@contextlib.contextmanager
def arranged(workspace: Workspace) -> Iterator[Sandbox | Remote]:
    """Open the sandbox of a workspace, embedded or served on this machine, to inspect it and to set up faults.

    Raises RefusedError if the network is the real one, UnreachableError if nobody serves.
    """
    from core.network.open_gateway import SANDBOX_KEY
    from core.network.sandbox.remote_control import Remote

    kind, address = workspace.config.network
    if workspace.config.embedded:
        with sandbox(workspace) as network:
            yield network
        return
    if not is_loopback(address):
        raise RefusedError(f"This workspace's network ({kind}, {address}) is no sandbox.")
    remote = Remote(address, SANDBOX_KEY)
    try:
        yield remote
    finally:
        remote.close()


def ledger(workspace: Workspace) -> list[LedgerEntry]:
    """Return every write that the sandbox carried out, of all clients."""
    with arranged(workspace) as network:
        entries: list[dict[str, Any]] = network.ledger()
    return [LedgerEntry(**entry) for entry in entries]


def faults(workspace: Workspace) -> list[FaultRule]:
    """Return the rules by which the sandbox makes calls fail."""
    with arranged(workspace) as network:
        return [_rule(**rule) for rule in network.faults()]


def add_fault(workspace: Workspace, what: str, rule: dict[str, Any]) -> FaultRule:
    """Add a rule and return it; `Sandbox.fault` describes its fields. Raises UsageError."""
    with arranged(workspace) as network:
        network.fault(what, **rule)
        return _rule(**network.faults()[-1])


def _rule(*, start: str, until: str | None, **rest: Any) -> FaultRule:
    """Return a rule from the sandbox's form, in which moments are ISO texts."""
    end = None if until is None else datetime.fromisoformat(until)
    return FaultRule(start=datetime.fromisoformat(start), until=end, **rest)


def clear_faults(workspace: Workspace) -> int:
    """Delete every rule; return how many there were."""
    with arranged(workspace) as network:
        count = len(network.faults())
        network.clear_faults()
        return count


def set_account(workspace: Workspace, account: str, **changes: Any) -> AccountSettings:
    """Set name, plan, status or weekly_limit of an account of the sandbox; None leaves one unchanged.

    The engine learns of the change at its next check of the account, as from the real provider. Raises UsageError.
    """
    account = clean(account, LONGEST)
    if not is_account_id(account):
        raise UsageError(
            "The id of an account becomes a part of a web address: write one such as acc-1.", field="ACCOUNT"
        )
    wanted = {name: value for name, value in changes.items() if value is not None}
    if not wanted:
        raise UsageError("Give at least one option to change.")
    with arranged(workspace) as network:
        network.configure_account(account, **wanted)
    return AccountSettings(account, **wanted)


def tell_plan(workspace: Workspace, account: str, name: str | None, plan: str) -> None:
    """Give the account of a sandbox its member's plan. Accounts of the real provider have a plan of their own.

    With `name` the account gets an owner of that name, else it keeps its owner. If a served sandbox does not answer
    now, nothing is set, and the sandbox derives owner and plan from the account's id.
    """
    if workspace.config.provider.kind == "sandbox":
        with contextlib.suppress(UnreachableError, RefusedError), arranged(workspace) as network:
            network.configure_account(account, name=name, plan=plan)
