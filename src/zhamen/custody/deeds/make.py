"""制作: a document of one's own is classified, printed and numbered (条例 27)."""

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
class Make(Deed[Document]):
    """The classifier decides level and scope; the officer takes every printed copy."""

    document: str
    level: Level
    carrier: Carrier = Carrier.PAPER
    classifier: str
    scope: frozenset[str]
    count: int
    """Copies printed, numbered from 1 without a gap."""
    place: str

    name = "make"
    title, title_en = "制作", "make"
    begins = True

    def signers(self) -> frozenset[str]:
        """Return the officer and the classifier."""
        return frozenset({self.by, self.classifier})

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from has(house, self.classifier, Duty.CLASSIFIER)
        yield from may_handle(document, house, self.by, self.classifier)
        if self.count < 1:
            yield Refusal("no_copy")
        if not self.scope:
            yield Refusal("no_scope")
        if not self.place:
            yield Refusal("no_place")

    def begun(self) -> Document:
        """Return the document without its copies."""
        return Document(
            self.document, self.level, self.carrier, own=True, at=self.at, scope=self.scope
        )

    def change(self, document: Document) -> Document:
        """Add the copies, in store."""
        numbers = [str(number) for number in range(1, self.count + 1)]
        copies = {n: Copy(n, Status.IN_STORE, self.by, self.at, self.place) for n in numbers}
        return replace(document, copies=copies)


DEED = Make
