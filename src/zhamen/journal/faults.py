"""Faults: what can be wrong with a journal, where, and in whose words."""

from dataclasses import dataclass
from enum import StrEnum


class Kind(StrEnum):
    """How a journal was bent."""

    ALTERED = "altered"
    UNREADABLE = "unreadable"
    MISSING = "missing"
    REPEATED = "repeated"
    MISPLACED = "misplaced"
    UNSIGNED = "unsigned"
    CUT = "cut"
    REWRITTEN = "rewritten"
    FORGED = "forged"


WORDS = {
    Kind.ALTERED: ("记录被改动", "the entry was changed"),
    Kind.UNREADABLE: ("记录已损坏，读不懂", "the entry is damaged"),
    Kind.MISSING: ("记录被删除", "the entry was deleted"),
    Kind.REPEATED: ("记录被重放", "an entry was repeated"),
    Kind.MISPLACED: ("记录被调换了位置", "the entry was moved"),
    Kind.UNSIGNED: ("这里起的记录没有签名", "from here on entries are not signed"),
    Kind.CUT: ("尾部被截去，或整个日志被换成了旧的", "the tail was cut, or an older log put back"),
    Kind.REWRITTEN: ("这一段被整段重写", "this stretch was written anew"),
    Kind.FORGED: ("检查点不是这把钥匙签的", "a checkpoint is not signed by this key"),
}


@dataclass(frozen=True, slots=True, order=True)
class Fault:
    """One thing that is wrong, and where: entries `first` to `last`, both included."""

    first: int
    last: int
    kind: Kind


@dataclass(frozen=True, slots=True)
class Report:
    """What a check of a whole journal found."""

    size: int
    """Entries that were read."""
    root: bytes
    """Root over them."""
    short: str
    """The short form of what was read, for comparing with paper by eye."""
    sound: int
    """So many entries from the beginning are as signed; behind a fault nothing is proven."""
    checkpoints: int
    """Signed statements within the journal that were compared, the head included."""
    anchors: int
    """Statements from outside that were compared: without one an old log passes for whole."""
    faults: tuple[Fault, ...]
