"""The rules of custody: what is lawful goes through, what is not is refused with its reason."""

from datetime import timedelta
from typing import Any

import pytest
from acting import MORNING, NEXT_WEEK, SCOPE, UNIT, USUAL, came_to, deed

from zhamen.custody.ledger import LEDGER
from zhamen.custody.terms import Carrier, Channel, Status
from zhamen.deeds.deed import Refusal
from zhamen.errors import DeedError
from zhamen.model.terms import Level

IN_STORE = ("receive", "enter")
LATER = MORNING + timedelta(days=1)
TOP = {"receive": {"level": Level.TOP_SECRET}}
LIVES = [
    pytest.param((*IN_STORE,), Status.IN_STORE, id="received and entered"),
    pytest.param(("make",), Status.IN_STORE, id="made here"),
    pytest.param((*IN_STORE, "distribute", "acknowledge"), Status.DISPATCHED, id="sent on"),
    pytest.param((*IN_STORE, "distribute", "take_back"), Status.IN_STORE, id="undeliverable"),
    pytest.param((*IN_STORE, "lend", "give_back"), Status.IN_STORE, id="lent and back"),
    pytest.param((*IN_STORE, "read"), Status.IN_STORE, id="read in the house"),
    pytest.param((*IN_STORE, "lend", "carry_out"), Status.OUT, id="carried out"),
    pytest.param(
        (*IN_STORE, "lend", "carry_out", "bring_back", "give_back"), Status.IN_STORE, id="a journey"
    ),
    pytest.param((*IN_STORE, "recall", "surrender"), Status.SURRENDERED, id="surrendered"),
    pytest.param((*IN_STORE, "lose", "find"), Status.IN_STORE, id="lost and found"),
    pytest.param((*IN_STORE, "hand_over"), Status.IN_STORE, id="handed over"),
    pytest.param(
        (*IN_STORE, "propose_destruction", "approve_destruction", "destroy"), Status.DESTROYED,
        id="destroyed",
    ),
    pytest.param(
        (*IN_STORE, "propose_destruction", "keep_after_all"), Status.IN_STORE, id="kept after all"
    ),
]  # fmt: skip


@pytest.mark.parametrize(("names", "status"), LIVES)
@pytest.mark.parametrize("level", [Level.CONFIDENTIAL, Level.SECRET, Level.TOP_SECRET])
def test_a_lawful_life_goes_through(names: tuple[str, ...], status: Status, level: Level) -> None:
    """Every lawful walk ends where it should, at every level."""
    document = came_to(*names, receive={"level": level}, make={"level": level})

    assert document.copies["1"].status is status
    assert document.deeds == len(names)


def test_a_device_is_repaired() -> None:
    """What is not paper can be sent away with a supervisor, who answers for it meanwhile."""
    device = {"receive": {"carrier": Carrier.DEVICE}}
    away = came_to(*IN_STORE, "repair", **device).copies["1"]
    back = came_to(*IN_STORE, "repair", "repaired", **device).copies["1"]

    assert (away.status, away.holder) == (Status.IN_REPAIR, "anna")
    assert (back.status, back.holder) == (Status.IN_STORE, "keeper")


UNLAWFUL: list[Any] = [
    pytest.param(("receive",), "lend", {}, ["is_received"], id="lent before it is entered"),
    pytest.param(IN_STORE, "destroy", {}, ["is_in_store", "not_approved"], id="not on a list"),
    pytest.param(
        (*IN_STORE, "propose_destruction"), "destroy", {}, ["not_approved"],
        id="destroyed without approval",
    ),
    pytest.param(
        (*IN_STORE, "propose_destruction", "approve_destruction"), "destroy",
        {"witnesses": frozenset({"anna"})}, ["one_witness"], id="one witness",
    ),
    pytest.param(
        (*IN_STORE, "propose_destruction", "approve_destruction"), "destroy",
        {"witnesses": frozenset({"anna", "chief"})}, ["same_person"], id="the approver watches",
    ),
    pytest.param(
        (*IN_STORE, "propose_destruction", "approve_destruction", "destroy"), "lend", {},
        ["is_destroyed"], id="destroyed, then lent",
    ),
    pytest.param(
        (*IN_STORE, "recall"), "propose_destruction", {}, ["is_recalled"],
        id="destroyed instead of surrendered",
    ),
    pytest.param(
        (*IN_STORE, "propose_destruction"), "approve_destruction", {"by": "keeper"},
        ["not_leader", "same_person"], id="approved by its keeper",
    ),
    pytest.param((*IN_STORE, "lend"), "lend", {}, ["is_lent", "not_keeper"], id="lent twice"),
    pytest.param((*IN_STORE, "lend"), "surrender", {}, ["is_lent", "not_keeper"], id="while lent"),
    pytest.param(IN_STORE, "lend", {"reader": "clerk"}, ["not_cleared", "outside_scope"],
                 id="a reader who is not cleared"),
    pytest.param(IN_STORE, "lend", {"reader": "second"}, ["outside_scope"],
                 id="a reader outside the scope"),
    pytest.param(IN_STORE, "lend", {"reader": "nobody"}, ["not_active", "outside_scope"],
                 id="a stranger"),
    pytest.param(IN_STORE, "lend", {"approver": ""}, ["not_approved"], id="no approval"),
    pytest.param(IN_STORE, "lend", {"approver": "bert"}, ["not_leader"], id="any colleague"),
    pytest.param(IN_STORE, "lend", {"reader": "chief"}, ["same_person"],
                 id="the leader approves himself"),
    pytest.param(IN_STORE, "lend", {"due": MORNING.date() - timedelta(days=1)}, ["due_before"],
                 id="due yesterday"),
    pytest.param(IN_STORE, "lend", {"by": "second"}, ["not_keeper"], id="by another officer"),
    pytest.param(IN_STORE, "lend", {"by": "gone"}, ["not_active", "not_keeper"],
                 id="by an officer who has left"),
    pytest.param(IN_STORE, "lend", {"by": "anna"}, ["not_officer", "not_keeper"],
                 id="by the reader herself"),
    pytest.param(IN_STORE, "lend", {"signed": {"keeper"}}, ["unsigned"], id="not signed for"),
    pytest.param(IN_STORE, "lend", {"copy": "9"}, ["unknown_copy"], id="a copy that is not"),
    pytest.param((*IN_STORE, "lend"), "give_back", {"reader": "bert"}, ["not_holder"],
                 id="given back by somebody else"),
    pytest.param((*IN_STORE, "lend"), "give_back", {"whole": False}, ["pages_missing"],
                 id="given back with pages missing"),
    pytest.param(IN_STORE, "carry_out", {}, ["is_in_store", "not_holder"],
                 id="carried out of the store"),
    pytest.param((*IN_STORE, "lend"), "carry_out", {"abroad": True}, ["no_permit"], id="abroad"),
    pytest.param(IN_STORE, "repair", {}, ["no_device"], id="paper repaired"),
    pytest.param(IN_STORE, "surrender", {"receipt": ""}, ["no_receipt"], id="no receipt"),
    pytest.param(("make",), "surrender", {}, ["own_document"], id="one's own surrendered"),
    pytest.param(IN_STORE, "distribute", {"channel": Channel.ESCORT}, ["no_escort"],
                 id="sent with nobody"),
    pytest.param(IN_STORE, "duplicate", {"numbers": ("2",)}, ["numbered_twice"],
                 id="a number used twice"),
    pytest.param(IN_STORE, "find", {}, ["is_in_store"], id="found and never lost"),
    pytest.param((*IN_STORE, "lose"), "lend", {}, ["is_missing"], id="lent while missing"),
    pytest.param(IN_STORE, "hand_over", {"to": "anna"}, ["not_officer"], id="handed to anybody"),
    pytest.param(IN_STORE, "hand_over", {"to": "keeper"}, ["same_person"], id="handed to himself"),
    pytest.param(IN_STORE, "take_stock", {"second": "keeper"}, ["same_person"], id="alone"),
    pytest.param(IN_STORE, "widen", {"people": frozenset({"clerk"})}, ["not_cleared"],
                 id="the scope widened to one who is not cleared"),
    pytest.param(IN_STORE, "reclassify", {"notice": ""}, ["no_notice"], id="another's level"),
    pytest.param(("make",), "reclassify", {"classifier": "anna"}, ["not_classifier"],
                 id="one's own level by anybody"),
    pytest.param(IN_STORE, "reclassify", {"level": Level.SECRET}, ["same_level"], id="no change"),
    pytest.param(IN_STORE, "receive", {}, ["begins_twice"], id="received twice"),
]  # fmt: skip


@pytest.mark.parametrize(("names", "name", "changes", "codes"), UNLAWFUL)
def test_a_short_cut_is_refused(
    names: tuple[str, ...], name: str, changes: dict[str, Any], codes: list[str]
) -> None:
    """Every rule that is broken is named, and the document stays as it was."""
    before = came_to(*names)
    with pytest.raises(DeedError) as refused:
        LEDGER.do(before, deed(name, at=LATER, **changes), UNIT)

    assert [each.code for each in refused.value.refusals if isinstance(each, Refusal)] == codes
    assert str(refused.value)
    assert before == came_to(*names)


TOP_ONLY: list[Any] = [
    pytest.param(IN_STORE, "lend", {"place": "office-3"}, "no_reading_place", id="read anywhere"),
    pytest.param(IN_STORE, "read", {"place": "office-3"}, "no_reading_place", id="read at a desk"),
    pytest.param(IN_STORE, "duplicate", {"consent": ""}, "no_consent", id="copied unasked"),
    pytest.param((*IN_STORE, "lend"), "carry_out", {"companions": frozenset()}, "alone",
                 id="carried alone"),
    pytest.param((*IN_STORE, "lend"), "carry_out", {"companions": frozenset({"anna"})}, "alone",
                 id="carried with oneself"),
    pytest.param(IN_STORE, "distribute",
                 {"channel": Channel.ESCORT, "escorts": frozenset({"anna"})}, "alone",
                 id="one escort"),
    pytest.param(IN_STORE, "surrender", {"escorts": frozenset({"anna"})}, "alone",
                 id="surrendered by one"),
]  # fmt: skip


@pytest.mark.parametrize(("names", "name", "changes", "code"), TOP_ONLY)
def test_what_only_a_top_secret_forbids(
    names: tuple[str, ...], name: str, changes: dict[str, Any], code: str
) -> None:
    """The stricter rules hold for 绝密, and for 绝密 alone."""
    top, secret = came_to(*names, **TOP), came_to(*names)
    tried = deed(name, at=LATER, **changes)

    assert [each.code for each in LEDGER.refusals(top, tried, UNIT)] == [code]
    assert list(LEDGER.refusals(secret, tried, UNIT)) == []


BEGINNINGS: list[Any] = [
    pytest.param("receive", {"intact": False}, "seal_broken", id="a broken seal"),
    pytest.param("receive", {"copies": ()}, "no_copy", id="an empty parcel"),
    pytest.param("receive", {"copies": ("1", "1")}, "numbered_twice", id="a number twice"),
    pytest.param("make", {"classifier": "chief"}, "not_classifier", id="classified by anybody"),
    pytest.param("make", {"scope": frozenset()}, "no_scope", id="no scope"),
    pytest.param("make", {"count": 0}, "no_copy", id="nothing printed"),
    pytest.param("make", {"signed": {"keeper"}}, "unsigned", id="the classifier has not signed"),
    pytest.param("lend", {}, "not_begun", id="lent and never received"),
]


@pytest.mark.parametrize(("name", "changes", "code"), BEGINNINGS)
def test_a_bad_beginning_is_refused(name: str, changes: dict[str, Any], code: str) -> None:
    """A document begins by the rules or not at all."""
    assert code in [each.code for each in LEDGER.refusals(None, deed(name, **changes), UNIT)]


def test_a_ledger_goes_on_only() -> None:
    """A deed before the last one is refused."""
    before = came_to(*IN_STORE)
    late = deed("read", at=MORNING - timedelta(days=1))

    assert [each.code for each in LEDGER.refusals(before, late, UNIT)] == ["backwards"]


def test_who_knows_is_remembered() -> None:
    """Whoever has read or borrowed it is in the record, whatever comes after."""
    document = came_to(*IN_STORE, "lend", "give_back", "read", read={"reader": "bert"})

    assert document.knows == {"anna", "bert"}


def test_a_copy_of_a_copy_is_a_copy() -> None:
    """It has a number and a keeper, and remembers what it was made from."""
    document = came_to(*IN_STORE, "duplicate")
    copy = document.copies["1-1"]

    assert (copy.status, copy.holder, copy.made_from) == (Status.IN_STORE, "keeper", "1")
    assert document.at_hand == {"1", "2", "3", "1-1"}


def test_a_scope_that_was_widened_admits() -> None:
    """After the leader's approval the next reader may read."""
    document = came_to(*IN_STORE, "widen", "read", read={"reader": "second"})

    assert document.scope == SCOPE | {"second"}
    assert "second" in document.knows


def test_every_rule_has_words() -> None:
    """Whatever may be refused is said in both languages, with whom it is about."""
    codes = {code for row in UNLAWFUL for code in row.values[3]}
    codes |= {row.values[3] for row in TOP_ONLY} | {row.values[2] for row in BEGINNINGS}
    codes |= {f"is_{status}" for status in Status}

    for code in codes:
        assert LEDGER.in_words(Refusal(code, "1"))
        assert LEDGER.in_words(Refusal(code, "1"), "en").isascii()


def test_every_deed_is_tried() -> None:
    """A new file in the tray must be added to the tables of these tests."""
    assert set(USUAL) == set(LEDGER.kinds)
    assert MORNING.date() < NEXT_WEEK
