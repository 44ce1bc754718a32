"""归还: a copy that was lent is back in store, whole."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has


@dataclass(frozen=True, slots=True, kw_only=True)
class GiveBack(Deed[Document]):
    """The officer counts the pages and takes the copy back from its reader."""

    copy: str
    reader: str
    place: str
    whole: bool
    """Whether every page was there."""

    name = "give_back"
    title, title_en = "归还", "give back"

    def signers(self) -> frozenset[str]:
        """Return the officer and the reader."""
        return frozenset({self.by, self.reader})

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, [self.copy], Status.LENT)
        copy = document.copies.get(self.copy)
        if copy is not None and copy.holder != self.reader:
            yield Refusal("not_holder", self.reader)
        if not self.whole:
            yield Refusal("pages_missing", self.copy)

    def change(self, document: Document) -> Document:
        """Put the copy into store; the officer answers again."""
        return document.with_copies(
            [self.copy], self.at,
            status=Status.IN_STORE, holder=self.by, place=self.place, due=None,
        )  # fmt: skip


DEED = GiveBack
