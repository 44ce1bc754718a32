"""退回: what could not be delivered comes back into store."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.custody.deed import Deed, Refusal
from zhamen.custody.document import Document
from zhamen.custody.house import House
from zhamen.custody.rules import has, in_state, keeps
from zhamen.custody.terms import Duty, Status


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(Deed):
    """The carriers bring copies back, seals whole."""

    copies: tuple[str, ...]
    place: str
    intact: bool

    name = "take_back"
    title, title_en = "退回入库", "take back"

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, self.copies, Status.IN_TRANSIT)
        yield from keeps(document, self.by, self.copies)
        if not self.intact:
            yield Refusal("seal_broken")

    def change(self, document: Document) -> Document:
        """Put the copies into store again."""
        return document.with_copies(
            self.copies, self.at, status=Status.IN_STORE, place=self.place, due=None
        )


DEED = TakeBack
