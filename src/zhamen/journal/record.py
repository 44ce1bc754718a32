"""A record: one act of one person in one role, as the bytes that are hashed.

The bytes are JSON in one form only: keys in order, no spaces, UTF-8, on one line. Whatever can be
written in a second way is refused, or two records could mean the same and hash apart.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from zhamen.errors import JournalError

Fact = str | int | bool | None | list[str]
_KEYS = ("act", "actor", "at", "facts", "number", "on", "previous", "role")


@dataclass(frozen=True, slots=True)
class Record:
    """One entry. People and things stand in it by opaque ids: it can never be unwritten."""

    number: int
    """From 0, without gaps."""
    previous: str
    """The leaf hash of the entry before, in hex; of the first, the root of the empty log."""
    at: str
    """ISO 8601, UTC, microseconds."""
    actor: str
    """Who: `person:7`, or `office` for what nobody asked for."""
    role: str
    """In which role: `system`, `security`, `audit`, `person`, `office`."""
    act: str
    """What: dotted, from the thing to the deed, as in `people.person.added`."""
    on: str
    """On what: `person:12`."""
    facts: Mapping[str, Fact] = field(default_factory=dict)
    """What else must be known of it; never a name, a password or a text that somebody wrote."""

    def to_bytes(self) -> bytes:
        """Return the one form that is hashed."""
        return _written({key: getattr(self, key) for key in _KEYS})

    @classmethod
    def from_bytes(cls, data: bytes) -> "Record":
        """Return the record in these bytes. Raises JournalError unless they are its one form."""
        try:
            values = json.loads(data)
            if tuple(sorted(values)) != _KEYS or _written(values) != data:
                raise ValueError
            record = cls(**values)
            record._check()
        except (ValueError, TypeError, RecursionError):
            raise JournalError("不是一条日志记录 / not a record of a journal") from None
        return record

    def _check(self) -> None:
        texts = (self.previous, self.at, self.actor, self.role, self.act, self.on)
        if type(self.number) is not int or not all(isinstance(each, str) for each in texts):
            raise TypeError
        if not isinstance(self.facts, dict):
            raise TypeError


def _written(values: Mapping[str, Any]) -> bytes:
    text = json.dumps(
        values, ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False
    )
    return text.encode("utf-8")
