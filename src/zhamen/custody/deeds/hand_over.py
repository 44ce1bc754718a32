"""移交: another officer takes copies over, counted and signed by both."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state, keeps, may_handle
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has, other_than


@dataclass(frozen=True, slots=True, kw_only=True)
class HandOver(Deed[Document]):
    """Copies in store change their officer."""

    copies: tuple[str, ...]
    to: str
    """The officer who answers for them from now on."""
    place: str

    name = "hand_over"
    title, title_en = "移交", "hand over"

    def signers(self) -> frozenset[str]:
        """Return both officers."""
        return frozenset({self.by, self.to})

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from has(house, self.to, Duty.OFFICER)
        yield from other_than(self.by, self.to)
        yield from may_handle(document, house, self.to)
        yield from in_state(document, self.copies, Status.IN_STORE, Status.SET_ASIDE)
        yield from keeps(document, self.by, self.copies)

    def change(self, document: Document) -> Document:
        """Let the other officer answer for the copies."""
        return document.with_copies(self.copies, self.at, holder=self.to, place=self.place)


DEED = HandOver
