"""An example of each error type of docs/provider.md#error-types; those that were seen are quoted literally."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final

from core.network.provider_errors import Call

Body = dict[str, object]

DOC: Final = "docs/provider.md#errors-seen, U-OAS"
LIVE: Final = "docs/provider.md#errors-seen, LIVE-E"
LATER: Final = "Please try again later."


@dataclass(frozen=True)
class Refused:
    """An error answer to a call; `klass` is the error that the client must make of it."""

    source: str
    call: Call
    status: int
    type: str
    klass: str
    title: str | None = None
    detail: str | None = None

    @property
    def body(self) -> Body:
        """Return the answer's JSON; if no source gives a title, it is the type in words."""
        title = self.title or self.type.replace("_", " ").capitalize()
        body: Body = {"status": self.status, "type": f"errors/{self.type}", "title": title}
        return body if self.detail is None else {**body, "detail": self.detail}

    def __str__(self) -> str:
        return f"{self.source}: {self.call} {self.status} {self.type}"


QUOTED: Final = (
    Refused(
        "docs/provider.md#errors-seen, LIVE-M", "read", 401, "missing_credentials", "key_stop", "Missing credentials"
    ),
    Refused(
        DOC,
        "invite",
        401,
        "disconnected_account",
        "account_stop",
        "Disconnected account",
        "The account appears to be disconnected from the provider service.",
    ),
    Refused(
        DOC,
        "profile",
        403,
        "feature_not_subscribed",
        "plan_stop",
        detail="The requested feature has either not been subscribed or not been authenticated properly.",
    ),
    Refused(
        DOC,
        "invite",
        403,
        "account_restricted",
        "account_stop",
        detail="Access to this account has been restricted by the provider.",
    ),
    Refused(
        DOC,
        "profile",
        403,
        "resource_access_restricted",
        "person_fail",
        detail="You don't have access to this resource.",
    ),
    Refused(DOC, "read", 404, "resource_not_found", "account_stop", "Resource not found.", "Account not found"),
    Refused(
        DOC,
        "message",
        404,
        "resource_not_found",
        "unknown",
        "Resource not found.",
        "Account, chat or thread not found",
    ),
    Refused(
        "docs/provider.md#errors-seen, 1src",
        "read",
        404,
        "resource_not_found",
        "unknown",
        "Resource not found.",
        "Attendee not found",
    ),
    Refused(
        "docs/provider.md#errors-seen, U-OAS and FIELD",
        "invite",
        400,
        "too_many_characters",
        "content_fail",
        detail="The provided content exceeds the character limit.",
    ),
    Refused(
        LIVE,
        "invite",
        422,
        "cannot_resend_yet",
        "account_wait",
        "Cannot resend yet",
        f"You have reached a temporary provider limit. {LATER}",
    ),
    Refused(
        LIVE,
        "invite",
        422,
        "already_invited_recently",
        "person_wait",
        "Should delay new invitation to this recipient",
        f"An invitation has already been sent recently to this recipient. {LATER}",
    ),
    Refused(
        "docs/provider.md#errors-seen, U-OAS",
        "invite",
        422,
        "invalid_recipient",
        "person_fail",
        "Recipient cannot be reached",
    ),
    Refused(
        DOC,
        "chat",
        422,
        "invalid_recipient",
        "not_connected",
        "Recipient cannot be reached",
        "The recipient appears not to be first degree connection.",
    ),
    Refused(LIVE, "invite", 422, "limit_exceeded", "account_wait", "Limit exceeded"),
    Refused(
        "docs/provider.md#errors-seen, INF", "invite", 422, "already_connected", "done_already", "Already connected"
    ),
    Refused(
        DOC,
        "invite",
        422,
        "invalid_account",
        "unknown",
        detail="Provided account is not designed for this feature.",
    ),
    Refused(
        DOC,
        "message",
        422,
        "invalid_message",
        "content_fail",
        detail="Provider cannot execute request because of an invalid message.",
    ),
    Refused(
        DOC,
        "invite",
        429,
        "too_many_requests",
        "account_wait",
        "Too many requests",
        f"The provider cannot accept any more requests at the moment. {LATER}",
    ),
    Refused(DOC, "invite", 500, "unexpected_error", "uncertain", detail=f"Something went wrong. {LATER}"),
    Refused(
        DOC,
        "invite",
        500,
        "provider_error",
        "uncertain",
        detail=f"The provider is experiencing operational problems. {LATER}",
    ),
    Refused(DOC, "invite", 503, "no_client_session", "not_executed", detail="No client session is currently running."),
    Refused(DOC, "withdraw", 503, "network_down", "not_executed", detail=f"Network is down on server side. {LATER}"),
    Refused(
        DOC,
        "invite",
        504,
        "request_timeout",
        "uncertain",
        detail="Request Timeout. Please try again, and if the issue persists, contact support.",
    ),
)
"""The errors of docs/provider.md#errors-seen, whose words are known."""

TYPES: Final[dict[int, str]] = {
    400: "invalid_parameters malformed_request content_too_large invalid_url too_many_characters "
    "unescaped_characters missing_parameters limit_too_high",
    401: "missing_credentials multiple_sessions invalid_checkpoint_solution checkpoint_error invalid_credentials "
    "expired_credentials insufficient_privileges disconnected_account disconnected_feature "
    "invalid_credentials_but_valid_account_imap expired_link wrong_account captcha_not_supported "
    "invalid_imap_configuration invalid_smtp_configuration",
    403: "account_restricted account_mismatch insufficient_permissions session_mismatch feature_not_subscribed "
    "subscription_required unknown_authentication_context action_required resource_access_restricted",
    404: "resource_not_found invalid_resource_identifier",
    415: "unsupported_media_type",
    422: "invalid_account invalid_recipient no_connection_with_recipient blocked_recipient user_unreachable "
    "unprocessable_entity action_already_performed invalid_message invalid_post not_allowed_inmail "
    "insufficient_credits cannot_resend_yet cannot_resend_within_24hrs limit_exceeded already_invited_recently "
    "cannot_invite_attendee parent_mail_not_found invalid_reply_subject invalid_headers send_as_denied "
    "invalid_folder invalid_thread limit_too_high unauthorized sender_rejected recipient_rejected "
    "ip_rejected_by_server provider_unreachable account_configuration_error cant_send_message "
    "realtime_client_not_initialized already_connected payment_error comments_disabled connection_limit_reached",
    429: "too_many_requests",
    500: "unexpected_error provider_error authentication_intent_error proxy_error",
    501: "feature_not_implemented",
    503: "no_client_session no_channel no_handler network_down service_unavailable",
    504: "request_timeout",
}
"""All types of docs/provider.md#error-types."""

CLASSES: Final[dict[str, str]] = {
    "done_already": "already_connected action_already_performed",
    "person_wait": "already_invited_recently",
    "account_wait": "cannot_resend_yet limit_exceeded connection_limit_reached cannot_resend_within_24hrs "
    "too_many_requests",
    "not_connected": "no_connection_with_recipient",
    "person_fail": "invalid_recipient blocked_recipient user_unreachable cannot_invite_attendee "
    "resource_access_restricted",
    "content_fail": "too_many_characters invalid_parameters missing_parameters malformed_request content_too_large "
    "unescaped_characters invalid_message",
    "key_stop": "missing_credentials insufficient_permissions",
    "plan_stop": "feature_not_subscribed subscription_required insufficient_credits not_allowed_inmail",
    "not_executed": "no_client_session no_channel no_handler network_down",
}
"""Classes of errors of an invitation (docs/provider.md#classes-of-errors); types not named here go by their status."""

BY_STATUS: Final = {
    401: "account_stop",
    403: "account_stop",
    500: "uncertain",
    501: "uncertain",
    503: "uncertain",
    504: "uncertain",
}
"""Class of an unnamed type by status; at any other status it is `unknown`: never counted as sent, never as failed."""


def _invited(status: int, slug: str) -> Refused:
    named = next((klass for klass, slugs in CLASSES.items() if slug in slugs.split()), None)
    return Refused(
        "docs/provider.md#classes-of-errors", "invite", status, slug, named or BY_STATUS.get(status, "unknown")
    )


NAMED: Final = tuple(_invited(status, slug) for status, slugs in TYPES.items() for slug in slugs.split())
"""Every type of docs/provider.md#error-types, as the answer to an invitation."""

_BY_CALL: Final[tuple[tuple[Call, int, str, str], ...]] = (
    ("read", 429, "too_many_requests", "transient"),
    ("profile", 429, "too_many_requests", "transient"),
    ("account", 429, "too_many_requests", "transient"),
    ("message", 429, "too_many_requests", "account_wait"),
    ("profile", 404, "resource_not_found invalid_resource_identifier", "person_fail"),
    ("account", 404, "resource_not_found invalid_resource_identifier", "account_stop"),
    ("chat", 422, "invalid_recipient no_connection_with_recipient", "not_connected"),
    ("chat", 503, "no_client_session no_channel no_handler network_down", "not_executed"),
    ("message", 503, "no_client_session no_channel no_handler network_down", "not_executed"),
    ("withdraw", 503, "no_client_session no_channel no_handler network_down", "not_executed"),
    ("chat", 503, "service_unavailable", "uncertain"),
    ("message", 503, "service_unavailable", "uncertain"),
    ("withdraw", 503, "service_unavailable", "uncertain"),
    ("read", 503, "no_client_session no_channel no_handler network_down service_unavailable", "transient"),
    ("read", 500, "unexpected_error provider_error authentication_intent_error proxy_error", "transient"),
    ("read", 501, "feature_not_implemented", "transient"),
    ("read", 504, "request_timeout", "transient"),
    ("read", 403, "resource_access_restricted", "account_stop"),
    ("chat", 415, "unsupported_media_type", "unknown"),
)

OTHER: Final = tuple(
    Refused("docs/provider.md#classes-of-errors, INF", call, status, slug, klass)
    for call, status, slugs, klass in _BY_CALL
    for slug in slugs.split()
)
"""Types whose meaning depends on the call."""

REFUSALS: Final = (*QUOTED, *NAMED, *OTHER)
