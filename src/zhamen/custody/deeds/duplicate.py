"""复制、摘录: a copy of a copy is numbered, stamped and kept like its original (条例 27)."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from enum import StrEnum

from zhamen.custody.document import Copy, Document
from zhamen.custody.rules import in_state, keeps, may_handle
from zhamen.custody.terms import Status
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import approved, has
from zhamen.model.terms import Level


class Extent(StrEnum):
    """How much is copied."""

    WHOLE = "whole"
    """复制"""
    EXCERPT = "excerpt"
    """摘录、引用、汇编"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Duplicate(Deed[Document]):
    """New copies come of one in store."""

    copy: str
    """What is copied."""
    extent: Extent
    numbers: tuple[str, ...]
    """Numbers of the new copies."""
    applicant: str
    approver: str
    consent: str = ""
    """Number of the issuer's written consent; for 绝密 nothing goes without."""
    place: str

    name = "duplicate"
    title, title_en = "复制、摘录", "copy or excerpt"

    def signers(self) -> frozenset[str]:
        """Return the officer and whoever asked for it."""
        return frozenset({self.by, self.applicant})

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        yield from in_state(document, [self.copy], Status.IN_STORE)
        yield from keeps(document, self.by, [self.copy])
        yield from may_handle(document, house, self.applicant)
        yield from approved(house, self.approver, self.applicant)
        if document.level is Level.TOP_SECRET and not self.consent:
            yield Refusal("no_consent")
        if not self.numbers:
            yield Refusal("no_copy")
        taken = len(set(self.numbers)) < len(self.numbers)
        if taken or set(self.numbers) & set(document.copies):
            yield Refusal("numbered_twice")

    def change(self, document: Document) -> Document:
        """Add the new copies, in store."""
        new = {
            n: Copy(n, Status.IN_STORE, self.by, self.at, self.place, made_from=self.copy)
            for n in self.numbers
        }
        return replace(document, copies={**document.copies, **new})


DEED = Duplicate
