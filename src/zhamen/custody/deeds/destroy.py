"""销毁: after counting, listing and approval, at the designated unit, before two (条例 27)."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state, keeps, may_handle
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has


@dataclass(frozen=True, slots=True, kw_only=True)
class Destroy(Deed[Document]):
    """Two different witnesses (监销人) stay until nothing can be put together again."""

    copies: tuple[str, ...]
    at_unit: str
    """The designated unit that destroys."""
    witnesses: frozenset[str]

    name = "destroy"
    title, title_en = "销毁", "destroy"

    def signers(self) -> frozenset[str]:
        """Return the officer and the witnesses."""
        return frozenset({self.by}) | self.witnesses

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, self.copies, Status.SET_ASIDE)
        yield from keeps(document, self.by, self.copies)
        yield from may_handle(document, house, *sorted(self.witnesses))
        if len(self.witnesses) < 2:
            yield Refusal("one_witness")
        if not self.at_unit:
            yield Refusal("no_destroyer")
        for number in self.copies:
            copy = document.copies.get(number)
            if copy is None:
                continue
            if not copy.approved_by:
                yield Refusal("not_approved", number)
            elif copy.approved_by in self.witnesses:
                yield Refusal("same_person", copy.approved_by)

    def change(self, document: Document) -> Document:
        """End the copies' life."""
        return document.with_copies(self.copies, self.at, status=Status.DESTROYED)


DEED = Destroy
