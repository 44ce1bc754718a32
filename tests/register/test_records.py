"""Records of documents: sealed sections that live and die with their document."""

from pathlib import Path

import pytest

from zhamen.model.terms import Level
from zhamen.register.batch import Batch
from zhamen.register.bundle import Bundle
from zhamen.register.document import Document
from zhamen.register.enrol import Enroller, Original
from zhamen.register.keys import Key, MasterKey
from zhamen.register.publishing import publish
from zhamen.register.records import Record, Records
from zhamen.register.register import Register
from zhamen.register.registry import Registry

from .conftest import invented

PAGES = {seed: ((1, bytes([seed] * 8)), (2, bytes(range(seed, seed + 5)))) for seed in range(1, 6)}
Known = list[tuple[str, int, bytes]]


def with_pages(registry: Registry, seeds: range) -> Batch:
    """Return invented documents, the odd ones with records of two kinds."""
    enroller = Enroller(registry.key)
    return Batch.joined([
        enroller.enrol(Original(
            Document(f"D-{seed}", level=Level.SECRET), invented(seed),
            records={"page": PAGES[seed]} if seed % 2 else {},
        ))
        for seed in seeds
    ])  # fmt: skip


def pages_of(*seeds: int) -> Known:
    """Return the records of these documents."""
    return [(f"D-{seed}", kind, data) for seed in seeds for kind, data in PAGES[seed]]


def known(path: Path, key: Key, name: str = "page") -> Known:
    """Return the records that a bundle gives to whoever has its key."""
    bundle = Bundle(path, key)
    found = [(document.id, kind, data) for document, kind, data in bundle.records(name)]
    bundle.close()
    return found


@pytest.fixture
def paged(tmp_path: Path, master: MasterKey) -> Registry:
    """A registry of D-1 to D-5, with records of D-1, D-3 and D-5."""
    made = Registry.create(tmp_path / "r.zmr", master)
    made.add(with_pages(made, range(1, 4)))
    made.add(with_pages(made, range(4, 6)))
    return made


def test_records_are_read_with_the_bundles_key(paged: Registry, master: MasterKey) -> None:
    """By section, each with its document and kind; there are none under another name."""
    assert sorted(known(paged.path, master)) == pages_of(1, 3, 5)
    assert known(paged.path, master, "sound") == []
    register = Register([(paged.path, lambda: master)])
    assert len(list(register.records("page"))) == 6
    register.close()
    paged.close()


def test_records_go_with_their_document(paged: Registry, master: MasterKey) -> None:
    """As soon as it is removed, and after everything was written anew."""
    paged.remove(["D-3"])
    assert sorted(known(paged.path, master)) == pages_of(1, 5)
    paged.merge()
    assert sorted(known(paged.path, master)) == pages_of(1, 5)
    paged.rekey()
    assert sorted(known(paged.path, master)) == pages_of(1, 5)
    paged.close()


def test_a_gate_is_given_records_without_documents(
    paged: Registry, tmp_path: Path, master: MasterKey
) -> None:
    """Each once, in order of content: whose they are cannot be told."""
    paged.add(Enroller(paged.key).enrol(
        Original(Document("D-9"), invented(9), records={"page": PAGES[1]})
    ))  # fmt: skip
    gate = tmp_path / "gate.zmr"
    key = publish(paged, gate, "gate")
    given = known(gate, key)

    assert given == sorted(("", kind, data) for _, kind, data in pages_of(1, 3, 5))
    assert known(gate, publish(paged, gate, "gate", rekey=True)) == given
    paged.close()


def test_records_stand_sealed_in_every_file(paged: Registry, tmp_path: Path) -> None:
    """Bundle, vault and gate's bundle hold none of their bytes."""
    gate = tmp_path / "gate.zmr"
    publish(paged, gate, "gate")
    paged.close()
    for path in tmp_path.iterdir():
        held = path.read_bytes()
        assert not any(data in held for _, _, data in pages_of(1, 3, 5)), path.name


def test_another_record_makes_another_document(paged: Registry) -> None:
    """Enrolling the same text with other records is no repetition."""
    enroller = Enroller(paged.key)
    plain = Original(Document("D-1"), invented(1))
    marks = {
        enroller.mark(plain),
        enroller.mark(Original(Document("D-1"), invented(1), records={"page": PAGES[1]})),
        enroller.mark(Original(Document("D-1"), invented(1), records={"sound": PAGES[1]})),
    }
    assert len(marks) == 3
    paged.close()


def test_a_section_is_read_as_it_was_written() -> None:
    """Empty data, no records, and the largest kind included."""
    for records in ([], [Record(3, 2**32 - 1, b""), Record(0, 0, b"\0" * 70_000)]):
        assert list(Records.from_bytes(Records.of(records).to_bytes())) == records
