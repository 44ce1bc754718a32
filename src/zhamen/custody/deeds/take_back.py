"""退回: what could not be delivered comes back into store."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state, keeps
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeBack(Deed[Document]):
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
