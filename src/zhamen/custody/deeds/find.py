"""找回: a missing copy has turned up, and two people saw it."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state, may_handle
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has, other_than


@dataclass(frozen=True, slots=True, kw_only=True)
class Find(Deed[Document]):
    """The copy goes into store; that it was missing stays in the ledger for good."""

    copy: str
    second: str
    place: str

    name = "find"
    title, title_en = "找回", "find again"

    def signers(self) -> frozenset[str]:
        """Return both who saw it."""
        return frozenset({self.by, self.second})

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from other_than(self.by, self.second)
        yield from may_handle(document, house, self.by, self.second)
        yield from in_state(document, [self.copy], Status.MISSING)

    def change(self, document: Document) -> Document:
        """Put it into store; the officer answers."""
        return document.with_copies(
            [self.copy], self.at,
            status=Status.IN_STORE, holder=self.by, place=self.place, unseen=None,
        )  # fmt: skip


DEED = Find
