"""报失: a copy is nowhere; from this moment the clocks of an incident run."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state
from zhamen.custody.terms import ENDED, Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import House


@dataclass(frozen=True, slots=True, kw_only=True)
class Lose(Deed[Document]):
    """Anybody in the house may report it; who answered for it stays written."""

    copy: str

    name = "lose"
    title, title_en = "报失", "report missing"

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        standing = house.standing(self.by)
        if standing is None or not standing.active:
            yield Refusal("not_active", self.by)
        yield from in_state(document, [self.copy], *(set(Status) - ENDED - {Status.MISSING}))

    def change(self, document: Document) -> Document:
        """Call the copy missing; its holder does not change."""
        return document.with_copies([self.copy], self.at, status=Status.MISSING, due=None)


DEED = Lose
