"""销毁申请: copies are listed and set aside (条例 27)."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state, keeps
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has


@dataclass(frozen=True, slots=True, kw_only=True)
class ProposeDestruction(Deed[Document]):
    """The officer lists them; nothing is destroyed yet."""

    copies: tuple[str, ...]
    listing: str
    """Number of the list (清册)."""

    name = "propose_destruction"
    title, title_en = "销毁申请", "propose destruction"

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it; what the issuer wants back is not ours to destroy."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, self.copies, Status.IN_STORE)
        yield from keeps(document, self.by, self.copies)
        for number in self.copies:
            copy = document.copies.get(number)
            if copy is not None and copy.recalled is not None:
                yield Refusal("is_recalled", number)

    def change(self, document: Document) -> Document:
        """Set them aside, not approved."""
        return document.with_copies(self.copies, self.at, status=Status.SET_ASIDE, approved_by="")


DEED = ProposeDestruction
