"""修回: what was repaired is back, and every replaced part is accounted for."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has


@dataclass(frozen=True, slots=True, kw_only=True)
class Repaired(Deed[Document]):
    """The supervisor brings it back with the parts that were taken out."""

    copy: str
    supervisor: str
    parts_kept: bool
    """Whether all replaced parts that hold data came back or were destroyed."""
    place: str

    name = "repaired"
    title, title_en = "修回", "back from repair"

    def signers(self) -> frozenset[str]:
        """Return the officer and the supervisor."""
        return frozenset({self.by, self.supervisor})

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, [self.copy], Status.IN_REPAIR)
        copy = document.copies.get(self.copy)
        if copy is not None and copy.holder != self.supervisor:
            yield Refusal("not_holder", self.supervisor)
        if not self.parts_kept:
            yield Refusal("parts_missing")

    def change(self, document: Document) -> Document:
        """Put it into store; the officer answers again."""
        return document.with_copies(
            [self.copy], self.at,
            status=Status.IN_STORE, holder=self.by, place=self.place, due=None,
        )  # fmt: skip


DEED = Repaired
