"""借阅: a reader takes a copy out of store, for a purpose, to a place, until a day."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state, keeps, may_know
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import approved, has
from zhamen.model.terms import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Lend(Deed[Document]):
    """One copy goes to one reader, who answers for it until it is back."""

    copy: str
    reader: str
    approver: str
    place: str
    """Where it is read."""
    due: date

    name = "lend"
    title, title_en = "借阅", "lend"

    def signers(self) -> frozenset[str]:
        """Return the officer and the reader."""
        return frozenset({self.by, self.reader})

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, [self.copy], Status.IN_STORE)
        yield from keeps(document, self.by, [self.copy])
        yield from approved(house, self.approver, self.reader)
        yield from may_know(document, house, self.reader)
        if document.level is Level.TOP_SECRET and not house.is_reading_place(self.place):
            yield Refusal("no_reading_place", self.place)
        if self.due < self.at.date():
            yield Refusal("due_before")

    def change(self, document: Document) -> Document:
        """Let the reader answer for the copy, and remember that he knows."""
        lent = document.with_copies(
            [self.copy], self.at,
            status=Status.LENT, holder=self.reader, place=self.place, due=self.due,
        )  # fmt: skip
        return replace(lent, knows=lent.knows | {self.reader})


DEED = Lend
