"""Which deeds are worth offering to somebody for a document, asked of the rules themselves."""

from collections.abc import Iterable

from zhamen.custody.document import Copy, Document
from zhamen.custody.ledger import LEDGER
from zhamen.deeds.deed import Deed
from zhamen.office.house import OfficeHouse
from zhamen.office.trying import trial

_NEVER = frozenset({"no_device", "own_document"})
"""What no other field of the same deed can cure."""


def offered(document: Document, person: str) -> list[type[Deed[Document]]]:
    """Return the kinds of deeds that may be done to one of its copies, in the order of its life."""
    house, copies = OfficeHouse(), [*_unlike(document.copies.values())]
    found = [
        kind for kind in LEDGER.kinds.values()
        if not kind.begins
        and any(_possible(trial(kind, person, copy=copy), document, house, copy)
                for copy in copies)
    ]  # fmt: skip
    return sorted(found, key=lambda kind: _ORDER.index(kind.name) if kind.name in _ORDER else 99)


_ORDER = (
    "enter lend read give_back carry_out bring_back hand_over distribute acknowledge take_back "
    "duplicate repair repaired recall surrender take_stock widen reclassify propose_destruction "
    "approve_destruction keep_after_all destroy lose find"
).split()


def _unlike(copies: Iterable[Copy]) -> Iterable[str]:
    """Return one number for each sort of copy: of five hundred in one cabinet one is asked for."""
    sorts = {(c.status, c.holder, c.approved_by, c.recalled): c.number for c in copies}
    return sorts.values()


def _possible(deed: Deed[Document], document: Document, house: OfficeHouse, copy: str) -> bool:
    """Tell whether nothing stands against it but what is still to be filled in."""
    return not any(
        refusal.code in _NEVER or refusal.about in (deed.by, copy)
        for refusal in deed.refusals(document, house)
    )
