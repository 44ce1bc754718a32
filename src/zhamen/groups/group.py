"""A registered group, as far as its history has gone: its people, letters, reviews.

Its name and purpose are texts and not here; `wording` is their digest, so that the register's
tables cannot say something else than what was approved.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from enum import StrEnum


class Platform(StrEnum):
    """Where the group lives."""

    WECHAT = "wechat"
    QQ = "qq"
    WECOM = "wecom"
    DINGTALK = "dingtalk"
    FEISHU = "feishu"
    MATRIX = "matrix"
    """The internal platform."""
    OTHER = "other"


class State(StrEnum):
    """Where a group is in its life."""

    APPLIED = "applied"
    """已申请"""
    APPROVED = "approved"
    """已批准，未启用"""
    DECLINED = "declined"
    """未批准"""
    OPEN = "open"
    """在用"""
    FROZEN = "frozen"
    """已冻结"""
    DISSOLVED = "dissolved"
    """已解散"""


LIVING = frozenset({State.OPEN, State.FROZEN})
ENDED = frozenset({State.DECLINED, State.DISSOLVED})


@dataclass(frozen=True, slots=True)
class Group:
    """One group. People stand in it by opaque ids."""

    number: str
    platform: Platform
    builder: str
    """群主"""
    wording: str
    """Digest of the registered name and purpose."""
    expires: date
    """When its purpose is done."""
    at: datetime
    """Of the last deed."""
    deeds: int = 0
    state: State = State.APPLIED
    managers: frozenset[str] = frozenset()
    """管理员"""
    members: Mapping[str, datetime] = field(default_factory=dict)
    """Everybody in it, the builder too, and since when."""
    letters: Mapping[str, date] = field(default_factory=dict)
    """责任书: whose letter of responsibility is good until when."""
    noticed: datetime | None = None
    """When the notice (群公告) was last posted."""
    review_due: date | None = None
    """By when the next yearly review is due."""

    @property
    def answerable(self) -> frozenset[str]:
        """Return who needs a letter of responsibility: the builder and the managers."""
        return self.managers | {self.builder}

    def with_members(self, *people: str, since: datetime) -> "Group":
        """Return it with these people inside; whoever is already keeps his day."""
        return replace(self, members={**dict.fromkeys(people, since), **self.members})

    def without(self, *people: str) -> "Group":
        """Return it without these people, who manage nothing any more."""
        members = {who: since for who, since in self.members.items() if who not in people}
        return replace(self, members=members, managers=self.managers - set(people))
