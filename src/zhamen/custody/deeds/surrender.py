"""清退: copies go back to their issuer, counted and signed for by both (条例 27)."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state, keeps, may_handle, two
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has


@dataclass(frozen=True, slots=True, kw_only=True)
class Surrender(Deed[Document]):
    """The issuer's receipt ends our part."""

    copies: tuple[str, ...]
    escorts: frozenset[str]
    """Who took them there."""
    receipt: str

    name = "surrender"
    title, title_en = "清退", "surrender"

    def signers(self) -> frozenset[str]:
        """Return the officer and the escorts."""
        return frozenset({self.by}) | self.escorts

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, self.copies, Status.IN_STORE)
        yield from keeps(document, self.by, self.copies)
        yield from two(document, self.escorts)
        yield from may_handle(document, house, *sorted(self.escorts))
        if document.own:
            yield Refusal("own_document")
        if not self.escorts:
            yield Refusal("no_escort")
        if not self.receipt:
            yield Refusal("no_receipt")

    def change(self, document: Document) -> Document:
        """End our part of the copies' life."""
        return document.with_copies(
            self.copies, self.at, status=Status.SURRENDERED, recalled=None, due=None
        )


DEED = Surrender
