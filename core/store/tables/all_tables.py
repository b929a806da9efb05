"""All tables, each after those that it refers to."""

from __future__ import annotations

from core.store.tables.base import Table
from core.store.tables.campaigns import Campaign, CampaignCount, CampaignName, Slot, Step
from core.store.tables.holds import HeldItem, Hold, PersonWait, ReadingFault, Refusal
from core.store.tables.journal import Journal
from core.store.tables.outreach import Booking, Delivery, ForeignInvitation, Outreach, Reply, Run
from core.store.tables.people import (
    Block,
    Connection,
    Contact,
    ExcludedContact,
    Exclusion,
    FileImport,
    Finder,
    Identity,
    Quarantine,
    Source,
    SourceContact,
)
from core.store.tables.workspace import ChangeStamp, EngineRow, Member, MemberAccount, Setting, Standby

TABLES: tuple[type[Table], ...] = (
    Setting,
    ChangeStamp,
    EngineRow,
    Member,
    MemberAccount,
    Source,
    Contact,
    Identity,
    SourceContact,
    FileImport,
    Finder,
    Block,
    Exclusion,
    ExcludedContact,
    Connection,
    Quarantine,
    Campaign,
    CampaignName,
    CampaignCount,
    Slot,
    Step,
    Run,
    Outreach,
    Booking,
    Delivery,
    ForeignInvitation,
    ReadingFault,
    Reply,
    Journal,
    Hold,
    Refusal,
    PersonWait,
    HeldItem,
    Standby,
)
