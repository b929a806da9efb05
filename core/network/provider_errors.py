"""All errors of a call to the network, typed by docs/provider.md#classes-of-errors.

The table is data; `tests/network/error_examples.py` has an answer for each row, which a test checks.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from typing import Final, Literal

from core.text import clean

Call = Literal["invite", "message", "chat", "withdraw", "profile", "account", "read", "link"]
"""Kind of the failed call: POST invite, POST message, POST chat, DELETE invite, GET profile, GET of one account, any
other GET; `link` is a POST that changes nobody (an address for connecting an account).
"""

WRITES: Final[frozenset[Call]] = frozenset({"invite", "message", "chat", "withdraw"})
WORDS_LENGTH: Final = 300
SERVER_FAULT: Final = 500
"""Least HTTP status of an error on the provider's side."""


class ErrorClass(StrEnum):
    """The meaning of an error, and whether it concerns a person, an account or the program."""

    done_already = "done_already"  # person: it is already so; read the profile
    person_wait = "person_wait"  # person: invited or withdrawn lately; if it is not in the sent list, wait 21 days
    account_wait = "account_wait"  # account: a limit of LinkedIn; the person is requeued
    person_fail = "person_fail"  # person: cannot be reached
    content_fail = "content_fail"  # content: this text or request will never pass
    not_connected = "not_connected"  # person: not first degree, so no message
    account_stop = "account_stop"  # account: session lost or restricted; a human reconnects
    key_stop = "key_stop"  # program: the key or its rights
    plan_stop = "plan_stop"  # account and feature: not in the plan
    transient = "transient"  # a read failed and may be repeated
    unreadable = "unreadable"  # a read was answered in JSON that cannot be understood; the provider is up
    not_executed = "not_executed"  # a write: the provider answers that it did not run it
    not_sent = "not_sent"  # a write: proof that no byte left
    uncertain = "uncertain"  # a write: may have happened; only reading can show it
    unknown = "unknown"  # an unknown refusal: counts neither as sent nor as failed


class GateClosed(Exception):  # noqa: N818 - not an error: the gate did its work
    """The program's own refusal at the last moment: proof that nothing was sent."""

    def __init__(self, reason: str) -> None:
        super().__init__(reason)
        self.reason = reason


@dataclass(eq=False)
class ProviderError(Exception):
    """One failed call. `type` has no "errors/" prefix; `retry_after` is in seconds, None if not given."""

    klass: ErrorClass
    status: int | None = None
    type: str | None = None
    title: str = ""
    detail: str = ""
    retry_after: float | None = None
    answered: bool = False
    """True if the provider itself answered, in its own JSON."""

    @property
    def no_answer(self) -> bool:
        """Return whether the provider itself did not answer: no answer, no JSON, or a server error."""
        return not self.answered or (self.status is not None and self.status >= SERVER_FAULT)

    @property
    def words(self) -> str:
        """Return the provider's own words, cleaned, at most 300 characters."""
        said = ": ".join(part for part in (self.title, self.detail) if part) or self.type or ""
        return clean("".join(c if c.isprintable() else " " for c in said), WORDS_LENGTH)

    def __str__(self) -> str:
        return f"{self.klass} ({self.status or 'no answer'} {self.type or '-'}): {self.words}"


@dataclass(frozen=True)
class Rule:
    """One row: these types at this status mean `klass`; no types means any type, no calls means every call.

    `detail` is a lower-case text with which the answer's detail must begin.
    """

    klass: ErrorClass
    status: int
    types: frozenset[str] = frozenset()
    calls: frozenset[Call] = frozenset()
    detail: str = ""

    def matches(self, call: Call, status: int, slug: str | None, detail: str) -> bool:
        return (
            self.status == status
            and (not self.calls or call in self.calls)
            and (not self.types or slug in self.types)
            and detail.lower().startswith(self.detail)
        )


def _row(klass: ErrorClass, status: int, types: str = "", *calls: Call, detail: str = "") -> Rule:
    return Rule(klass, status, frozenset(types.split()), frozenset(calls), detail)


_E = ErrorClass
_WRITES: Final[tuple[Call, ...]] = ("invite", "message", "chat", "withdraw")
_BROKEN: Final = "unexpected_error provider_error authentication_intent_error proxy_error"
TABLE: Final[tuple[Rule, ...]] = (  # the first match wins
    _row(_E.done_already, 422, "already_connected action_already_performed"),
    _row(_E.person_wait, 422, "already_invited_recently"),
    _row(
        _E.account_wait,
        422,
        "cannot_resend_yet limit_exceeded connection_limit_reached cannot_resend_within_24hrs",
    ),
    _row(_E.transient, 429, "", "profile", "account", "read", "link"),
    _row(_E.account_wait, 429),
    _row(_E.not_connected, 422, "no_connection_with_recipient"),
    _row(_E.not_connected, 422, "invalid_recipient", "chat"),
    _row(_E.person_fail, 422, "invalid_recipient blocked_recipient user_unreachable cannot_invite_attendee"),
    # The account is gone, not the person: without this row every person of that account would fail.
    _row(_E.account_stop, 404, "resource_not_found", detail="account not found"),
    _row(_E.account_stop, 404, "resource_not_found invalid_resource_identifier", "account"),
    _row(_E.person_fail, 404, "resource_not_found invalid_resource_identifier", "profile"),
    # One closed profile is no reason to stop the account that read it.
    _row(_E.person_fail, 403, "resource_access_restricted", "profile", "invite", "message", "chat"),
    _row(
        _E.content_fail,
        400,
        "too_many_characters invalid_parameters missing_parameters malformed_request content_too_large "
        "unescaped_characters",
    ),
    _row(_E.content_fail, 422, "invalid_message"),
    _row(
        _E.account_stop,
        401,
        "disconnected_account disconnected_feature expired_credentials invalid_credentials "
        "checkpoint_error multiple_sessions",
    ),
    _row(_E.account_stop, 403, "account_restricted action_required session_mismatch"),
    _row(_E.key_stop, 401, "missing_credentials"),
    _row(_E.key_stop, 403, "insufficient_permissions"),
    _row(_E.plan_stop, 403, "feature_not_subscribed subscription_required"),
    _row(_E.plan_stop, 422, "insufficient_credits not_allowed_inmail"),
    _row(_E.not_executed, 503, "no_client_session no_channel no_handler network_down", *_WRITES),
    # After these, a write may have happened or not; a read is repeated.
    _row(_E.uncertain, 500, _BROKEN, *_WRITES),
    _row(_E.uncertain, 501, "feature_not_implemented", *_WRITES),
    _row(_E.uncertain, 503, "service_unavailable", *_WRITES),
    _row(_E.uncertain, 504, "request_timeout", *_WRITES),
    _row(_E.transient, 500, _BROKEN),
    _row(_E.transient, 501, "feature_not_implemented"),
    _row(_E.transient, 503, "no_client_session no_channel no_handler network_down service_unavailable"),
    _row(_E.transient, 504, "request_timeout"),
    # Known by name, but about features that Overture does not use (mail, posts, payment), or of unknown meaning.
    _row(_E.unknown, 400, "invalid_url limit_too_high"),
    _row(_E.unknown, 404, "resource_not_found invalid_resource_identifier"),
    _row(_E.unknown, 415, "unsupported_media_type"),
    _row(
        _E.unknown,
        422,
        "invalid_account unprocessable_entity invalid_post parent_mail_not_found invalid_reply_subject "
        "invalid_headers send_as_denied invalid_folder invalid_thread limit_too_high unauthorized sender_rejected "
        "recipient_rejected ip_rejected_by_server provider_unreachable account_configuration_error "
        "cant_send_message realtime_client_not_initialized payment_error comments_disabled",
    ),
    _row(
        _E.account_stop,
        401,
        "invalid_checkpoint_solution insufficient_privileges invalid_credentials_but_valid_account_imap "
        "expired_link wrong_account captcha_not_supported invalid_imap_configuration invalid_smtp_configuration",
    ),
    _row(_E.account_stop, 403, "account_mismatch unknown_authentication_context resource_access_restricted"),
    # Unknown types: the provider adds some over time. These two statuses are about the account; stopping one account
    # too many is cheap, and nothing was sent (docs/reliability.md#proof).
    _row(_E.account_stop, 401),
    _row(_E.account_stop, 403),
)


def classify(call: Call, status: int, slug: str | None, detail: str = "") -> ErrorClass:
    """Return the meaning of an unsuccessful answer; `slug` is its type without prefix, None if it had none."""
    for rule in TABLE:
        if rule.matches(call, status, slug, detail):
            return rule.klass
    if 400 <= status < 500 and status != 408:
        return ErrorClass.unknown
    return _no_verdict(call)


def from_answer(
    call: Call, status: int, body: object, retry_after: float | None = None, page: str = ""
) -> ProviderError:
    """Return the error for an unsuccessful answer. `body` is its decoded JSON; only an object counts as JSON.

    `page` is the sentence for an answer without JSON.
    """
    if not isinstance(body, dict):
        said = page or f"HTTP {status} without JSON"
        return ProviderError(_no_verdict(call), status, None, said, "", retry_after)
    slug = _text(body, "type").removeprefix("errors/") or None
    title, detail = _text(body, "title"), _text(body, "detail")
    klass = classify(call, status, slug, detail)
    return ProviderError(klass, status, slug, title, detail, retry_after, answered=True)


def from_failure(call: Call, why: str, *, byte_left: bool) -> ProviderError:
    """Return the error for a call without an answer; `why` is a sentence for people."""
    if call in WRITES and not byte_left:
        return ProviderError(ErrorClass.not_sent, detail=why)
    return ProviderError(_no_verdict(call), detail=why)


def unreadable(call: Call, status: int, why: str) -> ProviderError:
    """Return the error for a success status with an unusable body, such as no JSON: a write may have happened."""
    return ProviderError(_no_verdict(call), status, detail=why)


def misshapen(call: Call, status: int, why: str) -> ProviderError:
    """Return the error for a success status whose JSON lacks a needed part; for a read it concerns only that read."""
    klass = ErrorClass.uncertain if call in WRITES else ErrorClass.unreadable
    return ProviderError(klass, status, detail=why, answered=True)


def _no_verdict(call: Call) -> ErrorClass:
    return ErrorClass.uncertain if call in WRITES else ErrorClass.transient


def _text(body: dict[object, object], name: str) -> str:
    value = body.get(name)
    return value if isinstance(value, str) else ""
