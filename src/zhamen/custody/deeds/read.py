"""阅办: somebody reads a copy under the officer's eyes; who knows is recorded (条例 20)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state, keeps, may_know
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has
from zhamen.model.terms import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Read(Deed[Document]):
    """A copy is read where it is kept, and does not leave."""

    copy: str
    reader: str
    place: str

    name = "read"
    title, title_en = "阅办", "read"

    def signers(self) -> frozenset[str]:
        """Return the officer and the reader."""
        return frozenset({self.by, self.reader})

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, [self.copy], Status.IN_STORE)
        yield from keeps(document, self.by, [self.copy])
        yield from may_know(document, house, self.reader)
        if document.level is Level.TOP_SECRET and not house.is_reading_place(self.place):
            yield Refusal("no_reading_place", self.place)

    def change(self, document: Document) -> Document:
        """Remember that the reader knows."""
        return replace(document, knows=document.knows | {self.reader})


DEED = Read
