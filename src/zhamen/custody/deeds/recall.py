"""清退通知: the issuer wants copies back by a day (条例 27)."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state
from zhamen.custody.terms import ENDED, Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has


@dataclass(frozen=True, slots=True, kw_only=True)
class Recall(Deed[Document]):
    """The notice is entered; wherever a copy is, it is looked for until it is surrendered."""

    copies: tuple[str, ...]
    notice: str
    """Number of the issuer's notice."""
    due: date

    name = "recall"
    title, title_en = "清退通知", "recall"

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, self.copies, *(set(Status) - ENDED))
        if not self.notice:
            yield Refusal("no_notice")

    def change(self, document: Document) -> Document:
        """Remember by when they are wanted."""
        return document.with_copies(self.copies, self.at, recalled=self.due)


DEED = Recall
