"""The members, sources and people that a change concerns, so that a list of campaigns is read again only for those.

Each statement that changes rows may say with `about` which member, source or person it concerns; one that says nothing
concerns everything. `Writing` collects these, and raises their stamps before the commit
(`core/store/changes/change_stamps.py`).
"""

from __future__ import annotations

from typing import NamedTuple


class Touch(NamedTuple):
    """One row that was changed, or to which a changed row belongs, by its table and id."""

    kind: str
    ident: int


EVERYTHING = Touch("everything", 0)


class About(NamedTuple):
    """The kind of row that a statement concerns, and the name of the statement's value that has its id."""

    kind: str
    value: str = ""


NOTHING = About("nothing")
"""For a statement whose changes no list of campaigns shows."""


def member(value: str = "member") -> About:
    """Declare that a statement concerns one member: all its campaigns are read again."""
    return About("member", value)


def campaign(value: str = "campaign") -> About:
    """Declare that a statement concerns one campaign; no id means none."""
    return About("campaign", value)


def outreach(value: str = "outreach") -> About:
    """Declare that a statement concerns one outreach."""
    return About("outreach", value)


def delivery(value: str) -> About:
    """Declare that a statement concerns one delivery."""
    return About("delivery", value)


def booking(value: str) -> About:
    """Declare that a statement concerns one send time."""
    return About("booking", value)


def run(value: str) -> About:
    """Declare that a statement concerns one run."""
    return About("run", value)


def slot(value: str = "slot") -> About:
    """Declare that a statement concerns one slot."""
    return About("slot", value)


def contact(value: str = "contact") -> About:
    """Declare that a statement concerns one contact: its sources, and the campaigns that drew it."""
    return About("contact", value)


def source(value: str = "source") -> About:
    """Declare that a statement concerns one source."""
    return About("source", value)
