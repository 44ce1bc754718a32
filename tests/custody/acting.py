"""A small unit with people for the tests of custody, and deeds that are lawful in it."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

from zhamen.custody.document import Document
from zhamen.custody.ledger import LEDGER
from zhamen.custody.terms import Channel
from zhamen.deeds.deed import Deed
from zhamen.deeds.house import Clearance, Duty, Standing
from zhamen.model.terms import Level

MORNING = datetime(2026, 3, 2, 9, tzinfo=UTC)
NEXT_WEEK = date(2026, 3, 9)
CORE = Clearance.CORE
STANDINGS = {
    "keeper": Standing(duties=frozenset({Duty.OFFICER}), clearance=CORE),
    "second": Standing(duties=frozenset({Duty.OFFICER}), clearance=CORE),
    "chief": Standing(duties=frozenset({Duty.LEADER}), clearance=CORE),
    "classifier": Standing(duties=frozenset({Duty.CLASSIFIER}), clearance=CORE),
    "anna": Standing(clearance=CORE),
    "bert": Standing(clearance=CORE),
    "clerk": Standing(clearance=Clearance.ORDINARY),
    "guest": Standing(),
    "gone": Standing(active=False, duties=frozenset({Duty.OFFICER}), clearance=CORE),
}
SCOPE = frozenset({"anna", "bert", "keeper", "chief"})


class Unit:
    """The people above, and one room where top secrets may be read."""

    def standing(self, person: str) -> Standing | None:
        """Return who somebody is."""
        return STANDINGS.get(person)

    def is_reading_place(self, place: str) -> bool:
        """Tell whether it is the reading room."""
        return place == "reading-room"


UNIT = Unit()
USUAL: dict[str, dict[str, Any]] = {
    "receive": {
        "document": "D-1", "level": Level.SECRET, "issuer": "unit:9", "copies": ("1", "2", "3"),
        "intact": True, "scope": SCOPE,
    },
    "enter": {"copies": ("1", "2", "3"), "place": "cabinet-1"},
    "make": {
        "document": "D-1", "level": Level.SECRET, "classifier": "classifier", "scope": SCOPE,
        "count": 3, "place": "cabinet-1",
    },
    "distribute": {
        "copies": ("1",), "to": "unit:7", "channel": Channel.COURIER, "receipt_due": NEXT_WEEK,
    },
    "acknowledge": {"copies": ("1",), "receipt": "R-1"},
    "take_back": {"copies": ("1",), "place": "cabinet-1", "intact": True},
    "hand_over": {"copies": ("1",), "to": "second", "place": "cabinet-2"},
    "lend": {
        "copy": "1", "reader": "anna", "approver": "chief", "place": "reading-room",
        "due": NEXT_WEEK,
    },
    "give_back": {"copy": "1", "reader": "anna", "place": "cabinet-1", "whole": True},
    "read": {"copy": "1", "reader": "anna", "place": "reading-room"},
    "widen": {"people": frozenset({"second"}), "approver": "chief"},
    "duplicate": {
        "copy": "1", "extent": "whole", "numbers": ("1-1",), "applicant": "anna",
        "approver": "chief", "consent": "C-1", "place": "cabinet-1",
    },
    "carry_out": {
        "copy": "1", "bearer": "anna", "companions": frozenset({"bert"}), "approver": "chief",
        "until": NEXT_WEEK,
    },
    "bring_back": {"copy": "1", "bearer": "anna", "due": NEXT_WEEK},
    "repair": {"copy": "1", "to": "shop", "supervisor": "anna", "due": NEXT_WEEK},
    "repaired": {"copy": "1", "supervisor": "anna", "parts_kept": True, "place": "cabinet-1"},
    "recall": {"copies": ("1",), "notice": "N-1", "due": NEXT_WEEK},
    "surrender": {"copies": ("1",), "escorts": frozenset({"anna", "bert"}), "receipt": "R-2"},
    "take_stock": {"seen": frozenset({"1", "2", "3"}), "second": "anna"},
    "lose": {"copy": "1"},
    "find": {"copy": "1", "second": "anna", "place": "cabinet-1"},
    "propose_destruction": {"copies": ("1",), "listing": "L-1"},
    "approve_destruction": {"copies": ("1",), "by": "chief"},
    "keep_after_all": {"copies": ("1",), "place": "cabinet-1"},
    "destroy": {
        "copies": ("1",), "at_unit": "unit:5", "witnesses": frozenset({"anna", "bert"}),
    },
    "reclassify": {"level": Level.CONFIDENTIAL, "notice": "N-2", "classifier": "classifier"},
}  # fmt: skip
"""Fields with which each deed is lawful, if the document has come so far."""


def deed(name: str, /, *, at: datetime = MORNING, **changes: Any) -> Deed[Document]:
    """Return a deed with its usual fields, signed by all who must."""
    kind: Any = LEDGER.kinds[name]
    values = {"by": "keeper", "at": at, **USUAL[name], **changes}
    signed = values.pop("signed", None)
    made: Deed[Document] = kind(**values)
    return kind(**values, signed=made.signers() if signed is None else frozenset(signed))


def came_to(*names: str, **changes: dict[str, Any]) -> Document:
    """Return the document after these deeds, an hour apart; `changes` are fields by name."""
    document: Document | None = None
    for hours, name in enumerate(names):
        at = MORNING + timedelta(hours=hours)
        document = LEDGER.do(document, deed(name, at=at, **changes.get(name, {})), UNIT)
    assert document is not None
    return document
