"""The provider's answers as examples: the bodies of docs/provider.md, each with its source.

`optional` are fields that the provider may leave out; the sandbox gives all other fields, too.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Final

Body = dict[str, Any]

ANA: Final = "ACoAAAcDMMQBODyLwZrRcgYhrkCafURGqva0U4E"


@dataclass(frozen=True)
class Example:
    """One documented answer of `call`, a method of the Gateway; `status` is its HTTP status."""

    source: str
    call: str
    body: Body
    status: int = 200
    optional: frozenset[str] = frozenset()

    def __str__(self) -> str:
        return f"{self.source}: {self.call}"


INVITED: Final = Example(
    "docs/provider.md#invitations, U-OAS",
    "invite",
    {"object": "UserInvitationSent", "invitation_id": "7449262477600571392", "usage": 75},
    optional=frozenset({"usage"}),
)
WITHDRAWN: Final = Example("docs/provider.md#invitations, U-OAS", "withdraw", {"object": "InvitationCanceled"})
SENT: Final = Example(
    "docs/provider.md#invitations, U-OAS and live",
    "sent_invitations",
    {
        "object": "InvitationList",
        "items": [
            {
                "object": "InvitationSent",
                "id": "7449262477600571392",
                "invited_user": "Jane Doe",
                "invited_user_id": ANA,
                "invited_user_public_id": "jane-doe",
                "invited_user_description": "CTO at X",
                "invited_user_profile_picture_url": "https://media.example.com/jane",
                "date": "Sent 2 months ago",
                "parsed_datetime": "2026-07-01T10:11:12.000Z",
                "invitation_text": None,
                "inviter": {
                    "inviter_name": "",
                    "inviter_id": "",
                    "inviter_public_identifier": "",
                    "inviter_description": None,
                },
                "specifics": {"provider": "LINKEDIN", "shared_secret": "…"},
            }
        ],
        "cursor": None,
    },
    optional=frozenset({"invited_user_profile_picture_url", "inviter", "specifics"}),
)
RELATIONS: Final = Example(
    "docs/provider.md#invitations, U-OAS; cursor LIVE-P",
    "relations",
    {
        "object": "UserRelationsList",
        "items": [
            {
                "object": "UserRelation",
                "first_name": "Jane",
                "last_name": "Doe",
                "headline": "CTO",
                "public_identifier": "jane-doe",
                "public_profile_url": "https://www.linkedin.com/in/jane-doe/",
                "created_at": 1752148800000,
                "member_id": ANA,
                "member_urn": f"urn:li:fsd_profile:{ANA}",
                "connection_urn": f"urn:li:fsd_connection:{ANA}",
                "profile_picture_url": "https://media.example.com/jane",
            }
        ],
        "cursor": "eyJsaW1pdCI6MTAwLCJzdGFydEluZGV4IjoxMDB9",
    },
    optional=frozenset({"profile_picture_url"}),
)
PROFILE: Final = Example(
    "docs/provider.md#invitations, U-OAS",
    "profile",
    {
        "object": "UserProfile",
        "provider": "LINKEDIN",
        "provider_id": ANA,
        "public_identifier": "jane-doe",
        "first_name": "Jane",
        "last_name": "Doe",
        "headline": "CTO",
        "summary": "…",
        "location": "Paris",
        "websites": [],
        "network_distance": "SECOND_DEGREE",
        "is_relationship": False,
        "is_self": False,
        "is_premium": False,
        "is_open_profile": False,
        "can_send_inmail": True,
        "invitation": {"type": "SENT", "status": "PENDING"},
        "contact_info": {"emails": [], "phones": [], "adresses": [], "socials": [{"type": "", "name": ""}]},
        "profile_picture_url": "https://media.example.com/jane",
        "public_profile_url": "https://www.linkedin.com/in/jane-doe/",
        "follower_count": 0,
        "connections_count": 0,
        "shared_connections_count": 0,
        "work_experience": [
            {
                "position": "CTO",
                "company": "Acme",
                "company_id": "",
                "location": "",
                "description": "",
                "skills": [],
                "current": True,
                "start": None,
                "end": None,
            }
        ],
    },
    optional=frozenset({"summary", "contact_info", "profile_picture_url", "work_experience"}),
)
ME: Final = Example(
    "docs/provider.md#invitations, U-OAS",
    "own_profile",
    {
        "object": "AccountOwnerProfile",
        "provider": "LINKEDIN",
        "provider_id": ANA,
        "entity_urn": f"urn:li:fsd_profile:{ANA}",
        "object_urn": "urn:li:member:123",
        "first_name": "Jane",
        "last_name": "Doe",
        "email": "jane@example.com",
        "premium": True,
        "open_profile": False,
        "public_identifier": "jane-doe",
        "headline": "",
        "location": "",
        "occupation": "",
        "organizations": [],
        "recruiter": None,
        "sales_navigator": None,
    },
)
CHAT_STARTED: Final = Example(
    "docs/provider.md#chats, U-OAS",
    "start_chat",
    {"object": "ChatStarted", "chat_id": "c-1", "message_id": "m-1"},
    201,
)
MESSAGE_SENT: Final = Example(
    "docs/provider.md#chats, U-OAS", "send_message", {"object": "MessageSent", "message_id": "m-1"}, 201
)
CHATS: Final = Example(
    "docs/provider.md#chats, U-OAS",
    "chats",
    {
        "object": "ChatList",
        "items": [
            {
                "object": "Chat",
                "id": "c-1",
                "account_id": "a",
                "account_type": "LINKEDIN",
                "provider_id": "2-c",
                "attendee_provider_id": ANA,
                "name": None,
                "type": 0,
                "timestamp": "2026-07-01T10:11:12.000Z",
                "unread_count": 0,
                "archived": 0,
                "muted_until": None,
                "read_only": 0,
                "subject": "",
                "content_type": "inmail",
                "folder": ["INBOX", "INBOX_LINKEDIN_CLASSIC"],
                "disabledFeatures": [],
            }
        ],
        "cursor": None,
    },
    optional=frozenset({"content_type", "subject"}),
)
MESSAGES: Final = Example(
    "docs/provider.md#chats, U-OAS",
    "messages",
    {
        "object": "MessageList",
        "items": [
            {
                "object": "Message",
                "id": "m-1",
                "chat_id": "c-1",
                "chat_provider_id": "2-c",
                "provider_id": "m-at-linkedin",
                "account_id": "a",
                "text": "Hi",
                "timestamp": "2026-07-01T10:11:12.000Z",
                "is_sender": 1,
                "sender_id": ANA,
                "sender_attendee_id": "s-1",
                "attachments": [],
                "reactions": [],
                "seen": 0,
                "seen_by": {},
                "delivered": 1,
                "edited": 0,
                "hidden": 0,
                "deleted": 0,
                "is_event": 0,
                "behavior": None,
                "original": "…",
                "message_type": "MESSAGE",
                "attendee_type": "MEMBER",
                "attendee_distance": 1,
            }
        ],
        "cursor": None,
    },
)
ACCOUNTS: Final = Example(
    "docs/provider.md#accounts, LIVE-M and LIVE-A",
    "accounts",
    {
        "object": "AccountList",
        "items": [
            {
                "object": "Account",
                "type": "LINKEDIN",
                "id": "a",
                "name": "Jane Doe",
                "created_at": "2026-06-25T08:00:00.000Z",
                "sources": [{"id": "a_MESSAGING", "status": "OK"}],
                "connection_params": {
                    "im": {
                        "id": ANA,
                        "publicIdentifier": "jane",
                        "username": "…",
                        "connection_method": "credentials",
                        "premiumId": None,
                        "premiumFeatures": [],
                        "premiumContractId": None,
                        "organizations": [],
                        "proxy": {"country": "FR"},
                    }
                },
                "groups": [],
            }
        ],
        "cursor": None,
        "total_count": 1,
        "status_counts": {"OK": 1, "CONNECTING": 0, "CREDENTIALS": 0, "STOPPED": 0},
    },
    optional=frozenset({"proxy"}),
)
ACCOUNT: Final = Example(
    "docs/provider.md#accounts, LIVE-M and LIVE-A", "account", ACCOUNTS.body["items"][0], optional=ACCOUNTS.optional
)
LINK: Final = Example(
    "docs/provider.md#accounts, U-OAS and U-SDK1",
    "sign_in_link",
    {"object": "HostedAuthURL", "url": "https://account.example.com/abc"},
)
FOUND: Final = Example(
    "docs/provider.md#searches, U-doc",
    "search",
    {
        "object": "LinkedinSearch",
        "items": [
            {
                "type": "PEOPLE",
                "id": ANA,
                "name": "Jane Doe",
                "first_name": "Jane",
                "last_name": "Doe",
                "member_urn": "urn:li:member:123",
                "public_identifier": "jane-doe",
                "profile_url": "https://www.linkedin.com/in/jane-doe",
                "public_profile_url": "https://www.linkedin.com/in/jane-doe",
                "network_distance": "DISTANCE_2",
                "location": "Paris",
                "headline": "CTO",
                "pending_invitation": False,
                "premium": False,
                "open_profile": False,
                "current_positions": [
                    {
                        "company": "Acme",
                        "company_id": "",
                        "role": "CTO",
                        "location": "",
                        "industry": [],
                        "tenure_at_role": {"years": 1, "months": 2},
                    }
                ],
            }
        ],
        "config": {"params": {}},
        "paging": {"start": 0, "page_count": 10, "total_count": 412},
        "cursor": "…",
    },
    optional=frozenset({"tenure_at_role"}),
)

ANSWERS: Final = (
    INVITED,
    WITHDRAWN,
    SENT,
    RELATIONS,
    PROFILE,
    ME,
    CHAT_STARTED,
    MESSAGE_SENT,
    CHATS,
    MESSAGES,
    ACCOUNTS,
    ACCOUNT,
    LINK,
    FOUND,
)
