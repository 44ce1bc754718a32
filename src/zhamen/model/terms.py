"""The closed vocabularies of a verdict: decision, kind, level, basis, medium, channel."""

from enum import StrEnum


class Decision(StrEnum):
    """What happens to a message, weakest to strongest; compare by `rank`."""

    PASS = "pass"
    HINT = "hint"
    HOLD = "hold"
    BLOCK = "block"

    @property
    def rank(self) -> int:
        """Position from 0 (pass 放行) to 3 (block 拦截)."""
        return _RANKS[self]


_RANKS = {decision: rank for rank, decision in enumerate(Decision)}


def strongest(*decisions: Decision) -> Decision:
    """Return the strongest of the decisions, `pass` for none."""
    return max(decisions, key=_RANKS.__getitem__, default=Decision.PASS)


def weakest(*decisions: Decision) -> Decision:
    """Return the weakest of the decisions, `block` for none."""
    return min(decisions, key=_RANKS.__getitem__, default=Decision.BLOCK)


class Kind(StrEnum):
    """What sort of thing is protected. Never one number with `Level`."""

    STATE = "state"
    WORK = "work"
    TRADE = "trade"
    INTERNAL = "internal"
    DRAFT = "draft"
    SITE = "site"


class Level(StrEnum):
    """How strongly it is protected: three state levels, two trade levels, or none."""

    TOP_SECRET = "top_secret"
    SECRET = "secret"
    CONFIDENTIAL = "confidential"
    CORE = "core"
    ORDINARY = "ordinary"
    NONE = ""


class Basis(StrEnum):
    """On what a finding rests; only marks and register matches may block."""

    MARK = "mark"
    REGISTER = "register"
    DISGUISE = "disguise"
    """A mark after a lossy reading (by sound, by shape, split): stops at hold."""
    TOPIC = "topic"
    TALK = "talk"
    """Text that teaches or quotes marks: a hint at most."""
    RELEASE = "release"
    """Evidence that the text is public; it lowers, and never raises."""


class Medium(StrEnum):
    """How the text of a passage came to us."""

    TYPED = "typed"
    FILE = "file"
    OCR = "ocr"
    SPEECH = "speech"
    NAME = "name"
    """The name of a file or of an archive member."""


class Channel(StrEnum):
    """Where the message is about to go."""

    INTERNET = "internet"
    INTERNAL = "internal"
