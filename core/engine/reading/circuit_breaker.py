"""The state of the provider, of an account and of the key, as the provider's answers show it."""

from __future__ import annotations

import logging
from datetime import datetime, timedelta

from core.engine.context import Context
from core.engine.epoch import assert_epoch
from core.engine.planning import runs
from core.network.provider_errors import ErrorClass, ProviderError
from core.rules.limits import next_cooldown
from core.seeds import generator
from core.store import journal, members, owners
from core.store.database import Reading, Writing
from core.store.engine import engine_state, provider_state
from core.store.journal import ENGINE
from core.store.members import MemberRow
from core.workspace import Workspace

DOWN_AFTER = 3
"""Consecutive calls without a usable answer after which the provider counts as down."""
THROTTLED = 429
"""HTTP status for too many calls of this account; the provider is up."""
FIRST_WAIT = timedelta(minutes=1)
LONGEST_WAIT = timedelta(minutes=20)
FIRST_CHECK = timedelta(minutes=2)
"""Time until the first check whether a provider that counts as down answers again."""
OFF_AGAIN = timedelta(minutes=30)
"""Time between two checks of an account that is off."""
LONGEST_ASKED = timedelta(hours=72)
"""Longest wait that an answer's `Retry-After` can ask for."""
log = logging.getLogger("overture.engine")


def worked(context: Context, store: Writing, now: datetime) -> None:
    """Record that the provider answered, and end its outage."""
    context.failures_in_a_row = 0
    if not is_down(store):
        return
    provider_state.is_up(store)
    journal.write(store, now, ENGINE, "provider.up")
    log.info("The provider answers again.")


def remember(context: Context) -> None:
    """Restore the provider's state at start: one that was down stays down until it answers this engine.

    A refused key may have been replaced meanwhile, so one account is checked at once.
    """
    with context.store.write() as store:
        assert_epoch(context, store)
        context.failures_in_a_row = DOWN_AFTER if is_down(store) else 0
        if engine_state.conditions(store).key_refused:
            check_soon(store, context.workspace.now())


def read_worked(context: Context, now: datetime) -> None:
    """Call `worked` in its own transaction; costs nothing while calls work."""
    if context.failures_in_a_row == 0:
        return
    with context.store.write() as store:
        assert_epoch(context, store)
        worked(context, store, now)


def failed(context: Context, store: Writing, words: str, now: datetime) -> None:
    """Count a call without a usable answer; after three consecutive ones the provider counts as down."""
    context.failures_in_a_row += 1
    if context.failures_in_a_row < DOWN_AFTER:
        return
    if not is_down(store):
        provider_state.is_down(store, now, words)
        journal.write(store, now, ENGINE, "provider.down", code="provider.down", data={"words": words})
        log.error("The provider is not responding correctly: %s", words)
        check_soon(store, now + FIRST_CHECK)


def check_soon(store: Writing, at: datetime) -> None:
    """Check one account at `at`, then again with a growing wait: the first answer closes the circuit."""
    members.sync_one_soon(store, at)


def is_down(store: Reading) -> bool:
    """Return whether the provider counts as down."""
    return engine_state.conditions(store).provider_down


def backoff(failures: int, seed: str) -> timedelta:
    """Return the wait before the next read: doubling to 20 minutes, with jitter."""
    doubled: int = 2 ** min(failures, 10)
    wait = min(LONGEST_WAIT, FIRST_WAIT * doubled)
    jitter: float = generator("backoff", seed, failures).uniform(0.8, 1.2)
    return wait * jitter


def read_failed(context: Context, store: Writing, member: MemberRow, error: ProviderError, now: datetime) -> timedelta:
    """Record a failed read for a member, and return how long to wait."""
    if error.klass is ErrorClass.account_stop:
        stop_member(context.workspace, store, member, error, now)
        return OFF_AGAIN
    if error.klass is ErrorClass.key_stop:
        stop_all(context.workspace, store, error, now)
        return OFF_AGAIN
    if error.klass is ErrorClass.transient and error.no_answer:
        # An answer about one account, list or person does not mean that the provider is down.
        failed(context, store, error.words, now)
    members.count_failure(store, member.id)
    return max(backoff(member.failures, member.account_id), required_wait(error))


def required_wait(error: ProviderError) -> timedelta:
    """Return the wait that the answer requires (`Retry-After`); 0 without one."""
    return min(timedelta(seconds=error.retry_after or 0.0), LONGEST_ASKED)


def stop_member(workspace: Workspace, store: Writing, member: MemberRow, error: ProviderError, now: datetime) -> None:
    """Stop sending from an account that the network blocks, until it works again."""
    set_state(workspace, store, member, state_of(error), error.words, now)


def state_of(error: ProviderError) -> str:
    """Return the state of a member whose account the network blocks."""
    return "restricted" if error.type == "account_restricted" else "disconnected"


def set_state(workspace: Workspace, store: Writing, member: MemberRow, state: str, words: str, now: datetime) -> None:
    """Store an account's state if it changed, and release its send times if it cannot send."""
    if member.state == state:
        members.set_state_words(store, member.id, words)
        return
    members.set_state(store, member.id, state, words, now)
    log.log(logging.INFO if state == "ok" else logging.ERROR, "The account of %s is %s: %s", member.name, state, words)
    data = {"state": state, "words": words}
    journal.write(store, now, ENGINE, "member.state", member=member.id, data=data)
    if state != "ok":
        runs.give_back_all(workspace, store, now, f"sender.{state}", member=member.id)


def stop_all(workspace: Workspace, store: Writing, error: ProviderError, now: datetime) -> None:
    """Stop all sending because the provider refuses the key, until a person replaces it."""
    if not engine_state.conditions(store).key_refused:
        provider_state.key_is_refused(store, now, error.words)
        journal.write(store, now, ENGINE, "key.refused", code="key.refused", data={"words": error.words})
        log.error("The provider refuses the API key: %s", error.words)
        runs.give_back_all(workspace, store, now, "key.refused")


def key_works(store: Writing, now: datetime) -> None:
    """Record that the key works, since an account could be read."""
    if engine_state.conditions(store).key_refused:
        provider_state.key_works(store)
        journal.write(store, now, ENGINE, "key.works")


def cool_down(
    workspace: Workspace, store: Writing, member: MemberRow, error: ProviderError, now: datetime, step: int
) -> None:
    """Rest a member for whom the network reports a reached limit: no invitation for 6 h, doubling to 72 h.

    If the answer was about a message, the send times of messages are released, too. The wait does not double while the
    member already rests.
    """
    previous = timedelta(seconds=member.cooldown_s) if member.cooldown_s else None
    rests = member.cooldown_until is not None and member.cooldown_until > now
    wait = previous if rests and previous is not None else next_cooldown(previous)
    asked = now + required_wait(error)
    until = max(asked, member.cooldown_until if rests and member.cooldown_until is not None else now + wait)
    owners.cool_down(store, member.id, until, int(wait.total_seconds()))
    data = {"until": until.isoformat(), "words": error.words}
    journal.write(store, now, ENGINE, "limit.network", member=member.id, code="limit.network", data=data)
    runs.give_back_all(workspace, store, now, "limit.network", member=member.id, kind=None if step else "invitation")
