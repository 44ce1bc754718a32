"""带回: a copy that was outside is in the house again."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has


@dataclass(frozen=True, slots=True, kw_only=True)
class BringBack(Deed[Document]):
    """The bearer shows the copy; it stays lent to him until he gives it back."""

    copy: str
    bearer: str
    due: date
    """By when it must be given back."""

    name = "bring_back"
    title, title_en = "带回", "bring back"

    def signers(self) -> frozenset[str]:
        """Return the officer and the bearer."""
        return frozenset({self.by, self.bearer})

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, [self.copy], Status.OUT)
        copy = document.copies.get(self.copy)
        if copy is not None and copy.holder != self.bearer:
            yield Refusal("not_holder", self.bearer)
        if self.due < self.at.date():
            yield Refusal("due_before")

    def change(self, document: Document) -> Document:
        """Let the copy be lent, inside."""
        return document.with_copies([self.copy], self.at, status=Status.LENT, due=self.due)


DEED = BringBack
