"""扩大知悉范围: somebody else may know, because a leader says so (条例 20)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhamen.custody.document import Document
from zhamen.custody.rules import may_handle
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import approved, has


@dataclass(frozen=True, slots=True, kw_only=True)
class Widen(Deed[Document]):
    """People join the scope; nobody leaves it, since nobody forgets."""

    people: frozenset[str]
    approver: str

    name = "widen"
    title, title_en = "扩大知悉范围", "widen the scope"

    def signers(self) -> frozenset[str]:
        """Return the officer and the leader."""
        return frozenset({self.by, self.approver} - {""})

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from approved(house, self.approver, *self.people)
        yield from may_handle(document, house, *sorted(self.people))
        if not self.people:
            yield Refusal("no_scope")

    def change(self, document: Document) -> Document:
        """Add the people."""
        return replace(document, scope=document.scope | self.people)


DEED = Widen
