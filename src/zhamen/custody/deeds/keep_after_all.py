"""撤回销毁: copies on a list go back into store."""

from collections.abc import Iterator
from dataclasses import dataclass

from zhamen.custody.document import Document
from zhamen.custody.rules import in_state, keeps
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has


@dataclass(frozen=True, slots=True, kw_only=True)
class KeepAfterAll(Deed[Document]):
    """An approval that was given ends with it."""

    copies: tuple[str, ...]
    place: str

    name = "keep_after_all"
    title, title_en = "撤回销毁", "keep after all"

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, self.copies, Status.SET_ASIDE)
        yield from keeps(document, self.by, self.copies)

    def change(self, document: Document) -> Document:
        """Put them into store."""
        return document.with_copies(
            self.copies, self.at, status=Status.IN_STORE, place=self.place, approved_by=""
        )


DEED = KeepAfterAll
