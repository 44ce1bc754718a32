"""The words of custody: where a copy is in its life, on what it is, who may handle it."""

from enum import StrEnum

from zhamen.model.terms import Level


class Status(StrEnum):
    """Where a numbered copy is in its life."""

    RECEIVED = "received"
    """已收未登记: signed for, not yet entered; nothing else may be done with it."""
    IN_STORE = "in_store"
    """在库"""
    LENT = "lent"
    """借出: its reader holds it, inside."""
    OUT = "out"
    """携带外出"""
    IN_TRANSIT = "in_transit"
    """在途: given to the carriers, the receipt is not back."""
    IN_REPAIR = "in_repair"
    """维修"""
    SET_ASIDE = "set_aside"
    """待销毁"""
    MISSING = "missing"
    """查无去向"""
    DISPATCHED = "dispatched"
    """已发出: another unit has signed for it."""
    SURRENDERED = "surrendered"
    """已清退: back with its issuer."""
    DESTROYED = "destroyed"
    """已销毁"""


ENDED = frozenset({Status.DISPATCHED, Status.SURRENDERED, Status.DESTROYED})
"""Copies for which this house answers no more."""
AT_HAND = frozenset({Status.RECEIVED, Status.IN_STORE, Status.LENT, Status.SET_ASIDE})
"""Copies that a stocktake must find in the house."""


class Carrier(StrEnum):
    """What holds the secret (载体)."""

    PAPER = "paper"
    DISC = "disc"
    DRIVE = "drive"
    DRAWING = "drawing"
    DEVICE = "device"


class Channel(StrEnum):
    """By which lawful way a copy leaves (保密法实施条例 27)."""

    COURIER = "courier"
    """机要交通"""
    POST = "post"
    """机要通信"""
    EXCHANGE = "exchange"
    """文件交换站"""
    ESCORT = "escort"
    """专人"""


class Duty(StrEnum):
    """What somebody answers for; the office grants it."""

    OFFICER = "officer"
    """保密员: keeps the copies and the ledgers."""
    CLASSIFIER = "classifier"
    """定密责任人"""
    LEADER = "leader"
    """分管领导: approves."""


class Clearance(StrEnum):
    """Category of cleared staff (保密法 43)."""

    NONE = "none"
    ORDINARY = "ordinary"
    IMPORTANT = "important"
    CORE = "core"

    def covers(self, level: Level) -> bool:
        """Tell whether somebody of this category may handle a level."""
        return _REACH[self] >= _NEEDED.get(level, 0)


_REACH = {
    Clearance.NONE: 0, Clearance.ORDINARY: 1, Clearance.IMPORTANT: 2, Clearance.CORE: 3,
}  # fmt: skip
_NEEDED = {Level.CONFIDENTIAL: 1, Level.SECRET: 2, Level.TOP_SECRET: 3}

NAMED = frozenset({Level.SECRET, Level.TOP_SECRET})
"""Levels of which it must be recorded who knows (保密法实施条例 20)."""
