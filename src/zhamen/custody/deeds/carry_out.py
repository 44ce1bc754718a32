"""携带外出: a reader leaves the house with a copy, approved, not alone with 绝密 (条例 27, 28)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state, may_handle, two
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import approved, has


@dataclass(frozen=True, slots=True, kw_only=True)
class CarryOut(Deed[Document]):
    """A copy that somebody has borrowed goes outside with him."""

    copy: str
    bearer: str
    companions: frozenset[str] = frozenset()
    approver: str
    abroad: bool = False
    permit: str = ""
    """Number of the permit to leave the country with it."""
    until: date

    name = "carry_out"
    title, title_en = "携带外出", "carry out"

    def signers(self) -> frozenset[str]:
        """Return the officer, the bearer and the companions."""
        return frozenset({self.by, self.bearer}) | self.companions

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, [self.copy], Status.LENT)
        copy = document.copies.get(self.copy)
        if copy is not None and copy.holder != self.bearer:
            yield Refusal("not_holder", self.bearer)
        yield from two(document, self.companions | {self.bearer})
        yield from may_handle(document, house, self.bearer, *sorted(self.companions))
        yield from approved(house, self.approver, self.bearer, *self.companions)
        if self.abroad and not self.permit:
            yield Refusal("no_permit")
        if self.until < self.at.date():
            yield Refusal("due_before")

    def change(self, document: Document) -> Document:
        """Let the copy be outside until a day."""
        return document.with_copies([self.copy], self.at, status=Status.OUT, due=self.until)


DEED = CarryOut
