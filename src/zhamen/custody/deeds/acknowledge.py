"""回执: the other unit has signed for what was sent to it."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state, keeps
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has


@dataclass(frozen=True, slots=True, kw_only=True)
class Acknowledge(Deed[Document]):
    """The receipt is back; from now on the other unit answers."""

    copies: tuple[str, ...]
    receipt: str
    """Number of the receipt."""

    name = "acknowledge"
    title, title_en = "回执", "acknowledge"

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, self.copies, Status.IN_TRANSIT)
        yield from keeps(document, self.by, self.copies)
        if not self.receipt:
            yield Refusal("no_receipt")

    def change(self, document: Document) -> Document:
        """End our part of the copies' life."""
        return document.with_copies(self.copies, self.at, status=Status.DISPATCHED, due=None)


DEED = Acknowledge
