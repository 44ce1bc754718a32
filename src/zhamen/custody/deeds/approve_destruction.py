"""销毁审批: a leader approves the list (条例 27)."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has


@dataclass(frozen=True, slots=True, kw_only=True)
class ApproveDestruction(Deed[Document]):
    """The leader is not the officer that keeps them."""

    copies: tuple[str, ...]

    name = "approve_destruction"
    title, title_en = "销毁审批", "approve destruction"

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.LEADER)
        yield from in_state(document, self.copies, Status.SET_ASIDE)
        for number in self.copies:
            copy = document.copies.get(number)
            if copy is not None and copy.holder == self.by:
                yield Refusal("same_person", self.by)

    def change(self, document: Document) -> Document:
        """Remember who approved."""
        return document.with_copies(self.copies, self.at, approved_by=self.by)


DEED = ApproveDestruction
