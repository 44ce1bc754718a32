"""One step of a scan under way: a file to inspect, or something whose verdict is known already."""

from dataclasses import dataclass
from typing import Any

from zhamen.cli.naming import shown
from zhamen.cli.scanning.walk import Found
from zhamen.model.terms import Decision
from zhamen.model.verdict import Unread, Verdict

Row = dict[str, Any]
"""A verdict as JSON-ready data; its id is the path."""
OF_ITS_PLACE = frozenset({"missing", "permission", "unreadable"})
"""Reasons that say nothing of a copy that stands elsewhere."""
_PASSING = OF_ITS_PLACE | {"timeout", "memory", "crashed", "register", "speech_model"}
"""Reasons that another try may get over."""


@dataclass(slots=True, eq=False)
class Task:
    """A file on its way through a scan; `verdict` is filled in sooner or later."""

    path: str
    found: Found | None = None
    """None for what cannot be opened: a folder without permission, a link to nowhere."""
    verdict: Row | None = None
    key: bytes | None = None
    """Under which the cache knows the verdict."""
    twin: "Task | None" = None
    """An earlier file under way with the same content, whose verdict this one takes over."""
    source: str = ""
    """`journal` or `cache` where the verdict was taken from there, else empty."""
    settled: bool = False
    """Whether the file was still the same after its inspection: then copies may share it."""

    @property
    def size(self) -> int:
        """Bytes of the file."""
        return self.found.size if self.found else 0

    @property
    def to_inspect(self) -> bool:
        """Whether the file must be opened."""
        return self.verdict is None and self.twin is None

    def take_over(self) -> None:
        """Take the twin's verdict, unless it speaks of the twin's place."""
        twin, self.twin = self.twin, None
        if twin is None or twin.verdict is None or not twin.settled:
            return
        kept = nameless(twin.verdict, twin.path)
        if kept is not None and not reasons(kept) & OF_ITS_PLACE:
            self.verdict, self.source = named(kept, self.path), "cache"


def lost(path: str, reason: str) -> Row:
    """Return the verdict on something that could not be looked into at all."""
    return Verdict(path, Decision.HOLD, unread=(Unread(path, reason),)).to_dict()


def reasons(verdict: Row) -> set[str]:
    """Return why parts of a file were not looked into."""
    return {each["reason"] for each in verdict["unread"]}


def lasting(verdict: Row) -> bool:
    """Tell whether the verdict would be the same if it were given again."""
    return not reasons(verdict) & _PASSING


def nameless(verdict: Row, path: str) -> Row | None:
    """Return a verdict without the file's own path and name, None if it speaks of others."""
    name = base(path)
    kept = {key: value for key, value in verdict.items() if key not in ("id", "elapsed_ms")}
    for key in ("findings", "unread"):
        if not all(row["part"].startswith(name) for row in verdict[key]):
            return None
        kept[key] = [row | {"part": row["part"].removeprefix(name)} for row in verdict[key]]
    return kept


def named(kept: Row, path: str) -> Row:
    """Return the verdict for the copy at a path; it took no time."""
    verdict = {"schema": kept["schema"], "id": shown(path)} | kept | {"elapsed_ms": 0.0}
    for key in ("findings", "unread"):
        verdict[key] = [row | {"part": f"{base(path)}{row['part']}"} for row in kept[key]]
    return verdict


def base(path: str) -> str:
    """Return the name of a file as verdicts show it."""
    return shown(path.rpartition("/")[2])
