"""Releases: what a second person let go, for this content, this sender and this group, for a while.

The office publishes them as `releases.json` in its snapshot; the sender sends again, and it passes.
Only a hold can be released: a mark or a registered document is never let go here.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from zhamen.errors import PolicyError

_FIELDS = ("id", "digest", "sender", "group", "until")


@dataclass(frozen=True, slots=True)
class Release:
    """One release. The content is known by the digest of the whole message."""

    id: str
    digest: str
    sender: str
    group: str
    until: datetime

    def to_dict(self) -> dict[str, str]:
        """Return it as it stands in the file."""
        row = {name: str(getattr(self, name)) for name in _FIELDS}
        return {**row, "until": self.until.isoformat()}


class Releases:
    """Answers whether a held message was let go."""

    def __init__(self, releases: Mapping[str, Release]) -> None:
        """Take the releases by the digest of their messages."""
        self._releases = releases

    def covering(self, digest: str, sender: str, group: str, now: datetime) -> str:
        """Return the id of the release that covers a message now, empty if none does."""
        found = self._releases.get(digest)
        if found is None or (found.sender, found.group) != (sender, group) or now > found.until:
            return ""
        return found.id


def load_releases(path: Path) -> Releases:
    """Return the releases of a file. Raises PolicyError for one that cannot be read."""
    try:
        rows: list[dict[str, Any]] = json.loads(path.read_bytes())
        if not isinstance(rows, list):
            raise TypeError("not a list")
        found = [Release(**{**row, "until": datetime.fromisoformat(row["until"])}) for row in rows]
        if any(each.until.tzinfo is None for each in found):
            raise ValueError("until has no zone")
    except (OSError, ValueError, TypeError, KeyError) as error:
        raise PolicyError(f"{path}: {type(error).__name__}") from error
    return Releases({each.digest: each for each in found})


def to_bytes(releases: list[Release]) -> bytes:
    """Return the file of these releases."""
    return json.dumps([each.to_dict() for each in releases], indent=1).encode()
