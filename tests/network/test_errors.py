"""The table of errors: one recorded sample for every row, and what happens outside of it."""

from __future__ import annotations

import pickle

import pytest

from core.network.errors import (
    TABLE,
    WRITES,
    Call,
    ErrorClass,
    ProviderError,
    Rule,
    classify,
    from_answer,
    from_failure,
)
from core.network.sandbox.answers import STATUS, refusal

# (call, type, class): the status and the words are the provider's (PROVIDER 2.1, 2.2).
SAMPLES: list[tuple[Call, str, str]] = [
    ("invite", "already_connected", "done_already"),
    ("invite", "action_already_performed", "done_already"),
    ("invite", "already_invited_recently", "person_wait"),
    ("invite", "cannot_resend_yet", "account_wait"),
    ("invite", "limit_exceeded", "account_wait"),
    ("invite", "connection_limit_reached", "account_wait"),
    ("invite", "cannot_resend_within_24hrs", "account_wait"),
    ("read", "too_many_requests", "transient"),
    ("profile", "too_many_requests", "transient"),
    ("invite", "too_many_requests", "account_wait"),
    ("message", "too_many_requests", "account_wait"),
    ("message", "no_connection_with_recipient", "not_connected"),
    ("chat", "invalid_recipient", "not_connected"),
    ("invite", "invalid_recipient", "person_fail"),
    ("invite", "blocked_recipient", "person_fail"),
    ("profile", "user_unreachable", "person_fail"),
    ("invite", "cannot_invite_attendee", "person_fail"),
    ("profile", "resource_not_found", "person_fail"),
    ("invite", "too_many_characters", "content_fail"),
    ("chat", "invalid_parameters", "content_fail"),
    ("chat", "missing_parameters", "content_fail"),
    ("invite", "malformed_request", "content_fail"),
    ("message", "invalid_message", "content_fail"),
    ("invite", "disconnected_account", "account_stop"),
    ("invite", "disconnected_feature", "account_stop"),
    ("read", "expired_credentials", "account_stop"),
    ("read", "invalid_credentials", "account_stop"),
    ("read", "checkpoint_error", "account_stop"),
    ("read", "multiple_sessions", "account_stop"),
    ("invite", "account_restricted", "account_stop"),
    ("invite", "action_required", "account_stop"),
    ("invite", "session_mismatch", "account_stop"),
    ("read", "missing_credentials", "key_stop"),
    ("read", "insufficient_permissions", "key_stop"),
    ("profile", "feature_not_subscribed", "plan_stop"),
    ("profile", "subscription_required", "plan_stop"),
    ("chat", "insufficient_credits", "plan_stop"),
    ("chat", "not_allowed_inmail", "plan_stop"),
    ("invite", "no_client_session", "not_executed"),
    ("chat", "no_channel", "not_executed"),
    ("message", "no_handler", "not_executed"),
    ("withdraw", "network_down", "not_executed"),
    ("read", "no_client_session", "transient"),
    ("read", "request_timeout", "transient"),
    ("read", "provider_error", "transient"),
    ("invite", "unexpected_error", "uncertain"),
    ("invite", "provider_error", "uncertain"),
    ("message", "service_unavailable", "uncertain"),
    ("withdraw", "request_timeout", "uncertain"),
    ("invite", "feature_not_implemented", "uncertain"),
    ("invite", "invalid_account", "unknown"),
    ("invite", "payment_error", "unknown"),
    ("invite", "resource_not_found", "unknown"),
    ("chat", "unsupported_media_type", "unknown"),
    ("read", "insufficient_privileges", "account_stop"),
    ("read", "resource_access_restricted", "account_stop"),
    ("profile", "resource_access_restricted", "person_fail"),
    ("invite", "resource_access_restricted", "person_fail"),
    ("account", "resource_not_found", "account_stop"),
    ("account", "invalid_resource_identifier", "account_stop"),
    ("account", "too_many_requests", "transient"),
    ("account", "missing_credentials", "key_stop"),
    ("invite", "content_too_large", "content_fail"),
    ("chat", "unescaped_characters", "content_fail"),
]


@pytest.mark.parametrize(("call", "slug", "klass"), SAMPLES)
def test_sample(call: Call, slug: str, klass: str) -> None:
    status, body = refusal(slug)
    error = from_answer(call, status, body)
    assert (error.klass, error.status, error.type) == (ErrorClass(klass), status, slug)
    assert error.words.startswith(str(body["title"]))


def test_account_not_found_is_about_the_account() -> None:
    for call in ("invite", "profile", "read"):
        status, body = refusal("resource_not_found", "Account not found")
        assert from_answer(call, status, body).klass == "account_stop"


def _met(rule: Rule) -> bool:
    answers = [(call, STATUS[slug], slug, "") for call, slug, _ in SAMPLES]
    answers.append(("profile", 404, "resource_not_found", "Account not found"))
    return any(
        next((r for r in TABLE if r.matches(call, status, slug, detail)), None) is rule
        for call, status, slug, detail in answers
    )


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: f"{rule.status}-{rule.klass}")
def test_every_row_decides_a_sample(rule: Rule) -> None:
    assert _met(rule)


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: f"{rule.status}-{rule.klass}")
def test_every_type_of_a_row_has_a_sample(rule: Rule) -> None:
    assert rule.types <= {slug for _, slug, _ in SAMPLES}


@pytest.mark.parametrize(
    ("status", "klass"),
    [(400, "unknown"), (401, "account_stop"), (403, "account_stop"), (404, "unknown"), (409, "unknown"),
     (422, "unknown"), (429, "account_wait"), (408, "uncertain"), (302, "uncertain"), (500, "uncertain"),
     (503, "uncertain"), (599, "uncertain")],
)  # fmt: skip
def test_a_new_type_falls_back_to_the_status(status: int, klass: str) -> None:
    assert classify("invite", status, "something_new") == klass
    assert classify("invite", status, None) == klass


def test_a_known_type_at_another_status_is_not_believed() -> None:
    assert classify("invite", 500, "cannot_resend_yet") == "uncertain"


@pytest.mark.parametrize("status", [200, 400, 404, 422, 429, 502])
def test_no_json_says_nothing(status: int) -> None:
    assert from_answer("invite", status, None).klass == "uncertain"
    assert from_answer("read", status, "a text").klass == "transient"


def test_failure_without_answer() -> None:
    for call in WRITES:
        assert from_failure(call, "refused", byte_left=False).klass == "not_sent"
        assert from_failure(call, "reset", byte_left=True).klass == "uncertain"
    assert from_failure("read", "refused", byte_left=False).klass == "transient"


def test_words_are_clean_and_short() -> None:
    error = ProviderError(ErrorClass.unknown, 400, None, "A\x1b[31m\nred\u202e", "x" * 500)
    assert error.words.startswith("A [31m red : xxx")
    assert len(error.words) == 300
    assert ProviderError(ErrorClass.unknown, 400, "new_one").words == "new_one"


def test_foreign_types_in_the_body() -> None:
    error = from_answer("invite", 422, {"type": 7, "title": None, "detail": ["x"]}, 3.0)
    assert (error.type, error.words, error.klass, error.retry_after) == (None, "", "unknown", 3.0)


def test_error_is_an_exception_like_others() -> None:
    error = ProviderError(ErrorClass.account_wait, 422, "limit_exceeded", "Limit exceeded")
    assert str(error) == "account_wait (422 limit_exceeded): Limit exceeded"
    again = pickle.loads(pickle.dumps(error))  # noqa: S301 - our own bytes
    assert str(again) == str(error)
