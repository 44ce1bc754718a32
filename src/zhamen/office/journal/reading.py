"""Reading the journal for the pages: newest first, by person, by act."""

import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass

from django.db.models import QuerySet

from zhamen.journal.record import Record
from zhamen.office.journal.models import Entry, Head
from zhamen.office.journal.titles import VALUES, fact_of, role_of_record, title_of
from zhamen.office.people.naming import names_in

_BRIEF = 3
_DIGEST = re.compile(r"\b([0-9a-f]{8})[0-9a-f]{24,}\b")


@dataclass(frozen=True, slots=True)
class Line:
    """A record with its words."""

    record: Record
    title: str
    role: str
    names: Mapping[str, str]
    """Of the people and units that stand in it, by their ids."""

    @property
    def facts(self) -> Iterator[tuple[str, str]]:
        """Yield what else is known of it, in words."""
        for name, value in self.record.facts.items():
            several = map(str, value if isinstance(value, list) else [value])
            words = VALUES.get(name, self.names)
            yield fact_of(name), "、".join(str(words.get(each, each)) for each in several)

    @property
    def brief(self) -> list[tuple[str, str]]:
        """Return the first few of them that are not empty, for a list; digests by their head."""
        told = [(name, value) for name, value in self.facts if value and name != fact_of("done")]
        return [(name, _DIGEST.sub(r"\1…", value)) for name, value in told[:_BRIEF]]


def entries(actor: str = "", act: str = "", on: str = "") -> QuerySet[Entry]:
    """Return entries, newest first.

    Records are JSON in one form, so that a member of it can be looked for as it stands there.
    """
    found = Entry.objects.order_by("-number")
    for member, value in (("actor", actor), ("act", act), ("on", on)):
        if value:
            written = json.dumps(value, ensure_ascii=False)
            found = found.filter(record__contains=f'"{member}":{written}')
    return found


def records(found: Iterable[Entry]) -> Iterator[Record]:
    """Yield what entries say. Raises JournalError for a damaged one."""
    for entry in found:
        yield Record.from_bytes(entry.record.encode())


def lines(found: Iterable[Entry]) -> list[Line]:
    """Return the entries of a page with their words. Raises JournalError for a damaged one."""
    listed = list(records(found))
    names = names_in(listed)
    return [
        Line(record, title_of(record.act), role_of_record(record.role), names)
        for record in listed
    ]  # fmt: skip


def head() -> Head | None:
    """Return the head."""
    return Head.objects.filter(pk=1).first()
