"""维修: a device or medium is repaired in the house, or elsewhere under supervision (条例 27)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state, keeps, may_handle
from zhamen.custody.terms import Carrier, Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has


@dataclass(frozen=True, slots=True, kw_only=True)
class Repair(Deed[Document]):
    """A supervisor goes with it and does not leave it alone."""

    copy: str
    to: str
    """Who repairs it."""
    supervisor: str
    due: date

    name = "repair"
    title, title_en = "送修", "send for repair"

    def signers(self) -> frozenset[str]:
        """Return the officer and the supervisor."""
        return frozenset({self.by, self.supervisor})

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, [self.copy], Status.IN_STORE)
        yield from keeps(document, self.by, [self.copy])
        yield from may_handle(document, house, self.supervisor)
        if document.carrier in (Carrier.PAPER, Carrier.DRAWING):
            yield Refusal("no_device")
        if self.due < self.at.date():
            yield Refusal("due_before")

    def change(self, document: Document) -> Document:
        """Let the supervisor answer for it."""
        return document.with_copies(
            [self.copy], self.at,
            status=Status.IN_REPAIR, holder=self.supervisor, place=self.to, due=self.due,
        )  # fmt: skip


DEED = Repair
