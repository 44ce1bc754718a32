"""分发: numbered copies leave for another unit, by a lawful channel (条例 27)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state, keeps, may_handle, two
from zhamen.custody.terms import Channel, Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has


@dataclass(frozen=True, slots=True, kw_only=True)
class Distribute(Deed[Document]):
    """Copies are sealed, given to the carriers, and their receipt is awaited."""

    copies: tuple[str, ...]
    to: str
    """The unit."""
    channel: Channel
    escorts: frozenset[str] = frozenset()
    """Who carries it, where our own people do."""
    receipt_due: date

    name = "distribute"
    title, title_en = "分发", "distribute"

    def signers(self) -> frozenset[str]:
        """Return the officer and the escorts."""
        return frozenset({self.by}) | self.escorts

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, self.copies, Status.IN_STORE)
        yield from keeps(document, self.by, self.copies)
        if not self.to:
            yield Refusal("no_receiver")
        if self.channel is Channel.ESCORT:
            if not self.escorts:
                yield Refusal("no_escort")
            yield from two(document, self.escorts)
            yield from may_handle(document, house, *sorted(self.escorts))

    def change(self, document: Document) -> Document:
        """Put the copies on their way."""
        return document.with_copies(
            self.copies, self.at, status=Status.IN_TRANSIT, place=self.to, due=self.receipt_due
        )


DEED = Distribute
