"""收文: a parcel is opened, counted and signed for (条例 27)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhamen.custody.document import Copy, Document
from zhamen.custody.rules import may_handle
from zhamen.custody.terms import Carrier, Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has
from zhamen.model.terms import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Receive(Deed[Document]):
    """A document of another unit arrives; its copies have numbers already."""

    document: str
    level: Level
    carrier: Carrier = Carrier.PAPER
    issuer: str
    """Who sent it."""
    copies: tuple[str, ...]
    intact: bool
    """Whether the seals were whole."""
    scope: frozenset[str] = frozenset()

    name = "receive"
    title, title_en = "收文", "receive"
    begins = True

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against signing for it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from may_handle(document, house, self.by)
        if not self.copies:
            yield Refusal("no_copy")
        if len(set(self.copies)) < len(self.copies):
            yield Refusal("numbered_twice")
        if not self.intact:
            # What was open on its way is first reported, and entered as an incident.
            yield Refusal("seal_broken")

    def begun(self) -> Document:
        """Return the document without its copies."""
        return Document(
            self.document, self.level, self.carrier, own=False, at=self.at, scope=self.scope
        )

    def change(self, document: Document) -> Document:
        """Add the copies, signed for and not yet entered."""
        copies = {n: Copy(n, Status.RECEIVED, self.by, self.at) for n in self.copies}
        return replace(document, copies=copies)


DEED = Receive
