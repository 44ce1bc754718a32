"""盘点: what should be here is looked for, copy by copy."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhamen.custody.document import Copy, Document
from zhamen.custody.terms import AT_HAND, ENDED
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has, other_than


@dataclass(frozen=True, slots=True, kw_only=True)
class TakeStock(Deed[Document]):
    """Two people count; the copies' codes are scanned, not typed off the ledger."""

    seen: frozenset[str]
    """Numbers of the copies that were in somebody's hand."""
    second: str

    name = "take_stock"
    title, title_en = "盘点", "take stock"

    def signers(self) -> frozenset[str]:
        """Return both."""
        return frozenset({self.by, self.second})

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from other_than(self.by, self.second)
        second = house.standing(self.second)
        if second is None or not second.active:
            yield Refusal("not_active", self.second)
        yield from (Refusal("unknown_copy", n) for n in sorted(self.seen - set(document.copies)))

    def change(self, document: Document) -> Document:
        """Mark what was not seen since when; a copy that is seen is not looked for any more."""
        return replace(document, copies={n: self._counted(c) for n, c in document.copies.items()})

    def _counted(self, copy: Copy) -> Copy:
        seen, ended = copy.number in self.seen, copy.status in ENDED
        stray = (copy.stray or self.at) if seen and ended else None
        if seen:
            return replace(copy, unseen=None, stray=stray)
        unseen = copy.unseen or self.at if copy.status in AT_HAND else copy.unseen
        return replace(copy, unseen=unseen, stray=stray)


DEED = TakeStock
