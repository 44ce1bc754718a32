"""A stocktake: what must be here is looked for copy by copy; what came of it is deeds."""

from dataclasses import dataclass

from django.db import transaction
from django.db.models import QuerySet
from django.utils import timezone

from zhamen.custody.deeds.take_stock import TakeStock
from zhamen.custody.terms import AT_HAND, ENDED
from zhamen.errors import OfficeError
from zhamen.journal.appending import Act
from zhamen.journal.record import Fact
from zhamen.office.custody.keeping import do
from zhamen.office.custody.models import Copy, Place, Sighting, Stocktake
from zhamen.office.journal.keeping import record, take_turn
from zhamen.office.journal.reading import entries, records
from zhamen.office.people.kinds import DutyKind
from zhamen.office.people.models import Person
from zhamen.office.words import say


@dataclass(frozen=True, slots=True)
class Report:
    """How far a count has come."""

    found: list[Sighting]
    """Seen where the ledger has them, or where nobody said."""
    moved: list[Sighting]
    """Seen in another place than the ledger says."""
    strays: list[Sighting]
    """Seen, though the ledger says that they have left or were destroyed."""
    missing: QuerySet[Copy]
    """Not seen yet, in the order in which they lie; there may be twenty thousand."""

    @property
    def last(self) -> list[Sighting]:
        """Return all that were seen, the last first."""
        return sorted((*self.found, *self.moved, *self.strays), key=lambda s: s.at, reverse=True)

    @property
    def sighted(self) -> int:
        """Return how many were seen."""
        return len(self.found) + len(self.moved) + len(self.strays)


def begin(person: Person, second: Person, place: Place | None) -> Stocktake:
    """Begin a count of all documents, or of those that have a copy in a place.

    Raises OfficeError for whoever is no officer, counts already, or counts alone.
    """
    if not person.duties_now.filter(kind=DutyKind.OFFICER).exists():
        raise OfficeError(say("盘点由保密员主持。", "A secrecy officer takes stock."))
    if second == person:
        raise OfficeError(say("盘点要两个人。", "Two people take stock."))
    with transaction.atomic():
        take_turn()
        if Stocktake.objects.filter(by=person, closed_at=None).exists():
            raise OfficeError(say("上一次盘点还没有结束。", "The last count is not closed yet."))
        count = Stocktake.objects.create(by=person, second=second, place=place)
        _tell(count, person, "begun", second=f"person:{second.pk}")
    return count


def expected(count: Stocktake) -> QuerySet[Copy]:
    """Return what must be found: each document is counted whole, one that was met by chance too."""
    at_hand = Copy.objects.filter(status__in=AT_HAND)
    if count.place is None:
        return at_hand
    inside = at_hand.filter(place=f"place:{count.place.pk}").values("document")
    met = count.sightings.values("copy__document")
    return at_hand.filter(document__in=inside) | at_hand.filter(document__in=met)


def sight(count: Stocktake, copy: Copy, place: str) -> bool:
    """Note that a copy was in somebody's hand; tell whether it is the first time."""
    with transaction.atomic():
        take_turn()
        _still_open(count)
        _, first = Sighting.objects.get_or_create(
            stocktake=count, copy=copy, defaults={"place": place}
        )
    return first


def report(count: Stocktake) -> Report:
    """Return what was found, where it should not be, and what is missing."""
    found: list[Sighting] = []
    moved: list[Sighting] = []
    strays: list[Sighting] = []
    for each in seen_in(count):
        if each.copy.status in ENDED:
            strays.append(each)
        else:
            elsewhere = each.place and each.place != each.copy.place
            (moved if elsewhere else found).append(each)
    missing = expected(count).exclude(pk__in=count.sightings.values("copy"))
    listed = missing.select_related("document").order_by("place", "document_id", "number")
    return Report(found, moved, strays, listed)


def seen_in(count: Stocktake) -> QuerySet[Sighting]:
    """Return what was seen, by document."""
    found = count.sightings.select_related("copy__document")
    return found.order_by("copy__document_id", "copy__number")


def told(count: Stocktake) -> dict[str, Fact]:
    """Return what the journal says came of a count that is closed."""
    closed = entries(act="custody.stocktake.closed", on=f"stocktake:{count.pk}")
    return next((dict(record.facts) for record in records(closed)), {})


def close(count: Stocktake, role: str) -> tuple[int, int]:
    """Do what both have signed: a deed for each document, and an entry for the whole.

    Return how many copies were seen and how many do not agree with the ledger.
    Raises DeedError where the rules refuse it, OfficeError if it is closed: nothing is done then.
    """
    with transaction.atomic():
        take_turn()
        _still_open(count)
        done = report(count)
        unsighted = done.missing.count()
        missing = done.missing.order_by("document").values_list("document", flat=True).distinct()
        seen: dict[str, set[str]] = {number: set() for number in missing}
        for each in done.last:
            seen.setdefault(each.copy.document_id, set()).add(each.copy.number)
        by, second = f"person:{count.by.pk}", f"person:{count.second.pk}"
        for number, numbers in sorted(seen.items()):
            deed = TakeStock(
                at=timezone.now(), by=by, second=second, seen=frozenset(numbers),
                signed=frozenset({by, second}),
            )  # fmt: skip
            do(number, deed, role)
        count.closed_at = timezone.now()
        count.save(update_fields=["closed_at"])
        _tell(count, count.by, "closed", documents=len(seen), sighted=done.sighted,
              unsighted=unsighted, strays=len(done.strays))  # fmt: skip
    return done.sighted, unsighted + len(done.strays)


def abandon(count: Stocktake, person: Person) -> None:
    """Give a count up: nothing came of it but an entry. Raises OfficeError if it is closed."""
    with transaction.atomic():
        take_turn()
        _still_open(count)
        _tell(count, person, "abandoned")
        count.delete()


def _still_open(count: Stocktake) -> None:
    if not Stocktake.objects.filter(pk=count.pk, closed_at=None).exists():
        raise OfficeError(say("这次盘点已经结束。", "This count is closed."))


def _tell(count: Stocktake, person: Person, how: str, **facts: str | int) -> None:
    on = f"stocktake:{count.pk}"
    record(Act(f"custody.stocktake.{how}", f"person:{person.pk}", person.role, on, {**facts}))
