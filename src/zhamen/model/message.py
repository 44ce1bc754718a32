"""A message: what someone is about to send, to whom, and by which channel."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path

from zhamen.model.terms import Channel, Medium


@dataclass(frozen=True, slots=True)
class Part:
    """One piece of a message: typed text, or a file by path or by its bytes."""

    name: str
    text: str | None = None
    path: Path | None = None
    data: bytes | None = field(default=None, repr=False)
    medium: Medium = Medium.TYPED
    """How `text` came about; files set their own medium while they are read."""


@dataclass(frozen=True, slots=True)
class Message:
    """Everything that leaves together and gets one verdict."""

    id: str
    parts: tuple[Part, ...]
    channel: Channel = Channel.INTERNET
    sender: str = ""
    group: str = ""
    at: datetime | None = None
    """When it is sent; rules about "this year" use today if it is missing."""
    context: tuple[str, ...] = ()
    """The last messages of the same conversation, oldest first; they are not inspected."""

    @classmethod
    def of_text(cls, text: str, *, channel: Channel = Channel.INTERNET) -> "Message":
        """Return a message of one typed text, for callers that have nothing else."""
        return cls(id="-", parts=(Part("text", text=text),), channel=channel)
