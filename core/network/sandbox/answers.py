"""The provider's refusals (docs/provider.md#errors) and its list pages (docs/provider.md#transport)."""

from __future__ import annotations

import base64
import json
from collections.abc import Mapping
from datetime import datetime
from typing import Final

from core.network.sandbox.state import moment

Body = dict[str, object]

BY_STATUS: Final = {
    400: "invalid_parameters malformed_request content_too_large invalid_url too_many_characters "
    "unescaped_characters missing_parameters",
    401: "missing_credentials multiple_sessions invalid_checkpoint_solution checkpoint_error "
    "invalid_credentials expired_credentials insufficient_privileges disconnected_account "
    "disconnected_feature invalid_credentials_but_valid_account_imap expired_link wrong_account "
    "captcha_not_supported invalid_imap_configuration invalid_smtp_configuration",
    403: "account_restricted account_mismatch insufficient_permissions session_mismatch "
    "feature_not_subscribed subscription_required unknown_authentication_context action_required "
    "resource_access_restricted",
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
STATUS: Final = {slug: status for status, slugs in BY_STATUS.items() for slug in slugs.split()}
LATER: Final = "Please try again later."
TITLES: Final = {
    "already_invited_recently": "Should delay new invitation to this recipient",
    "invalid_recipient": "Recipient cannot be reached",
    "resource_not_found": "Resource not found.",
}
DETAILS: Final = {
    "disconnected_account": "The account appears to be disconnected from the provider service.",
    "feature_not_subscribed": "The requested feature has either not been subscribed or not been "
    "authenticated properly.",
    "account_restricted": "Access to this account has been restricted by the provider.",
    "resource_access_restricted": "You don't have access to this resource.",
    "resource_not_found": "The requested resource was not found.",
    "too_many_characters": "The provided content exceeds the character limit.",
    "cannot_resend_yet": f"You have reached a temporary provider limit. {LATER}",
    "already_invited_recently": f"An invitation has already been sent recently to this recipient. {LATER}",
    "no_connection_with_recipient": "The recipient appears not to be first degree connection.",
    "invalid_account": "Provided account is not designed for this feature.",
    "invalid_message": "Provider cannot execute request because of an invalid message.",
    "too_many_requests": f"The provider cannot accept any more requests at the moment. {LATER}",
    "unexpected_error": f"Something went wrong. {LATER}",
    "provider_error": f"The provider is experiencing operational problems. {LATER}",
    "no_client_session": "No client session is currently running.",
    "network_down": f"Network is down on server side. {LATER}",
    "request_timeout": "Request Timeout. Please try again, and if the issue persists, contact support.",
}


class Refusal(Exception):  # noqa: N818 - an answer, not an error of the sandbox
    """A refusal by the provider; `slug` is its error type without the prefix `errors/`."""

    def __init__(self, slug: str, detail: str | None = None) -> None:
        super().__init__(slug)
        self.status, self.body = refusal(slug, detail)


def refusal(slug: str, detail: str | None = None) -> tuple[int, Body]:
    """Return the status and the body of an error; the detail is omitted if the provider gives none."""
    status = STATUS[slug]
    title = TITLES.get(slug) or slug.replace("_", " ").capitalize()
    body: Body = {"status": status, "type": f"errors/{slug}", "title": title}
    said = detail or DETAILS.get(slug)
    return status, body if said is None else {**body, "detail": said}


def stamp(micros: int) -> str:
    """Return a moment in the provider's form: milliseconds and a Z."""
    return moment(micros).replace(tzinfo=None).isoformat(timespec="milliseconds") + "Z"


def window(query: Mapping[str, str], default: int, most: int) -> tuple[int, int]:
    """Return the number of items requested, and the first one's position."""
    limit = _number(query.get("limit"), default)
    if limit > most:
        raise Refusal("limit_too_high")
    if limit < 1:
        raise Refusal("invalid_parameters", "limit must be at least 1")
    return limit, _start(query.get("cursor"))


def page(kind: str, items: list[Body], limit: int, start: int) -> Body:
    """Return a list answer; `items` has one more item than `limit` if there is a next page."""
    cursor = _cursor(limit, start + limit) if len(items) > limit else None
    return {"object": kind, "items": items[:limit], "cursor": cursor}


def page_after(query: Mapping[str, str]) -> str:
    """Return the cursor of the page after the requested one."""
    limit = _number(query.get("limit"), 10)
    return _cursor(limit, _start(query.get("cursor")) + limit)


def _cursor(limit: int, start: int) -> str:
    words = json.dumps({"limit": limit, "startIndex": start}, separators=(",", ":"))
    return base64.urlsafe_b64encode(words.encode()).decode().rstrip("=")


def bound(query: Mapping[str, str], name: str) -> datetime | None:
    """Return `before` or `after`, accepted only in the form with milliseconds and a Z."""
    given = query.get(name)
    if given is None:
        return None
    try:
        at = datetime.fromisoformat(given)
    except ValueError:
        at = None
    if at is None or len(given) != len("2026-07-01T10:11:12.000Z") or not given.endswith("Z"):
        raise Refusal("invalid_parameters", f"{name} must match YYYY-MM-DDTHH:MM:SS.sssZ")
    return at


def _number(given: str | None, default: int) -> int:
    try:
        return default if given is None else int(given)
    except ValueError:
        raise Refusal("invalid_parameters", "limit must be a number") from None


def _start(cursor: str | None) -> int:
    if not cursor:
        return 0
    try:
        start = json.loads(base64.urlsafe_b64decode(cursor + "=" * (-len(cursor) % 4)))["startIndex"]
        return max(0, int(start))
    except (ValueError, KeyError, TypeError):
        raise Refusal("invalid_parameters", "cursor is not valid") from None
