"""登记: what was received is entered and put into store (条例 27)."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state, keeps
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has


@dataclass(frozen=True, slots=True, kw_only=True)
class Enter(Deed[Document]):
    """The officer that signed for copies gives them a place."""

    copies: tuple[str, ...]
    place: str
    """Cabinet."""

    name = "enter"
    title, title_en = "登记入库", "enter"

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, self.copies, Status.RECEIVED)
        yield from keeps(document, self.by, self.copies)
        if not self.place:
            yield Refusal("no_place")

    def change(self, document: Document) -> Document:
        """Put the copies into store."""
        return document.with_copies(self.copies, self.at, status=Status.IN_STORE, place=self.place)


DEED = Enter
