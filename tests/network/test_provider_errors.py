"""The table of errors: the examples of docs/provider.md for every row, and answers that are not in it."""

from __future__ import annotations

import pickle

import pytest

from core.network.provider_errors import (
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
from core.network.sandbox.answers import refusal
from tests.network.error_examples import REFUSALS, Refused


@pytest.mark.parametrize("said", REFUSALS, ids=str)
def test_what_the_client_makes_of_a_refusal(said: Refused) -> None:
    error = from_answer(said.call, said.status, said.body)
    assert (error.klass, error.status, error.type) == (ErrorClass(said.klass), said.status, said.type)
    assert error.words.startswith(str(said.body["title"]))


def test_account_not_found_is_about_the_account() -> None:
    for call in ("invite", "profile", "read"):
        status, body = refusal("resource_not_found", "Account not found")
        assert from_answer(call, status, body).klass == "account_stop"


def _decides(said: Refused) -> Rule | None:
    return next((r for r in TABLE if r.matches(said.call, said.status, said.type, said.detail or "")), None)


@pytest.mark.parametrize("said", REFUSALS, ids=str)
def test_no_type_that_is_known_goes_by_its_status_alone(said: Refused) -> None:
    rule = _decides(said)
    assert rule is not None
    assert rule.types or rule.status == 429


def _met(rule: Rule) -> bool:
    fallback: Call = next(iter(rule.calls), "invite")
    unheard = Refused("docs/provider.md#error-types, INF", fallback, rule.status, "something_new", rule.klass)
    return any(_decides(said) is rule for said in (*REFUSALS, unheard))


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: f"{rule.status}-{rule.klass}")
def test_every_row_decides_a_sample(rule: Rule) -> None:
    assert _met(rule)


@pytest.mark.parametrize("rule", TABLE, ids=lambda rule: f"{rule.status}-{rule.klass}")
def test_every_type_of_a_row_has_a_sample(rule: Rule) -> None:
    assert rule.types <= {said.type for said in REFUSALS}


@pytest.mark.parametrize(
    ("status", "klass"),
    [
        (400, "unknown"),
        (401, "account_stop"),
        (403, "account_stop"),
        (404, "unknown"),
        (409, "unknown"),
        (422, "unknown"),
        (429, "account_wait"),
        (408, "uncertain"),
        (302, "uncertain"),
        (500, "uncertain"),
        (503, "uncertain"),
        (599, "uncertain"),
    ],
)
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
