"""The words of custody: where a copy is in its life, on what it is, how it leaves."""

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


NAMED = frozenset({Level.SECRET, Level.TOP_SECRET})
"""Levels of which it must be recorded who knows (保密法实施条例 20)."""
