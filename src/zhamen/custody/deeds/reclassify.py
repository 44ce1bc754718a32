"""变更密级、解密: whoever may classify decides anew."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

from zhamen.custody.document import Document
from zhamen.deeds.deed import Deed, Refusal
from zhamen.deeds.house import Duty, House
from zhamen.deeds.rules import has
from zhamen.model.terms import Level


@dataclass(frozen=True, slots=True, kw_only=True)
class Reclassify(Deed[Document]):
    """Our own by our classifier; another unit's by its notice."""

    level: Level
    """Empty: declassified."""
    classifier: str = ""
    notice: str = ""
    """Number of the issuer's notice."""

    name = "reclassify"
    title, title_en = "变更密级", "reclassify"

    def signers(self) -> frozenset[str]:
        """Return the officer, and the classifier if it is ours."""
        return frozenset({self.by, self.classifier} - {""})

    def refusals(self, document: Document, house: House) -> Iterator[Refusal]:
        """Yield what speaks against it."""
        yield from has(house, self.by, Duty.OFFICER)
        if document.own:
            yield from has(house, self.classifier, Duty.CLASSIFIER)
        elif not self.notice:
            yield Refusal("no_notice")
        if self.level is document.level:
            yield Refusal("same_level")

    def change(self, document: Document) -> Document:
        """Give it the level."""
        return replace(document, level=self.level)


DEED = Reclassify
